// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/async.h"
#include "text/keytemplate.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <memory>

namespace kv::items {

class KeyTableModel;

/// The templates that the keys of a KeyTableModel have, those with the most keys first. Goes through the keys
/// on a thread of its own, once for each listing: again when it has changed and rests. What was found stays
/// until the next is there. `source` must outlive it.
class PatternModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Pattern, Keys, Share, Example, ColumnCount };
    enum Role {
        GlobRole = Qt::UserRole, ///< QByteArray; every key of the template fits it
        PrefixRole,              ///< QByteArray; what every key of the template begins with
        CountRole,               ///< qint64
        ExamplesRole,            ///< QList<QByteArray>
    };

    explicit PatternModel(KeyTableModel *source, QObject *parent = nullptr);
    ~PatternModel() override;

    /// Looks at the keys, now and when they change. At first it does not.
    void setActive(bool active);
    bool isActive() const { return m_active; }
    /// A walk is under way, or due.
    bool isBusy() const { return m_running || m_again.isActive(); }
    /// Keys that the walk under way has seen, and of how many.
    qint64 done() const { return m_done ? m_done->load(std::memory_order_relaxed) : 0; }
    qint64 total() const { return m_total; }
    /// Keys that the rows are about.
    qint64 counted() const { return m_counted; }
    /// Whether those were all that the store has with the prefix; "so far" otherwise.
    bool isFinal() const { return m_final; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// Anything above reads otherwise now; some ten times a second while a walk is under way.
    void stateChanged();

private:
    using Found = QList<text::KeyGroup>;

    void later();
    void walk();
    void take(const Result<Found> &found, bool final);

    KeyTableModel *m_source;
    bool m_active = false;
    bool m_running = false;
    bool m_stale = false; ///< The source changed since the walk began.
    bool m_final = false;
    Found m_found;
    qint64 m_counted = 0;
    qint64 m_total = 0;
    std::shared_ptr<std::atomic<qint64>> m_done;
    QThreadPool m_pool;
    Pending<Result<Found>> m_walk;
    QTimer m_again;
    QTimer m_tell;
    QElapsedTimer m_since;
    qint64 m_lastMs = 0;
};

} // namespace kv::items
