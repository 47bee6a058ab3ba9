// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/cli/waits.h"
#include "app/wiring/projectreader.h"
#include "wrangler/findup.h"
#include "wrangler/names.h"

#include <QEventLoop>
#include <QFileInfo>

#include <algorithm>

namespace kv::cli {

using State = Cloudflare::State;

Project wholeProject(const Arguments &arguments)
{
    return wholeProject(projectFolder(arguments), stateOptions(arguments));
}

Project wholeProject(const QString &folder, const wrangler::StateOptions &options)
{
    Project project;
    project.root = QFileInfo(folder).isDir() ? folder : QFileInfo(folder).path();
    const auto add = [&](const QString &path) {
        const Result<wiring::Reading> reading = wiring::readProject(path, options);
        if (!reading)
            return;
        for (const Worker &worker : reading->project.workers) {
            const bool known =
                std::any_of(project.workers.begin(), project.workers.end(),
                            [&worker](const Worker &other) { return other.configPath == worker.configPath; });
            if (!known)
                project.workers.append(worker);
        }
    };
    if (const auto nearest = QFileInfo(folder).isDir() ? wrangler::findWranglerFile(folder) : std::nullopt)
        add(*nearest);
    add(folder);
    return project;
}

std::unique_ptr<wiring::CloudflareSession> openSession(const Project &project, const QString &accountId,
                                                       SessionUse use)
{
    wiring::SessionParts parts;
    parts.typedInFirst = false;
    parts.thorough = use == SessionUse::Account;
    auto session = std::make_unique<wiring::CloudflareSession>(std::move(parts));
    tellWaits(*session);
    // As wrangler does, whose .env files are those of the folder that it is run in.
    const QString account = accountId.isEmpty() ? wrangler::primaryAccount(project) : accountId;
    session->setProject(project.root, {project.root}, account);
    session->start();
    QEventLoop loop;
    QObject::connect(session.get(), &Cloudflare::changed, &loop, [&] {
        if (session->state() != State::Looking)
            loop.quit();
    });
    if (session->state() == State::Looking)
        loop.exec();
    return session;
}

int reportSession(const wiring::CloudflareSession &session)
{
    for (const QString &warning : session.warnings())
        say(warning);
    switch (session.state()) {
    case State::NoCredential:
        say(QStringLiteral(
                "no credential for Cloudflare; set CLOUDFLARE_API_TOKEN, or run `wrangler login`. Looked "
                "at: ") +
            session.lookedAt().join(QStringLiteral(", ")));
        return Failed;
    case State::ChooseAccount: {
        QStringList names;
        for (const Account &account : session.accounts())
            names << account.id + QStringLiteral(" (") + account.name + u')';
        say(names.isEmpty()
                ? QStringLiteral("the token does not say which account it is for; set CLOUDFLARE_ACCOUNT_ID")
                : QStringLiteral("there are several accounts; set CLOUDFLARE_ACCOUNT_ID to one of ") +
                      names.join(QStringLiteral(", ")));
        return Failed;
    }
    default: {
        Error error = session.error().value_or(Error{.kind = ErrorKind::Internal});
        if (!session.credentialSource().isEmpty()) {
            if (error.detail.endsWith(u'.'))
                error.detail.chop(1); // the sentence goes on
            error.detail += QStringLiteral("; the credential is ") + session.credentialSource();
        }
        return report(error);
    }
    }
}

} // namespace kv::cli
