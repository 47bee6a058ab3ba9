// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/projectreader.h"

#include "local/fingerprint.h"
#include "local/location.h"
#include "local/survey.h"
#include "wrangler/findup.h"
#include "wrangler/names.h"
#include "wrangler/scan.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace kv::wiring {

namespace {

const QString idPrefix = QStringLiteral("local:#");
const QString snapshotPrefix = QStringLiteral("snapshot:");

/// `local:#` also takes the name of a database whose id nobody knows.
void adoptDatabaseName(Target &target)
{
    static const QRegularExpression name(QStringLiteral("^[0-9a-f]{64}$"));
    if (!name.match(target.namespaceId).hasMatch())
        return;
    const QString folder = local::databaseFolder(target.stateRoot);
    const QString suffix = QStringLiteral(".sqlite");
    if (QFileInfo::exists(folder + u'/' + target.namespaceId + suffix) &&
        !QFileInfo::exists(folder + u'/' + local::databaseName(target.namespaceId) + suffix))
        target.databaseName = std::exchange(target.namespaceId, QString());
}

/// The state folders where a Worker keeps this namespace because a binding names it.
QStringList rootsThatBind(const Project &project, const QString &namespaceId)
{
    QStringList roots;
    for (const Worker &worker : project.workers)
        for (const Environment &environment : worker.environments)
            for (const Binding &binding : environment.bindings)
                for (const TargetInfo &info : binding.targets)
                    if (info.target.place == Place::Local && info.target.namespaceId == namespaceId &&
                        !roots.contains(info.target.stateRoot))
                        roots.append(info.target.stateRoot);
    return roots;
}

/// `local:#ID` names no folder: of all state folders it is the one that has such a store, else the one of a
/// binding with that id, else the first Worker's. `known` tells that it is one of the first two.
Result<TargetInfo> findById(const wrangler::Scan &scan, const QString &name, bool &known)
{
    const QString id = name.mid(idPrefix.size());
    const QString primary = wrangler::primaryStateRoot(scan.project);
    QStringList roots;
    for (const QString &root : scan.stateRoots) {
        Target target{.place = Place::Local, .namespaceId = id, .stateRoot = root, .databaseName = {}};
        adoptDatabaseName(target);
        if (QFileInfo::exists(local::locate(target).databasePath))
            roots.append(root);
    }
    if (roots.isEmpty())
        roots = rootsThatBind(scan.project, id);
    known = !roots.isEmpty();
    if (roots.isEmpty() || roots.contains(primary))
        roots = QStringList{primary};
    if (roots.size() > 1)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("\"%1\" can mean a store in each of %2; say which with --project")
                        .arg(name, roots.join(QStringLiteral(", "))));
    TargetInfo info;
    info.name = name;
    info.target = {.place = Place::Local, .namespaceId = id, .stateRoot = roots.first(), .databaseName = {}};
    adoptDatabaseName(info.target);
    return info;
}

/// `snapshot:PATH`, from the folder that the command is run in.
Result<TargetInfo> findSnapshot(const QString &name, const wrangler::StateOptions &options)
{
    const QString given = name.mid(snapshotPrefix.size());
    if (given.isEmpty())
        return fail(ErrorKind::InvalidInput, QStringLiteral("\"snapshot:\" needs the path of a file"));
    TargetInfo info;
    info.name = name;
    info.target.place = Place::Snapshot;
    info.target.path = info.path = QDir::cleanPath(QDir(options.cwd).absoluteFilePath(given));
    info.exists = QFileInfo::exists(info.path);
    return info;
}

/// An unknown name may stand in a file that cannot be read: then that is what must be mended first.
Error blameBroken(const Project &project, Error error)
{
    for (const Worker &worker : project.workers) {
        if (!worker.error)
            continue;
        error.detail += QStringLiteral("; and a wrangler file cannot be read: ") + worker.error->detail;
        error.path = worker.configPath;
        error.line = worker.error->line;
        error.column = worker.error->column;
        break;
    }
    return error;
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
                    if (info.target.place == Place::Local)
                        state += local::fingerprint(local::locate(info.target).databasePath) + '\n';
    for (const TargetInfo &info : reading.project.onlyOnDisk)
        state += local::fingerprint(info.path) + '\n';
    return state;
}

Result<TargetInfo> findTarget(const QString &folder, const wrangler::StateOptions &options,
                              const QString &name)
{
    if (name.startsWith(snapshotPrefix))
        return findSnapshot(name, options);
    bool known = true;
    const auto findIn = [&](const QString &path) -> Result<TargetInfo> {
        const Result<wrangler::Scan> scan = wrangler::scanProject(path, options);
        if (!scan)
            return fail(scan.error());
        if (name.startsWith(idPrefix))
            return findById(*scan, name, known);
        Result<TargetInfo> found = wrangler::findTarget(scan->project, name);
        if (found)
            return found;
        // wrangler would stop at a file that it cannot read; it would not look for the binding elsewhere.
        const QList<Worker> &workers = scan->project.workers;
        if (QFileInfo(path).isFile() && !workers.isEmpty() && workers.first().error)
            return fail(*workers.first().error);
        return fail(blameBroken(scan->project, found.error()));
    };
    if (const auto nearest = QFileInfo(folder).isDir() ? wrangler::findWranglerFile(folder) : std::nullopt) {
        Result<TargetInfo> found = findIn(*nearest);
        const bool isQualified = name.contains(u'/');
        if (found ? known : !found.error().path.isEmpty() && !isQualified)
            return found;
    }
    return findIn(folder);
}

} // namespace kv::wiring
