// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <cerrno>
#include <cstring>

namespace kv {

bool meansNoSuchKey(const Error &error)
{
    constexpr int keyNotFound = 10009; // Cloudflare's; a missing namespace is 10013
    return error.kind == ErrorKind::NotFound && (error.apiCode == 0 || error.apiCode == keyNotFound);
}

ErrorKind kindOfErrno(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return ErrorKind::NotFound;
    case EACCES:
    case EPERM:
        return ErrorKind::Denied;
    case EROFS:
        return ErrorKind::ReadOnly;
    case ENOSPC:
    case EDQUOT:
        return ErrorKind::Full;
    case ELOOP:
        return ErrorKind::Unsafe;
    default:
        return ErrorKind::Internal;
    }
}

Error systemError(int code, const QString &doing, const QString &path)
{
    return {.kind = kindOfErrno(code),
            .detail = doing + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(code)),
            .path = path,
            .nativeCode = code};
}

} // namespace kv
