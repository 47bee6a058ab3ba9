// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/exchange.h"

#include "store/oncedevice.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace kv::devserver {

Exchange::Exchange(QNetworkAccessManager &network, const HttpRequest &request, QObject *parent)
    : Operation<HttpAnswer>(parent)
{
    QNetworkRequest prepared(request.url);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    prepared.setRawHeader("Accept-Encoding", "identity");
    // The answer of this very process; it passes nothing on, and tells nobody that it was asked.
    prepared.setRawHeader("X-Miniflare-Explorer-No-Aggregate", "true");
    if (request.body.isEmpty()) {
        m_reply = network.sendCustomRequest(prepared, request.method);
    } else {
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
        prepared.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        prepared.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        m_reply = network.sendCustomRequest(prepared, request.method, new OnceDevice(request.body, this));
    }
    m_reply->setParent(this);
    m_patience.setSingleShot(true);
    m_patience.start(request.patience);
    connect(&m_patience, &QTimer::timeout, this,
            [this] { giveUp(QStringLiteral("The dev server does not answer.")); });
    connect(m_reply, &QNetworkReply::readyRead, this, [this, request] { take(request); });
    connect(m_reply, &QNetworkReply::finished, this, [this, request] {
        take(request);
        m_answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        // A status of 400 or more is an error to Qt; a connection that was lost is one of a low number.
        const QNetworkReply::NetworkError error = m_reply->error();
        if (error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied)
            return giveUp(m_reply->errorString());
        const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
        if (m_answer.status == 0 || (length.isValid() && length.toLongLong() != m_answer.body.size()))
            return giveUp(QStringLiteral("The dev server's answer was cut short."));
        finish(m_answer);
    });
}

Exchange::~Exchange()
{
    m_reply->disconnect(this);
    m_reply->abort();
}

void Exchange::take(const HttpRequest &request)
{
    if (hasEnded())
        return;
    m_answer.body += m_reply->readAll();
    if (m_answer.body.size() > request.mostBytes)
        giveUp(QStringLiteral("The dev server's answer is too long."));
}

void Exchange::giveUp(const QString &why)
{
    finish(fail(ErrorKind::Network, why));
}

} // namespace kv::devserver
