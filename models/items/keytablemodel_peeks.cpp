// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTableModel learns of values: rows that are looked at are peeked in batches.
#include "items/keytablemodel.h"

#include <algorithm>

namespace kv::items {

namespace {
constexpr int batchKeys = 128;
constexpr int mostBatches = 2; // under way at a time, so that what is scrolled to now comes soon
} // namespace

const PeekCell *KeyTableModel::peekCell(int row, bool load) const
{
    const QByteArray key = rowKey(row).toByteArray();
    if (!load)
        return m_peeks.look(key);
    const PeekCell *cell = m_peeks.want(key);
    if (m_peeks.hasWanted() && !m_peekTimer.isActive() && m_peeksUnderWay < mostBatches)
        m_peekTimer.start();
    return cell;
}

void KeyTableModel::sendPeeks()
{
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
