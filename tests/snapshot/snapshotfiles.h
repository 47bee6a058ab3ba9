// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "snapshot/snapshot.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <optional>

namespace kv::test {

/// A folder for snapshot files.
class SnapshotFolder
{
public:
    QString path(const QString &name = QStringLiteral("s.json")) const { return m_folder.filePath(name); }
    QString folder() const { return m_folder.path(); }
    QString make(QByteArrayView content, const QString &name = QStringLiteral("s.json")) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content.data(), content.size()) != content.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
    }
    QStringList names() const
    {
        return QDir(m_folder.path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }

private:
    /// In memory where that is possible: these tests write thousands of files, each down to the disk.
    static QString place()
    {
        const QFileInfo memory(QStringLiteral("/dev/shm"));
        return (memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath()) +
               QStringLiteral("/kv-snapshot-XXXXXX");
    }

    QTemporaryDir m_folder{place()};
};

/// Everything that reading a file to its end gives.
struct ReadFile
{
    QList<Entry> entries;
    QStringList remarks;      ///< of entries, those that are not empty
    QList<Error> errors;      ///< of items
    std::optional<Error> end; ///< why it could not be read to its end, or opened
};

inline ReadFile readFile(const QString &path, const Clock &clock = systemClock())
{
    ReadFile all;
    auto source = snapshot::openSnapshot(path, clock);
    if (!source) {
        all.end = source.error();
        return all;
    }
    for (;;) {
        auto item = (*source)->next();
        if (!item) {
            all.end = item.error();
            return all;
        }
        if (!*item)
            return all;
        if (!(*item)->remark.isEmpty())
            all.remarks << (*item)->remark;
        if ((*item)->entry)
            all.entries << *(*item)->entry;
        else
            all.errors << (*item)->entry.error();
    }
}

/// An entry for comparisons: all of it but the revision.
inline bool sameEntry(const Entry &a, const Entry &b)
{
    return a.key == b.key && a.value == b.value && a.expiration == b.expiration && a.metadata == b.metadata &&
           a.valueMissing == b.valueMissing;
}

/// Writes a snapshot and finishes it.
inline Result<> writeFile(const QString &path, const QList<Entry> &entries, snapshot::Format format,
                          const QString &source = QStringLiteral("local:TEST"))
{
    auto sink = snapshot::createSnapshot(path, format, source);
    if (!sink)
        return fail(sink.error());
    for (const Entry &entry : entries)
        if (const Result<> ok = (*sink)->write(entry); !ok)
            return ok;
    return (*sink)->finish();
}

} // namespace kv::test
