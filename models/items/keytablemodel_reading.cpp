// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTableModel reads its store, the first time and again.
#include "items/keytablemodel.h"

#include <QPromise>

namespace kv::items {

namespace {
constexpr int mostRanges = 500; // more changes than this are quicker shown by a reset
constexpr qint64 restMs = 100;  // between two readings at least
constexpr qint64 lazyRestMs = 1000;
} // namespace

void KeyTableModel::clearReading()
{
    ++m_generation;
    m_listing = {};
    m_comparing = {};
    m_incoming = {};
    m_reading = Reading::None;
    m_readAgain = false;
    m_anew.reset();
    m_loadingAll = false;
    m_arrivals.stop();
    m_refreshTimer.stop();
    m_pause.stop();
}

void KeyTableModel::resetTo(KeyList keys)
{
    m_shown.keys = std::move(keys);
    if (isNarrowed() && !m_shown.keys.isEmpty()) {
        findAgain();
        return;
    }
    stopFinding();
    resetRows(listedRows());
}

void KeyTableModel::resetRows(KeyRows rows)
{
    Q_EMIT aboutToReload();
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT reloaded();
}

void KeyTableModel::refresh()
{
    m_refreshTimer.stop();
    if (!m_store)
        return;
    if (m_reading != Reading::None) {
        m_readAgain = true;
        return;
    }
    if (!m_lazy)
        startReading();
    else if (m_pause.isActive() || m_pageFailed || m_shown.coverage(m_prefix) == Listing::Coverage::None)
        readPage();
    else
        readBeginningAgain();
    Q_EMIT stateChanged();
}

void KeyTableModel::scheduleRefresh()
{
    m_aside.clear();
    if (m_reading != Reading::None) {
        m_readAgain = true;
        return;
    }
    if (m_refreshTimer.isActive())
        return;
    // A store that is written all the time must not keep the machine busy with reading it.
    const qint64 rest = std::max(m_lazy ? lazyRestMs : restMs, m_lastReadingMs);
    const qint64 rested = m_sinceReading.isValid() ? m_sinceReading.elapsed() : rest;
    m_refreshTimer.start(int(std::max<qint64>(0, rest - rested)));
}

void KeyTableModel::startReading()
{
    // Rows of a reading that failed half way are as good a start as any: what comes is compared with them.
    m_reading = m_shown.keys.isEmpty() ? Reading::First : Reading::Again;
    m_incoming = {};
    m_readAgain = false;
    list({.pages = 0, .detail = m_detail});
}

void KeyTableModel::list(const ListQuery &query)
{
    const quint64 generation = ++m_generation;
    m_readingSince.start();
    const auto future = m_store->list(query);
    m_listing = Pending(future);
    whenEach(
        future, this,
        [this, generation](const Result<KeyPage> &page) {
            if (generation != m_generation)
                return;
            if (!page)
                fail(page.error());
            else if (m_reading == Reading::Page)
                takePage(*page);
            else
                addPage(*page);
        },
        [this, generation](bool cancelled) {
            if (generation == m_generation && m_reading != Reading::None)
                readingEnded(cancelled);
        });
}

void KeyTableModel::addPage(const KeyPage &page)
{
    m_incoming.storeExists = page.storeExists;
    m_incoming.complete = page.last;
    m_incoming.cursor = page.cursor;
    const KeyList more = m_incoming.behind(page.keys);
    m_incoming.append(more, m_lazy && !more.isEmpty() ? more.key(more.size() - 1).toByteArray()
                                                      : m_incoming.frontier);
    if (m_reading != Reading::First)
        return;
    if (m_shown.keys.isEmpty())
        showArrived();
    else if (!m_arrivals.isActive())
        m_arrivals.start();
}

void KeyTableModel::showArrived()
{
    m_arrivals.stop();
    if (m_incoming.keys.size() == m_shown.keys.size())
        return;
    m_shown.keys = m_incoming.keys;
    if (isNarrowed()) {
        findAgain();
        Q_EMIT stateChanged();
        return;
    }
    // The keys come in order, so that rows with the prefix can only be added behind those there are.
    KeyRows rows = listedRows();
    const int before = m_rows.size();
    if (rows.size() > before) {
        beginInsertRows({}, before, rows.size() - 1);
        m_rows = std::move(rows);
        endInsertRows();
    } else {
        m_rows = std::move(rows);
    }
    Q_EMIT stateChanged();
}

void KeyTableModel::readingEnded(bool cancelled)
{
    if (cancelled) { // the store was closed under us
        fail({.kind = ErrorKind::Cancelled});
        return;
    }
    m_listing = {};
    if (m_reading == Reading::Page) {
        pageEnded();
        return;
    }
    if (m_reading != Reading::First) {
        if (m_lazy && !beginningIsRead())
            return;
        if (isNarrowed()) // rows are compared, not lists
            applyDifferences({});
        else
            compareInBackground();
        return;
    }
    const quint64 generation = m_generation;
    showArrived();
    if (generation == m_generation) // nobody who listens has turned to another store
        finishReading();
}

void KeyTableModel::compareInBackground()
{
    m_reading = Reading::Comparing;
    QPromise<Result<Differences>> promise;
    promise.start();
    const auto future = promise.future();
    m_comparing = Pending(future);
    m_pool.start([promise = std::make_shared<QPromise<Result<Differences>>>(std::move(promise)),
                  before = m_shown.keys, after = m_incoming.keys] {
        auto differences =
            compareLists(before, after, mostRanges, [&promise] { return promise->isCanceled(); });
        promise->addResult(Result<Differences>(std::move(differences)));
        promise->finish();
    });
    whenDone(future, this, [this, generation = m_generation](const Result<Differences> &differences) {
        if (generation != m_generation)
            return;
        m_comparing = {};
        if (!differences)
            fail(differences.error());
        else
            applyDifferences(*differences);
    });
}

void KeyTableModel::applyDifferences(const Differences &differences)
{
    const quint64 generation = m_generation;
    m_reading = Reading::Again; // nothing is left to compare, should a write be told meanwhile
    m_peeks.outdate();
    if (differences.tooMany) {
        resetTo(std::exchange(m_incoming.keys, {}));
    } else {
        applyInPlace(differences, std::exchange(m_incoming.keys, {}));
        // Any value may be another: a listing does not tell. What is on screen asks for its peek again.
        if (generation == m_generation && m_rows.size() > 0)
            Q_EMIT dataChanged(index(0, Value), index(m_rows.size() - 1, Size));
    }
    if (generation == m_generation)
        finishReading();
}

void KeyTableModel::applyInPlace(const Differences &differences, KeyList next)
{
    if (isNarrowed()) { // which rows that makes is found out by the way
        m_shown.keys = std::move(next);
        findAgain();
        return;
    }
    const KeyList::Range before = m_shown.keys.withPrefix(m_prefix);
    const KeyList::Range after = next.withPrefix(m_prefix);
    std::vector<Hunk> hunks;
    hunks.reserve(differences.hunks.size());
    for (const Hunk &hunk : differences.hunks) {
        const Hunk part = clipped(hunk, before, after);
        hunks.push_back({{part.before.begin - before.begin, part.before.end - before.begin},
                         {part.after.begin - after.begin, part.after.end - after.begin}});
    }
    m_next = KeyRows(next, after);
    applyHunks(hunks);
    m_shown.keys = std::move(next);

    for (const KeyList::Range &changed : differences.changed) {
        const Hunk shown = clipped({{}, changed}, {}, after);
        if (shown.after.size() > 0)
            Q_EMIT dataChanged(index(shown.after.begin - after.begin, Key),
                               index(shown.after.end - 1 - after.begin, ColumnCount - 1));
    }
}

/// Has m_next take the place of m_rows.
void KeyTableModel::applyHunks(const std::vector<Hunk> &hunks)
{
    m_boundary = m_rows.size();
    m_nextStart = m_next.size();
    m_applying = true;
    for (auto hunk = hunks.rbegin(); hunk != hunks.rend(); ++hunk)
        applyHunk(*hunk);
    m_applying = false;
    m_rows = std::exchange(m_next, {});
}

void KeyTableModel::applyHunk(const Hunk &hunk)
{
    if (hunk.before.size() == 0 && hunk.after.size() == 0)
        return;
    // The rows behind the hunk pair up, so that they can be taken from the new list from here on.
    m_boundary = hunk.before.end;
    m_nextStart = hunk.after.end;
    if (hunk.before.size() > 0) {
        beginRemoveRows({}, hunk.before.begin, m_boundary - 1);
        m_boundary = hunk.before.begin;
        endRemoveRows();
    }
    if (hunk.after.size() > 0) {
        beginInsertRows({}, m_boundary, m_boundary + hunk.after.size() - 1);
        m_nextStart = hunk.after.begin;
        endInsertRows();
    }
}

void KeyTableModel::finishReading()
{
    // Of the rows that are shown now; their keys are in place already.
    m_shown.complete = m_incoming.complete || !m_lazy;
    m_shown.cursor = m_incoming.cursor;
    m_shown.frontier = m_incoming.frontier;
    m_shown.storeExists = m_incoming.storeExists;
    endReading();
}

void KeyTableModel::endReading()
{
    m_reading = Reading::None;
    m_incoming = {};
    m_error.reset();
    m_pageFailed = false;
    m_lastReadingMs = m_readingSince.elapsed();
    m_sinceReading.start();
    if (m_loadingAll) { // asked for while the beginning was read again
        if (canLoadMore())
            readPage();
        else
            m_loadingAll = false;
    }
    Q_EMIT stateChanged();
    if (m_readAgain && m_reading == Reading::None)
        scheduleRefresh();
}

void KeyTableModel::fail(const Error &error)
{
    const bool again = m_readAgain;
    const bool ofPage = m_reading == Reading::Page;
    m_cursorRefused = m_cursorRefused || (ofPage && !m_anew && error.kind == ErrorKind::InvalidInput);
    const quint64 generation = m_generation;
    if (m_reading == Reading::First)
        showArrived();
    if (generation != m_generation)
        return;
    const bool pauses = m_pause.isActive(); // whoever types shall not be held up
    clearReading();
    if (pauses)
        m_pause.start();
    m_error = error;
    m_pageFailed = ofPage;
    m_lastReadingMs = m_readingSince.elapsed();
    m_sinceReading.start();
    Q_EMIT stateChanged();
    if (again && m_store && m_reading == Reading::None)
        scheduleRefresh();
}

} // namespace kv::items
