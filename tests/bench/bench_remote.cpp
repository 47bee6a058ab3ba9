// SPDX-License-Identifier: GPL-3.0-or-later
// What the remote store costs in requests, and how it fares beside bare loops of the same requests. Needs a
// server that speaks Cloudflare's API: tests/cloudflare/bench.test.mjs starts one and hands it over in the
// environment (KVW_TEST_API, KVW_TEST_TOKEN, KVW_TEST_ACCOUNT, KVW_TEST_CONTROL).
#include "bench/table.h"
#include "items/keytablemodel.h"
#include "remote/accountapi.h"
#include "remote/remotestore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <functional>

using namespace kv;
using namespace kv::bench;
using items::KeyTableModel;

namespace {

struct Server
{
    QByteArray api = qgetenv("KVW_TEST_API");
    QByteArray token = qgetenv("KVW_TEST_TOKEN");
    QByteArray account = qgetenv("KVW_TEST_ACCOUNT");
    QByteArray control = qgetenv("KVW_TEST_CONTROL");
};

template <class T> T must(const QFuture<Result<T>> &future)
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    whenDone(future, &loop, [&](const Result<T> &result) {
        answer = result;
        loop.quit();
    });
    loop.exec();
    if (!answer->has_value())
        wrong(qPrintable((*answer).error().detail));
    return **answer;
}

/// Requests without anything of ours in between.
class Bare
{
public:
    explicit Bare(const Server &server) : m_server(server) {}

    QByteArray send(const QByteArray &method, const QByteArray &url, const QByteArray &body = {})
    {
        QNetworkRequest request(QUrl::fromEncoded(url));
        request.setRawHeader("Authorization", "Bearer " + m_server.token);
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
        QEventLoop loop;
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        reply->deleteLater();
        if (reply->error() != QNetworkReply::NoError)
            wrong(qPrintable(reply->errorString()));
        return reply->readAll();
    }
    /// The same for many requests, so many of them under way at once. What comes is thrown away.
    void sendAll(const QByteArray &method, const QByteArray &url, const QList<QByteArray> &bodies, int atOnce)
    {
        QEventLoop loop;
        qsizetype next = 0;
        qsizetype done = 0;
        std::function<void()> start = [&] {
            QNetworkRequest request(QUrl::fromEncoded(url));
            request.setRawHeader("Authorization", "Bearer " + m_server.token);
            request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
            QNetworkReply *reply = m_network.sendCustomRequest(request, method, bodies.at(next++));
            QObject::connect(reply, &QNetworkReply::finished, &loop, [&, reply] {
                reply->deleteLater();
                if (reply->error() != QNetworkReply::NoError || reply->readAll().isEmpty())
                    wrong(qPrintable(reply->errorString()));
                if (next < bodies.size())
                    start();
                if (++done == bodies.size())
                    loop.quit();
            });
        };
        while (next < std::min<qsizetype>(atOnce, bodies.size()))
            start();
        loop.exec();
    }
    QJsonObject control(const QByteArray &method, const QByteArray &path, const QByteArray &body = {})
    {
        return QJsonDocument::fromJson(send(method, m_server.control + '/' + path, body)).object();
    }
    /// What the server was asked since the last time.
    QJsonArray requests()
    {
        const QJsonArray all = control("GET", "requests").value(QLatin1String("requests")).toArray();
        control("DELETE", "requests");
        return all;
    }

private:
    const Server &m_server;
    QNetworkAccessManager m_network;
};

remote::ApiOptions unpaced(const Server &server)
{
    remote::ApiOptions options;
    options.baseUrl = QUrl::fromEncoded(server.api);
    options.pace = {.perSecond = 1e6, .burst = 1'000'000, .limit = 100'000'000};
    options.transferTimeout = std::chrono::minutes(10); // the server writes ten thousand keys one by one
    return options;
}

class Bench
{
public:
    Bench(const Server &server, bool smoke)
        : m_server(server),
          m_smoke(smoke),
          m_bare(server),
          m_table("bench_remote: what the remote store costs", !smoke)
    {
    }

    int run()
    {
        quota(1'000'000, 300);
        writing();
        listing();
        fetching();
        typing();
        pacing();
        return m_broken ? 1 : 0;
    }

private:
    std::shared_ptr<remote::ApiClient> client(const remote::ApiOptions &options) const
    {
        return std::make_shared<remote::ApiClient>(
            Credential{.secret = m_server.token, .source = QStringLiteral("the bench")}, options);
    }
    QString makeNamespace(const QString &title) const
    {
        const remote::AccountApi api(client(unpaced(m_server)));
        return must(api.createNamespace(
                        QString::fromLatin1(m_server.account),
                        QStringLiteral("bench %1 %2").arg(title).arg(QDateTime::currentMSecsSinceEpoch())))
            .id;
    }
    std::shared_ptr<remote::RemoteStore> store(const QString &id, const remote::ApiOptions &options) const
    {
        return std::make_shared<remote::RemoteStore>(
            client(options), Target{.place = Place::Remote,
                                    .namespaceId = id,
                                    .accountId = QString::fromLatin1(m_server.account)});
    }
    QByteArray urlOf(const QString &id) const
    {
        return m_server.api + "/accounts/" + m_server.account + "/storage/kv/namespaces/" + id.toLatin1();
    }
    void quota(int requests, int seconds)
    {
        m_bare.control("POST", "settings",
                       QJsonDocument(QJsonObject{{QStringLiteral("quota"), requests},
                                                 {QStringLiteral("window"), seconds}})
                           .toJson());
        m_bare.requests();
    }
    void count(const char *what, qsizetype requests, qsizetype most)
    {
        const QByteArray figure = QByteArray(what) + ": requests";
        std::printf("%-50s %12lld %12s %7s  <= %lld%s\n", figure.constData(),
                    static_cast<long long>(requests), "", "", static_cast<long long>(most),
                    requests <= most ? "" : "  MISSED");
        m_broken |= requests > most;
    }
    static QByteArray keyOf(int i) { return "user:" + QByteArray::number(i).rightJustified(7, '0'); }

    static Put whole(const QByteArray &key, const QByteArray &value, const Metadata &metadata = {})
    {
        return {
            .key = key, .value = value, .expiration = Expiration(), .metadata = Change<Metadata>(metadata)};
    }
    static void write(Store &store, const QList<Put> &puts)
    {
        const auto answers = must(store.putMany(puts));
        for (const Result<Revision> &answer : answers) {
            if (!answer)
                wrong(qPrintable(answer.error().detail));
        }
    }

    void writing()
    {
        const int entries = m_smoke ? 1'000 : 10'000;
        QList<Put> list;
        QByteArray body = "[";
        for (int i = 0; i < entries; ++i) {
            const QByteArray value = QByteArray::number(i).rightJustified(100, 'v');
            list << whole(keyOf(i), value);
            body += (i ? ",{\"key\":\"" : "{\"key\":\"") + keyOf(i) + "\",\"value\":\"" + value + "\"}";
        }
        body += ']';
        const QString ours = makeNamespace(QStringLiteral("ours"));
        const QString bare = makeNamespace(QStringLiteral("bare"));
        const auto remote = store(ours, unpaced(m_server));
        m_bare.requests();
        QElapsedTimer watch;
        watch.start();
        write(*remote, list);
        const double mine = double(watch.nsecsElapsed()) / 1e9;
        count("entries written in bulk", m_bare.requests().size(), 1);
        watch.start();
        m_bare.send("PUT", urlOf(bare) + "/bulk", body);
        m_table.ratio("the same, beside the bare request", mine, double(watch.nsecsElapsed()) / 1e9, "s");
    }

    void listing()
    {
        const int keys = m_smoke ? 3'000 : 100'000;
        m_listed = makeNamespace(QStringLiteral("listed"));
        const auto remote = store(m_listed, unpaced(m_server));
        for (int at = 0; at < keys; at += 10'000) {
            QList<Put> list;
            for (int i = at; i < std::min(keys, at + 10'000); ++i)
                list << whole(keyOf(i), QByteArray(100, 'v'), QByteArray("{\"v\":1,\"plan\":\"pro\"}"));
            write(*remote, list);
        }
        m_bare.requests();
        QList<QByteArray> asked;
        const Pair seconds = alternate(
            m_smoke ? 1 : 3,
            [&] {
                const double took = model(keys);
                count("keys listed", listRequests(), (keys + 999) / 1000);
                return took;
            },
            [&] {
                QElapsedTimer watch;
                watch.start();
                QByteArray cursor;
                do {
                    const QByteArray page =
                        m_bare.send("GET", urlOf(m_listed) + "/keys?limit=1000" +
                                               (cursor.isEmpty() ? "" : "&cursor=" + cursor));
                    // Found in the text, so that the reference pays for no parsing.
                    const qsizetype from = page.lastIndexOf("\"cursor\":\"") + 10;
                    cursor = from < 10 ? QByteArray() : page.mid(from, page.indexOf('"', from) - from);
                } while (!cursor.isEmpty());
                const double took = double(watch.nsecsElapsed()) / 1e9;
                m_bare.requests();
                return took;
            });
        m_table.ratio("keys into the model, beside a bare loop", seconds.ours, seconds.reference, "s", 1.5);
    }
    double model(int keys)
    {
        const auto remote = store(m_listed, unpaced(m_server));
        KeyTableModel model;
        QElapsedTimer watch;
        watch.start();
        model.setStore(remote);
        model.loadAll();
        QEventLoop loop;
        QObject::connect(&model, &KeyTableModel::stateChanged, &loop, [&] {
            if (model.isComplete() || model.error())
                loop.quit();
        });
        if (!model.isComplete())
            loop.exec();
        if (model.error() || model.rowCount() != keys)
            wrong("the listing is not whole");
        return double(watch.nsecsElapsed()) / 1e9;
    }
    qsizetype listRequests()
    {
        qsizetype lists = 0;
        const QJsonArray all = m_bare.requests();
        for (const QJsonValue &one : all)
            lists += one.toObject().value(QLatin1String("path")).toString().contains(QLatin1String("/keys"));
        return lists;
    }

    /// Entries of every key, as a comparison reads them.
    void fetching()
    {
        const int keys = m_smoke ? 3'000 : 100'000;
        constexpr int perRequest = 100;
        QList<QByteArray> all;
        QList<QByteArray> bodies;
        for (int i = 0; i < keys; ++i) {
            all << keyOf(i);
            if (i % perRequest == 0)
                bodies << QByteArray();
            bodies.last() += (bodies.last().isEmpty() ? "{\"keys\":[\"" : "\",\"") + keyOf(i);
        }
        for (QByteArray &body : bodies)
            body += "\"],\"type\":\"text\",\"withMetadata\":true}";
        m_bare.requests();
        const Pair seconds = alternate(
            m_smoke ? 1 : 3,
            [&] {
                const auto remote = store(m_listed, unpaced(m_server));
                QElapsedTimer watch;
                watch.start();
                for (qsizetype at = 0; at < all.size();) {
                    const auto fetched = must(remote->fetch(all.mid(at, 2'000), 64LL * 1024 * 1024));
                    for (const Fetched &one : fetched) {
                        if (!one.entry || one.entry->value.size() != 100 || !one.entry->metadata)
                            wrong("an entry is not what was written");
                    }
                    at += fetched.size();
                }
                const double took = double(watch.nsecsElapsed()) / 1e9;
                count("keys fetched", m_bare.requests().size(), keys / perRequest);
                return took;
            },
            [&] {
                QElapsedTimer watch;
                watch.start();
                m_bare.sendAll("POST", urlOf(m_listed) + "/bulk/get", bodies,
                               remote::ApiOptions().mostInFlight);
                const double took = double(watch.nsecsElapsed()) / 1e9;
                m_bare.requests();
                return took;
            });
        m_table.ratio("keys fetched, beside a bare loop", seconds.ours, seconds.reference, "s", 1.3);
    }

    static void pause(int ms)
    {
        QEventLoop loop;
        QTimer::singleShot(ms, &loop, &QEventLoop::quit);
        loop.exec();
    }
    void typing()
    {
        const auto remote = store(m_listed, unpaced(m_server));
        KeyTableModel model;
        model.setStore(remote);
        pause(1'000);
        listRequests();
        const QByteArray text = "user:0002";
        for (qsizetype letters = 1; letters <= text.size(); ++letters) {
            model.setPrefix(text.left(letters));
            pause(40);
        }
        pause(1'000);
        count("a prefix typed quickly, then a pause", listRequests(), 1);
        model.setPrefix("user:00020");
        pause(1'000);
        model.setPrefix("user:0002");
        pause(1'000);
        model.setPrefix({});
        pause(1'000);
        count("prefixes that what is loaded covers", listRequests(), 0);
    }

    /// The product's own pace against Cloudflare's own grant, 1,200 requests in 5 minutes, both in a time
    /// that runs twenty times as fast; the smoke run has a tenth of it.
    void pacing()
    {
        const int part = m_smoke ? 10 : 1;
        const int asked = 3'000 / part;
        const int granted = 1'200 / part;
        const int seconds = m_smoke ? 3 : 15;
        const remote::Pace real;
        remote::ApiOptions options = unpaced(m_server);
        options.pace = {.perSecond = real.perSecond * 300 / seconds / part,
                        .burst = real.burst / part,
                        .limit = real.limit / part,
                        .windowMs = seconds * 1000};
        quota(granted, seconds);
        const auto remote = store(m_listed, options);
        QElapsedTimer watch;
        watch.start();
        QEventLoop loop;
        int done = 0;
        for (int i = 0; i < asked; ++i) {
            whenDone(remote->list({.pageSize = 10}), &loop, [&](const Result<KeyPage> &page) {
                if (!page)
                    wrong(qPrintable(page.error().detail));
                if (++done == asked)
                    loop.quit();
            });
        }
        loop.exec();
        const double took = double(watch.nsecsElapsed()) / 1e9;
        quotaOff();
        m_table.ratio("requests paced, beside what is granted", took, double(asked) / granted * seconds, "s");
        count("of them refused with 429", m_refused, 0);
    }
    void quotaOff()
    {
        m_refused = 0;
        const QJsonArray all = m_bare.requests();
        for (const QJsonValue &one : all)
            m_refused += one.toObject().value(QLatin1String("status")).toInt() == 429;
        quota(1'000'000, 300);
    }

    const Server &m_server;
    bool m_smoke;
    Bare m_bare;
    Table m_table;
    QString m_listed;
    qsizetype m_refused = 0;
    bool m_broken = false; ///< a count that was promised
};

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const QCoreApplication application(argc, argv);
    const Server server;
    if (server.api.isEmpty() || server.control.isEmpty()) {
        std::printf("bench_remote: no server; tests/cloudflare/bench.test.mjs starts one\n");
        return 0;
    }
    return Bench(server, smoke).run();
}
