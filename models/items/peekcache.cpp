// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/peekcache.h"

namespace kv::items {

namespace {
// A list node with its links, the hash's share, and the headers of the two byte arrays.
constexpr qint64 bytesPerCell = 200;
// More than any screen shows; what was wanted before these is scrolled away.
constexpr int mostWanted = 4096;
} // namespace

PeekCell &PeekCache::cellOf(const QByteArray &key)
{
    const auto found = m_cells.constFind(key);
    if (found != m_cells.constEnd()) {
        m_order.splice(m_order.begin(), m_order, *found);
        return m_order.front().cell;
    }
    while (size() >= m_capacity) {
        const Node &last = m_order.back();
        m_bytes -= bytesPerCell + last.key.size() + last.cell.head.size();
        m_cells.remove(last.key);
        m_order.pop_back();
    }
    m_order.push_front({key, {}});
    m_cells.insert(key, m_order.begin());
    m_bytes += bytesPerCell + key.size();
    return m_order.front().cell;
}

const PeekCell *PeekCache::look(const QByteArray &key) const
{
    const auto found = m_cells.constFind(key);
    return found == m_cells.constEnd() ? nullptr : &(*found)->cell;
}

const PeekCell *PeekCache::want(const QByteArray &key)
{
    PeekCell &cell = cellOf(key);
    if (cell.asked || cell.stamp == m_stamp)
        return &cell;
    cell.asked = true;
    if (cell.state == LoadState::Empty)
        cell.state = LoadState::Loading;
    m_wanted.append(key);
    if (m_wanted.size() > mostWanted)
        forgetAsked(m_wanted.takeFirst());
    return &cell;
}

QList<QByteArray> PeekCache::takeWanted(int most)
{
    const auto n = std::min(qsizetype(most), m_wanted.size());
    QList<QByteArray> keys = m_wanted.last(n);
    m_wanted.resize(m_wanted.size() - n);
    return keys;
}

void PeekCache::store(const Peek &peek, quint64 stamp)
{
    PeekCell &cell = cellOf(peek.key);
    const auto before = cell.head.size();
    cell = {.state = LoadState::Loaded,
            .size = peek.unknown ? -1 : peek.size,
            .head = peek.unknown ? QByteArray() : peek.head,
            .unknown = peek.unknown,
            .stamp = cell.again ? 0 : stamp};
    m_bytes += cell.head.size() - before;
}

void PeekCache::outdate(const QByteArray &key)
{
    const auto found = m_cells.constFind(key);
    if (found == m_cells.constEnd())
        return;
    PeekCell &cell = (*found)->cell;
    cell.stamp = 0;
    cell.again = cell.asked;
}

void PeekCache::storeFailure(const QByteArray &key, const Error &error, quint64 stamp)
{
    PeekCell &cell = cellOf(key);
    cell.state = LoadState::Failed;
    cell.error = std::make_shared<const Error>(error);
    cell.asked = false;
    cell.stamp = std::exchange(cell.again, false) ? 0 : stamp;
}

void PeekCache::forgetAsked(const QByteArray &key)
{
    const auto found = m_cells.constFind(key);
    if (found == m_cells.constEnd())
        return;
    PeekCell &cell = (*found)->cell;
    cell.asked = false;
    cell.again = false;
    if (cell.state == LoadState::Loading)
        cell.state = LoadState::Empty;
}

void PeekCache::clear()
{
    m_order.clear();
    m_cells.clear();
    m_wanted.clear();
    m_bytes = 0;
}

} // namespace kv::items
