// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/valuefiles.h"

#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

class TestValueFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idsAreAsMiniflareMakesThem()
    {
        const QByteArray id = ValueFiles::newId(0x0123456789ab);
        static const QRegularExpression form(QStringLiteral("^[0-9a-f]{64}00000123456789ab$"));
        QVERIFY2(form.match(QString::fromLatin1(id)).hasMatch(), id.constData());
        QSet<QByteArray> all;
        for (int i = 0; i < 1000; ++i)
            all.insert(ValueFiles::newId(1));
        QCOMPARE(all.size(), 1000);
    }

    void onlyPlainNamesAreTaken_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("plain");
        QTest::newRow("an id") << ValueFiles::newId(1) << true;
        QTest::newRow("dots inside") << QByteArray("a.b-c_D9") << true;
        QTest::newRow("255 bytes") << QByteArray(255, 'a') << true;
        QTest::newRow("256 bytes") << QByteArray(256, 'a') << false;
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("hidden") << QByteArray(".a") << false;
        QTest::newRow("up") << QByteArray("..") << false;
        QTest::newRow("a path") << QByteArray("a/b") << false;
        QTest::newRow("a backslash") << QByteArray("a\\b") << false;
        QTest::newRow("a NUL") << QByteArray("a\0b", 3) << false;
        QTest::newRow("a letter beyond ASCII") << QByteArray("\xc3\xa4") << false;
    }

    void onlyPlainNamesAreTaken()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const bool, plain);
        QCOMPARE(ValueFiles::isPlainName(name), plain);
        const StateFolder state;
        const ValueFiles values(locate(state.target));
        QVERIFY_RESULT(values.makeFolder());
        const ErrorKind kind = plain ? ErrorKind::NotFound : ErrorKind::Unsafe;
        QVERIFY_ERROR(values.read(name, 10), kind);
        QCOMPARE(values.remove(name).has_value(), plain);
    }

    void aValueIsWrittenOnce()
    {
        const StateFolder state;
        const ValueFiles values(locate(state.target));
        QVERIFY_ERROR(values.add("one", "1"), ErrorKind::NotFound);
        QVERIFY(!values.isStillThere());
        QVERIFY_RESULT(values.makeFolder());
        QVERIFY(values.isStillThere());
        QVERIFY_RESULT(values.add("one", "first"));
        QVERIFY_RESULT(values.flush({"one"}));
        QCOMPARE(values.read("one", 10).value().bytes, QByteArray("first"));
        QCOMPARE(state.blobNames(), QStringList{QStringLiteral("one")});
        // Refused, not overwritten.
        QVERIFY(!values.add("one", "second"));
        QCOMPARE(values.read("one", 10).value().bytes, QByteArray("first"));
        QVERIFY_RESULT(values.remove("one"));
        QVERIFY_RESULT(values.remove("one"));
        QCOMPARE(state.blobNames().size(), 0);
        QVERIFY(QDir(state.blobs()).removeRecursively());
        QVERIFY(!values.isStillThere());
    }

    void manyWaitForTheDiskTogether()
    {
        const StateFolder state;
        const ValueFiles values(locate(state.target));
        QVERIFY_RESULT(values.makeFolder());
        QList<QByteArray> ids;
        for (int i = 0; i < 9; ++i) {
            ids.append(ValueFiles::newId(i));
            QVERIFY_RESULT(values.add(ids.last(), QByteArray(i, 'x')));
        }
        QVERIFY_RESULT(values.flush(ids));
        for (int i = 0; i < 9; ++i)
            QCOMPARE(values.read(ids[i], 100).value().size, qint64(i));
        // One that is not there is no success.
        QVERIFY(!values.flush({"none"}));
    }

    void aSizeIsToldWithoutReading()
    {
        const StateFolder state;
        const ValueFiles values(locate(state.target));
        QVERIFY_RESULT(values.makeFolder());
        QVERIFY_RESULT(values.add("v", "0123456789"));
        QCOMPARE(values.size("v").value(), qint64(10));
        QVERIFY_ERROR(values.size("none"), ErrorKind::NotFound);
        QVERIFY_ERROR(values.size("../v"), ErrorKind::Unsafe);
        // Whose bytes nobody may read: the size is no secret to whoever may look into the folder.
        const QString file = state.blobs() + QStringLiteral("/v");
        QVERIFY(QFile::setPermissions(file, {}));
        QCOMPARE(values.size("v").value(), qint64(10));
        QVERIFY(QFile::link(file, state.blobs() + QStringLiteral("/link")));
        QVERIFY_ERROR(values.size("link"), ErrorKind::Unsafe);
        QVERIFY_ERROR(values.read("link", 4), ErrorKind::Unsafe);
    }

    void aHeadIsNoMoreThanAskedFor()
    {
        const StateFolder state;
        const ValueFiles values(locate(state.target));
        QVERIFY_RESULT(values.makeFolder());
        QVERIFY(StateFolder::writeFile(state.blobs() + QStringLiteral("/v"), "0123456789"));
        const Result<ValueFiles::Head> head = values.read("v", 4);
        QVERIFY_RESULT(head);
        QCOMPARE(head->size, qint64(10));
        QCOMPARE(head->bytes, QByteArray("0123"));
        QCOMPARE(values.read("v", 0).value().bytes.size(), 0);
    }

    void anEnormousFileIsNotReadWhole()
    {
        const StateFolder state;
        const ValueFiles values(locate(state.target));
        QVERIFY_RESULT(values.makeFolder());
        QFile file(state.blobs() + QStringLiteral("/v"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(qint64(1) << 31)); // takes no room
        QVERIFY_ERROR(values.read("v", std::numeric_limits<qint64>::max()), ErrorKind::TooLarge);
        const Result<ValueFiles::Head> head = values.read("v", 16);
        QVERIFY_RESULT(head);
        QCOMPARE(head->size, qint64(1) << 31);
        QCOMPARE(head->bytes, QByteArray(16, '\0'));
    }
};

QTEST_GUILESS_MAIN(TestValueFiles)
#include "tst_valuefiles.moc"
