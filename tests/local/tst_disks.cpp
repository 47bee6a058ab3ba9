// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/localstore.h"
#include "local/storecheck.h"
#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QFileInfo>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>
#endif

using namespace kv;
using namespace kv::local;
using namespace kv::test;

namespace {

/// Whether this process may mount file systems that nobody else sees.
bool mayMount = false;

/// Takes a mount table of our own: as root, or as root of a user namespace of our own where users may have
/// one. Must be called while there is one thread.
bool leaveTheMounts()
{
#ifdef Q_OS_LINUX
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWNS) != 0) {
        if (user == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        const bool mapped = StateFolder::writeFile(QStringLiteral("/proc/self/setgroups"), "deny") &&
                            StateFolder::writeFile(QStringLiteral("/proc/self/uid_map"),
                                                   "0 " + QByteArray::number(user) + " 1") &&
                            StateFolder::writeFile(QStringLiteral("/proc/self/gid_map"),
                                                   "0 " + QByteArray::number(group) + " 1");
        if (!mapped)
            return false;
    }
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
#else
    return false;
#endif
}

/// A small file system in memory, gone with this object.
class Disk
{
public:
    explicit Disk(const char *options)
    {
#ifdef Q_OS_LINUX
        m_ok = mayMount && ::mount("kv", path().toUtf8().constData(), "tmpfs", 0, options) == 0;
#else
        Q_UNUSED(options);
#endif
    }
    ~Disk()
    {
#ifdef Q_OS_LINUX
        if (m_ok)
            ::umount2(path().toUtf8().constData(), MNT_DETACH);
#endif
    }
    Disk(const Disk &) = delete;
    Disk &operator=(const Disk &) = delete;
    bool isThere() const
    {
        return m_ok;
    }
    QString path() const
    {
        return QFileInfo(m_dir.path()).canonicalFilePath();
    }
    bool makeReadOnly(bool on) const
    {
#ifdef Q_OS_LINUX
        return ::mount("kv", path().toUtf8().constData(), "tmpfs",
                       on ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT + 0UL, nullptr) == 0;
#else
        return !on;
#endif
    }
    /// Leaves no more than `bytes` free.
    bool fill(qint64 bytes) const
    {
#ifdef Q_OS_LINUX
        struct statvfs info;
        if (::statvfs(path().toUtf8().constData(), &info) != 0)
            return false;
        const qint64 free = qint64(info.f_bavail) * qint64(info.f_frsize);
        return StateFolder::writeFile(path() + QStringLiteral("/filler"),
                                      QByteArray(std::max<qint64>(0, free - bytes), 'f'));
#else
        return bytes < 0;
#endif
    }
    Target target() const
    {
        return {.namespaceId = QStringLiteral("ns"),
                .stateRoot = path() + QStringLiteral("/v3"),
                .databaseName = {}};
    }

private:
    QTemporaryDir m_dir;
    bool m_ok = false;
};

const char cannotMount[] = "this needs the right to mount a file system (root, or user namespaces)";

bool put(const Target &target, const QByteArray &key, const QByteArray &value)
{
    NamespaceFile file(target);
    return writeEntry(file, {.key = key, .value = value, .metadata = Metadata("1")}, 0).has_value();
}

} // namespace

/// Real file systems that are full or cannot be written.
class TestDisks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullDisk_data()
    {
        QTest::addColumn<bool>("open");
        QTest::newRow("fills up while the store is open") << true;
        QTest::newRow("is full when the store is opened") << false;
    }

    void aFullDisk()
    {
        QFETCH(const bool, open);
        const Disk disk("size=2m");
        if (!disk.isThere())
            QSKIP(cannotMount);
        const Target target = disk.target();
        QVERIFY(put(target, "k", "old") && put(target, "other", QByteArray(20'000, 'o')));
        LocalStore store(target);
        if (open)
            QVERIFY_RESULT(waitFor(store.put({.key = "third", .value = QByteArray("3")})));
        else // As after a clean end of every program: the log's index has to be made again.
            QVERIFY(QFile::remove(locate(target).databasePath + QStringLiteral("-shm")));
        // Reading the files anew would make the index that is to be missing.
        const StoreContent before = open ? readStore(target) : StoreContent();
        QVERIFY(disk.fill(0));

        const auto written = waitFor(store.put({.key = "k", .value = QByteArray(9000, 'n')}));
        QVERIFY_ERROR(written, ErrorKind::Full);
        QVERIFY_ERROR(waitFor(store.put({.key = "new", .value = QByteArray(9000, 'n')})), ErrorKind::Full);
        // Reading goes on.
        const Result<Entry> entry = waitFor(store.get("k"));
        QVERIFY_RESULT(entry);
        QCOMPARE(entry->value, QByteArray("old"));
        QCOMPARE(waitFor(store.list({})).value().keys->size(), open ? 3 : 2);
        // To delete takes some room in the log first. Where there is none, that is said.
        const Result<RemoveReport> removed = waitFor(store.remove({{.key = "other"}}));
        if (!removed)
            QVERIFY_ERROR(removed, ErrorKind::Full);
        if (open)
            holdsWhatItHeld(target, before, removed ? "other" : "");

        // With room again, all goes on in the same store.
        QVERIFY(QFile::remove(disk.path() + QStringLiteral("/filler")));
        QVERIFY_RESULT(waitFor(store.put({.key = "k", .value = QByteArray(9000, 'n')})));
        QVERIFY_RESULT(waitFor(store.remove({{.key = "other"}})));
        const StoreContent after = readStore(target);
        QVERIFY2(after.problem.isEmpty(), qPrintable(after.problem));
        QCOMPARE(after.orphans, QStringList());
        QCOMPARE(after.entries.value("k").value, QByteArray(9000, 'n'));
        QVERIFY(!after.entries.contains("other") && !after.entries.contains("new"));
    }

    void noRoomForANewStore()
    {
        const Disk disk("size=2m");
        if (!disk.isThere())
            QSKIP(cannotMount);
        QVERIFY(disk.fill(0));
        LocalStore store(disk.target());
        QVERIFY_ERROR(waitFor(store.put({.key = "k", .value = QByteArray("v")})), ErrorKind::Full);
        QVERIFY(!waitFor(store.get("k")));
        QVERIFY(QFile::remove(disk.path() + QStringLiteral("/filler")));
        QVERIFY_RESULT(waitFor(store.put({.key = "k", .value = QByteArray("v")})));
    }

    void aReadOnlyDisk_data()
    {
        QTest::addColumn<bool>("index");
        QTest::addColumn<bool>("log");
        QTest::newRow("log and index") << true << true;
        QTest::newRow("log without index") << false << true;
        QTest::newRow("all in the database") << false << false;
    }

    void aReadOnlyDisk()
    {
        QFETCH(const bool, index);
        QFETCH(const bool, log);
        const Disk disk("size=2m");
        if (!disk.isThere())
            QSKIP(cannotMount);
        const Target target = disk.target();
        const QString database = locate(target).databasePath;
        QVERIFY(put(target, "a", "first") && put(target, "b", "second"));
        if (!log) {
            sqlite3 *db = nullptr;
            QCOMPARE(sqlite3_open(database.toUtf8().constData(), &db), SQLITE_OK);
            QCOMPARE(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr),
                     SQLITE_OK);
            sqlite3_close(db);
        }
        QCOMPARE(QFileInfo(database + QStringLiteral("-wal")).size() > 0, log);
        if (!index)
            QFile::remove(database + QStringLiteral("-shm"));
        QVERIFY(disk.makeReadOnly(true));

        LocalStore store(target);
        QVERIFY(!store.capabilities().writable);
        QVERIFY(!store.capabilities().readOnlyReason.isEmpty());
        const Result<KeyPage> page = waitFor(store.list({}));
        QVERIFY_RESULT(page);
        QCOMPARE(page->keys->size(), 2);
        QCOMPARE(waitFor(store.count()).value(), std::optional<qint64>(2));
        const Result<Entry> entry = waitFor(store.get("b"));
        QVERIFY_RESULT(entry);
        QCOMPARE(entry->value, QByteArray("second"));
        QCOMPARE(entry->metadata, Metadata("1"));
        QVERIFY_ERROR(waitFor(store.put({.key = "a", .value = QByteArray("new")})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.rename("a", "c", {})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.remove({{.key = "a"}})), ErrorKind::ReadOnly);

        // Writable again: seen without opening the store anew.
        QVERIFY(disk.makeReadOnly(false));
        QVERIFY(store.capabilities().writable);
        QVERIFY_RESULT(waitFor(store.put({.key = "a", .value = QByteArray("new")})));
        QCOMPARE(waitFor(store.get("a")).value().value, QByteArray("new"));
    }

    void aReadOnlyDiskWithoutAStore()
    {
        const Disk disk("size=2m");
        if (!disk.isThere())
            QSKIP(cannotMount);
        QVERIFY(disk.makeReadOnly(true));
        LocalStore store(disk.target());
        QVERIFY(!store.capabilities().writable);
        QVERIFY(!waitFor(store.list({})).value().storeExists);
        QVERIFY_ERROR(waitFor(store.put({.key = "k", .value = QByteArray("v")})), ErrorKind::ReadOnly);
    }

private:
    /// The files hold what they held, but for one key.
    void holdsWhatItHeld(const Target &target, const StoreContent &before, const QByteArray &gone)
    {
        const StoreContent now = readStore(target);
        QVERIFY2(now.problem.isEmpty(), qPrintable(now.problem));
        StoredEntries expected = before.entries;
        expected.remove(gone);
        QVERIFY(now.entries == expected);
    }
};

int main(int argc, char **argv)
{
    mayMount = leaveTheMounts();
    QCoreApplication app(argc, argv);
    TestDisks test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_disks.moc"
