// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/account.h"
#include "core/clock.h"
#include "core/credential.h"
#include "core/result.h"
#include "remote/flight.h"
#include "remote/pacer.h"
#include "remote/request.h"

#include <QFuture>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

QT_FORWARD_DECLARE_CLASS(QNetworkAccessManager)

namespace kv::remote {

/// How a client behaves. The defaults are for the real service; tests change them so as not to wait.
struct ApiOptions
{
    /// Plain http is taken for this machine only (a loopback address).
    QUrl baseUrl{QStringLiteral("https://api.cloudflare.com/client/v4")};
    Clock clock = systemClock(); ///< For the moments in a Budget.
    Pace pace;
    int mostInFlight = 6;
    int mostTries = 4;                      ///< The first one counted.
    std::chrono::milliseconds backoff{500}; ///< Before the second try; doubled each time.
    std::chrono::milliseconds longestBackoff{30'000};
    std::chrono::milliseconds transferTimeout{30'000}; ///< Without a single byte going or coming.
    std::chrono::milliseconds longestBlock{600'000};   ///< The longest Retry-After that is believed.
    std::function<double()> jitter;                    ///< From 0 to 1; empty: a random number.
};

/// The one door to the API for one credential: queues, paces, sends, repeats. Lives on the thread that made
/// it, which needs an event loop. Destroying it cancels what is under way; nothing is sent after that.
class ApiClient : public QObject
{
    Q_OBJECT

public:
    explicit ApiClient(Credential credential, ApiOptions options = {}, QObject *parent = nullptr);
    ~ApiClient() override;

    /// Sends a request when its turn comes, and again where that may help. Requests leave in the order asked.
    /// Cancelling the future takes the request back: out of the queue, or off the wire.
    /// The error of a write ends with mayBeDone() when the answer to one of the tries got lost on the way.
    QFuture<Result<Response>> send(const Request &request);
    static QString mayBeDone();

    Budget budget() const;
    const Credential &credential() const { return m_credential; }

Q_SIGNALS:
    void budgetChanged();

private:
    struct Call;
    struct State;

    void schedule();
    void startDue();
    void takeOff(const std::shared_ptr<Call> &call);
    void landed(const std::shared_ptr<Call> &call, const Flight::Outcome &outcome);
    bool repeat(const std::shared_ptr<Call> &call, const Error &error, qint64 now);
    void finish(const std::shared_ptr<Call> &call, Result<Response> result);
    void drop(const std::shared_ptr<Call> &call);
    void tellBudget();

    Credential m_credential;
    ApiOptions m_options;
    QNetworkAccessManager *m_network = nullptr;
    std::unique_ptr<State> m_state;
};

} // namespace kv::remote
