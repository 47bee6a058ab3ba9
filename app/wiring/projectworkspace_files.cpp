// SPDX-License-Identifier: GPL-3.0-or-later
// What a ProjectWorkspace does with files that are no project of its own: snapshots, comparisons, other
// projects.
#include "app/wiring/projectworkspace.h"

#include "app/wiring/sampleproject.h"
#include "jobs/pool.h"
#include "snapshot/snapshot.h"
#include "snapshot/snapshotstore.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QtConcurrent>

namespace kv::wiring {

QFuture<Result<Project>> ProjectWorkspace::readOther(const QString &path)
{
    return QtConcurrent::run([path]() -> Result<Project> {
        const Result<Reading> reading = readProject(QFileInfo(path).absoluteFilePath(), {});
        if (!reading)
            return fail(reading.error());
        return lookAtStores(*reading).project;
    });
}

QString ProjectWorkspace::workFolder() const
{
    // Two projects of the same name are two folders.
    const QString name = QFileInfo(m_path).fileName();
    const QByteArray which =
        QCryptographicHash::hash(m_path.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
                           QStringLiteral("/comparisons/%1-%2").arg(name, QString::fromLatin1(which));
    QDir().mkpath(folder);
    return folder;
}

Result<std::unique_ptr<EntrySource>> ProjectWorkspace::openSnapshot(const QString &path) const
{
    return snapshot::openSnapshot(path);
}

QFuture<Result<QString>> ProjectWorkspace::sampleProject()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
                           QStringLiteral("/sample/shop");
    return jobs::onPool<Result<QString>>([folder, nowMs = QDateTime::currentMSecsSinceEpoch()] {
        return prepareSample(QStringLiteral(":/sample"), folder, nowMs);
    });
}

Omissions ProjectWorkspace::omissionsOf(const Store &store) const
{
    const auto *file = qobject_cast<const snapshot::SnapshotStore *>(&store);
    if (!file)
        return {};
    return {.duplicates = file->duplicates(),
            .duplicateKeys = file->duplicateKeys(),
            .troubles = file->troubleCount(),
            .firstTroubles = file->troubles(),
            .remarks = file->remarks()};
}

Result<std::unique_ptr<EntrySink>> ProjectWorkspace::createSnapshot(const QString &path,
                                                                    const QString &sourceName) const
{
    return snapshot::createSnapshot(path, snapshot::formatOf(path), sourceName);
}

} // namespace kv::wiring
