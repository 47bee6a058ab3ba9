// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/location.h"

#include "local/database.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QRegularExpression>

namespace kv::local {

namespace {

const QLatin1String objectClass("miniflare-KVNamespaceObject");

QString dotsToUnderscores(const QString &text)
{
    static const QRegularExpression dots(QStringLiteral("(^|/|\\\\)(\\.+)(/|\\\\|\\z)"));
    QString result;
    qsizetype from = 0;
    for (auto it = dots.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        result += text.mid(from, match.capturedStart(2) - from) + QString(match.capturedLength(2), u'_');
        from = match.capturedEnd(2);
    }
    return result + text.mid(from);
}

/// The folder whose blobs hold the value of any row of the database, or empty.
QString folderByContent(const QString &root, const QString &databasePath)
{
    Result<Database> db = Database::openForReading(databasePath);
    if (!db || !db->hasEntries().value_or(false))
        return {};
    const Result<QByteArray> blob = db->anyBlobId();
    if (!blob || blob->isEmpty() || blob->contains('/'))
        return {};
    const QDir kv(kvFolder(root));
    for (const QString &folder : kv.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden)) {
        if (QFileInfo::exists(kv.filePath(folder) + QStringLiteral("/blobs/") + QString::fromUtf8(*blob)))
            return folder;
    }
    return {};
}

} // namespace

QString Location::blobFolder() const
{
    return kvFolder(root) + u'/' + folder + QStringLiteral("/blobs");
}

QString kvFolder(const QString &stateRoot)
{
    return stateRoot + QStringLiteral("/kv");
}

QString databaseFolder(const QString &stateRoot)
{
    return kvFolder(stateRoot) + u'/' + objectClass;
}

QString databaseName(const QString &namespaceId)
{
    const QByteArray key = QCryptographicHash::hash(QByteArray(objectClass.data(), objectClass.size()),
                                                    QCryptographicHash::Sha256);
    const auto mac = [&key](const QByteArray &message) {
        return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256).left(16);
    };
    const QByteArray name = mac(namespaceId.toUtf8());
    return QString::fromLatin1((name + mac(name)).toHex());
}

QString folderName(const QString &namespaceId)
{
    static const QRegularExpression illegal(
        QStringLiteral("[?<>*\"'^/\\\\:|\\x{00}-\\x{1f}\\x{80}-\\x{9f}]"));
    static const QRegularExpression reserved(
        QStringLiteral("^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?\\z"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    // Twice, as miniflare does: two dotted parts in a row share the separator between them.
    QString name = dotsToUnderscores(dotsToUnderscores(namespaceId));
    name.replace(illegal, QStringLiteral("_"));
    name.replace(reserved, QStringLiteral("_"));
    qsizetype leading = 0;
    while (leading < name.size() && name[leading] == u' ')
        name[leading++] = u'_';
    for (qsizetype i = name.size() - 1; i >= leading && name[i] == u' '; --i)
        name[i] = u'_';
    return name.left(255);
}

QString whyNotKeepable(const QString &namespaceId)
{
    const QString name = folderName(namespaceId);
    if (!name.isEmpty() && !name.startsWith(u'.'))
        return {};
    return QCoreApplication::translate(
        "kv::local", "wrangler cannot keep values for a namespace id that is empty or starts with a dot");
}

Location locate(const Target &target)
{
    Location location = locateUnopened(target);
    if (location.folder.isEmpty() && !target.databaseName.isEmpty())
        location.folder = folderByContent(location.root, location.databasePath);
    return location;
}

Location locateUnopened(const Target &target)
{
    Location location;
    location.root = target.stateRoot;
    if (!target.databaseName.isEmpty()) {
        location.databasePath =
            databaseFolder(location.root) + u'/' + target.databaseName + QStringLiteral(".sqlite");
        location.folder = target.valueFolder;
        return location;
    }
    location.databasePath =
        databaseFolder(location.root) + u'/' + databaseName(target.namespaceId) + QStringLiteral(".sqlite");
    location.folder = folderName(target.namespaceId);
    const QString old = kvFolder(location.root) + u'/' + location.folder + QStringLiteral("/db.sqlite");
    if (!location.folder.isEmpty() && !QFileInfo::exists(location.databasePath) && QFileInfo::exists(old)) {
        location.databasePath = old;
        location.oldLayout = true;
    }
    return location;
}

} // namespace kv::local
