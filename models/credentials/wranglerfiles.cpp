// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/wranglerfiles.h"

#include "wrangler/configfile.h"
#include "wrangler/tomlparser.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace kv::credentials {

namespace {

constexpr qint64 maxFileBytes = 1024 * 1024;

/// The object in a JSON file; empty when there is none, as wrangler has it.
QJsonObject jsonObject(const QString &path)
{
    const auto bytes = wrangler::readRegularFile(path, maxFileBytes);
    return bytes ? QJsonDocument::fromJson(*bytes).object() : QJsonObject();
}

bool isPlainName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 200 && std::all_of(name.cbegin(), name.cend(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_'));
    });
}

QString textOf(const wrangler::Value &table, QStringView name)
{
    const wrangler::Value *value = table.find(name);
    return value && value->isString() ? value->text : QString();
}

/// A moment as wrangler writes it, "2026-01-01T00:00:00.000Z", in quotes or as TOML's own; 0 for anything
/// else.
qint64 momentOf(const wrangler::Value *value)
{
    if (!value)
        return 0;
    QString text = value->text;
    text.remove(QLatin1Char('"')); // around a date of TOML's own
    QDateTime moment = QDateTime::fromString(text, Qt::ISODateWithMs);
    return moment.isValid() ? std::max<qint64>(0, moment.toSecsSinceEpoch()) : 0;
}

Result<StoredLogin> readPlain(StoredLogin login)
{
    const auto bytes = wrangler::readRegularFile(login.path, maxFileBytes);
    if (!bytes) {
        if (bytes.error().kind == ErrorKind::NotFound)
            return login;
        return fail(bytes.error());
    }
    const auto table = wrangler::parseToml(QString::fromUtf8(*bytes).toUtf8());
    if (!table)
        // The parser's own words may quote the file.
        return fail(Error{.kind = ErrorKind::InvalidInput,
                          .detail = QStringLiteral("wrangler's login is not in TOML"),
                          .path = login.path,
                          .line = table.error().line,
                          .column = table.error().column});
    login.oauthToken = textOf(*table, u"oauth_token");
    login.apiToken = textOf(*table, u"api_token");
    login.expiresAt = momentOf(table->find(u"expiration_time"));
    if (const wrangler::Value *scopes = table->find(u"scopes"); scopes && scopes->isArray()) {
        for (const wrangler::Value &scope : scopes->items) {
            if (scope.isString())
                login.scopes.append(scope.text.left(100));
        }
    }
    if (!login.oauthToken.isEmpty() || !login.apiToken.isEmpty())
        login.state = StoredLogin::State::Plain;
    return login;
}

/// The nearest folder `node_modules` at or above `start`; empty: none.
QString nearestNodeModules(const QString &start)
{
    QDir dir(start);
    do {
        const QString candidate = dir.filePath(QStringLiteral("node_modules"));
        if (QFileInfo(candidate).isDir())
            return candidate;
    } while (dir.cdUp());
    return {};
}

} // namespace

QString wranglerFolder(const QString &home, const QProcessEnvironment &environment)
{
    const QString name = QStringLiteral(".wrangler");
    const QString old = QDir(home).filePath(name);
    if (QFileInfo(old).isDir())
        return old;
    QString base = environment.value(QStringLiteral("XDG_CONFIG_HOME"));
    if (base.isEmpty()) {
#if defined(Q_OS_MACOS)
        base = QDir(home).filePath(QStringLiteral("Library/Preferences"));
#elif defined(Q_OS_WIN)
        QString data = environment.value(QStringLiteral("APPDATA"));
        if (data.isEmpty())
            data = QDir(home).filePath(QStringLiteral("AppData/Roaming"));
        base = QDir(data).filePath(QStringLiteral("xdg.config"));
#else
        base = QDir(home).filePath(QStringLiteral(".config"));
#endif
    }
    return QDir::cleanPath(QDir(base).filePath(name));
}

QString boundProfile(const QString &folder, const QString &projectFolder)
{
    const QJsonObject bindings = jsonObject(folder + QStringLiteral("/profiles/directory-bindings.json"));
    // Links resolved, as in the path that a process is told of its current folder.
    QString here = QFileInfo(projectFolder).canonicalFilePath();
    if (here.isEmpty())
        here = QDir::cleanPath(projectFolder);
    QString profile = QStringLiteral("default");
    qsizetype longest = -1;
    for (auto it = bindings.begin(); it != bindings.end(); ++it) {
        const QString bound = QDir::fromNativeSeparators(it.key());
        if ((here == bound || here.startsWith(bound + QLatin1Char('/'))) && bound.size() > longest) {
            longest = bound.size();
            profile = it.value().toString();
        }
    }
    return profile;
}

bool isProfileName(const QString &name)
{
    const QString lower = name.toLower();
    if (lower == QLatin1String("default") || lower == QLatin1String("staging")) // wrangler's own
        return name == QLatin1String("default");
    return isPlainName(name);
}

Result<StoredLogin> readStoredLogin(const QString &folder, const QString &profile, bool staging,
                                    const QString &wantsKeyring)
{
    const bool isDefault = profile == QLatin1String("default");
    const QString name = isDefault && staging ? QStringLiteral("staging") : profile;
    const QString base = QStringLiteral("%1/config/%2").arg(folder, name);
    const QString encrypted = base + QStringLiteral(".enc");
    StoredLogin login = {.path = base + QStringLiteral(".toml")};

    const QString preference = wantsKeyring.toLower();
    const bool keyring =
        preference == QLatin1String("true") ||
        (preference.isEmpty() &&
         jsonObject(folder + QStringLiteral("/preferences.json")).value(QLatin1String("keyring_enabled")) ==
             QJsonValue(true));
    // With the keychain switched on, a plain file is one that wrangler has yet to take in.
    if (QFileInfo::exists(encrypted) && (keyring || !QFileInfo::exists(login.path))) {
        login.state = StoredLogin::State::Encrypted;
        login.path = encrypted;
        return login;
    }
    return readPlain(login);
}

QString cachedAccountId(const QString &projectFolder, const QString &profile, const QString &cacheFolder)
{
    const QString name = profile == QLatin1String("default")
                             ? QStringLiteral("wrangler-account.json")
                             : QStringLiteral("wrangler-account-%1.json").arg(profile);
    QString folder = cacheFolder;
    if (folder.isEmpty()) {
        if (projectFolder.isEmpty())
            return {};
        const QString modules = nearestNodeModules(projectFolder);
        folder = modules.isEmpty() ? QString() : modules + QStringLiteral("/.cache/wrangler");
        if (folder.isEmpty() || !QFileInfo::exists(folder))
            folder = QDir(projectFolder).filePath(QStringLiteral(".wrangler/cache"));
    } else if (QDir::isRelativePath(folder)) {
        folder = QDir(projectFolder).filePath(folder);
    }
    const QString id = jsonObject(QDir(folder).filePath(name))
                           .value(QLatin1String("account"))
                           .toObject()
                           .value(QLatin1String("id"))
                           .toString();
    return isAccountId(id) ? id : QString();
}

bool isAccountId(const QString &id)
{
    return isPlainName(id);
}

} // namespace kv::credentials
