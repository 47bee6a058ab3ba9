// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/survey.h"

#include "local/location.h"
#include "local/log.h"
#include "local/reader.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace kv::local {

namespace {

bool isStopped(const std::atomic_bool *stop)
{
    return stop && *stop;
}

/// A count is not worth a long wait for another program's lock: the next look comes soon.
constexpr qint64 patienceMs = 250;

void look(TargetInfo &info, const std::atomic_bool *stop)
{
    NamespaceFile file(info.target);
    file.setMayWait([stop](qint64 waitedMs) { return waitedMs < patienceMs && !isStopped(stop); });
    info.path = file.location().databasePath;
    info.oldLayout = file.location().oldLayout;
    info.exists = QFileInfo::exists(info.path);
    info.count.reset();
    if (!info.exists)
        return;
    // A damaged store is still listed, without a count; opening it tells what is wrong.
    if (const Result<std::optional<qint64>> count = countEntries(file))
        info.count = *count;
    else
        qCDebug(logLocal, "no count of %s: %s", qUtf8Printable(info.path),
                qUtf8Printable(count.error().detail));
}

TargetInfo unnamed(const Target &target, const std::atomic_bool *stop)
{
    TargetInfo info;
    info.target = target;
    info.name = QStringLiteral("local:#") +
                (target.databaseName.isEmpty() ? target.namespaceId : target.databaseName);
    look(info, stop);
    return info;
}

/// Stores under one state folder whose database is not in `named`.
QList<TargetInfo> unnamedUnder(const QString &root, const QSet<QString> &named, const std::atomic_bool *stop)
{
    QList<TargetInfo> found;
    QSet<QString> known = named;
    const QDir kv(kvFolder(root));
    const QString databases = QFileInfo(databaseFolder(root)).fileName();
    for (const QString &folder : kv.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden, QDir::Name)) {
        if (folder == databases || isStopped(stop))
            continue;
        // The folder's name is the id itself unless the id had characters that no file name can have.
        Target target{.place = Place::Local, .namespaceId = folder, .stateRoot = root, .databaseName = {}};
        const QString path = locate(target).databasePath;
        if (known.contains(path) || !QFileInfo::exists(path))
            continue;
        known.insert(path);
        found.append(unnamed(target, stop));
    }
    const QDir files(databaseFolder(root));
    for (const QString &name :
         files.entryList({QStringLiteral("*.sqlite")}, QDir::Files | QDir::System, QDir::Name)) {
        const QString database = name.chopped(7);
        // workerd keeps its alarms in a file beside ("metadata.sqlite"); a namespace's has 64 hex digits.
        if (database.size() != 64 || known.contains(files.filePath(name)) || isStopped(stop))
            continue;
        Target target{.place = Place::Local, .namespaceId = {}, .stateRoot = root, .databaseName = database};
        target.valueFolder = locate(target).folder;
        found.append(unnamed(target, stop));
    }
    return found;
}

} // namespace

void survey(Project &project, const QStringList &stateRoots, const std::atomic_bool *stop)
{
    QSet<QString> named;
    for (Worker &worker : project.workers)
        for (Environment &environment : worker.environments)
            for (Binding &binding : environment.bindings)
                for (TargetInfo &info : binding.targets) {
                    if (info.target.place != Place::Local || isStopped(stop))
                        continue;
                    look(info, stop);
                    named.insert(info.path);
                }
    project.onlyOnDisk.clear();
    for (const QString &root : stateRoots)
        project.onlyOnDisk += unnamedUnder(root, named, stop);
}

} // namespace kv::local
