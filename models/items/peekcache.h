// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "store/store.h"

#include <QHash>
#include <QMetaType>

#include <list>
#include <memory>

namespace kv::items {

/// How far the peek of a row is.
enum class LoadState {
    Empty,   ///< Never asked for.
    Loading, ///< Asked for, and nothing older to show.
    Loaded,
    Failed, ///< The store could not answer; asked again after the next refresh.
};

/// What is known of one row's value.
struct PeekCell
{
    LoadState state = LoadState::Empty;
    qint64 size = -1;
    QByteArray head;
    bool unknown = false; ///< There is a value that no batch can tell.
    std::shared_ptr<const Error> error;
    bool asked = false; ///< Queued or under way.
    bool again = false; ///< Outdated while it was asked for: the answer may be an older one.
    quint64 stamp = 0;  ///< The age of the answer; older than the cache's: outdated.
};

/// The peeks of the rows last looked at, at most `capacity`, and the queue of those still to be read.
class PeekCache
{
public:
    explicit PeekCache(int capacity) : m_capacity(capacity) {}

    /// The cell of `key`, or nullptr. Does not count as use.
    const PeekCell *look(const QByteArray &key) const;
    /// The cell of `key`, now the most recently used. Queues the key unless its answer is fresh or on its
    /// way. Valid until the next call.
    const PeekCell *want(const QByteArray &key);
    bool hasWanted() const { return !m_wanted.isEmpty(); }
    int wantedCount() const { return int(m_wanted.size()); }
    /// Takes up to `most` queued keys, the last wanted first: they are what is on screen.
    QList<QByteArray> takeWanted(int most);
    void store(const Peek &peek, quint64 stamp);
    void storeFailure(const QByteArray &key, const Error &error, quint64 stamp);
    /// A key that was asked for and got no answer.
    void forgetAsked(const QByteArray &key);
    /// Makes every answer so far outdated: shown, but read again when looked at.
    void outdate() { ++m_stamp; }
    /// The same for one key.
    void outdate(const QByteArray &key);
    quint64 stamp() const { return m_stamp; }
    void clear();
    int size() const { return int(m_cells.size()); }
    /// Bytes held on the heap, nearly.
    qint64 memory() const { return m_bytes; }

private:
    struct Node
    {
        QByteArray key;
        PeekCell cell;
    };
    PeekCell &cellOf(const QByteArray &key);

    int m_capacity;
    quint64 m_stamp = 1;
    std::list<Node> m_order; // most recently used first
    QHash<QByteArray, std::list<Node>::iterator> m_cells;
    QList<QByteArray> m_wanted;
    qint64 m_bytes = 0;
};

} // namespace kv::items

Q_DECLARE_METATYPE(kv::items::LoadState)
