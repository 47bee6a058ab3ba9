// SPDX-License-Identifier: GPL-3.0-or-later
// `kvw export` and `kvw import`: a target and a snapshot file.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/door.h"
#include "app/cli/output.h"
#include "app/cli/runjob.h"
#include "jobs/transfer.h"
#include "snapshot/snapshot.h"
#include "text/units.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

namespace kv::cli {

using jobs::Job;

int exportSnapshot(const Arguments &arguments)
{
    const QString path = absolutePath(arguments.words[2]);
    Door door(arguments);
    const auto opened = door.open(arguments.words[1], Door::Use::Read);
    if (!opened)
        return opened.error();
    if (opened->info.target.place == Place::Snapshot &&
        QFileInfo(opened->info.target.path).canonicalFilePath() == QFileInfo(path).canonicalFilePath() &&
        QFileInfo::exists(path))
        return wrongUse(QStringLiteral("a file is not exported into itself"));
    auto sink = snapshot::createSnapshot(path, snapshot::formatOf(path), opened->info.name);
    if (!sink)
        return report(sink.error());
    jobs::ExportJob job(opened->store, std::move(*sink), arguments.value("prefix"));
    const Job::State state = runJob(job, QStringLiteral("exporting"));
    const jobs::TransferReport &done = job.report();
    sayTroubles(job.troubles(), std::max<qint64>(done.failed, job.troubles().size()));
    if (state != Job::State::Finished)
        return reportJob(job);
    say(QStringLiteral("%1 entries, %2 of values%3")
            .arg(text::countText(done.entries), text::sizeText(done.bytes),
                 done.expired > 0
                     ? QStringLiteral("; %1 had expired and were left out").arg(text::countText(done.expired))
                     : QString()));
    return done.failed > 0 ? Failed : Done;
}

int importSnapshot(const Arguments &arguments)
{
    const QString path = absolutePath(arguments.words[1]);
    const bool skip = arguments.has("skip-existing");
    const bool replace = arguments.has("replace");
    if (int(skip) + int(replace) + int(arguments.has("fail-existing")) > 1)
        return wrongUse(QStringLiteral("give one of --replace, --skip-existing and --fail-existing"));
    Door door(arguments);
    const bool dryRun = arguments.has("dry-run");
    const auto opened = door.open(arguments.words[2], dryRun ? Door::Use::Read : Door::Use::Write);
    if (!opened)
        return opened.error();
    jobs::ImportJob::Options options;
    options.existing = skip ? jobs::Existing::Skip : replace ? jobs::Existing::Replace : jobs::Existing::Fail;
    options.dryRun = dryRun;
    options.targetName = opened->info.name;
    options.target = opened->info.target;
    const QString moment = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    options.rollbackPath = arguments.has("plan") ? absolutePath(arguments.value("plan"))
                                                 : QStringLiteral("%1/import-%2-%3.rollback.ndjson")
                                                       .arg(planFolder(), moment)
                                                       .arg(QCoreApplication::applicationPid());
    jobs::ImportJob job([path] { return snapshot::openSnapshot(path); }, opened->store, options);
    const Job::State state = runJob(job, dryRun ? QStringLiteral("looking") : QStringLiteral("importing"));
    const jobs::TransferReport &done = job.report();
    sayTroubles(job.troubles(), std::max<qint64>(done.failed, job.troubles().size()));
    if (!dryRun && QFileInfo::exists(options.rollbackPath))
        say(QStringLiteral("what this changed can be undone with `kvw apply %1`").arg(options.rollbackPath));
    if (state != Job::State::Finished)
        return reportJob(job);
    say(QStringLiteral("%1 entries %2, %3 were so already, %4 there already and left, %5 expired, %6 failed")
            .arg(text::countText(done.entries),
                 dryRun ? QStringLiteral("would be written") : QStringLiteral("written"),
                 text::countText(done.same), text::countText(done.skipped), text::countText(done.expired),
                 text::countText(done.failed)));
    return done.failed > 0 ? Failed : Done;
}

} // namespace kv::cli
