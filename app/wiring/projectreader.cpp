// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/projectreader.h"

#include "local/fingerprint.h"
#include "local/location.h"
#include "local/survey.h"
#include "wrangler/findup.h"
#include "wrangler/names.h"
#include "wrangler/scan.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>

namespace kv::wiring {

namespace {

/// `local:#` also takes the name of a database whose id nobody knows.
void adoptDatabaseName(Target &target)
{
    static const QRegularExpression name(QStringLiteral("^[0-9a-f]{64}$"));
    if (target.place != Place::Local || !name.match(target.namespaceId).hasMatch())
        return;
    const QString folder = local::databaseFolder(target.stateRoot);
    const QString suffix = QStringLiteral(".sqlite");
    if (QFileInfo::exists(folder + u'/' + target.namespaceId + suffix) &&
        !QFileInfo::exists(folder + u'/' + local::databaseName(target.namespaceId) + suffix))
        target.databaseName = std::exchange(target.namespaceId, QString());
}

void addFolder(QByteArray &state, const QString &path)
{
    const QFileInfo info(path);
    state += info.exists() ? QByteArray::number(info.lastModified().toMSecsSinceEpoch()) : QByteArray("-");
    state += '\n';
}

} // namespace

Result<Reading> readProject(const QString &path, const wrangler::StateOptions &options,
                            const std::atomic_bool *stop)
{
    Result<wrangler::Scan> scan = wrangler::scanProject(path, options, stop);
    if (!scan)
        return fail(scan.error());
    return Reading{
        .project = std::move(scan->project), .folders = scan->folders, .stateRoots = scan->stateRoots};
}

Reading lookAtStores(Reading reading, const std::atomic_bool *stop)
{
    local::survey(reading.project, reading.stateRoots, stop);
    return reading;
}

QByteArray stateOf(const Reading &reading)
{
    QByteArray state;
    addFolder(state, reading.project.root);
    for (const QString &root : reading.stateRoots) {
        addFolder(state, local::kvFolder(root));
        addFolder(state, local::databaseFolder(root));
    }
    for (const Worker &worker : reading.project.workers)
        for (const Environment &environment : worker.environments)
            for (const Binding &binding : environment.bindings)
                for (const TargetInfo &info : binding.targets)
                    state += local::fingerprint(local::locate(info.target).databasePath) + '\n';
    for (const TargetInfo &info : reading.project.onlyOnDisk)
        state += local::fingerprint(info.path) + '\n';
    return state;
}

Result<TargetInfo> findTarget(const QString &folder, const wrangler::StateOptions &options,
                              const QString &name)
{
    const auto findIn = [&](const QString &path) -> Result<TargetInfo> {
        const Result<wrangler::Scan> scan = wrangler::scanProject(path, options);
        if (!scan)
            return fail(scan.error());
        Result<TargetInfo> found = wrangler::findTarget(scan->project, name);
        if (found) {
            adoptDatabaseName(found->target);
            return found;
        }
        // wrangler would stop at a file that it cannot read; it would not look for the binding elsewhere.
        const QList<Worker> &workers = scan->project.workers;
        if (QFileInfo(path).isFile() && !workers.isEmpty() && workers.first().error)
            return fail(*workers.first().error);
        return found;
    };
    const bool isFile = QFileInfo(folder).isFile();
    if (const auto nearest = isFile ? std::nullopt : wrangler::findWranglerFile(folder)) {
        Result<TargetInfo> found = findIn(*nearest);
        const bool isQualified = name.contains(u'/');
        if (found || (!found.error().path.isEmpty() && !isQualified))
            return found;
    }
    return findIn(folder);
}

} // namespace kv::wiring
