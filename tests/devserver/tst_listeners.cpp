// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/listeners.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace kv::devserver;

class TestListeners : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
#ifndef Q_OS_LINUX
        QSKIP("told on Linux only");
#endif
        m_dir = std::make_unique<QTemporaryDir>();
        m_database = m_dir->filePath(QStringLiteral("d.sqlite"));
    }

    void nobodyIsBesideAFileThatIsNotThere()
    {
        QVERIFY(listenersBeside(m_database).isEmpty());
    }

    void thePortsOfAnotherProcessAreFound()
    {
        QProcess holder;
        holder.start(QStringLiteral(KV_HOLDER), {m_database});
        QVERIFY(holder.waitForReadyRead());
        const QList<QByteArray> ports = holder.readAllStandardOutput().trimmed().split(' ');
        const QList<Listener> found = listenersBeside(m_database);
        QCOMPARE(found.size(), 2);
        for (qsizetype i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].port, ports[i].toUShort());
            QCOMPARE(found[i].host, QStringLiteral("127.0.0.1"));
            QCOMPARE(found[i].process, holder.processId());
            QVERIFY(found[i].processStart > 0 && found[i].socket > 0);
        }
        QVERIFY(found[0].descriptor < found[1].descriptor);
        QVERIFY(listenersBeside(m_database) == found);

        // Another database of the same folder is another matter.
        QVERIFY(listenersBeside(m_dir->filePath(QStringLiteral("e.sqlite"))).isEmpty());

        holder.closeWriteChannel();
        QVERIFY(holder.waitForFinished());
        QVERIFY(listenersBeside(m_database).isEmpty());
    }

    void ownConnectionsDoNotCount()
    {
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open(m_database.toUtf8().constData(), &db), SQLITE_OK);
        QCOMPARE(sqlite3_exec(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(x)", nullptr, nullptr, nullptr),
                 SQLITE_OK);
        QVERIFY(listenersBeside(m_database).isEmpty());
        sqlite3_close(db);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_database;
};

QTEST_GUILESS_MAIN(TestListeners)
#include "tst_listeners.moc"
