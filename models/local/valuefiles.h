// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "local/folders.h"
#include "local/location.h"

#include <functional>
#include <optional>

namespace kv::local {

/// The value files of one namespace: kv/<folder>/blobs/<blob id>, one file per value, its bytes and no more.
/// Every step below the state folder is opened without following links. The folder stays open from its first
/// use to the end of this object, which is meant for one piece of work, on one thread.
class ValueFiles
{
public:
    explicit ValueFiles(const Location &location) : m_root(location.root), m_folder(location.folder) {}

    /// A blob id that no other has: 80 hex digits of 32 random bytes and the time in milliseconds, as
    /// miniflare makes them.
    static QByteArray newId(qint64 nowMs);
    /// Whether a blob id read from a database is a plain file name. Anything else is refused.
    static bool isPlainName(QByteArrayView id);

    struct Head
    {
        qint64 size = 0; ///< bytes of the whole value
        QByteArray bytes;
    };
    /// Up to `maxBytes` from the beginning. NotFound: no such file. Unsafe: not a plain name, or a link.
    Result<Head> read(QByteArrayView id, qint64 maxBytes) const;

    /// The size of a value in bytes; its bytes are not touched. Errors as of read().
    Result<qint64> size(QByteArrayView id) const;

    /// Writing takes two steps, so that many values can share one wait for the disk: add() writes the bytes,
    /// flush() waits until they are on the disk. A row may name the value from then on.
    Result<> add(const QByteArray &id, QByteArrayView value) const;
    Result<> flush(const QList<QByteArray> &ids) const { return flusher(ids)(); }
    /// What flush() does, to be done on any thread, once; whatever becomes of this object meanwhile.
    std::function<Result<>()> flusher(const QList<QByteArray> &ids) const;
    /// False when the folder that add() wrote to is no longer there.
    bool isStillThere() const;

    /// Removes a value that no row names (any more). A file that is gone already is no error.
    Result<> remove(QByteArrayView id) const;
    /// Makes the folder, and the state folder above it.
    Result<> makeFolder() const;

private:
    /// The open folder's descriptor.
    Result<int> openFolder(Missing missing = Missing::Fail) const;
    /// The same, if `id` is a plain file name.
    Result<int> folderOf(QByteArrayView id) const;
    QString path(QByteArrayView id) const;

    QString m_root;
    QString m_folder;
    mutable std::optional<FileDescriptor> m_open;
};

} // namespace kv::local
