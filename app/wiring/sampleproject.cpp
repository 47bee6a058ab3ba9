// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/sampleproject.h"

#include "app/wiring/sampleentries.h"
#include "local/writer.h"
#include "wrangler/findup.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <map>

namespace kv::wiring {

namespace {

/// Drops what a copy left that was killed. Another one may be at work just now: it is not a day old.
void dropAbandoned(const QString &parent, qint64 nowMs)
{
    const QFileInfoList works = QDir(parent).entryInfoList({QStringLiteral(".sample-*")},
                                                           QDir::Dirs | QDir::Hidden | QDir::NoSymLinks);
    for (const QFileInfo &work : works) {
        if (work.lastModified().toMSecsSinceEpoch() < nowMs - 24LL * 3600 * 1000)
            QDir(work.filePath()).removeRecursively(); // what stays only takes room
    }
}

Result<> copyTree(const QString &from, const QString &to)
{
    QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString source = files.next();
        const QString target = to + source.mid(from.size());
        if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(source, target))
            return fail(ErrorKind::Denied, QStringLiteral("the sample project cannot be copied"), target);
        // Files out of the program's resources are read-only.
        QFile::setPermissions(target, QFile::permissions(target) | QFile::WriteOwner | QFile::ReadOwner);
    }
    return {};
}

Result<> fillStores(const QString &source, const QString &project, qint64 nowMs)
{
    QFile manifest(source + QStringLiteral("/entries.json"));
    if (!manifest.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, manifest.errorString(), manifest.fileName());
    const Result<QList<SampleEntry>> entries =
        readSampleEntries(manifest.readAll(), source + QStringLiteral("/values"), nowMs);
    if (!entries)
        return fail(entries.error());
    std::map<std::pair<QString, QString>, QList<Put>> stores;
    for (const SampleEntry &entry : *entries)
        stores[{entry.config, entry.namespaceId}].append(entry.put);
    // Written as if some days ago: some entries have expired by now, which no store takes as new.
    const qint64 writtenMs = nowMs - 30LL * 24 * 3600 * 1000;
    for (const auto &[where, puts] : stores) {
        local::NamespaceFile file({.place = Place::Local,
                                   .namespaceId = where.second,
                                   .stateRoot = wrangler::stateRootOf(project + u'/' + where.first),
                                   .databaseName = {}});
        for (const Result<Revision> &written : local::writeEntries(file, puts, writtenMs))
            if (!written)
                return fail(written.error());
    }
    return {};
}

} // namespace

Result<QString> prepareSample(const QString &source, const QString &destination, qint64 nowMs)
{
    if (QFileInfo::exists(destination))
        return destination;
    const QString parent = QFileInfo(destination).path();
    if (!QDir().mkpath(parent))
        return fail(ErrorKind::Denied, QStringLiteral("the folder for the sample project cannot be made"),
                    parent);
    dropAbandoned(parent, nowMs);
    QTemporaryDir work(parent + QStringLiteral("/.sample-XXXXXX"));
    if (!work.isValid())
        return fail(ErrorKind::Denied, work.errorString(), parent);
    const QString copy = work.filePath(QStringLiteral("project"));
    if (const Result<> done = copyTree(source + QStringLiteral("/project"), copy); !done)
        return fail(done.error());
    if (const Result<> done = fillStores(source, copy, nowMs); !done)
        return fail(done.error());
    if (!QDir().rename(copy, destination) && !QFileInfo::exists(destination))
        return fail(ErrorKind::Denied, QStringLiteral("the sample project cannot be put in place"),
                    destination);
    return destination;
}

} // namespace kv::wiring
