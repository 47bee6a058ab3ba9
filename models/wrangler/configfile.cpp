// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/configfile.h"

#include "core/filedescriptor.h"
#include "wrangler/jsoncparser.h"
#include "wrangler/tomlparser.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::wrangler {

namespace {

Error tooLarge(const QString &path, qint64 limit)
{
    return {.kind = ErrorKind::TooLarge,
            .detail = QStringLiteral("the file is larger than %1 KiB, which no wrangler file needs to be")
                          .arg(limit / 1024),
            .path = path};
}

/// The name of the byte order mark that `bytes` starts with, if it is one that wrangler refuses.
QString foreignMark(QByteArrayView bytes)
{
    using namespace std::literals;
    const auto startsWith = [bytes](std::string_view mark) {
        return bytes.startsWith(QByteArrayView(mark.data(), qsizetype(mark.size())));
    };
    if (startsWith("\xff\xfe\0\0"sv))
        return QStringLiteral("UTF-32 LE");
    if (startsWith("\0\0\xfe\xff"sv))
        return QStringLiteral("UTF-32 BE");
    if (startsWith("\xff\xfe"sv))
        return QStringLiteral("UTF-16 LE");
    if (startsWith("\xfe\xff"sv))
        return QStringLiteral("UTF-16 BE");
    return {};
}

} // namespace

Result<QByteArray> readRegularFile(const QString &path, qint64 limit)
{
    const QByteArray native = QFile::encodeName(path);
    struct stat info = {};
    // Looked at before it is opened: merely opening some devices does something.
    if (::stat(native.constData(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("looking at the file"), path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::InvalidInput, QStringLiteral("this is not a regular file"), path);
    const FileDescriptor file(::open(native.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (file.fd() < 0)
        return fail(systemError(errno, QStringLiteral("opening the file"), path));
    if (::fstat(file.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("looking at the file"), path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::InvalidInput, QStringLiteral("this is not a regular file"), path);
    if (info.st_size > limit)
        return fail(tooLarge(path, limit));

    QByteArray bytes;
    char chunk[16384];
    for (;;) {
        const ssize_t got = ::read(file.fd(), chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(systemError(errno, QStringLiteral("reading the file"), path));
        if (got == 0)
            return bytes;
        bytes.append(chunk, got);
        if (bytes.size() > limit) // it grew meanwhile
            return fail(tooLarge(path, limit));
    }
}

Result<Value> readConfig(const QString &path)
{
    const auto bytes = readRegularFile(path, maxConfigBytes);
    if (!bytes)
        return fail(bytes.error());
    return parseConfig(*bytes, path);
}

Result<Value> parseConfig(const QByteArray &bytes, const QString &path)
{
    if (const QString mark = foreignMark(bytes); !mark.isEmpty())
        return fail(Error{.kind = ErrorKind::InvalidInput,
                          .detail = QStringLiteral("Configuration file contains %1 byte order mark; save it "
                                                   "as UTF-8")
                                        .arg(mark),
                          .path = path,
                          .line = 1,
                          .column = 1});
    // fromUtf8 drops a UTF-8 mark and puts U+FFFD for what is no UTF-8, and so does wrangler.
    const QString text = QString::fromUtf8(bytes);
    Result<Value> value;
    if (path.endsWith(QLatin1String(".toml"))) {
        value = parseToml(text.toUtf8());
    } else if (path.endsWith(QLatin1String(".json")) || path.endsWith(QLatin1String(".jsonc"))) {
        value = parseJsonc(text);
    } else {
        value = Value{.kind = Value::Kind::Object};
    }
    if (!value) {
        value.error().path = path;
        return value;
    }
    if (!value->isObject() && !value->isArray())
        return fail(Error{
            .kind = ErrorKind::InvalidInput,
            .detail =
                QStringLiteral("the file should hold an object but holds %1").arg(value->toJson().left(100)),
            .path = path,
            .line = value->position.line,
            .column = value->position.column});
    return value;
}

} // namespace kv::wrangler
