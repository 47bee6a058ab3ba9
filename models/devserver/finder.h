// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devserver/listeners.h"

#include <QDeadlineTimer>
#include <QFuture>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>

#include "core/result.h"

namespace kv::devserver {

/// How a server is looked for. The defaults are for the real ones; tests change them.
struct FinderOptions
{
    /// Ports of the processes that have the database open. Called on a pool.
    std::function<QList<Listener>(const QString &databasePath)> listeners = listenersBeside;
    /// How many ports of a process are asked, from the first that it made. workerd makes the one for HTTP
    /// before the one for its debugger and the one for its other programs, which complains in the user's
    /// terminal about whoever speaks HTTP to it.
    int mostPorts = 2;
    /// How long a port has to say what it is.
    std::chrono::milliseconds patience{500};
    /// A port that did not say that it is one is not asked again for so long.
    std::chrono::seconds refusalHolds{30};
};

/// Finds the HTTP server of the process that has a database open: a dev server's runtime answers the explorer
/// API on a port of its own. A server is believed because of who it is, the process that writes to the file
/// anyway, and because it describes itself rightly; a port number alone means nothing. Lives on one thread.
class Finder : public QObject
{
    Q_OBJECT

public:
    Finder(QString databasePath, FinderOptions options, QNetworkAccessManager &network,
           QObject *parent = nullptr);

    /// The base URL of the API, or nothing while there is no server. Looks at the system's lists each time; a
    /// server that is known and still there is not asked again.
    QFuture<Result<std::optional<QUrl>>> find();
    /// The one that was found failed: it is not used for a while.
    void forget();
    /// Whether find() answered a server when it was called last, and it was not forgotten since.
    bool hasFound() const { return m_found.has_value(); }

Q_SIGNALS:
    /// hasFound() is another.
    void changed();

private:
    class Search;
    struct Refusal
    {
        Listener listener;
        QDeadlineTimer until;
    };

    QList<Listener> worthAsking(const QList<Listener> &listeners);
    void refuse(const Listener &listener);
    void setFound(const std::optional<Listener> &found);

    QString m_databasePath;
    FinderOptions m_options;
    QNetworkAccessManager &m_network;
    std::optional<Listener> m_found;
    QList<Refusal> m_refusals;
};

} // namespace kv::devserver
