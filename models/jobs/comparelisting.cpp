// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparelisting.h"

#include "jobs/pool.h"

#include <algorithm>

namespace kv::jobs {

namespace {

// Page sizes where listing costs no requests: rows for the first screen at once, then large pages.
constexpr int firstPage = 1024;
constexpr int mostKeysPerPage = 16'384;

} // namespace

/// What a merge left behind, its rows written.
struct CompareListing::Done
{
    MergeSide left;
    MergeSide right;
    CompareState state;
    qint64 keys = 0;
    bool hasRows = false;
    qint64 firstBlock = 0;
    qint64 endBlock = 0;
};

CompareListing::CompareListing(CompareWork &work, PhaseEvents events, QObject *parent)
    : ComparePhase(),
      m_work(work),
      m_events(std::move(events)),
      m_state(work.file->state())
{
    setParent(parent);
    for (size_t i = 0; i < m_sides.size(); ++i) {
        Side &side = m_sides[i];
        side.store = m_work.stores[i];
        side.isCounted = side.store->capabilities().keysPerListRequest > 0;
        side.pageSize = side.isCounted ? 0 : firstPage;
        side.cursor = i == 0 ? m_state.leftCursor : m_state.rightCursor;
        side.isResumed = !side.cursor.isEmpty();
        side.isListed = side.now.isLast = i == 0 ? m_state.leftDone : m_state.rightDone;
    }
    if (m_state.startedMs == 0)
        m_state.startedMs = m_work.options.clock();
}

CompareListing::~CompareListing() = default;

void CompareListing::run()
{
    m_running = true;
    // Not at once: the answer to a call is a signal that comes later.
    QMetaObject::invokeMethod(
        this, [this] { advance(); }, Qt::QueuedConnection);
}

QString CompareListing::nameOf(size_t side) const
{
    return side == 0 ? QStringLiteral("left") : QStringLiteral("right");
}

void CompareListing::ask(size_t i)
{
    Side &side = m_sides[i];
    if (!m_running || side.isListed || side.next || side.asked)
        return;
    const QFuture<Result<KeyPage>> future = side.store->list({.prefix = m_work.spec.prefix,
                                                              .cursor = side.cursor,
                                                              .pages = 1,
                                                              .pageSize = side.pageSize,
                                                              // names alone do not tell what has expired
                                                              .detail = ListDetail::Rows});
    if (side.isCounted)
        ++m_state.requests;
    else
        side.pageSize = std::min(side.pageSize * 4, mostKeysPerPage);
    side.asked.emplace(future);
    whenDone(future, this, [this, i](Result<KeyPage> page) { take(i, std::move(page)); });
}

void CompareListing::take(size_t i, Result<KeyPage> page)
{
    Side &side = m_sides[i];
    side.asked.reset();
    if (m_over || m_failure)
        return;
    const bool wasResumed = std::exchange(side.isResumed, false);
    if (!page) {
        const ErrorKind kind = page.error().kind;
        if (wasResumed && (kind == ErrorKind::InvalidInput || kind == ErrorKind::Protocol)) {
            // A cursor need not hold for ever: from the beginning, past what is in the file.
            side.cursor.clear();
            return ask(i);
        }
        return stop(page.error());
    }
    const bool goesNowhere =
        !page->last && (page->cursor.isEmpty() || (page->cursor == side.cursor && page->keys->size() == 0));
    if (goesNowhere)
        return stop({.kind = ErrorKind::Protocol,
                     .detail = QStringLiteral("the listing of the %1 side does not go on").arg(nameOf(i))});
    side.nextCursor = std::exchange(side.cursor, page->cursor);
    side.isListed = page->last;
    (i == 0 ? m_state.leftExists : m_state.rightExists) = page->storeExists;
    side.next = std::move(*page);
    if (tell())
        advance();
}

/// Makes the page that waits the one that is merged, if that one is used up. True: there is something to
/// merge, or nothing comes any more.
bool CompareListing::shift(Side &side)
{
    if (side.now.isEmpty() && !side.now.isLast && side.next) {
        side.now.keys = side.next->keys;
        side.now.at = 0;
        side.now.isLast = side.next->last;
        side.nowCursor = side.nextCursor;
        side.next.reset();
    }
    return !side.now.isEmpty() || side.now.isLast;
}

void CompareListing::advance()
{
    if (m_merging || m_over || m_failure || !m_running)
        return;
    bool isReady = true;
    for (size_t i = 0; i < m_sides.size(); ++i) {
        isReady = shift(m_sides[i]) && isReady;
        ask(i);
    }
    if (isReady)
        startMerge();
}

void CompareListing::startMerge()
{
    m_merging = true;
    MergeRules rules;
    rules.ignoredPrefixes = m_work.spec.ignore.prefixes;
    rules.nowMs = m_work.options.clock();
    rules.after = m_state.lastKey;
    rules.hasAfter = m_work.file->rowCount() > 0;
    struct Cursors
    {
        QByteArray now;
        QByteArray next;
    };
    std::array<Cursors, 2> cursors;
    for (size_t i = 0; i < m_sides.size(); ++i) {
        Side &side = m_sides[i];
        cursors[i] = {side.nowCursor, side.next ? side.nextCursor : side.cursor};
    }
    const QFuture<Result<Done>> future = onPool<Result<Done>>(
        [file = m_work.file, gate = m_work.gate, judge = m_work.judge, left = m_sides[0].now,
         right = m_sides[1].now, rules, cursors, state = m_state]() mutable -> Result<Done> {
            rules.judge = judge.get();
            Result<Merged> merged = merge(std::move(left), std::move(right), file->roomInLastBlock(),
                                          ComparisonFile::rowsPerBlock, rules);
            if (!merged)
                return fail(merged.error());
            if (!merged->runs.empty())
                state.lastKey = merged->lastKey;
            state.leftDone = merged->left.isEmpty() && merged->left.isLast;
            state.rightDone = merged->right.isEmpty() && merged->right.isLast;
            state.leftCursor = merged->left.isEmpty() ? cursors[0].next : cursors[0].now;
            state.rightCursor = merged->right.isEmpty() ? cursors[1].next : cursors[1].now;
            Done done;
            const qint64 before = file->rowCount();
            const Result<> written = gate->pass([&] { return file->appendRuns(merged->runs, state); });
            if (!written)
                return fail(written.error());
            done.left = std::move(merged->left);
            done.right = std::move(merged->right);
            done.keys = merged->keys;
            done.hasRows = !merged->runs.empty();
            done.firstBlock = before / ComparisonFile::rowsPerBlock;
            done.endBlock = file->blockCount();
            done.state = std::move(state);
            return done;
        });
    whenDone(future, this, [this](Result<Done> done) { takeMerged(std::move(done)); });
}

void CompareListing::takeMerged(Result<Done> done)
{
    m_merging = false;
    if (m_over)
        return;
    if (!done) {
        Error error = done.error();
        if (const int side = std::exchange(error.column, 0); side > 0) {
            const Target &target = side == 1 ? m_work.spec.left : m_work.spec.right;
            error.kind = target.place == Place::Remote ? ErrorKind::Protocol : ErrorKind::Corrupt;
        }
        return stop(error);
    }
    if (m_failure)
        return stop(*m_failure);
    m_sides[0].now = std::move(done->left);
    m_sides[1].now = std::move(done->right);
    const qint64 requests = m_state.requests; // some may have gone out meanwhile
    m_state = std::move(done->state);
    m_state.requests = requests;
    m_keys += done->keys;
    if (done->hasRows) {
        m_work.noteSeen(done->firstBlock, done->endBlock);
        if (!tellAndLive([this] { m_events.appended(); }))
            return;
    }
    if (!tell())
        return;
    if (m_state.leftDone && m_state.rightDone) {
        m_over = true;
        m_events.finished();
        return;
    }
    advance();
}

void CompareListing::stop(const Error &error)
{
    if (!m_failure)
        m_failure = error;
    for (Side &side : m_sides)
        side.asked.reset();
    if (m_merging)
        return; // whoever starts again must find the file at rest
    m_over = true;
    m_events.failed(*m_failure);
}

bool CompareListing::tell()
{
    Progress progress;
    progress.done = m_keys;
    progress.requests = m_state.requests;
    progress.requestsLeft = m_sides[0].isCounted || m_sides[1].isCounted ? -1 : 0;
    return tellAndLive([&] { m_events.progressed(progress); });
}

} // namespace kv::jobs
