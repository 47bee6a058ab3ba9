// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "remote/request.h"

#include <QNetworkRequest>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

QT_FORWARD_DECLARE_CLASS(QNetworkAccessManager)
QT_FORWARD_DECLARE_CLASS(QNetworkReply)

namespace kv::remote {

/// One request on the wire, once. Deleting it before it has landed aborts it, and then it never lands.
class Flight : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        Result<Response> result;
        QByteArray rateLimit; ///< the header Ratelimit
        QByteArray policy;    ///< the header Ratelimit-Policy
        /// It failed, and whether the other side did what was asked is not known.
        bool isOpen = false;
    };
    using Landed = std::function<void(const Outcome &)>;

    /// `prepared`: URL, credential and the like. `landed` is called once, from the event loop; it may delete
    /// the flight with deleteLater() only. `timeout`: the longest silence.
    Flight(QNetworkAccessManager &network, QNetworkRequest prepared, const Request &request,
           std::chrono::milliseconds timeout, Landed landed, QObject *parent);
    ~Flight() override;

private:
    enum class Abort { None, Timeout, TooLarge };

    void take();
    void checkSize(qint64 bytes);
    void abort(Abort why);
    void finished();
    void judge(const Envelope &envelope);
    void land(Result<Response> result);
    QByteArray header(const char *name) const;
    Result<> checkWire() const;
    bool mayBeDone(const Error &error) const;

    Request m_request;
    Landed m_landed;
    QNetworkReply *m_reply = nullptr;
    QTimer m_silence;
    Abort m_abort = Abort::None;
    bool m_sent = false;
    bool m_answered = false; // by the API, whatever it says
    Response m_response;
};

} // namespace kv::remote
