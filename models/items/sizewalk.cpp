// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/sizewalk.h"

#include <QHash>

#include <algorithm>
#include <limits>

namespace kv::items {

namespace {

// Values have 25 MiB at most.
constexpr quint32 unasked = std::numeric_limits<quint32>::max();
constexpr quint32 untold = unasked - 1;
constexpr int localKeys = 2000;
constexpr int tellMs = 100;

} // namespace

SizeWalk::SizeWalk(QObject *parent) : QObject(parent)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(tellMs);
    connect(&m_soon, &QTimer::timeout, this, &SizeWalk::changed);
}

void SizeWalk::start(std::shared_ptr<Store> store, const KeyRows &rows, bool keeps)
{
    stop();
    if (!keeps || store != m_store) {
        m_oldRows = {};
        m_oldSizes.clear();
    } else if (m_at >= m_oldRows.size() || m_at == m_rows.size()) { // else the older one knows more
        m_oldRows = m_rows;
        m_oldSizes = std::move(m_sizes);
    }
    m_store = std::move(store);
    m_rows = rows;
    m_sizes.clear();
    m_sizes.resize(size_t(m_rows.size()), unasked);
    m_at = 0;
    m_unknown = 0;
    m_error.reset();
    m_running = true;
    next();
}

void SizeWalk::stop()
{
    ++m_generation;
    m_asking = {};
    m_running = false;
    m_soon.stop();
}

void SizeWalk::clear()
{
    stop();
    m_store.reset();
    m_rows = {};
    m_oldRows = {};
    m_sizes.clear();
    m_oldSizes.clear();
    m_at = 0;
    m_unknown = 0;
    m_error.reset();
}

void SizeWalk::outdate(const QList<QByteArray> &keys)
{
    const auto forget = [&keys](const KeyRows &rows, std::vector<quint32> &sizes) {
        for (const QByteArray &key : keys) {
            const int row = rows.lowerBound(key);
            if (row < rows.size() && row < int(sizes.size()) && rows.key(row) == key)
                sizes[size_t(row)] = unasked;
        }
    };
    forget(m_rows, m_sizes);
    forget(m_oldRows, m_oldSizes);
}

quint32 SizeWalk::remembered(QByteArrayView key) const
{
    const int row = m_oldRows.lowerBound(key);
    const bool found = row < m_oldRows.size() && row < int(m_oldSizes.size()) && m_oldRows.key(row) == key;
    return found ? m_oldSizes[size_t(row)] : unasked;
}

int SizeWalk::missing(const std::shared_ptr<Store> &store, const KeyRows &rows) const
{
    if (store != m_store)
        return rows.size();
    int count = 0;
    for (int row = 0; row < rows.size(); ++row) {
        const QByteArrayView key = rows.key(row);
        const int mine = m_rows.lowerBound(key);
        const bool known = mine < m_at && m_rows.key(mine) == key && m_sizes[size_t(mine)] != unasked;
        count += !known && remembered(key) == unasked;
    }
    return count;
}

/// Asks for the next keys whose sizes are not remembered.
void SizeWalk::next()
{
    const int atOnce = m_store->capabilities().keysPerReadRequest > 0
                           ? m_store->capabilities().keysPerReadRequest
                           : localKeys;
    QList<QByteArray> keys;
    const int first = m_at;
    int row = first;
    for (; row < m_rows.size() && keys.size() < atOnce && row - first < 4 * localKeys; ++row) {
        const QByteArrayView key = m_rows.key(row);
        m_sizes[size_t(row)] = m_oldRows.size() > 0 ? remembered(key) : unasked;
        if (m_sizes[size_t(row)] == unasked)
            keys << key.toByteArray();
    }
    if (keys.isEmpty() && row == m_rows.size()) {
        m_at = row;
        m_running = false;
        m_oldRows = {};
        m_oldSizes.clear();
        m_soon.stop();
        // Never from within start(), whose caller is not through yet.
        QMetaObject::invokeMethod(this, &SizeWalk::changed, Qt::QueuedConnection);
        return;
    }
    const auto future =
        keys.isEmpty() ? readyFuture(Result<QList<Peek>>(QList<Peek>())) : m_store->peek(keys, 0);
    m_asking = Pending(future);
    whenDone(future, this,
             [this, keys, first, row, generation = m_generation](const Result<QList<Peek>> &result) {
                 if (generation != m_generation)
                     return;
                 take(keys, first, result);
                 if (!m_error) {
                     m_at = row;
                     next();
                 }
             });
}

void SizeWalk::take(const QList<QByteArray> &keys, int first, const Result<QList<Peek>> &result)
{
    if (!result) {
        m_error = result.error();
        m_running = false;
        Q_EMIT changed();
        return;
    }
    QHash<QByteArray, quint32> sizes;
    for (const Peek &peek : *result)
        sizes.insert(peek.key, peek.unknown || peek.size < 0 ? untold : quint32(peek.size));
    int row = first;
    for (const QByteArray &key : keys) {
        while (m_rows.key(row) != key)
            ++row;
        const quint32 size = sizes.value(key, untold);
        m_sizes[size_t(row++)] = size;
        m_unknown += size == untold;
    }
    if (!m_soon.isActive())
        m_soon.start();
}

std::shared_ptr<const KeyRows> SizeWalk::largerThan(qint64 bytes) const
{
    auto larger = std::make_shared<KeyRows>();
    for (size_t i = 0; i < m_rows.pieces().size(); ++i) {
        const KeyRows::Piece &piece = m_rows.pieces()[i];
        const int start = m_rows.startOf(i);
        if (start >= m_at)
            break;
        auto rows = std::make_shared<std::vector<quint32>>();
        for (int k = 0; k < piece.size() && start + k < m_at; ++k) {
            const quint32 size = m_sizes[size_t(start + k)];
            if (size < untold && qint64(size) > bytes)
                rows->push_back(quint32(piece.at(k)));
        }
        if (!rows->empty())
            larger->append({piece.block, piece.first, piece.last, std::move(rows)});
    }
    return larger;
}

} // namespace kv::items
