// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/scan.h"

#include "wrangler/findup.h"
#include "wrangler/names.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace kv::wrangler {

namespace {

/// The wrangler files of one folder, the one that wins first.
QStringList configsIn(const QString &folder)
{
    QStringList found;
    for (const char *name : configNames) {
        const QString path = QDir(folder).filePath(QLatin1String(name));
        if (QFileInfo(path).isFile())
            found.append(path);
    }
    return found;
}

/// Says of a worker what about its neighbours a user should know.
void warn(Worker &worker, const QString &message)
{
    // An unreadable file has no environments to hang a warning on; its error is the news then.
    if (!worker.environments.isEmpty())
        worker.environments.first().diagnostics.append({Severity::Warning, message, 1, 1});
}

Worker readFolder(const QStringList &configs, const QString &root, const StateOptions &options)
{
    Worker worker = readWorker(configs.first(), root, options);
    QStringList ignored;
    for (const QString &path : configs.mid(1))
        ignored.append(QFileInfo(path).fileName());
    const QString name = QFileInfo(configs.first()).fileName();
    if (!ignored.isEmpty())
        warn(worker, QStringLiteral("wrangler ignores %1 in this folder, because %2 comes first.")
                         .arg(ignored.join(QLatin1String(" and ")), name));
    const auto taken = findWranglerFile(QFileInfo(configs.first()).absolutePath());
    if (taken && *taken != worker.configPath)
        warn(worker,
             QStringLiteral("Run in this folder, wrangler reads %1 instead of this file, because it looks "
                            "for a %2 in every folder above first; `--config %3` makes it read this one.")
                 .arg(QDir::toNativeSeparators(*taken), QFileInfo(*taken).fileName(), name));
    return worker;
}

QString folderPart(const Worker &worker)
{
    return worker.relativePath.left(std::max<qsizetype>(worker.relativePath.lastIndexOf(u'/'), 0));
}

void finish(Scan &scan, const QString &primary)
{
    QList<Worker> &workers = scan.project.workers;
    std::stable_sort(workers.begin(), workers.end(), [&primary](const Worker &a, const Worker &b) {
        const bool aFirst = a.configPath == primary;
        const bool bFirst = b.configPath == primary;
        return aFirst != bFirst ? aFirst : folderPart(a) < folderPart(b);
    });
    assignNames(scan.project, primary);
    QStringList roots;
    for (const Worker &worker : std::as_const(workers))
        roots.append(worker.stateRoot);
    scan.stateRoots = roots + scan.stateRoots;
    scan.stateRoots.removeDuplicates();
    scan.folders.removeDuplicates();
    scan.folders = scan.folders.mid(0, Scan::maxWatched);
}

} // namespace

Result<Scan> scanProject(const QString &folderOrFile, const StateOptions &options,
                         const std::atomic_bool *stop, const WalkLimits &limits)
{
    const QFileInfo info(folderOrFile);
    const QString path = QDir::cleanPath(info.absoluteFilePath());
    if (!info.exists())
        return fail(ErrorKind::NotFound, QStringLiteral("there is no such folder or file"), path);
    Scan scan;
    if (!info.isDir()) {
        scan.project.root = info.absolutePath();
        scan.folders = QStringList{scan.project.root};
        Worker worker = readWorker(path, scan.project.root, options);
        if (!path.endsWith(QLatin1String(".toml")) && !path.endsWith(QLatin1String(".json")) &&
            !path.endsWith(QLatin1String(".jsonc")))
            warn(worker,
                 QStringLiteral("wrangler reads nothing from a file whose name does not end in .json, "
                                ".jsonc or .toml."));
        scan.project.workers.append(worker);
        finish(scan, path);
        return scan;
    }

    scan.project.root = path;
    const FolderTree tree = walkFolders(path, stop, limits);
    if (tree.folders.isEmpty() && !tree.problems.isEmpty())
        return fail(tree.problems.first());
    scan.project.problems = tree.problems;
    scan.stateRoots = tree.stateRoots;
    for (const QString &folder : tree.withConfig) {
        if (stop && *stop)
            return fail(ErrorKind::Cancelled, QString(), path);
        const QStringList configs = configsIn(folder);
        if (!configs.isEmpty()) // else it vanished since
            scan.project.workers.append(readFolder(configs, path, options));
    }
    if (stop && *stop)
        return fail(ErrorKind::Cancelled, QString(), path);
    const QString primary = findWranglerFile(path).value_or(QString());
    const QString primaryFolder = QFileInfo(primary).absolutePath();
    if (!primary.isEmpty() && primaryFolder != path) {
        scan.project.workers.append(readFolder(configsIn(primaryFolder), path, options));
        scan.folders.append(primaryFolder);
    }
    scan.folders += tree.withConfig + tree.folders;
    finish(scan, primary);
    return scan;
}

} // namespace kv::wrangler
