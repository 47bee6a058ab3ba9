// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/rowsizes.h"

#include "store/async.h"

#include <algorithm>

namespace kv::items {

namespace {

constexpr int mostCells = 4096;
constexpr int keysAtOnce = 256; // more than a screen shows

bool isCheap(const std::shared_ptr<Store> &store)
{
    return store && store->capabilities().sizesAreCheap;
}

} // namespace

RowSizes::RowSizes(QObject *parent)
    : QObject(parent),
      m_sides{{{}, PeekCache(mostCells), {}, false}, {{}, PeekCache(mostCells), {}, false}}
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, qOverload<>(&RowSizes::send));
}

bool RowSizes::setStores(std::shared_ptr<Store> left, std::shared_ptr<Store> right)
{
    std::shared_ptr<Store> stores[] = {isCheap(left) ? std::move(left) : nullptr,
                                       isCheap(right) ? std::move(right) : nullptr};
    const bool others = stores[Left] != m_sides[Left].store || stores[Right] != m_sides[Right].store;
    for (const Side side : {Left, Right})
        m_sides[side].store = std::move(stores[side]);
    return others;
}

void RowSizes::clear()
{
    ++m_generation;
    m_soon.stop();
    for (Asked &one : m_sides) {
        one.cells.clear();
        one.numbers.clear();
        one.underWay = false;
    }
}

RowSizes::Size RowSizes::want(Side side, const QByteArray &key, qint64 number)
{
    Asked &one = m_sides[side];
    const PeekCell *cell = one.store ? one.cells.want(key) : one.cells.look(key);
    if (!cell)
        return {};
    if (one.cells.hasWanted() && !m_soon.isActive())
        m_soon.start();
    if (cell->asked) {
        if (one.numbers.size() >= 2 * mostCells)
            one.numbers.clear(); // most were scrolled past and are not asked any more
        one.numbers.insert(key, number);
    }
    return {cell->size, cell->asked};
}

void RowSizes::learn(Side side, const QByteArray &key, qint64 bytes)
{
    PeekCache &cells = m_sides[side].cells;
    cells.store({.key = key, .size = bytes}, cells.stamp());
}

void RowSizes::send()
{
    send(Left);
    send(Right);
}

void RowSizes::send(Side side)
{
    Asked &one = m_sides[side];
    if (!one.store || one.underWay || !one.cells.hasWanted())
        return;
    const QList<QByteArray> keys = one.cells.takeWanted(keysAtOnce);
    one.underWay = true;
    whenDone(one.store->peek(keys, 0), this,
             [this, side, keys, generation = m_generation](const Result<QList<Peek>> &result) {
                 if (generation == m_generation)
                     take(side, keys, result);
             });
}

void RowSizes::take(Side side, const QList<QByteArray> &keys, const Result<QList<Peek>> &result)
{
    Asked &one = m_sides[side];
    one.underWay = false;
    if (result)
        for (const Peek &peek : *result)
            one.cells.store(peek, one.cells.stamp());
    const Error error = result ? Error{.kind = ErrorKind::Protocol} : result.error();
    qint64 first = -1;
    qint64 last = -1;
    for (const QByteArray &key : keys) {
        if (const PeekCell *cell = one.cells.look(key); cell && cell->asked)
            one.cells.storeFailure(key, error, one.cells.stamp());
        if (!one.numbers.contains(key))
            continue;
        const qint64 number = one.numbers.take(key);
        first = first < 0 ? number : std::min(first, number);
        last = std::max(last, number);
    }
    if (first >= 0)
        Q_EMIT known(first, last);
    send(side);
}

} // namespace kv::items
