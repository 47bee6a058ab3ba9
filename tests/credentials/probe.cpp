// SPDX-License-Identifier: GPL-3.0-or-later
// Says what the room finds, for tests that hold it against wrangler:
//   credentials_probe find HOME FOLDER [ENVIRONMENT]    one JSON object; of a secret only its SHA-256
//   credentials_probe variables FOLDER...               of each folder a JSON object {name: value}, one a
//   line credentials_probe keychain                          whether a keychain answers, and for how long it
//   was asked
#include "credentials/finder.h"
#include "credentials/keychainstore.h"
#include "store/async.h"
#include "wrangler/envfiles.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace {

void print(const QJsonObject &object)
{
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
}

void find(const QStringList &arguments)
{
    const auto found = kv::credentials::findCredential({.home = arguments.value(2),
                                                        .projectFolder = arguments.value(3),
                                                        .environmentName = arguments.value(4)});
    QJsonObject out = {{QStringLiteral("lookedAt"), QJsonArray::fromStringList(found.lookedAt)},
                       {QStringLiteral("warnings"), QJsonArray::fromStringList(found.warnings)},
                       {QStringLiteral("login"), int(found.login)},
                       {QStringLiteral("account"), found.accountId},
                       {QStringLiteral("base"), found.apiBaseUrl}};
    if (found.error)
        out.insert(QStringLiteral("error"), found.error->detail);
    if (found.credential) {
        const bool key = found.credential->kind == kv::Credential::Kind::KeyAndEmail;
        out.insert(QStringLiteral("kind"), key ? QStringLiteral("key") : QStringLiteral("token"));
        out.insert(QStringLiteral("source"), found.credential->source);
        out.insert(QStringLiteral("email"), QString::fromLatin1(found.credential->email));
        out.insert(
            QStringLiteral("sha256"),
            QString::fromLatin1(
                QCryptographicHash::hash(found.credential->secret, QCryptographicHash::Sha256).toHex()));
    }
    print(out);
}

void variables(const QString &folder)
{
    QJsonObject out;
    const auto read = kv::wrangler::readEnvFiles(folder, {}, QProcessEnvironment::systemEnvironment());
    for (auto it = read.fromFiles.begin(); it != read.fromFiles.end(); ++it)
        out.insert(it.key(), it->value);
    print(out);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const QString command = arguments.value(1);
    if (command == QLatin1String("find")) {
        find(arguments);
        return 0;
    }
    if (command == QLatin1String("variables")) {
        for (const QString &folder : arguments.mid(2))
            variables(folder);
        return 0;
    }
    if (command == QLatin1String("keychain")) {
        kv::credentials::KeychainStore store;
        kv::whenDone(store.probe(), &app, [](const kv::Result<void> &answer) {
            print({{QStringLiteral("answers"), answer.has_value()},
                   {QStringLiteral("detail"), answer ? QString() : answer.error().detail}});
            QCoreApplication::quit();
        });
        return QCoreApplication::exec();
    }
    return 2;
}
