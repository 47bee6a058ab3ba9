// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTableModel learns of values: rows that are looked at are peeked in batches.
#include "items/keytablemodel.h"

#include <algorithm>

namespace kv::items {

namespace {
constexpr int batchKeys = 128;
constexpr int mostBatches = 2;     // under way at a time, so that what is scrolled to now comes soon
constexpr int lazyBatchKeys = 100; // more than a screen shows, and as many as one request may ask for
} // namespace

const PeekCell *KeyTableModel::peekCell(int row, bool load) const
{
    const QByteArray key = rowKey(row).toByteArray();
    if (!load)
        return m_peeks.look(key);
    const int wanted = m_peeks.wantedCount();
    const PeekCell *cell = m_peeks.want(key);
    // Where a batch is a request it waits until nothing more is looked at, as while one scrolls.
    const bool waits = m_peekTimer.isActive() && !(m_lazy && m_peeks.wantedCount() > wanted);
    if (m_peeks.hasWanted() && !waits && m_peeksUnderWay < (m_lazy ? 1 : mostBatches))
        m_peekTimer.start();
    return cell;
}

void KeyTableModel::sendPeeks()
{
    if (m_lazy) {
        sendLazyPeeks();
        return;
    }
    while (m_store && m_peeks.hasWanted() && m_peeksUnderWay < mostBatches) {
        const QList<QByteArray> keys = m_peeks.takeWanted(batchKeys);
        ++m_peeksUnderWay;
        whenDone(m_store->peek(keys, headBytes), this,
                 [this, keys, stamp = m_peeks.stamp(),
                  generation = m_peekGeneration](const Result<QList<Peek>> &result) {
                     if (generation != m_peekGeneration)
                         return;
                     --m_peeksUnderWay;
                     takePeeks(keys, result, stamp);
                     sendPeeks();
                 });
    }
}

// Only what was looked at last is asked for: the rest was scrolled past. If it was not, its cells are told to
// be others once the answer is there, and what is on screen asks for itself.
void KeyTableModel::sendLazyPeeks()
{
    if (!m_store || !m_peeks.hasWanted() || m_peeksUnderWay > 0)
        return;
    const QList<QByteArray> keys = m_peeks.takeWanted(lazyBatchKeys);
    const QList<QByteArray> passed = m_peeks.takeWanted(m_peeks.wantedCount());
    for (const QByteArray &key : passed)
        m_peeks.forgetAsked(key);
    ++m_peeksUnderWay;
    whenDone(m_store->peek(keys, headBytes), this,
             [this, keys, passed, stamp = m_peeks.stamp(),
              generation = m_peekGeneration](const Result<QList<Peek>> &result) {
                 if (generation != m_peekGeneration)
                     return;
                 --m_peeksUnderWay;
                 takePeeks(keys, result, stamp);
                 peeksChanged(passed);
                 if (m_peeks.hasWanted() && !m_peekTimer.isActive())
                     m_peekTimer.start();
             });
}

void KeyTableModel::takePeeks(const QList<QByteArray> &keys, const Result<QList<Peek>> &result, quint64 stamp)
{
    if (result)
        for (const Peek &peek : *result)
            m_peeks.store(peek, stamp);
    const Error error = result ? Error{.kind = ErrorKind::Protocol} : result.error();
    for (const QByteArray &key : keys) {
        const PeekCell *cell = m_peeks.look(key);
        if (cell && cell->asked)
            m_peeks.storeFailure(key, error, stamp);
    }
    peeksChanged(keys);
}

void KeyTableModel::peeksChanged(const QList<QByteArray> &keys)
{
    // Keys that are looked at together mostly stand together: one signal for each run of rows.
    QList<int> rows;
    for (const QByteArray &key : keys) {
        const int row = rowOf(key);
        if (row >= 0)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    for (qsizetype i = 0; i < rows.size();) {
        qsizetype end = i + 1;
        while (end < rows.size() && rows[end] <= rows[end - 1] + 1)
            ++end;
        Q_EMIT dataChanged(index(rows[i], Value), index(rows[end - 1], Size));
        i = end;
    }
}

} // namespace kv::items
