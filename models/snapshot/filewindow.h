// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "core/result.h"

#include <QByteArrayView>

#include <atomic>
#include <cstdlib>
#include <memory>

namespace kv::snapshot {

/// The part of a file that is being looked at: grows at its end as more is asked for, and is let go from its
/// beginning. Holds no more of the file than what lies between. Blocks; one thread at a time.
class FileWindow
{
public:
    /// A regular file only: anything else could keep us waiting for ever.
    static Result<FileWindow> open(const QString &path);

    /// What is held. Valid until the next more().
    QByteArrayView bytes() const { return {m_buffer.get() + m_begin, m_end - m_begin}; }
    /// Where in the file bytes() begins.
    qint64 offset() const { return m_offset; }
    /// Reads on; false: the file ends here.
    Result<bool> more();
    /// Lets the first `n` of bytes() go.
    void drop(qsizetype n);

    int fd() const { return m_file.fd(); }
    const QString &path() const { return m_path; }
    /// Of the file as it was opened.
    qint64 fileSize() const { return m_fileSize; }
    /// Once `stop` is true, more() fails with ErrorKind::Cancelled.
    void setStop(std::shared_ptr<const std::atomic_bool> stop) { m_stop = std::move(stop); }

private:
    struct Free
    {
        void operator()(char *bytes) const { std::free(bytes); }
    };
    FileWindow(FileDescriptor file, const QString &path, qint64 size)
        : m_file(std::move(file)),
          m_path(path),
          m_fileSize(size)
    {
    }
    bool makeRoom();

    FileDescriptor m_file;
    QString m_path;
    qint64 m_fileSize = 0;
    std::unique_ptr<char, Free> m_buffer;
    qsizetype m_capacity = 0;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
    qint64 m_offset = 0;
    std::shared_ptr<const std::atomic_bool> m_stop;
};

} // namespace kv::snapshot
