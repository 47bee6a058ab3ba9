// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTableModel reads a store page by page, where every page is a request.
#include "items/keychanges.h"
#include "items/keytablemodel.h"

namespace kv::items {

using Coverage = Listing::Coverage;

namespace {
constexpr int mostEmptyPages = 10; // read past in one go
constexpr int onScreen = 100;      // rows; a view that shows fewer wants more
constexpr int mostRanges = 500;    // more changes than this are quicker shown by a reset
constexpr size_t mostAside = 4;
} // namespace

bool KeyTableModel::listsAll() const
{
    return m_lazy ? m_shown.coverage(m_prefix) == Coverage::Whole : m_shown.complete;
}

bool KeyTableModel::canLoadMore() const
{
    return m_lazy && !listsAll();
}

bool KeyTableModel::mayReadOn() const
{
    return canLoadMore() && m_reading == Reading::None && !m_applying;
}

bool KeyTableModel::canFetchMore(const QModelIndex &parent) const
{
    // A view asks whenever it shows few rows, as few fit a filter: it would read all there is.
    return !parent.isValid() && mayReadOn() && !m_pause.isActive() && !m_error && !isNarrowed();
}

void KeyTableModel::fetchMore(const QModelIndex &parent)
{
    if (!parent.isValid() && !m_pause.isActive() && !isNarrowed())
        loadMore();
}

void KeyTableModel::loadMore()
{
    if (!mayReadOn())
        return;
    readPage();
    Q_EMIT stateChanged();
}

void KeyTableModel::loadAll()
{
    if (!canLoadMore() || m_loadingAll)
        return;
    m_loadingAll = true;
    if (m_reading == Reading::None)
        readPage();
    Q_EMIT stateChanged();
}

void KeyTableModel::stopLoading()
{
    if (!m_loadingAll)
        return;
    m_loadingAll = false;
    const bool again = m_readAgain;
    if (m_reading == Reading::Page && !m_anew)
        clearReading();
    if (again && m_reading == Reading::None)
        scheduleRefresh();
    Q_EMIT stateChanged();
}

// Another prefix

void KeyTableModel::turnToPrefix()
{
    m_pause.stop();
    const Coverage coverage = m_shown.coverage(m_prefix);
    if (coverage != Coverage::None && m_anew)
        clearReading(); // nobody asks for that any more
    m_error.reset();
    if (coverage == Coverage::Whole)
        return;
    if (coverage == Coverage::None && takeFromAside() && listsAll())
        return;
    if (m_shown.coverage(m_prefix) == Coverage::None)
        m_loadingAll = false;
    if (!m_loadingAll)
        m_pause.start();
}

bool KeyTableModel::takeFromAside()
{
    auto best = m_aside.end();
    for (auto it = m_aside.begin(); it != m_aside.end(); ++it) {
        const Coverage coverage = it->coverage(m_prefix);
        if (coverage == Coverage::Whole || (coverage == Coverage::Begun && best == m_aside.end()))
            best = it;
    }
    if (best == m_aside.end())
        return false;
    clearReading();
    m_cursorRefused = false;
    Listing listing = std::move(*best);
    m_aside.erase(best);
    putAside(std::exchange(m_shown, std::move(listing))); // the caller resets the rows
    return true;
}

void KeyTableModel::putAside(Listing listing)
{
    if (listing.frontier.isEmpty() && !listing.complete)
        return; // nothing was read
    std::erase_if(m_aside, [&listing](const Listing &other) { return other.prefix == listing.prefix; });
    m_aside.push_back(std::move(listing));
    if (m_aside.size() > mostAside)
        m_aside.erase(m_aside.begin());
}

void KeyTableModel::endPause()
{
    if (m_applying) {
        QMetaObject::invokeMethod(this, &KeyTableModel::endPause, Qt::QueuedConnection);
    } else if (m_pause.isActive()) {
        m_pause.stop();
        pauseEnded();
    }
}

void KeyTableModel::pauseEnded()
{
    const bool leadsNowhere = m_shown.coverage(m_prefix) == Coverage::None;
    if (leadsNowhere)
        clearReading();
    // A view that asked for more during the pause was not heard.
    if (leadsNowhere || (mayReadOn() && !isNarrowed() && m_rows.size() < onScreen))
        readPage();
    Q_EMIT stateChanged();
}

// Pages

void KeyTableModel::readPage()
{
    m_pause.stop();
    m_error.reset();
    m_pageFailed = false;
    if (m_cursorRefused || m_shown.coverage(m_prefix) == Coverage::None)
        m_anew = Listing{.prefix = m_prefix};
    m_pagesLeft = mostEmptyPages;
    m_sinceRequest.clear();
    requestPage();
}

void KeyTableModel::requestPage()
{
    const Listing &listing = m_anew ? *m_anew : m_shown;
    m_reading = Reading::Page;
    list({.prefix = listing.prefix, .cursor = listing.cursor, .pageSize = pageKeys, .detail = m_detail});
}

void KeyTableModel::takePage(const KeyPage &page)
{
    Listing &listing = m_anew ? *m_anew : m_shown;
    Listing piece{.prefix = listing.prefix, .keys = listing.behind(page.keys), .complete = page.last};
    m_pageWasEmpty = piece.keys.isEmpty();
    piece.frontier = m_pageWasEmpty ? listing.frontier : piece.keys.key(piece.keys.size() - 1).toByteArray();
    if (!page.last && (page.cursor.isEmpty() || (m_pageWasEmpty && page.cursor == listing.cursor))) {
        fail({.kind = ErrorKind::Protocol,
              .detail = QStringLiteral("The listing names no next page and does not end.")});
        return;
    }
    // What was written since the page was asked for.
    QList<KeyChange> changes = changesWithin(piece, lastChanges(m_sinceRequest));
    changes.removeIf([&listing](const KeyChange &change) { return listing.reaches(change.key); });
    if (!changes.isEmpty())
        piece.keys = applyChanges(piece.keys, changes, mostRanges).keys;

    const bool inserts = !m_anew && !isNarrowed();
    const int rows = inserts ? piece.keys.withPrefix(m_prefix).size() : 0;
    if (rows > 0)
        beginInsertRows({}, m_rows.size(), m_rows.size() + rows - 1);
    listing.append(piece.keys, piece.frontier);
    listing.cursor = page.cursor;
    listing.complete = page.last;
    listing.storeExists = page.storeExists;
    if (inserts)
        m_rows = listedRows();
    if (rows > 0)
        endInsertRows();
    if (!m_anew && isNarrowed())
        findAgain();
}

void KeyTableModel::pageEnded()
{
    const Listing &listing = m_anew ? *m_anew : m_shown;
    if (m_pageWasEmpty && !listing.complete && m_pagesLeft > 0) {
        --m_pagesLeft;
        requestPage();
        return;
    }
    if (m_anew && !adoptAnew())
        return;
    if (listsAll())
        m_pause.stop();
    if (m_loadingAll && canLoadMore()) {
        m_pagesLeft = mostEmptyPages;
        m_sinceRequest.clear();
        requestPage();
        Q_EMIT stateChanged();
        return;
    }
    m_loadingAll = false;
    endReading();
}

// Answers whether the reading is still the one that it was.
bool KeyTableModel::adoptAnew()
{
    const quint64 generation = m_generation;
    Listing listing = std::move(*m_anew);
    m_anew.reset();
    if (listing.coverage(m_prefix) == Coverage::None) { // one has typed on
        putAside(std::move(listing));
        return true;
    }
    if (!m_cursorRefused)
        putAside(std::move(m_shown));
    m_cursorRefused = false;
    m_shown = std::move(listing);
    resetTo(m_shown.keys);
    return generation == m_generation;
}

// The beginning again

void KeyTableModel::readBeginningAgain()
{
    m_aside.clear();
    m_pagesLeft = mostPagesAgain;
    m_sinceRequest.clear();
    m_readAgain = false;
    m_incoming = {.prefix = m_shown.prefix};
    requestBeginning();
}

void KeyTableModel::requestBeginning()
{
    --m_pagesLeft;
    m_reading = Reading::Again;
    list(
        {.prefix = m_incoming.prefix, .cursor = m_incoming.cursor, .pageSize = pageKeys, .detail = m_detail});
}

// Answers whether enough was read. A listing that was complete is read to its end, since what came there
// meanwhile would be missed, and of another as many keys as there were.
bool KeyTableModel::beginningIsRead()
{
    const bool farEnough = compareKeys(m_incoming.frontier, m_shown.frontier) >= 0;
    const bool manyEnough = !m_shown.complete && m_incoming.keys.size() >= m_shown.keys.size();
    const bool enough = m_incoming.complete || (!m_incoming.frontier.isEmpty() && (farEnough || manyEnough));
    if (!enough && m_pagesLeft > 0 && !m_incoming.cursor.isEmpty()) {
        requestBeginning();
        return false;
    }
    const auto changes = changesWithin(m_incoming, lastChanges(std::exchange(m_sinceRequest, {})));
    if (!changes.isEmpty())
        m_incoming.keys = applyChanges(m_incoming.keys, changes, mostRanges).keys;
    m_incoming = m_shown.renewedBy(std::move(m_incoming));
    return true;
}

// Writes through the store

void KeyTableModel::takeChanges(const QList<KeyChange> &changes)
{
    if (m_applying) { // written by somebody who listens to a row that comes or goes
        QMetaObject::invokeMethod(
            this,
            [this, changes, generation = m_peekGeneration] {
                if (generation == m_peekGeneration)
                    takeChanges(changes);
            },
            Qt::QueuedConnection);
        return;
    }
    const QList<KeyChange> last = lastChanges(changes);
    for (const KeyChange &change : last)
        m_peeks.outdate(change.key);
    m_sinceRequest += last;
    for (Listing &listing : m_aside)
        listing.keys = applyChanges(listing.keys, changesWithin(listing, last), mostRanges).keys;
    const bool compares = m_reading == Reading::Comparing;
    if (compares) { // begins again below, on the lists as they are then
        ++m_generation;
        m_comparing = {};
        m_incoming.keys = applyChanges(m_incoming.keys, changesWithin(m_incoming, last), mostRanges).keys;
    }
    const quint64 generation = m_generation;
    for (const KeyChange &change : last)
        m_shown.storeExists = m_shown.storeExists || change.exists;
    const QList<KeyChange> within = changesWithin(m_shown, last);
    if (!within.isEmpty()) {
        ChangedKeys changed = applyChanges(m_shown.keys, within, mostRanges);
        if (changed.differences.tooMany)
            resetTo(std::move(changed.keys));
        else
            applyInPlace(changed.differences, std::move(changed.keys));
    }
    if (compares && generation == m_generation)
        compareInBackground();
    if (isNarrowed() && m_rows.size() > 0) // a value may be another
        Q_EMIT dataChanged(index(0, Value), index(m_rows.size() - 1, Size));
    Q_EMIT stateChanged();
}

} // namespace kv::items
