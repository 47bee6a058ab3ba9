// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparejob.h"

#include "jobs/comparelisting.h"
#include "jobs/comparereading.h"
#include "jobs/pool.h"

#include <QFileInfo>

namespace kv::jobs {

using Phase = CompareState::Phase;

namespace {

/// Whether two targets are surely the same namespace, by their names alone: a store by its file and by its id
/// is told by Store::identity().
bool areSame(const Target &left, const Target &right)
{
    if (left.place != right.place)
        return false;
    switch (left.place) {
    case Place::Local:
        return !left.stateRoot.isEmpty() && left.stateRoot == right.stateRoot &&
               left.databaseName == right.databaseName && left.namespaceId == right.namespaceId;
    case Place::Remote: // an id is Cloudflare's own, whatever the account
        return !left.namespaceId.isEmpty() && left.namespaceId == right.namespaceId;
    case Place::Snapshot:
        break;
    }
    return !left.path.isEmpty() &&
           (left.path == right.path ||
            (QFileInfo::exists(left.path) &&
             QFileInfo(left.path).canonicalFilePath() == QFileInfo(right.path).canonicalFilePath()));
}

bool areSame(const Store &left, const Store &right)
{
    if (&left == &right)
        return true;
    const QByteArray identity = left.identity();
    return !identity.isEmpty() && identity == right.identity();
}

} // namespace

CompareJob::CompareJob(std::shared_ptr<ComparisonFile> file, std::shared_ptr<Store> left,
                       std::shared_ptr<Store> right, const CompareOptions &options, QObject *parent)
    : Job(parent),
      m_file(std::move(file)),
      m_work(std::make_unique<CompareWork>())
{
    m_work->file = m_file;
    m_work->stores = {std::move(left), std::move(right)};
    m_work->spec = m_file->spec();
    m_work->options = options;
    m_work->since.start();
}

CompareJob::~CompareJob()
{
    m_work->gate->close();
    delete m_phase;
}

void CompareJob::start()
{
    if (state() == State::Running || isOver())
        return;
    if (areSame(m_work->spec.left, m_work->spec.right) || areSame(*m_work->stores[0], *m_work->stores[1]))
        return setState(State::Failed, Error{.kind = ErrorKind::InvalidInput,
                                             .detail = QStringLiteral("both sides are the same namespace")});
    if (!m_work->judge) {
        Result<RowJudge> judge = RowJudge::make(m_work->spec);
        if (!judge)
            return setState(State::Failed, judge.error());
        m_work->judge = std::make_shared<const RowJudge>(std::move(*judge));
    }
    if (std::exchange(m_wantsConsent, false))
        m_hasConsent = true;
    const QPointer<CompareJob> self(this);
    setState(State::Running);
    if (!self || state() != State::Running || m_isTurning)
        return;
    if (m_phase)
        m_phase->run();
    else
        enter();
}

void CompareJob::pause()
{
    if (state() != State::Running)
        return;
    if (m_phase)
        m_phase->rest();
    if (state() == State::Running)
        setState(State::Paused);
}

void CompareJob::cancel()
{
    if (isOver())
        return;
    m_work->gate->close();
    m_wantsConsent = false;
    leavePhase();
    setState(State::Cancelled);
}

bool CompareJob::wantsConsent() const
{
    return m_wantsConsent;
}

void CompareJob::finishWithoutValues()
{
    if (!std::exchange(m_wantsConsent, false))
        return;
    const QPointer<CompareJob> self(this);
    setState(State::Running);
    if (self && state() == State::Running)
        turnTo(m_file->state().phase == Phase::Values ? Phase::SecondLook : Phase::Done);
}

/// Begins the phase that the file is in.
void CompareJob::enter()
{
    m_bytesBefore = m_progress.bytes;
    const CompareState at = m_file->state();
    const auto events = [this](Phase next) {
        return PhaseEvents{.finished =
                               [this, next] {
                                   leavePhase();
                                   turnTo(next);
                               },
                           .failed = [this](const Error &error) { stop(error); },
                           .progressed = [this](const Progress &progress) { take(progress); },
                           .appended = [this] { Q_EMIT rowsAppended(); },
                           .changed = [this](qint64 begin, qint64 end) { Q_EMIT rowsChanged(begin, end); }};
    };
    if (at.phase == Phase::Listing) {
        m_phase = new CompareListing(*m_work, events(Phase::Values), this);
        return m_phase->run();
    }
    const bool isSecondLook = at.phase == Phase::SecondLook;
    const auto what = isSecondLook ? CompareReading::What::SecondLook : CompareReading::What::Values;
    const qint64 rows = at.phase == Phase::Done ? 0 : CompareReading::rowsToRead(what, *m_file);
    const qint64 requests = m_work->requestsToRead(rows);
    const bool isWanted =
        isSecondLook ? m_work->spec.secondLook && requests > 0 : m_work->spec.depth == Depth::Values;
    if (at.phase == Phase::Done || rows == 0 || !isWanted) {
        if (at.phase != Phase::Done)
            return turnTo(isSecondLook ? Phase::Done : Phase::SecondLook);
        m_progress.requests = at.requests;
        m_progress.requestsLeft = 0;
        const QPointer<CompareJob> self(this);
        tellProgress(true);
        if (self && state() == State::Running)
            setState(State::Finished);
        return;
    }
    const qint64 most = m_work->options.askAboveRequests;
    if (most >= 0 && requests > most && !m_hasConsent) {
        m_progress = {.done = 0,
                      .total = rows,
                      .bytes = m_bytesBefore,
                      .requests = at.requests,
                      .requestsLeft = requests};
        m_wantsConsent = true;
        const QPointer<CompareJob> self(this);
        tellProgress(true);
        if (self && state() == State::Running)
            setState(State::Paused);
        return;
    }
    m_phase = new CompareReading(what, *m_work, events(isSecondLook ? Phase::Done : Phase::SecondLook), this);
    m_phase->run();
}

/// Writes that the file is in another phase, and begins that.
void CompareJob::turnTo(Phase phase)
{
    m_hasConsent = false;
    m_isTurning = true;
    const QFuture<Result<CompareState>> future = onPool<Result<CompareState>>(
        [file = m_file, gate = m_work->gate, phase, clock = m_work->options.clock]() -> Result<CompareState> {
            CompareState state = file->state();
            state.phase = phase;
            state.block = 0;
            state.row = 0;
            state.leftCursor.clear();
            state.rightCursor.clear();
            if (phase == Phase::Done)
                state.finishedMs = clock();
            const Result<> done = gate->pass([&] { return file->setState(state); });
            return done ? Result<CompareState>(state) : Result<CompareState>(fail(done.error()));
        });
    whenDone(future, this, [this](const Result<CompareState> &written) {
        m_isTurning = false;
        if (isOver())
            return;
        if (!written)
            return stop(written.error());
        if (state() == State::Running)
            enter();
    });
}

/// Rids the job of its phase, which may be the one that calls.
void CompareJob::leavePhase()
{
    if (ComparePhase *phase = std::exchange(m_phase, nullptr)) {
        phase->silence();
        phase->deleteLater();
    }
}

void CompareJob::take(const Progress &progress)
{
    m_progress = progress;
    m_progress.bytes += m_bytesBefore;
    tellProgress();
}

void CompareJob::stop(const Error &error)
{
    leavePhase();
    setState(State::Failed, error);
}

CompareCost costOf(const CompareSpec &spec, const Capabilities &left, const Capabilities &right)
{
    CompareCost cost;
    const auto least = [](int a, int b) { return a > 0 && b > 0 ? std::min(a, b) : std::max(a, b); };
    cost.keysPerListRequest = least(left.keysPerListRequest, right.keysPerListRequest);
    cost.listRequestsAtLeast = (left.keysPerListRequest > 0 ? 1 : 0) + (right.keysPerListRequest > 0 ? 1 : 0);
    const int read = least(left.keysPerReadRequest, right.keysPerReadRequest);
    if (spec.depth == Depth::Values)
        cost.keysPerReadRequest = read;
    if (spec.secondLook)
        cost.keysPerSecondLookRequest = read;
    return cost;
}

} // namespace kv::jobs
