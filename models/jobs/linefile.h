// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace kv::jobs {

/// Reads a file line by line, with no line longer than it is told. One thread at a time.
class LineFile
{
public:
    /// Only a plain file is opened: a pipe would wait for ever.
    static Result<std::unique_ptr<LineFile>> open(const QString &path, qsizetype mostBytesPerLine);

    /// The next line without its end; nullopt: there is none. Corrupt: too long, or without an end, which is
    /// what a file looks like that was cut. Valid until the next call.
    Result<std::optional<QByteArrayView>> next();
    /// Where the next line begins.
    qint64 position() const { return m_base + m_at; }
    qint64 size() const { return m_size; }
    int lineNumber() const { return m_line; }
    /// Nobody may write it while this is open, as far as programs ask. Busy: somebody does.
    Result<> holdAgainstWriters();
    /// What follows the last whole line counts as not there.
    Result<> endAtLastLine();
    /// The last line, if it is no longer than `mostBytes`; the file ends with it. Wherever reading is.
    Result<std::optional<QByteArray>> lastLine(qsizetype mostBytes) const;
    /// Goes on at `position`, which must be the beginning of a line.
    Result<> seek(qint64 position);
    Error corrupt(const QString &sentence) const;

private:
    LineFile(QString path, FileDescriptor fd, qint64 size, qsizetype mostBytesPerLine);
    /// Reads more behind what there is; false: the file has ended.
    Result<bool> more();
    Result<QByteArray> bytesAt(qint64 position, qsizetype count) const;

    QString m_path;
    FileDescriptor m_fd;
    qint64 m_size;
    bool m_endsEarly = false; ///< Nothing is read behind m_size.
    qsizetype m_mostBytes;
    QByteArray m_buffer;
    qint64 m_base = 0; ///< Where in the file the buffer begins.
    qsizetype m_at = 0;
    int m_line = 0; ///< Lines read so far, from 1; 0 once it is not known.
    bool m_lineKnown = true;
};

} // namespace kv::jobs
