// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/location.h"
#include "local/reader.h"
#include "local/valuefiles.h"
#include "local/writer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <sqlite3.h>

namespace kv::test {

/// A fresh state folder with one namespace, and raw access to its files as another program would have.
class StateFolder
{
public:
    explicit StateFolder(const QString &id = QStringLiteral("ns"), const QString &below = QDir::tempPath())
        : m_dir(below + QStringLiteral("/state-XXXXXX")),
          target{.place = Place::Local,
                 .namespaceId = id,
                 .stateRoot = m_dir.filePath(QStringLiteral("v3")),
                 .databaseName = {}}
    {
    }

    /// A folder in memory, where there is one: for tests that write thousands of files.
    static QString inMemory()
    {
        const QString memory = QStringLiteral("/dev/shm");
        return QFileInfo(memory).isWritable() ? memory : QDir::tempPath();
    }

    QString root() const { return target.stateRoot; }
    QString database() const { return local::locate(target).databasePath; }
    QString blobs() const { return local::locate(target).blobFolder(); }
    QStringList blobNames() const
    {
        return QDir(blobs()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }

    /// Runs SQL through a plain connection. Answers SQLite's result code.
    int sql(const QByteArray &statement, const QString &path = {}) const
    {
        sqlite3 *db = nullptr;
        sqlite3_open((path.isEmpty() ? database() : path).toUtf8().constData(), &db);
        const int code = sqlite3_exec(db, statement.constData(), nullptr, nullptr, nullptr);
        sqlite3_close(db);
        return code;
    }

    /// The first column of the first row, as text; a null array when there is none.
    QByteArray ask(const QByteArray &query) const
    {
        sqlite3 *db = nullptr;
        sqlite3_stmt *statement = nullptr;
        QByteArray answer;
        sqlite3_open(database().toUtf8().constData(), &db);
        sqlite3_prepare_v2(db, query.constData(), -1, &statement, nullptr);
        if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
            answer = QByteArray(static_cast<const char *>(sqlite3_column_blob(statement, 0)),
                                sqlite3_column_bytes(statement, 0));
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return answer;
    }

    /// Writes one entry through the product's own writer.
    bool put(const QByteArray &key, const QByteArray &value, Expiration expiration = {},
             Metadata metadata = {}) const
    {
        local::NamespaceFile file(target);
        return local::writeEntry(
                   file,
                   {.key = key, .value = value, .expiration = expiration, .metadata = metadata, .expect = {}},
                   0)
            .has_value();
    }

    static QByteArray readFile(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static bool writeFile(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

private:
    QTemporaryDir m_dir;

public:
    Target target;
};

} // namespace kv::test
