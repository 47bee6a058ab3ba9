// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/filelock.h"

#include "support/waitfor.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace kv;
using namespace kv::jobs;

class TestFileLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isHeldByOneAtATime()
    {
        const QString path = m_dir.filePath(QStringLiteral("one"));
        {
            const auto first = FileLock::take(path, 0);
            QVERIFY_RESULT(first);
            QVERIFY_ERROR(FileLock::take(path, 0), ErrorKind::Busy);
            QVERIFY_ERROR(FileLock::take(path, 30), ErrorKind::Busy);
            QVERIFY_RESULT(FileLock::take(m_dir.filePath(QStringLiteral("two")), 0));
        }
        QVERIFY_RESULT(FileLock::take(path, 0));
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::Files), QStringList());
    }

    void movesAlong()
    {
        const QString path = m_dir.filePath(QStringLiteral("moved"));
        auto first = FileLock::take(path, 0);
        QVERIFY_RESULT(first);
        std::optional<FileLock> other(std::move(*first));
        QVERIFY_ERROR(FileLock::take(path, 0), ErrorKind::Busy);
        other.reset();
        QVERIFY_RESULT(FileLock::take(path, 0));
    }

    void aFileThatAKilledProcessLeftIsTakenUp()
    {
        const QString path = m_dir.filePath(QStringLiteral("left"));
        QFile left(FileLock::lockPath(path));
        QVERIFY(left.open(QIODevice::WriteOnly));
        left.close();
        QVERIFY_RESULT(FileLock::take(path, 0));
        QVERIFY(!left.exists());
    }

    void aLinkIsNotFollowed()
    {
        const QString path = m_dir.filePath(QStringLiteral("linked"));
        QVERIFY(QFile::link(m_dir.filePath(QStringLiteral("elsewhere")), FileLock::lockPath(path)));
        QVERIFY(!FileLock::take(path, 0));
        QVERIFY(!QFile::exists(m_dir.filePath(QStringLiteral("elsewhere"))));
    }

    void noTwoOfManyHoldItTogether()
    {
        const QString path = m_dir.filePath(QStringLiteral("many"));
        std::atomic_int holders = 0;
        std::atomic_int taken = 0;
        std::atomic_bool together = false;
        std::vector<std::thread> threads;
        threads.reserve(8);
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int turn = 0; turn < 200; ++turn) {
                    const auto lock = FileLock::take(path, 0);
                    if (!lock)
                        continue;
                    ++taken;
                    if (++holders > 1)
                        together = true;
                    std::this_thread::yield();
                    --holders;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(taken > 0);
        QVERIFY(!together);
    }

private:
    QTemporaryDir m_dir;
};

QTEST_GUILESS_MAIN(TestFileLock)
#include "tst_filelock.moc"
