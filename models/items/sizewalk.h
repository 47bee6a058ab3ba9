// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keyrows.h"
#include "store/async.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace kv::items {

/// Asks a store for the sizes of certain values, batch by batch, so that keys can be narrowed to those of
/// large ones. What was learned is kept (4 bytes a key), so that another threshold costs nothing. Lives on
/// the GUI thread and never blocks it.
class SizeWalk : public QObject
{
    Q_OBJECT

public:
    explicit SizeWalk(QObject *parent = nullptr);

    /// Walks these keys from the first on; sizes learned before are used again where `keeps` and the store is
    /// the same.
    void start(std::shared_ptr<Store> store, const KeyRows &rows, bool keeps);
    /// Stops asking; what was learned stays.
    void stop();
    /// Stops, and forgets all.
    void clear();
    /// Sizes of these keys are not what they were.
    void outdate(const QList<QByteArray> &keys);

    bool isRunning() const { return m_running; }
    /// Whether it has come to the end of the rows.
    bool isDone() const { return m_store && !m_running && !m_error && m_at == m_rows.size(); }
    int done() const { return m_at; }
    int total() const { return m_rows.size(); }
    /// Keys whose size the store could not tell, or that are gone by now.
    int unknown() const { return m_unknown; }
    const std::optional<Error> &error() const { return m_error; }
    /// How many of these rows a start() that keeps would have to ask for.
    int missing(const std::shared_ptr<Store> &store, const KeyRows &rows) const;
    /// Those of the rows walked so far whose values have more than `bytes` bytes.
    std::shared_ptr<const KeyRows> largerThan(qint64 bytes) const;

Q_SIGNALS:
    /// More is known, or the walk has ended or failed; some ten times a second.
    void changed();

private:
    void next();
    void take(const QList<QByteArray> &keys, int first, const Result<QList<Peek>> &result);
    quint32 remembered(QByteArrayView key) const;

    std::shared_ptr<Store> m_store;
    KeyRows m_rows;
    std::vector<quint32> m_sizes; // of m_rows, for the first m_at of them
    KeyRows m_oldRows;            // of the walk before
    std::vector<quint32> m_oldSizes;
    int m_at = 0;
    int m_unknown = 0;
    bool m_running = false;
    std::optional<Error> m_error;
    Pending<Result<QList<Peek>>> m_asking;
    quint64 m_generation = 0;
    QTimer m_soon;
};

} // namespace kv::items
