// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/finder.h"

#include "devserver/answers.h"
#include "devserver/exchange.h"
#include "devserver/pool.h"
#include "store/runon.h"

#include <QHash>

#include <algorithm>

namespace kv::devserver {

namespace {

/// Where wrangler's runtime has its explorer since 4.117; the bulk endpoints came later.
QUrl apiOf(const Listener &listener)
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(listener.host);
    url.setPort(listener.port);
    url.setPath(QStringLiteral("/cdn-cgi/local/explorer/api"));
    return url;
}

} // namespace

/// One find(): the lists, then one port after the other.
class Finder::Search : public Operation<std::optional<QUrl>>
{
public:
    explicit Search(Finder &finder) : Operation<std::optional<QUrl>>(&finder), m_finder(finder)
    {
        await(
            runOn<Result<QList<Listener>>>(pool(),
                                           [look = finder.m_options.listeners, path = finder.m_databasePath] {
                                               return Result<QList<Listener>>(look(path));
                                           }),
            [this](const Result<QList<Listener>> &listeners) { ask(listeners.value_or(QList<Listener>())); });
    }

private:
    void ask(const QList<Listener> &listeners)
    {
        const std::optional<Listener> known = m_finder.m_found;
        if (known && listeners.contains(*known))
            return finish(std::optional(apiOf(*known)));
        m_left = m_finder.worthAsking(listeners);
        askNext();
    }

    void askNext()
    {
        if (m_left.isEmpty())
            return found(std::nullopt);
        const Listener listener = m_left.takeFirst();
        const HttpRequest request{
            .method = "GET", .url = apiOf(listener), .patience = m_finder.m_options.patience};
        await((new Exchange(m_finder.m_network, request, this))->future(),
              [this, listener](const Result<HttpAnswer> &answer) {
                  if (answer && answer->status == 200 && describesBulkApi(answer->body))
                      return found(listener);
                  m_finder.refuse(listener);
                  askNext();
              });
    }

    void found(const std::optional<Listener> &listener)
    {
        finish(listener ? std::optional(apiOf(*listener)) : std::nullopt);
        m_finder.setFound(listener);
    }

    Finder &m_finder;
    QList<Listener> m_left; ///< to be asked
};

Finder::Finder(QString databasePath, FinderOptions options, QNetworkAccessManager &network, QObject *parent)
    : QObject(parent),
      m_databasePath(std::move(databasePath)),
      m_options(std::move(options)),
      m_network(network)
{
}

QFuture<Result<std::optional<QUrl>>> Finder::find()
{
    return (new Search(*this))->future();
}

void Finder::forget()
{
    if (m_found)
        refuse(*m_found);
    setFound(std::nullopt);
}

QList<Listener> Finder::worthAsking(const QList<Listener> &listeners)
{
    m_refusals.removeIf([](const Refusal &refusal) { return refusal.until.hasExpired(); });
    QList<Listener> some;
    QHash<qint64, int> ports; // of each process
    for (const Listener &listener : listeners) {
        if (++ports[listener.process] > m_options.mostPorts)
            continue;
        const bool refused = std::any_of(m_refusals.cbegin(), m_refusals.cend(), [&](const Refusal &refusal) {
            return refusal.listener == listener;
        });
        if (!refused)
            some.append(listener);
    }
    return some;
}

void Finder::refuse(const Listener &listener)
{
    m_refusals.append({listener, QDeadlineTimer(m_options.refusalHolds)});
}

void Finder::setFound(const std::optional<Listener> &found)
{
    const bool had = hasFound();
    m_found = found;
    if (had != hasFound())
        Q_EMIT changed();
}

} // namespace kv::devserver
