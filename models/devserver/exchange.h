// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/operation.h"

#include <QByteArray>
#include <QTimer>
#include <QUrl>

#include <chrono>

QT_FORWARD_DECLARE_CLASS(QNetworkAccessManager)
QT_FORWARD_DECLARE_CLASS(QNetworkReply)

namespace kv::devserver {

/// What came back, whatever its status. Redirects are not followed.
struct HttpAnswer
{
    int status = 0;
    QByteArray body;
};

struct HttpRequest
{
    QByteArray method;
    QUrl url;
    QByteArray body; ///< JSON; empty: none.
    /// How long it may take in all.
    std::chrono::milliseconds patience{0};
    /// A longer answer is an error.
    qint64 mostBytes = 1024 * 1024;
};

/// One request to a dev server, sent once: no proxy, no redirect, nothing kept. Any failure to get a whole
/// answer is ErrorKind::Network; the server may have carried the request out all the same.
class Exchange : public Operation<HttpAnswer>
{
public:
    /// `network` must outlive it.
    Exchange(QNetworkAccessManager &network, const HttpRequest &request, QObject *parent);
    ~Exchange() override;

private:
    void take(const HttpRequest &request);
    void giveUp(const QString &why);

    QNetworkReply *m_reply = nullptr;
    QTimer m_patience;
    HttpAnswer m_answer;
};

} // namespace kv::devserver
