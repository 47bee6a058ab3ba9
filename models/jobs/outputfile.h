// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace kv::jobs {

/// A file that is written in one go and appears under its name only when it is whole and on the disk. What it
/// holds may be production's values: only its owner may read it. One thread at a time.
class OutputFile
{
public:
    enum class Exists {
        Refuse,  ///< A file of that name stays: creating, or naming, ends as Conflict.
        Replace, ///< It is replaced.
    };
    static Result<std::unique_ptr<OutputFile>> create(const QString &path, Exists exists);
    /// Leaves nothing behind unless it was finished.
    ~OutputFile();

    Result<> append(QByteArrayView bytes);
    /// Overwrites what was appended first.
    Result<> rewriteBeginning(QByteArrayView bytes);
    /// All that was appended is on the disk.
    Result<> sync();
    /// Bytes appended so far.
    qint64 size() const { return m_written + m_buffer.size(); }
    /// Drops what was appended behind `size`, which an earlier sync() has brought to the disk, and with it
    /// what made a later write fail.
    Result<> cutTo(qint64 size);
    /// Everything is on the disk and has its name. What is appended afterwards goes into the file of that
    /// name.
    Result<> finish();
    /// Holds the file, under its name too, against programs that ask. Busy: somebody reads it. NotFound: it
    /// had its name and has been deleted.
    Result<> lock();
    void unlock();

private:
    OutputFile(QString path, QByteArray folder, Exists exists, FileDescriptor fd, QByteArray temporary);
    Result<> writeOut();
    Result<> giveName();
    tl::unexpected<Error> broken(int code, const QString &doing);

    QString m_path;
    QByteArray m_folder;
    Exists m_exists;
    FileDescriptor m_fd;
    QByteArray m_temporary;    ///< Path; empty once the file has its name.
    bool m_isNameKept = false; ///< The name is on the disk.
    qint64 m_written = 0;      ///< Bytes that left the buffer.
    QByteArray m_buffer;
    std::optional<Error> m_failure; ///< Part of the buffer may be written: there is no going on.
};

/// Writes all of it, wherever the descriptor stands. Answers 0 or an errno.
int writeAll(int fd, QByteArrayView bytes);

} // namespace kv::jobs
