// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv {

/// What went wrong, as a kind that code can branch on and that errortext.h turns into words.
enum class ErrorKind {
    Cancelled,    ///< The caller withdrew the request, or the store closed under it.
    NotFound,     ///< No such key, file or folder.
    Conflict,     ///< The entry is not what the caller expected it to be; nothing was written.
    InvalidInput, ///< The request breaks one of KV's rules, or a file cannot be understood.
    TooLarge,     ///< A key, value or metadata over KV's limit.
    Unauthorised, ///< No credential, or one that may not do this.
    RateLimited,  ///< Cloudflare said wait.
    Busy,         ///< Another program holds the write lock and did not let go in time.
    Corrupt,      ///< The database or file is damaged or has a foreign schema.
    Unsafe,       ///< A hostile path: a symbolic link or a blob id that is not a plain file name.
    ReadOnly,     ///< The store, its disk or its layout cannot be written.
    Denied,       ///< The operating system refused access.
    Full,         ///< No room left on the disk.
    Network,      ///< The connection failed.
    Protocol,     ///< The other side answered something that makes no sense.
    Internal,     ///< A defect of this program or an unexpected system error.
};

/// One failure. Plain data; may be copied between threads.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    /// Untranslated evidence for "Details" and for kvw. Never holds a secret or a value.
    QString detail;
    /// The file concerned, absolute, or empty.
    QString path;
    /// Position in `path`, counted from 1; 0 when unknown.
    int line = 0;
    int column = 0;
    /// errno, an SQLite extended result code or an HTTP status; 0 when none.
    int nativeCode = 0;
    /// How long the other side asked us to wait, in milliseconds; 0 when it did not.
    int retryAfterMs = 0;
    /// The API's own code of the failure, which tells apart what one HTTP status means ("code 10009": no such
    /// key, "code 10013": no such namespace); 0 when none.
    int apiCode = 0;

    bool operator==(const Error &) const = default;
};

/// Whether a reading failed because there is no such key, and not because what should hold it is missing: at
/// Cloudflare the namespace may be gone.
bool meansNoSuchKey(const Error &error);

/// The kind of a system call's errno.
ErrorKind kindOfErrno(int code);

/// An Error for a failed system call on `path`: kind and text from errno `code`.
Error systemError(int code, const QString &doing, const QString &path);

} // namespace kv
