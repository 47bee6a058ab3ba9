// SPDX-License-Identifier: GPL-3.0-or-later
// How a KeyTableModel finds the rows of a filter that is more than a prefix, and keeps them right.
#include "items/keytablemodel.h"

#include "text/keymatcher.h"

namespace kv::items {

namespace {
constexpr int mostRanges = 500; // more changes than this are quicker shown by a reset
} // namespace

void KeyTableModel::setPrefix(const QByteArray &prefix)
{
    KeyFilter filter;
    if (auto matcher = text::KeyMatcher::compile({.text = prefix}))
        filter.matcher = *std::move(matcher);
    setFilter(filter);
}

void KeyTableModel::setFilter(const KeyFilter &filter)
{
    if (m_applying) { // asked by somebody who listens to a row that comes or goes
        QMetaObject::invokeMethod(
            this, [this, filter] { setFilter(filter); }, Qt::QueuedConnection);
        return;
    }
    if (filter == m_filter)
        return;
    const bool tells = m_lazy || isNarrowed() || !filter.isPrefix();
    stopFinding();
    m_filter = filter;
    m_expense = {};
    if (filter.dependsOnTime())
        m_expiries.start();
    else
        m_expiries.stop();
    if (const QByteArray prefix = filter.prefix(); prefix != m_prefix) {
        m_prefix = prefix;
        if (m_lazy)
            turnToPrefix();
    }
    if (isNarrowed() && !m_shown.keys.isEmpty())
        find(true);
    else
        resetTo(m_shown.keys);
    if (tells)
        Q_EMIT stateChanged();
}

/// Looks for the rows of the filter: afresh, to stand in place of those shown, or to bring these up to date.
void KeyTableModel::find(bool fresh)
{
    stopFinding();
    FindRequest request{.filter = m_filter,
                        .nowSec = m_clock() / 1000,
                        .keys = m_shown.keys,
                        .range = m_shown.keys.withPrefix(m_prefix)};
    if (m_known && !m_knownFilter.dependsOnTime()) {
        if (m_filter == m_knownFilter)
            request.knows = FindRequest::Knows::Same;
        else if (m_filter.narrows(m_knownFilter))
            request.knows = FindRequest::Knows::Wider;
        if (request.knows != FindRequest::Knows::Nothing)
            request.known = *m_known;
    }
    if (!fresh) {
        request.shown = m_rows;
        request.mostRanges = mostRanges;
    }
    m_finds = true;
    m_findsFresh = fresh;
    m_looked = 0;

    auto promise = std::make_shared<QPromise<Result<FoundPiece>>>();
    promise->start();
    const auto future = promise->future();
    m_finding = Pending(future);
    m_findPool.start([promise, request = std::move(request)] {
        if (!promise->isCanceled())
            findKeys(request, *promise);
        promise->finish();
    });
    whenEach(
        future, this,
        [this, generation = m_findGeneration](const Result<FoundPiece> &piece) {
            if (generation == m_findGeneration && piece)
                takeFound(*piece);
        },
        [](bool) {});
}

/// The list is another, or time has gone on.
void KeyTableModel::findAgain()
{
    if (m_finds && m_shown.keys.size() > 0)
        m_findAgain = true;
    else if (isNarrowed())
        find(false);
}

void KeyTableModel::stopFinding()
{
    ++m_findGeneration;
    m_finding = {};
    m_findArrivals.stop();
    m_found = {};
    m_finds = false;
    m_findAgain = false;
    m_foundShown = false;
}

void KeyTableModel::forgetFound()
{
    stopFinding();
    m_known.reset();
    m_expense = {};
    m_looked = 0;
}

void KeyTableModel::takeFound(const FoundPiece &piece)
{
    const quint64 generation = m_findGeneration;
    m_found.append(piece.rows);
    m_looked = piece.looked;
    m_expense = {piece.expensive, piece.expensiveKey, piece.gaveUp};
    if (!piece.last) {
        // What comes in little time is shown in one go, but the first rows at once.
        if (!m_foundShown && m_found.size() > 0)
            showFound();
        else if (!m_findArrivals.isActive())
            m_findArrivals.start();
        return;
    }
    m_knownFilter = m_filter;
    if (piece.gaveUp)
        m_known.reset();
    else
        m_known = m_found;
    m_finds = false;
    if (m_findsFresh)
        showFound();
    else
        showUpdate(piece.differences);
    if (generation != m_findGeneration)
        return; // somebody who listens has turned to another filter
    const bool again = m_findAgain;
    stopFinding();
    if (again)
        find(false);
    Q_EMIT stateChanged();
}

void KeyTableModel::showFound()
{
    m_findArrivals.stop();
    if (!m_foundShown) {
        m_foundShown = true;
        resetRows(m_found);
    } else if (m_found.size() > m_rows.size()) {
        beginInsertRows({}, m_rows.size(), m_found.size() - 1);
        m_rows = m_found;
        endInsertRows();
    }
    if (m_finds)
        Q_EMIT stateChanged();
}

void KeyTableModel::showUpdate(const Differences &differences)
{
    const quint64 generation = m_findGeneration;
    if (differences.tooMany) {
        resetRows(m_found);
        return;
    }
    m_next = m_found;
    applyHunks(differences.hunks);
    // Expirations, metadata and values may be others: only keys were compared.
    if (generation == m_findGeneration && m_rows.size() > 0)
        Q_EMIT dataChanged(index(0, Key), index(m_rows.size() - 1, ColumnCount - 1));
}

} // namespace kv::items
