// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/listeners.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <optional>
#include <tuple>

#ifdef Q_OS_LINUX
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace kv::devserver {

#ifdef Q_OS_LINUX
namespace {

/// More than any list of locks or sockets that we mean to go through.
constexpr qint64 mostBytes = 4 * 1024 * 1024;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(mostBytes) : QByteArray();
}

QString folderOf(qint64 process)
{
    return QStringLiteral("/proc/%1").arg(process);
}

/// What a link of /proc names, which may be no file ("socket:[4711]"); empty: not to be told.
QByteArray linkAt(const QString &path)
{
    QByteArray target(256, Qt::Uninitialized);
    const ssize_t size =
        ::readlink(QFile::encodeName(path).constData(), target.data(), size_t(target.size()));
    return size < 0 ? QByteArray() : target.first(size);
}

/// Other processes that have a lock on a file with this number: "12: POSIX  ADVISORY  READ 4711
/// fe:00:1234 128 128". The device is named in another way there than elsewhere on some file systems.
QSet<qint64> lockersOf(quint64 inode)
{
    QSet<qint64> lockers;
    const QByteArray ending = ':' + QByteArray::number(inode);
    const QList<QByteArray> lines = contentOf(QStringLiteral("/proc/locks")).split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() < 8 || words[1] != "POSIX" || !words[5].endsWith(ending))
            continue;
        const qint64 process = words[4].toLongLong();
        if (process > 0 && process != ::getpid())
            lockers.insert(process);
    }
    return lockers;
}

struct OpenFiles
{
    bool hasFile = false;        ///< the one that was asked for
    QHash<quint64, int> sockets; ///< and the lowest descriptor of each
};

OpenFiles openFilesOf(qint64 process, const struct stat &wanted)
{
    OpenFiles files;
    const QDir folder(folderOf(process) + QStringLiteral("/fd"));
    const QStringList names = folder.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        const QString path = folder.filePath(name);
        const QByteArray target = linkAt(path);
        if (target.startsWith("socket:[")) {
            int &lowest = files.sockets[target.mid(8, target.size() - 9).toULongLong()];
            lowest = lowest == 0 ? name.toInt() : std::min(lowest, name.toInt());
            continue;
        }
        struct stat info;
        if (target.startsWith('/') && ::stat(QFile::encodeName(path).constData(), &info) == 0 &&
            info.st_dev == wanted.st_dev && info.st_ino == wanted.st_ino)
            files.hasFile = true;
    }
    return files;
}

/// The start of a process, by which it is told apart from a later one of the same number: the 22nd field, and
/// the 20th after the name, which may hold anything.
quint64 startOf(qint64 process)
{
    const QByteArray stat = contentOf(folderOf(process) + QStringLiteral("/stat"));
    return stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(19).toULongLong();
}

/// The address by which a port is reached that listens on `hex`, if it is a loopback address or all of them:
/// words of 32 bits in the machine's own order.
std::optional<QString> loopbackHost(const QByteArray &hex)
{
    const auto word = [](quint32 address) {
        return QByteArray::number(qToBigEndian(address), 16).toUpper().rightJustified(8, '0');
    };
    const bool isAny = hex.count('0') == hex.size();
    if (hex.size() == 8 && (isAny || hex == word(0x7f00'0001)))
        return QStringLiteral("127.0.0.1");
    if (hex.size() == 32 && (isAny || hex == QByteArray(24, '0') + word(1)))
        return QStringLiteral("::1");
    return std::nullopt;
}

/// "  0: 0100007F:8E29 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 33935 ..."
void addListeners(const QString &table, const QHash<quint64, int> &sockets, const Listener &process,
                  QList<Listener> &found)
{
    const QList<QByteArray> lines = contentOf(folderOf(process.process) + table).split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() < 10 || words[3] != "0A" || !sockets.contains(words[9].toULongLong()))
            continue;
        const qsizetype colon = words[1].indexOf(':');
        const std::optional<QString> host = loopbackHost(words[1].first(colon));
        const uint port = words[1].mid(colon + 1).toUInt(nullptr, 16);
        if (!host || port == 0 || port > 0xffff)
            continue;
        Listener listener = process;
        listener.host = *host;
        listener.port = quint16(port);
        listener.socket = words[9].toULongLong();
        listener.descriptor = sockets.value(listener.socket);
        found.append(listener);
    }
}

} // namespace

QList<Listener> listenersBeside(const QString &databasePath)
{
    struct stat index;
    if (::stat(QFile::encodeName(databasePath + QStringLiteral("-shm")).constData(), &index) != 0)
        return {};
    QList<Listener> found;
    const QSet<qint64> lockers = lockersOf(index.st_ino);
    const QByteArray ownNetwork = linkAt(QStringLiteral("/proc/self/ns/net"));
    for (const qint64 process : lockers) {
        const OpenFiles files = openFilesOf(process, index);
        // A port in a container is another one than ours of the same number.
        if (!files.hasFile || linkAt(folderOf(process) + QStringLiteral("/ns/net")) != ownNetwork)
            continue;
        const Listener who{.process = process, .processStart = startOf(process)};
        addListeners(QStringLiteral("/net/tcp"), files.sockets, who, found);
        addListeners(QStringLiteral("/net/tcp6"), files.sockets, who, found);
    }
    std::sort(found.begin(), found.end(), [](const Listener &a, const Listener &b) {
        return std::tie(a.process, a.descriptor) < std::tie(b.process, b.descriptor);
    });
    return found;
}

#else

QList<Listener> listenersBeside(const QString &)
{
    return {};
}

#endif

} // namespace kv::devserver
