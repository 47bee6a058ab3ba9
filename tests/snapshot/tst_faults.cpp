// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that fails somewhere while a snapshot is written: nothing is left behind, what was there before
// stays, and what is said is true.
#include "local/failing.h"
#include "snapshot/snapshotfiles.h"
#include "support/waitfor.h"

using namespace kv;
using namespace kv::test;
using snapshot::Format;

class TestFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { stopFailing(); }

    void eachCallFails_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("kind");
        QTest::newRow("full") << int(Fault::FullFromThenOn) << int(ErrorKind::Full);
        QTest::newRow("half, then full") << int(Fault::HalfThenFull) << int(ErrorKind::Full);
        QTest::newRow("broken") << int(Fault::BrokenOnce) << int(ErrorKind::Internal);
        QTest::newRow("read-only") << int(Fault::ReadOnlyFromThenOn) << int(ErrorKind::ReadOnly);
        QTest::newRow("half written") << int(Fault::HalfWrittenOnce) << -1;
    }
    void eachCallFails()
    {
        QFETCH(int, fault);
        QFETCH(int, kind);
        QList<Entry> entries;
        for (int i = 0; i < 400; ++i) // more than one buffer
            entries << Entry{.key = QByteArray::number(1000 + i), .value = QByteArray(4000, 'v')};
        for (const Format format : {Format::BulkJson, Format::Ndjson}) {
            const SnapshotFolder folder;
            const QString path = folder.make("what was there");
            int call = 1;
            for (;; ++call) {
                QVERIFY(call < 100);
                failFrom(QFile::encodeName(folder.folder()), call, Fault(fault));
                const Result<> written = writeFile(path, entries, format);
                if (!stopFailing()) {
                    QVERIFY_RESULT(written);
                    break;
                }
                const QByteArray content = SnapshotFolder::read(path);
                if (kind < 0) {
                    QVERIFY_RESULT(written);
                } else if (written) {
                    // Only what comes after the name may fail unseen.
                    QVERIFY(content.size() > 1'600'000);
                } else {
                    QCOMPARE(int(written.error().kind), kind);
                    QCOMPARE(written.error().path, path);
                    QCOMPARE(content, QByteArray("what was there"));
                }
                // A disk that takes nothing any more lets nobody clean up either.
                if (Fault(fault) != Fault::ReadOnlyFromThenOn)
                    QCOMPARE(folder.names(), QStringList{QStringLiteral("s.json")});
                if (written) {
                    const ReadFile back = readFile(path);
                    QVERIFY(!back.end && back.errors.isEmpty());
                    QCOMPARE(back.entries.size(), entries.size());
                    folder.make("what was there");
                } else {
                    for (const QString &name : folder.names())
                        if (name != QLatin1String("s.json"))
                            QFile::remove(folder.path(name));
                }
            }
            QVERIFY(call > 4);
        }
    }

    void onceBrokenItStaysSo()
    {
        const SnapshotFolder folder;
        auto sink = snapshot::createSnapshot(folder.path(), Format::BulkJson, {});
        QVERIFY_RESULT(sink);
        failFrom(QFile::encodeName(folder.folder()), 1, Fault::BrokenOnce);
        const Entry large{.key = "k", .value = QByteArray(1'000'000, 'v')};
        QVERIFY_ERROR((*sink)->write(large), ErrorKind::Internal);
        QVERIFY(stopFailing());
        QVERIFY_ERROR((*sink)->write({.key = "l", .value = "1"}), ErrorKind::Internal);
        QVERIFY_ERROR((*sink)->finish(), ErrorKind::Internal);
        sink->reset();
        QVERIFY(folder.names().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
