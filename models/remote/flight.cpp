// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/flight.h"

#include "remote/apierror.h"
#include "remote/pool.h"
#include "store/async.h"
#include "store/oncedevice.h"

#include <QDateTime>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <algorithm>

namespace kv::remote {

namespace {

/// Above this many bytes an answer is taken apart off the caller's thread.
constexpr qsizetype largeAnswer = 128 * 1024;

QNetworkReply *start(QNetworkAccessManager &network, QNetworkRequest prepared, const Request &request,
                     QObject *parent)
{
    if (!request.idempotent) {
        prepared.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        prepared.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        return network.sendCustomRequest(prepared, request.method, new OnceDevice(request.body, parent));
    }
    if (request.method == "GET")
        return network.get(prepared);
    if (request.method == "PUT")
        return network.put(prepared, request.body);
    if (request.method == "POST")
        return network.post(prepared, request.body);
    if (request.method == "DELETE")
        return network.deleteResource(prepared);
    return network.sendCustomRequest(prepared, request.method, request.body);
}

/// Whether the connection failed, rather than a whole answer of HTTP status >= 400 coming over it.
bool isConnectionError(QNetworkReply::NetworkError error)
{
    return (error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied) ||
           error == QNetworkReply::ProtocolUnknownError || error == QNetworkReply::ProtocolFailure;
}

/// Retry-After, which is in seconds or a date, in milliseconds; 0: none.
int retryAfterMs(const QByteArray &header)
{
    if (header.isEmpty())
        return 0;
    bool ok = false;
    qint64 ms = qint64(header.toDouble(&ok) * 1000);
    if (!ok) {
        QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(header),
                                                 QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
        date.setTimeSpec(Qt::UTC);
        ms = date.isValid() ? QDateTime::currentDateTimeUtc().msecsTo(date) : 0;
    }
    return int(std::clamp<qint64>(ms, 0, 24 * 3'600'000));
}

} // namespace

Flight::Flight(QNetworkAccessManager &network, QNetworkRequest prepared, const Request &request,
               std::chrono::milliseconds timeout, Landed landed, QObject *parent)
    : QObject(parent),
      m_request(request),
      m_landed(std::move(landed))
{
    if (!request.contentType.isEmpty())
        prepared.setRawHeader("Content-Type", request.contentType);
    // A compressed answer that is cut short looks whole to Qt 6.4. Of JSON the missing end gives it away; of
    // a value nothing would.
    if (request.expects == Request::Expects::Bytes)
        prepared.setRawHeader("Accept-Encoding", "identity");
    m_reply = start(network, prepared, request, this);
    m_reply->setParent(this);
    m_silence.setSingleShot(true);
    m_silence.setInterval(timeout * request.patience);
    m_silence.start();
    connect(&m_silence, &QTimer::timeout, this, [this] { abort(Abort::Timeout); });
    connect(m_reply, &QNetworkReply::uploadProgress, &m_silence, qOverload<>(&QTimer::start));
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_sent = true; });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] {
        m_silence.start();
        checkSize(m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong());
    });
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        m_silence.start();
        take();
    });
    connect(m_reply, &QNetworkReply::finished, this, &Flight::finished);
}

Flight::~Flight()
{
    m_reply->disconnect(this);
    m_reply->abort();
}

void Flight::take()
{
    if (m_abort != Abort::None)
        return;
    if (m_response.body.isEmpty()) {
        const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
        if (length > 0 && length <= m_request.mostBytes)
            m_response.body.reserve(qsizetype(length));
    }
    m_response.body.append(m_reply->readAll());
    checkSize(m_response.body.size());
}

void Flight::checkSize(qint64 bytes)
{
    if (bytes > m_request.mostBytes)
        abort(Abort::TooLarge);
}

void Flight::abort(Abort why)
{
    if (m_abort != Abort::None)
        return;
    m_abort = why; // Qt tells of an abort and of its own timeouts with the same code
    m_reply->abort();
}

QByteArray Flight::header(const char *name) const
{
    return m_reply->rawHeader(name).trimmed();
}

/// Whether the answer came over whole.
Result<> Flight::checkWire() const
{
    const auto network = [this](const QString &detail) {
        return fail(Error{.kind = ErrorKind::Network, .detail = detail, .nativeCode = m_response.status});
    };
    if (m_abort == Abort::Timeout)
        return network(QStringLiteral("Nothing came from Cloudflare for %1 seconds.")
                           .arg(double(m_silence.interval()) / 1000));
    if (m_abort == Abort::TooLarge)
        return fail(
            Error{.kind = ErrorKind::TooLarge,
                  .detail = QStringLiteral("The answer is larger than %1 bytes.").arg(m_request.mostBytes),
                  .nativeCode = m_response.status});
    if (m_response.status == 0 || isConnectionError(m_reply->error()))
        return network(m_response.status == 0
                           ? m_reply->errorString()
                           : QStringLiteral("The answer was cut short: %1").arg(m_reply->errorString()));
    const QByteArray encoding = header("Content-Encoding").toLower();
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (encoding.isEmpty() && length.isValid() && m_response.status != 304 &&
        length.toLongLong() != m_response.body.size())
        return network(QStringLiteral("The answer was cut short: %1 of %2 bytes.")
                           .arg(m_response.body.size())
                           .arg(length.toLongLong()));
    // Over HTTP/1.1 the end of an answer without a length is the end of the connection or a last chunk of no
    // bytes, and Qt 6.4 does not notice when that is missing: if chunks and close come together, it is
    // content with what there is. JSON tells its own end; a value does not.
    if (m_request.expects == Request::Expects::Bytes && m_response.status < 300 && !length.isValid() &&
        !m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool())
        return network(QStringLiteral("The value came without its length, so whether it is whole cannot be "
                                      "told."));
    if (m_request.expects == Request::Expects::Bytes && !encoding.isEmpty() && encoding != "identity")
        return fail(Error{.kind = ErrorKind::Protocol,
                          .detail = QStringLiteral("The value came compressed, which was not asked for."),
                          .nativeCode = m_response.status});
    return {};
}

void Flight::finished()
{
    m_silence.stop();
    if (m_abort == Abort::None && m_reply->isOpen())
        take();
    m_response.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (const auto whole = checkWire(); !whole)
        return land(fail(whole.error()));
    if (m_response.status >= 300 && m_response.status < 400)
        return land(fail(Error{.kind = ErrorKind::Protocol,
                               .detail = QStringLiteral("The answer points to another address (HTTP %1), to "
                                                        "which no credential is sent.")
                                             .arg(m_response.status),
                               .nativeCode = m_response.status}));
    const bool good = m_response.status >= 200 && m_response.status < 300;
    if (good && m_request.expects == Request::Expects::Bytes) {
        if (!header("cf-mitigated").isEmpty())
            return judge({});
        // Some failures come as a success. A value is handed out as application/octet-stream, so that one
        // which only looks like a failure is not taken for it.
        if (header("Content-Type").startsWith("application/json") && m_response.body.size() <= largeAnswer) {
            const Envelope envelope = readEnvelope(m_response.body);
            if (envelope.isJson && !envelope.success && !envelope.errors.isEmpty())
                return judge(envelope);
        }
        qint64 expiration = 0;
        bool ok = false;
        const QByteArray text = header("expiration");
        expiration = text.toLongLong(&ok);
        if (ok)
            m_response.expiration = expiration;
        else if (!text.isEmpty())
            return land(fail(Error{.kind = ErrorKind::Protocol,
                                   .detail = QStringLiteral("The value's expiration is no number."),
                                   .nativeCode = m_response.status}));
        return land(std::move(m_response));
    }
    const bool isEmptyOnPurpose = m_response.status == 204 || m_response.status == 205 ||
                                  m_reply->header(QNetworkRequest::ContentLengthHeader).isValid() ||
                                  m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    if (good && m_response.body.isEmpty() && isEmptyOnPurpose) {
        m_response.envelope.success = true;
        return land(std::move(m_response));
    }
    if (m_response.body.size() <= largeAnswer)
        return judge(readEnvelope(m_response.body));
    whenDone(onPool<Envelope>([body = m_response.body]() -> Result<Envelope> { return readEnvelope(body); }),
             this, [this](const Result<Envelope> &envelope) { judge(envelope.value_or(Envelope())); });
}

void Flight::judge(const Envelope &envelope)
{
    const bool good = m_response.status >= 200 && m_response.status < 300;
    const bool challenged = header("cf-mitigated").toLower() == "challenge";
    if (good && envelope.isJson && envelope.success && !challenged) {
        m_response.envelope = envelope;
        return land(std::move(m_response));
    }
    m_answered = envelope.isJson && !envelope.endsEarly;
    if (good && (envelope.endsEarly || m_response.body.isEmpty()))
        return land(fail(Error{.kind = ErrorKind::Network,
                               .detail = QStringLiteral("The answer was cut short."),
                               .nativeCode = m_response.status}));
    land(fail(apiError({.status = m_response.status,
                        .body = m_response.body,
                        .contentType = header("Content-Type"),
                        .ray = header("cf-ray"),
                        .challenged = challenged,
                        .retryAfterMs = retryAfterMs(header("Retry-After"))},
                       envelope, m_request.access)));
}

/// Of a request that failed with `error`.
bool Flight::mayBeDone(const Error &error) const
{
    if (error.kind != ErrorKind::Network || m_answered)
        return false;
    if (m_sent || m_response.status != 0)
        return true;
    switch (m_reply->error()) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::SslHandshakeFailedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownNetworkError: // no way there, too
        return false;
    default:
        return true;
    }
}

void Flight::land(Result<Response> result)
{
    const bool isOpen = !result && mayBeDone(result.error());
    m_landed({std::move(result), header("Ratelimit"), header("Ratelimit-Policy"), isOpen});
}

} // namespace kv::remote
