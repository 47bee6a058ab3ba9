// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <unordered_map>

namespace kv::test {

/// A request as it came over the wire.
struct Seen
{
    QByteArray line; ///< "GET /client/v4/... HTTP/1.1"
    QByteArray head; ///< the header lines
    QByteArray body;

    QByteArray method() const { return line.left(line.indexOf(' ')); }
    /// Path and query, untouched.
    QByteArray url() const
    {
        const qsizetype from = line.indexOf(' ') + 1;
        return line.mid(from, line.lastIndexOf(' ') - from);
    }
    QByteArray header(const QByteArray &name) const
    {
        const QList<QByteArray> lines = head.split('\n');
        for (const QByteArray &one : lines) {
            const qsizetype colon = one.indexOf(':');
            if (one.left(colon).trimmed().toLower() == name.toLower())
                return one.mid(colon + 1).trimmed();
        }
        return {};
    }
};

/// What the server does about one request.
struct Answer
{
    int status = 200;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
    int delayMs = 0;
    qsizetype cutAfter = -1; ///< Closes the connection after this many bytes of the body.
    bool chunked = false;    ///< In chunks of 64 bytes, instead of a Content-Length.
    bool reset = false;      ///< Closes the connection without a word.
    bool silent = false;     ///< Never answers.
    bool closeAfter = false; ///< Answers and closes, without saying so before.
    qsizetype dripBytes = 0; ///< Sends the body in pieces of this size, `dripMs` apart.
    int dripMs = 0;

    Answer &with(const QByteArray &name, const QByteArray &value)
    {
        headers.append({name, value});
        return *this;
    }
};

inline Answer success(const QByteArray &result, const QByteArray &info = {})
{
    QByteArray body = "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" + result;
    if (!info.isEmpty())
        body += ",\"result_info\":" + info;
    return {.body = body + '}', .headers = {{"Content-Type", "application/json"}}};
}

inline Answer failure(int status, int code, const QByteArray &message = "no")
{
    return {.status = status,
            .body = "{\"success\":false,\"errors\":[{\"code\":" + QByteArray::number(code) +
                    ",\"message\":\"" + message + "\"}],\"messages\":[],\"result\":null}",
            .headers = {{"Content-Type", "application/json"}}};
}

inline Answer html(int status)
{
    return {.status = status,
            .body = "<!DOCTYPE html><title>Attention Required!</title>",
            .headers = {{"Content-Type", "text/html; charset=UTF-8"}, {"cf-ray", "8f00ba4-AMS"}}};
}

inline Answer bytes(const QByteArray &value)
{
    return {.body = value, .headers = {{"Content-Type", "application/octet-stream"}}};
}

/// An HTTP server on the loopback address that answers what the test says and keeps what it was asked. Lives
/// in the test's own event loop.
class ScriptedServer
{
public:
    using Handler = std::function<Answer(const Seen &)>;

    explicit ScriptedServer(Handler handler = {}) : m_handler(std::move(handler))
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                welcome(socket);
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    QUrl url() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1/client/v4").arg(m_server.serverPort()));
    }
    /// Answers requests that come next, before the handler is asked.
    void script(const Answer &answer) { m_script.append(answer); }
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    /// Stops listening and drops every connection.
    void stop() { m_server.close(); }

    QList<Seen> seen;
    /// Connections that the client gave up before they were answered.
    int abandoned = 0;
    int waiting = 0;     ///< Requests whose answer is held back or never comes.
    int mostAtOnce = 0;  ///< The most requests that ever waited at once.
    int connections = 0; ///< Ever made.

    QList<QByteArray> urls() const
    {
        QList<QByteArray> all;
        for (const Seen &one : seen)
            all << one.method() + ' ' + one.url();
        return all;
    }

private:
    void welcome(QTcpSocket *socket)
    {
        ++connections;
        auto *buffer = &m_buffers[socket];
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, buffer] {
            buffer->append(socket->readAll());
            while (takeRequest(socket, *buffer)) {
            }
        });
        QObject::connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
            if (m_answering.take(socket) > 0) {
                ++abandoned;
                --waiting;
            }
            m_buffers.erase(socket);
            socket->deleteLater();
        });
    }

    bool takeRequest(QTcpSocket *socket, QByteArray &buffer)
    {
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const qsizetype firstEnd = buffer.indexOf("\r\n");
        Seen one{buffer.left(firstEnd), buffer.mid(firstEnd + 2, end - firstEnd - 2), {}};
        const qsizetype length = one.header("Content-Length").toLongLong();
        if (buffer.size() < end + 4 + length)
            return false;
        one.body = buffer.mid(end + 4, length);
        buffer.remove(0, end + 4 + length);
        seen.append(one);
        const Answer answer = !m_script.isEmpty() ? m_script.takeFirst()
                              : m_handler         ? m_handler(one)
                                                  : success("null");
        m_answering[socket] = 1;
        mostAtOnce = std::max(mostAtOnce, ++waiting);
        if (answer.silent)
            return true;
        QTimer::singleShot(answer.delayMs, socket, [this, socket, answer] { give(socket, answer); });
        return true;
    }

    void give(QTcpSocket *socket, const Answer &answer)
    {
        m_answering[socket] = 0;
        --waiting;
        if (answer.reset)
            return socket->abort();
        QByteArray out = "HTTP/1.1 " + QByteArray::number(answer.status) + " Whatever\r\n";
        for (const auto &[name, value] : answer.headers)
            out += name + ": " + value + "\r\n";
        QByteArray body = answer.body;
        if (answer.chunked) {
            out += "Transfer-Encoding: chunked\r\n";
            body.clear();
            for (qsizetype at = 0; at < answer.body.size(); at += 64) {
                const QByteArray piece = answer.body.mid(at, 64);
                body += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
            }
            body += "0\r\n\r\n";
        } else if (answer.status != 204) {
            out += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
        }
        socket->write(out + "\r\n");
        if (answer.dripBytes > 0)
            return drip(socket, body, answer);
        socket->write(answer.cutAfter >= 0 ? body.left(answer.cutAfter) : body);
        if (answer.cutAfter >= 0 || answer.closeAfter)
            socket->disconnectFromHost();
    }

    void drip(QTcpSocket *socket, const QByteArray &rest, const Answer &answer)
    {
        socket->write(rest.left(answer.dripBytes));
        if (rest.size() > answer.dripBytes)
            QTimer::singleShot(
                answer.dripMs, socket,
                [this, socket, left = rest.mid(answer.dripBytes), answer] { drip(socket, left, answer); });
    }

    QHash<QTcpSocket *, int> m_answering;
    std::unordered_map<QTcpSocket *, QByteArray> m_buffers; // whose elements stay where they are
    QList<Answer> m_script;
    Handler m_handler;
    QTcpServer m_server; // last: its sockets go first
};

} // namespace kv::test
