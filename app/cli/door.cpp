// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/door.h"

#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/cli/session.h"
#include "app/wiring/projectreader.h"
#include "wrangler/names.h"

#include <unistd.h>

namespace kv::cli {

namespace {

/// A person at the terminal learns why nothing happens; in a script there is only the result.
void tellOfWaiting(Store &store)
{
    if (::isatty(STDERR_FILENO))
        QObject::connect(&store, &Store::waiting, &store, [](bool waits) {
            if (waits)
                say(QStringLiteral("waiting for another program to let go of the database"));
        });
}

/// Writing where the deployed Worker reads is said by name, never by mistake.
int refuseProduction(const TargetInfo &target)
{
    say(QStringLiteral(
            "%1 is production, or at least no preview_id of this project; nothing was written. Say "
            "--production to write there")
            .arg(target.name));
    return WrongUse;
}

} // namespace

Door::Door(const Arguments &arguments) : m_arguments(arguments)
{
    if (arguments.has("wait"))
        m_opener.setPatience(std::chrono::seconds(arguments.value("wait").toLongLong()));
}

tl::expected<Door::Opened, int> Door::open(const QByteArray &name, Use use, const char *project)
{
    const bool foreign = qstrcmp(project, "project") != 0 && m_arguments.has(project);
    const QString folder = projectFolder(m_arguments, foreign ? project : "project");
    // --persist-to belongs to --project.
    wrangler::StateOptions options = stateOptions(m_arguments);
    if (foreign)
        options.persistTo.clear();
    const Result<TargetInfo> target = wiring::findTarget(folder, options, QString::fromUtf8(name));
    if (!target) {
        report(target.error());
        // A name that nothing has, or a wrangler file that cannot be read.
        const bool wrongName =
            target.error().kind == ErrorKind::InvalidInput && target.error().path.isEmpty();
        return tl::unexpected<int>(wrongName ? WrongUse : Failed);
    }
    if (use == Use::Write && target->target.place == Place::Snapshot) {
        say(QStringLiteral("%1 is a file that is only read; `kvw export` writes one").arg(target->name));
        return tl::unexpected<int>(WrongUse);
    }
    if (target->target.place == Place::Snapshot && !target->exists) {
        report({.kind = ErrorKind::NotFound, .path = target->path});
        return tl::unexpected<int>(Failed);
    }
    if (target->target.place == Place::Remote) {
        const Project whole = wholeProject(folder, options);
        if (use == Use::Write && !m_arguments.has("production") &&
            wrangler::isProduction(whole, target->target.namespaceId))
            return tl::unexpected<int>(refuseProduction(*target));
        if (const int code = openSessionFor(whole, *target); code != Done)
            return tl::unexpected<int>(code);
        m_opener.allowChanges(target->target, true); // it is no production, or was asked for by name
    }
    Opened opened{*target, m_opener.open(target->target)};
    tellOfWaiting(*opened.store);
    return opened;
}

Door::Opened Door::open(const TargetInfo &info)
{
    Opened opened{info, m_opener.open(info.target)};
    tellOfWaiting(*opened.store);
    return opened;
}

int Door::openSessionFor(const Project &project, const TargetInfo &target)
{
    if (m_session)
        return Done;
    m_session = openSession(project, target.target.accountId, SessionUse::Keys);
    if (m_session->state() != Cloudflare::State::Ready)
        return reportSession(*std::exchange(m_session, nullptr));
    m_opener.setRemote({m_session->client(), m_session->accountId()});
    return Done;
}

} // namespace kv::cli
