// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that are about an account at Cloudflare and not about keys.
#include "app/cli/await.h"
#include "app/cli/output.h"
#include "app/cli/session.h"
#include "items/accountnodes.h"
#include "text/configlines.h"
#include "wrangler/names.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace kv::cli {

using Session = wiring::CloudflareSession;
using State = Cloudflare::State;

namespace {

QString accountOption(const Arguments &arguments)
{
    return QString::fromUtf8(arguments.value("account"));
}

QStringList usesOf(const Project &project, const QString &id)
{
    QStringList uses;
    const QList<items::NamespaceUse> all = items::usesOf(project, id);
    for (const items::NamespaceUse &use : all)
        uses << use.words();
    uses.removeDuplicates();
    return uses;
}

Result<QList<AccountNamespace>> listOf(Session &session)
{
    return await(remote::AccountApi(session.client()).listNamespaces(session.accountId()));
}

Result<AccountNamespace> find(Session &session, const QString &name)
{
    const Result<QList<AccountNamespace>> all = listOf(session);
    if (!all)
        return fail(all.error());
    for (const AccountNamespace &one : *all) {
        if (one.id == name)
            return one;
    }
    for (const AccountNamespace &one : *all) {
        if (one.title == name)
            return one;
    }
    return fail(ErrorKind::NotFound,
                QStringLiteral("the account has no namespace with the id or title \"%1\"").arg(name));
}

int list(Session &session, const Project &project, bool json)
{
    const Result<QList<AccountNamespace>> all = listOf(session);
    if (!all)
        return report(all.error());
    QJsonArray rows;
    QString text;
    for (const AccountNamespace &one : *all) {
        const QStringList uses = usesOf(project, one.id);
        rows.append(QJsonObject{{QStringLiteral("id"), one.id},
                                {QStringLiteral("title"), one.title},
                                {QStringLiteral("bindings"), QJsonArray::fromStringList(uses)}});
        text += plain(one.id + QStringLiteral("  ") + one.title +
                      (uses.isEmpty() ? QStringLiteral("  (no binding of this project)")
                                      : QStringLiteral("  ") + uses.join(QStringLiteral(", "))));
    }
    return print(json ? QJsonDocument(rows).toJson(QJsonDocument::Indented) : text.toUtf8()) ? finish()
                                                                                             : Failed;
}

int create(Session &session, const Project &project, const QString &title)
{
    const Result<AccountNamespace> made =
        await(remote::AccountApi(session.client()).createNamespace(session.accountId(), title));
    if (!made)
        return report(made.error());
    const QString config =
        project.workers.isEmpty() ? QStringLiteral("wrangler.jsonc") : project.workers.first().relativePath;
    const QString lines =
        text::configLines(text::bindingNameFor(title), made->id, text::configFormatOf(config));
    return print((made->id + QStringLiteral("\n\nFor ") + config + QStringLiteral(":\n\n") + lines + u'\n')
                     .toUtf8())
               ? finish()
               : Failed;
}

int rename(Session &session, const QString &name, const QString &title)
{
    const Result<AccountNamespace> found = find(session, name);
    if (!found)
        return report(found.error());
    const Result<void> done =
        await(remote::AccountApi(session.client()).renameNamespace(session.accountId(), found->id, title));
    return done ? Done : report(done.error());
}

int remove(Session &session, const Project &project, const QString &name, const Arguments &arguments)
{
    const Result<AccountNamespace> found = find(session, name);
    if (!found)
        return report(found.error());
    const QStringList uses = usesOf(project, found->id);
    if (!arguments.has("yes")) {
        say(QStringLiteral("this would delete the namespace \"%1\" with all its keys%2; say --yes to do it")
                .arg(found->title,
                     uses.isEmpty()
                         ? QString()
                         : QStringLiteral(", which %1 uses").arg(uses.join(QStringLiteral(", ")))));
        return WrongUse;
    }
    if (wrangler::isProduction(project, found->id) && !arguments.has("production")) {
        say(QStringLiteral("the namespace \"%1\" is production; say --production to delete it")
                .arg(found->title));
        return WrongUse;
    }
    const Result<void> done =
        await(remote::AccountApi(session.client()).deleteNamespace(session.accountId(), found->id));
    return done ? Done : report(done.error());
}

} // namespace

int listAccounts(const Arguments &arguments)
{
    const auto session = openSession(wholeProject(arguments), accountOption(arguments), SessionUse::Account);
    if (session->state() != State::Ready && session->state() != State::ChooseAccount)
        return reportSession(*session);
    QJsonArray rows;
    QString text;
    for (const Account &account : session->accounts()) {
        const bool used = account.id == session->accountId();
        rows.append(QJsonObject{{QStringLiteral("id"), account.id},
                                {QStringLiteral("name"), account.name},
                                {QStringLiteral("used"), used}});
        text += plain(account.id + QStringLiteral("  ") + account.name +
                      (used ? QStringLiteral("  (used here)") : QString()));
    }
    if (rows.isEmpty())
        say(QStringLiteral("the token may not name its accounts%1")
                .arg(session->accountId().isEmpty()
                         ? QStringLiteral("; set CLOUDFLARE_ACCOUNT_ID")
                         : QStringLiteral("; it works for ") + session->accountId()));
    const QByteArray out =
        arguments.has("json") ? QJsonDocument(rows).toJson(QJsonDocument::Indented) : text.toUtf8();
    return print(out) ? finish() : Failed;
}

int namespaces(const Arguments &arguments)
{
    const QByteArray verb = arguments.words.value(1);
    const qsizetype words = arguments.words.size();
    const bool right = (verb.isEmpty() && words == 1) || (verb == "create" && words == 3) ||
                       (verb == "rename" && words == 4) || (verb == "delete" && words == 3);
    if (!right)
        return wrongUse(
            QStringLiteral("the command is `kvw namespaces [create TITLE | rename ID|TITLE NEW-TITLE | "
                           "delete ID|TITLE --yes]`"));
    const Project project = wholeProject(arguments);
    const auto session = openSession(project, accountOption(arguments), SessionUse::Keys);
    if (session->state() != State::Ready)
        return reportSession(*session);
    const QString name = QString::fromUtf8(arguments.words.value(2));
    if (verb == "create")
        return create(*session, project, name);
    if (verb == "rename")
        return rename(*session, name, QString::fromUtf8(arguments.words[3]));
    if (verb == "delete")
        return remove(*session, project, name, arguments);
    return list(*session, project, arguments.has("json"));
}

} // namespace kv::cli
