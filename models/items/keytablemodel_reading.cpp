// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTableModel reads its store, the first time and again.
#include "items/keytablemodel.h"

#include <QPromise>

namespace kv::items {

namespace {
constexpr int mostRanges = 500; // more changes than this are quicker shown by a reset
constexpr qint64 restMs = 100;  // between two readings at least
} // namespace

void KeyTableModel::clearReading()
{
    ++m_generation;
    m_listing = {};
    m_comparing = {};
    m_incoming = {};
    m_reading = Reading::None;
    m_readAgain = false;
    m_arrivals.stop();
    m_refreshTimer.stop();
}

void KeyTableModel::resetTo(KeyList keys)
{
    Q_EMIT aboutToReload();
    beginResetModel();
    m_keys = std::move(keys);
    m_range = m_keys.withPrefix(m_prefix);
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
    startReading();
    Q_EMIT stateChanged();
}

void KeyTableModel::scheduleRefresh()
{
    if (m_reading != Reading::None) {
        m_readAgain = true;
        return;
    }
    if (m_refreshTimer.isActive())
        return;
    // A store that is written all the time must not keep the machine busy with reading it.
    const qint64 rest = std::max(restMs, m_lastReadingMs);
    const qint64 rested = m_sinceReading.isValid() ? m_sinceReading.elapsed() : rest;
    m_refreshTimer.start(int(std::max<qint64>(0, rest - rested)));
}

void KeyTableModel::startReading()
{
    const quint64 generation = ++m_generation;
    // Rows of a reading that failed half way are as good a start as any: what comes is compared with them.
    m_reading = m_keys.isEmpty() ? Reading::First : Reading::Again;
    m_incoming = {};
    m_incomingExists = true;
    m_readAgain = false;
    m_readingSince.start();
    const auto future = m_store->list({.pages = 0, .detail = m_detail});
    m_listing = Pending(future);
    whenEach(
        future, this,
        [this, generation](const Result<KeyPage> &page) {
            if (generation != m_generation)
                return;
            if (page)
                addPage(*page);
            else
                fail(page.error());
        },
        [this, generation](bool cancelled) {
            if (generation == m_generation && m_reading != Reading::None)
                readingEnded(cancelled);
        });
}

void KeyTableModel::addPage(const KeyPage &page)
{
    m_incomingExists = page.storeExists;
    m_incoming.append(page.keys);
    if (m_reading != Reading::First)
        return;
    if (m_keys.isEmpty())
        showArrived();
    else if (!m_arrivals.isActive())
        m_arrivals.start();
}

void KeyTableModel::showArrived()
{
    m_arrivals.stop();
    if (m_incoming.size() == m_keys.size())
        return;
    // The keys come in order, so that rows with the prefix can only be added behind those there are.
    const KeyList::Range range = m_incoming.withPrefix(m_prefix);
    const int before = m_range.size();
    if (range.size() > before) {
        beginInsertRows({}, before, range.size() - 1);
        m_keys = m_incoming;
        m_range = range;
        endInsertRows();
    } else {
        m_keys = m_incoming;
        m_range = range;
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
    if (m_reading != Reading::First) {
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
                  before = m_keys, after = m_incoming] {
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
    m_peeks.outdate();
    if (differences.tooMany)
        resetTo(std::exchange(m_incoming, {}));
    else
        applyInPlace(differences);
    if (generation == m_generation)
        finishReading();
}

void KeyTableModel::applyInPlace(const Differences &differences)
{
    m_next = std::exchange(m_incoming, {});
    m_nextRange = m_next.withPrefix(m_prefix);
    m_boundary = m_range.size();
    m_nextStart = m_nextRange.end;
    m_applying = true;
    for (auto hunk = differences.hunks.rbegin(); hunk != differences.hunks.rend(); ++hunk)
        applyHunk(clipped(*hunk, m_range, m_nextRange));
    m_applying = false;
    m_keys = std::exchange(m_next, {});
    m_range = m_nextRange;

    for (const KeyList::Range &changed : differences.changed) {
        const Hunk shown = clipped({{}, changed}, {}, m_range);
        if (shown.after.size() > 0)
            Q_EMIT dataChanged(index(shown.after.begin - m_range.begin, Key),
                               index(shown.after.end - 1 - m_range.begin, ColumnCount - 1));
    }
    // Any value may be another: a listing does not tell. What is on screen asks for its peek again.
    if (m_range.size() > 0)
        Q_EMIT dataChanged(index(0, Value), index(m_range.size() - 1, Size));
}

void KeyTableModel::applyHunk(const Hunk &hunk)
{
    if (hunk.before.size() == 0 && hunk.after.size() == 0)
        return;
    // The rows behind the hunk pair up, so that they can be taken from the new list from here on.
    m_boundary = hunk.before.end - m_range.begin;
    m_nextStart = hunk.after.end;
    if (hunk.before.size() > 0) {
        const int first = hunk.before.begin - m_range.begin;
        beginRemoveRows({}, first, m_boundary - 1);
        m_boundary = first;
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
    m_reading = Reading::None;
    m_incoming = {};
    m_complete = true;
    m_storeExists = m_incomingExists;
    m_error.reset();
    m_lastReadingMs = m_readingSince.elapsed();
    m_sinceReading.start();
    Q_EMIT stateChanged();
    if (m_readAgain && m_reading == Reading::None)
        scheduleRefresh();
}

void KeyTableModel::fail(const Error &error)
{
    const bool again = m_readAgain;
    const quint64 generation = m_generation;
    if (m_reading == Reading::First)
        showArrived();
    if (generation != m_generation)
        return;
    clearReading();
    m_error = error;
    m_lastReadingMs = m_readingSince.elapsed();
    m_sinceReading.start();
    Q_EMIT stateChanged();
    if (again && m_store && m_reading == Reading::None)
        scheduleRefresh();
}

} // namespace kv::items
