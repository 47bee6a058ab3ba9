// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "credentials/finder.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QUuid>

namespace kv::credentials {

/// A home and a project folder that end with the test, and secrets made up for it.
class SearchFixture
{
public:
    SearchFixture()
    {
        place.environment = {};
        place.home = path(QStringLiteral("home"));
        place.projectFolder = path(QStringLiteral("project"));
        place.clock = [] { return now * 1000; };
        QDir().mkpath(place.home);
        QDir().mkpath(place.projectFolder);
    }

    static constexpr qint64 now = 1'780'000'000; // seconds; 2026-05-28

    QString path(const QString &name) const { return m_dir.filePath(name); }

    void write(const QString &name, const QString &text)
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("cannot write the test's own file");
    }
    void writeEnv(const QString &text, const QString &name = QStringLiteral(".env"))
    {
        write(QStringLiteral("project/") + name, text);
    }
    void writeLogin(const QString &text, const QString &file = QStringLiteral("default.toml"))
    {
        write(QStringLiteral("home/.config/.wrangler/config/") + file, text);
    }
    static QString login(const QString &token, qint64 expiresIn)
    {
        return QStringLiteral("oauth_token = \"%1\"\nrefresh_token = \"%2\"\nexpiration_time = \"%3\"\n"
                              "scopes = [ \"account:read\", \"workers_kv:write\" ]\n")
            .arg(token, secret(),
                 QDateTime::fromSecsSinceEpoch(now + expiresIn, Qt::UTC).toString(Qt::ISODateWithMs));
    }
    void set(const char *name, const QString &value) { place.environment.insert(QLatin1String(name), value); }

    /// A new secret, easily told from anything else.
    static QString secret()
    {
        return QStringLiteral("s3cr3t-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    }
    /// All words of an answer, to look for secrets in.
    static QString words(const Findings &found)
    {
        QStringList all = found.lookedAt + found.warnings + found.scopes;
        all << found.profile << found.accountId << found.accountIdSource << found.apiBaseUrl
            << found.ownApiBaseUrl;
        if (found.error)
            all << found.error->detail << found.error->path;
        if (found.credential)
            all << found.credential->source;
        return all.join(QLatin1Char('\n'));
    }

    SearchPlace place;

private:
    QTemporaryDir m_dir;
};

} // namespace kv::credentials
