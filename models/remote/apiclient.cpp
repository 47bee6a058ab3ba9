// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/apiclient.h"

#include "remote/apierror.h"
#include "remote/flight.h"
#include "store/async.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace kv::remote {

namespace {

bool isLoopback(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

/// Why nothing may be sent with these, or nothing.
Result<> checkSetup(const Credential &credential, const QUrl &baseUrl)
{
    if (!baseUrl.isValid() || baseUrl.host().isEmpty() || !baseUrl.userInfo().isEmpty() ||
        baseUrl.hasQuery() || baseUrl.hasFragment())
        return fail(ErrorKind::InvalidInput, QStringLiteral("The API's base URL is not a plain address."));
    if (baseUrl.scheme() != QLatin1String("https") &&
        !(baseUrl.scheme() == QLatin1String("http") && isLoopback(baseUrl.host())))
        return fail(
            ErrorKind::InvalidInput,
            QStringLiteral("The API's base URL must begin with https; http is for this machine only."));
    // What could end a header, or was pasted with an ellipsis.
    const auto isPlain = [](char c) { return c > 0x20 && c < 0x7f; };
    const auto fits = [&](const QByteArray &text) {
        return !text.isEmpty() && std::all_of(text.begin(), text.end(), isPlain);
    };
    if (!fits(credential.secret) ||
        (credential.kind == Credential::Kind::KeyAndEmail && !fits(credential.email)))
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("The credential is empty or holds a character that none has."));
    return {};
}

} // namespace

QString ApiClient::mayBeDone()
{
    return QStringLiteral(" Whether it was done all the same is not known: the answer got lost.");
}

struct ApiClient::Call
{
    Request request;
    QPromise<Result<Response>> promise;
    QFutureWatcher<Result<Response>> *watcher = nullptr;
    Flight *flight = nullptr;
    quint64 ticket = 0;
    int tries = 0;
    bool triedOnceMore = false;
    bool isOpen = false;  // a try may have done what was asked
    qint64 notBefore = 0; // by the steady clock
};

struct ApiClient::State
{
    explicit State(const Pace &pace) : pacer(pace) { steady.start(); }
    qint64 now() const { return steady.elapsed(); }

    Result<> setup;
    QNetworkRequest prepared;
    Pacer pacer;
    QElapsedTimer steady;
    QTimer timer;
    std::deque<std::shared_ptr<Call>> queue;
    std::vector<std::shared_ptr<Call>> flying;
    Budget told;
};

ApiClient::ApiClient(Credential credential, ApiOptions options, QObject *parent)
    : QObject(parent),
      m_credential(std::move(credential)),
      m_options(std::move(options)),
      m_network(new QNetworkAccessManager(this)),
      m_state(std::make_unique<State>(m_options.pace))
{
    if (!m_options.jitter)
        m_options.jitter = [] { return QRandomGenerator::global()->generateDouble(); };
    m_state->setup = checkSetup(m_credential, m_options.baseUrl);
    m_state->timer.setSingleShot(true);
    connect(&m_state->timer, &QTimer::timeout, this, &ApiClient::startDue);

    m_network->setAutoDeleteReplies(false);
    m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    QNetworkRequest &prepared = m_state->prepared;
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, true);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    prepared.setRawHeader("User-Agent", "kvworkbench/" KV_VERSION);
    if (m_credential.kind == Credential::Kind::Token) {
        prepared.setRawHeader("Authorization", "Bearer " + m_credential.secret);
    } else {
        prepared.setRawHeader("X-Auth-Email", m_credential.email);
        prepared.setRawHeader("X-Auth-Key", m_credential.secret);
    }
}

ApiClient::~ApiClient()
{
    // The promises end cancelled as their calls go; what flies is aborted first, so that nothing lands.
    for (const auto &call : m_state->flying)
        delete call->flight;
}

QFuture<Result<Response>> ApiClient::send(const Request &request)
{
    if (!m_state->setup)
        return readyFuture(Result<Response>(fail(m_state->setup.error())));
    auto call = std::make_shared<Call>();
    call->request = request;
    call->promise.start();
    QFuture<Result<Response>> future = call->promise.future();
    call->watcher = new QFutureWatcher<Result<Response>>(this);
    connect(call->watcher, &QFutureWatcherBase::canceled, this, [this, weak = std::weak_ptr<Call>(call)] {
        if (const auto call = weak.lock())
            drop(call);
    });
    call->watcher->setFuture(future);
    m_state->queue.push_back(std::move(call));
    schedule();
    return future;
}

/// Sees to it that startDue() runs when the next request may leave.
void ApiClient::schedule()
{
    State &s = *m_state;
    if (s.queue.empty() || int(s.flying.size()) >= m_options.mostInFlight) {
        s.timer.stop();
    } else {
        const qint64 now = s.now();
        qint64 earliest = std::numeric_limits<qint64>::max();
        for (const auto &call : s.queue) {
            earliest = std::min(earliest, call->notBefore);
            if (earliest <= now)
                break;
        }
        const qint64 wait = std::max(s.pacer.waitMs(now), earliest - now);
        s.timer.start(std::chrono::milliseconds(std::clamp<qint64>(wait, 0, 3'600'000)));
    }
    tellBudget();
}

void ApiClient::startDue()
{
    State &s = *m_state;
    const qint64 now = s.now();
    auto next = s.queue.begin();
    while (next != s.queue.end() && int(s.flying.size()) < m_options.mostInFlight &&
           s.pacer.waitMs(now) <= 0) {
        if ((*next)->notBefore > now) {
            ++next;
            continue;
        }
        const auto call = *next;
        next = s.queue.erase(next);
        takeOff(call);
    }
    schedule();
}

void ApiClient::takeOff(const std::shared_ptr<Call> &call)
{
    State &s = *m_state;
    QByteArray url = m_options.baseUrl.toEncoded(QUrl::StripTrailingSlash) + call->request.path;
    if (!call->request.query.isEmpty())
        url += '?' + call->request.query;
    QNetworkRequest prepared = s.prepared;
    prepared.setUrl(QUrl::fromEncoded(url, QUrl::StrictMode)); // decodes nothing that %2F or %25 stand for
    ++call->tries;
    call->ticket = s.pacer.leave(s.now());
    call->flight = new Flight(
        *m_network, prepared, call->request, m_options.transferTimeout,
        [this, weak = std::weak_ptr<Call>(call)](const Flight::Outcome &outcome) {
            if (const auto call = weak.lock())
                landed(call, outcome);
        },
        this);
    s.flying.push_back(call);
}

void ApiClient::landed(const std::shared_ptr<Call> &call, const Flight::Outcome &outcome)
{
    State &s = *m_state;
    const qint64 now = s.now();
    s.pacer.answered(call->ticket, now, outcome.rateLimit, outcome.policy);
    std::erase(s.flying, call);
    call->flight->deleteLater();
    call->flight = nullptr;
    call->isOpen |= outcome.isOpen;
    if (outcome.result) {
        finish(call, outcome.result);
    } else if (!repeat(call, outcome.result.error(), now)) {
        Error error = outcome.result.error();
        // Should the other side repeat what it was sent, it ends here.
        error.detail.replace(QString::fromLatin1(m_credential.secret), QStringLiteral("[secret]"));
        if (call->isOpen && call->request.access == Request::Access::Write)
            error.detail += mayBeDone();
        finish(call, fail(std::move(error)));
    }
    schedule();
}

/// Puts a failed call back into the queue where that is of use.
bool ApiClient::repeat(const std::shared_ptr<Call> &call, const Error &error, qint64 now)
{
    const double factor = std::pow(2, call->tries - 1) * (1 - 0.25 * m_options.jitter());
    const qint64 backoff = std::min<qint64>(m_options.longestBackoff.count(),
                                            qint64(double(m_options.backoff.count()) * factor));
    const Remedy remedy = remedyFor(error);
    const qint64 asked = std::min<qint64>(error.retryAfterMs, m_options.longestBlock.count());
    qint64 wait = std::max(asked, backoff);
    if (remedy == Remedy::Wait) {
        m_state->pacer.block(now + wait);
        wait = 0; // the block holds it back, and everything else too
    }
    switch (remedy) {
    case Remedy::None:
        return false;
    case Remedy::AgainOnce:
        if (std::exchange(call->triedOnceMore, true))
            return false;
        break;
    case Remedy::Again:
        if (!call->request.idempotent)
            return false;
        break;
    case Remedy::Wait:
        break;
    }
    if (call->tries >= m_options.mostTries || call->promise.isCanceled())
        return false;
    call->notBefore = now + wait;
    m_state->queue.push_front(call);
    return true;
}

void ApiClient::finish(const std::shared_ptr<Call> &call, Result<Response> result)
{
    call->watcher->deleteLater();
    if (!call->promise.isCanceled())
        call->promise.addResult(std::move(result));
    call->promise.finish();
}

/// The answer is not wanted any more.
void ApiClient::drop(const std::shared_ptr<Call> &call)
{
    State &s = *m_state;
    call->watcher->deleteLater();
    std::erase(s.queue, call);
    if (std::erase(s.flying, call) > 0) {
        s.pacer.answered(call->ticket, s.now(), {}, {});
        delete std::exchange(call->flight, nullptr);
    }
    call->promise.finish();
    schedule();
}

Budget ApiClient::budget() const
{
    const qint64 now = m_state->now();
    const qint64 offset = m_options.clock() - now;
    Budget budget = m_state->pacer.budget(now);
    if (budget.resetsAtMs != 0)
        budget.resetsAtMs += offset;
    if (budget.blockedUntilMs != 0)
        budget.blockedUntilMs += offset;
    budget.queued = int(m_state->queue.size());
    return budget;
}

void ApiClient::tellBudget()
{
    const Budget now = budget();
    if (now == m_state->told)
        return;
    m_state->told = now;
    Q_EMIT budgetChanged();
}

} // namespace kv::remote
