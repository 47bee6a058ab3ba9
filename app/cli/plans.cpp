// SPDX-License-Identifier: GPL-3.0-or-later
// `kvw copy` and `kvw apply`: plans, made and carried out.
#include "app/cli/commands.h"
#include "app/cli/comparing.h"
#include "app/cli/context.h"
#include "app/cli/door.h"
#include "app/cli/output.h"
#include "app/cli/runjob.h"
#include "jobs/planjob.h"
#include "text/units.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

namespace kv::cli {

using jobs::Job;

namespace {

QString inWords(const jobs::PlanHead &head)
{
    return QStringLiteral("%1 new, %2 changed, %3 deleted, %4 to write")
        .arg(text::countText(head.adds), text::countText(head.changes), text::countText(head.deletes),
             text::sizeText(head.bytes));
}

int refuseMassDelete(const jobs::PlanHead &head)
{
    say(QStringLiteral("this would delete %1 of the %2 keys in %3; nothing was written. Say --yes to do it")
            .arg(text::countText(head.deletes), text::countText(head.targetKeys), head.targetName));
    return WrongUse;
}

/// Carries out a plan whose target is open.
int apply(const QString &path, const Door::Opened &target, const Arguments &arguments)
{
    const bool dryRun = arguments.has("dry-run");
    jobs::ApplyJob job(path, target.store, dryRun);
    if (arguments.has("yes"))
        job.allowMassDelete();
    const Job::State state = runJob(job, dryRun ? QStringLiteral("looking") : QStringLiteral("writing"));
    const jobs::ApplyReport &done = job.report();
    sayTroubles(job.troubles(), done.skipped + done.failed);
    if (state != Job::State::Finished) {
        const int code = reportJob(job);
        if (!dryRun && done.written + done.deleted > 0)
            say(QStringLiteral("%1 written and %2 deleted so far; `kvw apply %3` goes on")
                    .arg(text::countText(done.written), text::countText(done.deleted), path));
        return code;
    }
    say(QStringLiteral("%1: %2 written, %3 deleted, %4 were so already, %5 changed since and left, %6 failed")
            .arg(dryRun ? QStringLiteral("a dry run") : QStringLiteral("done"), text::countText(done.written),
                 text::countText(done.deleted), text::countText(done.already), text::countText(done.skipped),
                 text::countText(done.failed)));
    const bool isRollback = path.endsWith(QLatin1String(".rollback.ndjson"));
    const QString rollback = jobs::PlanJob::rollbackPath(path);
    if (!dryRun && !isRollback && QFileInfo::exists(rollback))
        say(QStringLiteral("`kvw apply %1` undoes it").arg(rollback));
    return done.failed + done.skipped > 0 ? Failed : Done;
}

/// Ticks what the copy is about: everything that B lacks or has otherwise, and with `deleteExtra` what it
/// alone has.
Result<> tick(jobs::ComparisonFile &file, bool deleteExtra)
{
    jobs::RowFilter filter;
    filter.statuses = {true, deleteExtra, true, false, true};
    const auto rows = file.find(filter, {});
    if (!rows)
        return fail(rows.error());
    return file.setTicked(*rows, true);
}

} // namespace

int copy(const Arguments &arguments)
{
    Door door(arguments);
    const bool dryRun = arguments.has("dry-run");
    const auto source = door.open(arguments.words[1], Door::Use::Read);
    if (!source)
        return source.error();
    const auto target =
        door.open(arguments.words[2], dryRun ? Door::Use::Read : Door::Use::Write, Door::otherProject);
    if (!target)
        return target.error();
    jobs::CompareSpec spec;
    spec.prefix = arguments.value("prefix");
    spec.secondLook = false; // each entry is read again before it is overwritten
    const Result<Comparison> compared = compareTargets(spec, *source, *target);
    if (!compared)
        return report(compared.error());
    if (!compared->isDone)
        return compared->code;
    if (const Result<> ticked = tick(*compared->file, arguments.has("delete-extra")); !ticked)
        return report(ticked.error());
    const QString moment = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    const QString path = arguments.has("plan") ? absolutePath(arguments.value("plan"))
                                               : QStringLiteral("%1/copy-%2-%3.plan.ndjson")
                                                     .arg(planFolder(), moment)
                                                     .arg(QCoreApplication::applicationPid());
    if (QFileInfo::exists(path))
        return wrongUse(QStringLiteral("there is a file %1 already").arg(path));
    jobs::PlanJob job(compared->file, jobs::Direction::LeftToRight, source->store, target->store, path);
    const Job::State state = runJob(job, QStringLiteral("planning"));
    sayTroubles(job.leftOut(), job.leftOutCount());
    if (state != Job::State::Finished)
        return reportJob(job);
    const jobs::PlanHead &head = job.head();
    if (head.steps() == 0) {
        say(QStringLiteral("nothing to do: %1 has it all").arg(target->info.name));
        return Done;
    }
    say(QStringLiteral("%1: %2").arg(target->info.name, inWords(head)));
    if (dryRun) {
        say(QStringLiteral("nothing was written; the plan is %1").arg(path));
        return Done;
    }
    if (head.deletesMost() && !arguments.has("yes"))
        return refuseMassDelete(head);
    return apply(path, *target, arguments);
}

int applyPlan(const Arguments &arguments)
{
    const QString path = absolutePath(arguments.words[1]);
    const auto plan = jobs::PlanReader::open(path);
    if (!plan)
        return report(plan.error());
    const jobs::PlanHead head = (*plan)->head();
    Door door(arguments);
    const QByteArray name = arguments.has("to") ? arguments.value("to") : head.targetName.toUtf8();
    const auto target = door.open(name, arguments.has("dry-run") ? Door::Use::Read : Door::Use::Write);
    if (!target)
        return target.error();
    // A name means what the wrangler file says today; the plan was made for what it meant then.
    if (!arguments.has("to") && target->info.target != head.target) {
        say(QStringLiteral(
                "the plan is for another namespace than %1 means here; say where it goes with --to")
                .arg(head.targetName));
        return WrongUse;
    }
    if (head.deletesMost() && !arguments.has("yes") && !arguments.has("dry-run"))
        return refuseMassDelete(head);
    return apply(path, *target, arguments);
}

} // namespace kv::cli
