// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/unfinishedbar.h"

#include "jobs/pool.h"
#include "store/async.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/guard.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace kv::ui {

namespace {

constexpr qint64 mostProgressBytes = 64 * 1024; // a file of ours has some hundred

/// Steps that a progress file counts; -1: it was finished, or the file is none of ours.
qint64 stepsDone(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QJsonObject object = QJsonDocument::fromJson(file.read(mostProgressBytes)).object();
    if (object.value(QLatin1String("kvworkbench")) != QLatin1String("progress") ||
        object.value(QLatin1String("done")).toBool(true))
        return -1;
    qint64 steps = 0;
    for (const char *name : {"written", "deleted", "already", "skipped", "failed"})
        steps += object.value(QLatin1String(name)).toInteger();
    return steps;
}

} // namespace

UnfinishedBar::UnfinishedBar(Workspace &workspace, QWidget *parent)
    : NoticeBar(parent),
      m_workspace(workspace)
{
    setObjectName(QStringLiteral("unfinishedBar"));
}

QList<UnfinishedBar::Found> UnfinishedBar::find(const QString &folder)
{
    QList<Found> all;
    const QDir dir(folder);
    const QString ending = QStringLiteral(".progress");
    for (const QString &name : dir.entryList({QLatin1Char('*') + ending}, QDir::Files, QDir::Time)) {
        Found found;
        found.progressPath = dir.filePath(name);
        found.done = stepsDone(found.progressPath);
        if (found.done < 0)
            continue;
        const QString stem = found.progressPath.chopped(ending.size());
        for (const char *kind : {".plan.ndjson", ".ndjson"}) {
            const auto reader = jobs::PlanReader::open(stem + QLatin1String(kind));
            if (!reader)
                continue;
            found.planPath = stem + QLatin1String(kind);
            found.head = (*reader)->head();
            all << found;
            break;
        }
    }
    return all;
}

TargetInfo UnfinishedBar::infoOf(const Workspace &workspace, const jobs::PlanHead &head)
{
    for (const Worker &worker : workspace.project().workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets) {
                    if (info.target == head.target)
                        return info;
                }
            }
        }
    }
    for (const TargetInfo &info : workspace.project().onlyOnDisk) {
        if (info.target == head.target)
            return info;
    }
    TargetInfo info;
    info.target = head.target;
    info.name = head.targetName;
    return info;
}

void UnfinishedBar::look(const QString &except)
{
    clear();
    const auto future = jobs::onPool<Result<QList<Found>>>(
        [folder = m_workspace.workFolder()]() -> Result<QList<Found>> { return find(folder); });
    whenDone(future, this, [this, except, generation = ++m_generation](const Result<QList<Found>> &all) {
        if (!all || generation != m_generation)
            return;
        for (const Found &found : *all) {
            if (found.planPath != except)
                return show(found);
        }
    });
}

void UnfinishedBar::show(const Found &found)
{
    const TargetInfo info = infoOf(m_workspace, found.head);
    const QString what = found.head.isRollback
                             ? tr("Undoing a plan for %1 was stopped half way, after %2 of %3 steps.")
                             : tr("A plan for %1 was stopped half way, after %2 of %3 steps.");
    say(Tone::Warning,
        what.arg(guard::shortName(m_workspace, info), text::countText(found.done),
                 text::countText(found.head.steps())),
        {{tr("Go on"), QStringLiteral("unfinishedGoOn"),
          [this, found, info] { Q_EMIT resumeRequested(found.planPath, info); }, true},
         {tr("Forget"), QStringLiteral("unfinishedForget"),
          [this, found] {
              // The plan and its rollback stay where they are.
              QFile::remove(found.progressPath);
              look();
          }}},
        QDir::toNativeSeparators(found.planPath));
}

} // namespace kv::ui
