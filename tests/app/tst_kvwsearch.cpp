// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/kvwrunner.h"

#include <QTest>

#include <memory>

using kv::test::KvwRunner;
using kv::test::Ran;
using namespace Qt::Literals::StringLiterals;

/// The built kvw, run as a user would: searching keys and values of several targets.
class TestKvwSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wrongUseIsCodeTwo_data();
    void wrongUseIsCodeTwo();
    void valuesOfNamedTargets();
    void allThatLiesOnThisDisk();
    void keysByPartAndGlob();
    void jsonPathByMeaning();
    void caseAndPrefix();
    void jsonOutput();
    void nothingFoundIsCodeThree();
    void theSameKeysAreSearchedOnce();
    void whatCannotBeReadIsSaid();
    void aSnapshotIsATarget();
    void outputThatNobodyReads();
    void hostileValuesStayOnTheirLine();

private:
    Ran kvw(const QString &line) const { return m_kvw->run(line.split(u' ', Qt::SkipEmptyParts)); }
    void put(const QString &target, const QString &key, const QString &value) const
    {
        const Ran ran = m_kvw->run({u"put"_s, target, key, u"--value"_s, value});
        QVERIFY2(ran.isDone(), ran.told().constData());
    }

    std::unique_ptr<KvwRunner> m_kvw;
};

void TestKvwSearch::init()
{
    m_kvw = std::make_unique<KvwRunner>();
    QVERIFY(m_kvw->write(u"wrangler.jsonc"_s, "{\"name\": \"shop\", \"kv_namespaces\": ["
                                              "{\"binding\": \"A\", \"id\": \"aaaa\", \"preview_id\": "
                                              "\"pppp\"}, {\"binding\": \"B\", \"id\": \"bbbb\"}, "
                                              "{\"binding\": \"C\", \"id\": \"bbbb\"}]}"));
}

void TestKvwSearch::wrongUseIsCodeTwo_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *line, const char *words) {
        QTest::newRow(line) << QString::fromLatin1(line) << QByteArray(words);
    };
    row("search", "kvw search TEXT");
    row("search x --keys --values", "give one of");
    row("search x --path $.a[", "--path $.a[");
    row("search x --path", "--path needs a value");
    row("search x --path $.a --ignore-case", "compares exactly");
    row("search x local:NO", "did you mean");
    row("search x --exit-code", "has no --exit-code");
}

void TestKvwSearch::wrongUseIsCodeTwo()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, words);
    const Ran ran = kvw(line);
    QVERIFY2(ran.code == 2 && ran.err.contains(words) && ran.out.isEmpty(), ran.told().constData());
}

void TestKvwSearch::valuesOfNamedTargets()
{
    put(u"local:A"_s, u"k1"_s, u"the needle here"_s);
    put(u"local:A"_s, u"k2"_s, u"no such thing"_s);
    put(u"local:A:preview"_s, u"k3"_s, u"a needle, too"_s);
    put(u"local:B"_s, u"k4"_s, u"needle"_s);
    const Ran ran = kvw(u"search needle local:A local:A:preview"_s);
    QVERIFY2(ran.code == 0, ran.told().constData());
    QCOMPARE(ran.out, QByteArray("local:A  k1  the needle here\nlocal:A:preview  k3  a needle, too\n"));
    // What it reads comes before all else.
    QVERIFY2(ran.err.startsWith("kvw: will read local:A: 2 keys, 28 B\n"
                                "kvw: will read local:A:preview: 1 key, 13 B\n"),
             ran.told().constData());
    QVERIFY(ran.err.endsWith("kvw: 2 found; 3 keys looked at\n"));
}

void TestKvwSearch::allThatLiesOnThisDisk()
{
    const Ran empty = kvw(u"search needle"_s);
    QVERIFY2(empty.says(1, "no store on this disk"), empty.told().constData());
    put(u"local:A:preview"_s, u"k1"_s, u"needle"_s);
    put(u"local:#eeee"_s, u"k2"_s, u"needle"_s);
    const Ran ran = kvw(u"search needle"_s);
    QVERIFY2(ran.code == 0, ran.told().constData());
    QVERIFY2(ran.out.startsWith("local:A:preview  k1  needle\nlocal:#") && ran.out.endsWith("  k2  needle\n"),
             ran.told().constData());
}

void TestKvwSearch::keysByPartAndGlob()
{
    put(u"local:A"_s, u"user:1:session"_s, u"x"_s);
    put(u"local:A"_s, u"user:2"_s, u"session"_s);
    QCOMPARE(kvw(u"search session local:A --keys"_s).out, QByteArray("local:A  user:1:session\n"));
    QCOMPARE(kvw(u"search user:? local:A --keys"_s).out, QByteArray("local:A  user:2\n"));
    QCOMPARE(kvw(u"search USER:? local:A --keys --ignore-case"_s).out, QByteArray("local:A  user:2\n"));
    const Ran ran = kvw(u"search session local:A --keys"_s);
    QVERIFY2(ran.err.startsWith("kvw: will read local:A: 2 keys\n"), ran.told().constData());
}

void TestKvwSearch::jsonPathByMeaning()
{
    put(u"local:A"_s, u"k1"_s, u"{\"user\":{\"id\":4.2e1}}"_s);
    put(u"local:A"_s, u"k2"_s, u"{\"user\":{\"id\":\"42\"}}"_s);
    put(u"local:A"_s, u"k3"_s, u"{\"user\":{\"id\":43}}"_s);
    QCOMPARE(kvw(u"search 42 local:A --path $.user.id"_s).out,
             QByteArray("local:A  k1  {\"user\":{\"id\":4.2e1}}\n"));
    QCOMPARE(kvw(u"search \"42\" local:A --path $.user.id"_s).out,
             QByteArray("local:A  k2  {\"user\":{\"id\":\"42\"}}\n"));
}

void TestKvwSearch::caseAndPrefix()
{
    put(u"local:A"_s, u"a:1"_s, u"Grüße"_s);
    put(u"local:A"_s, u"b:1"_s, u"GRÜSSE GRÜßE"_s);
    QCOMPARE(kvw(u"search grüße local:A"_s).code, 3);
    QCOMPARE(kvw(u"search grüße local:A --ignore-case"_s).out.count('\n'), 2);
    const Ran ran = kvw(u"search GRÜ local:A --ignore-case --prefix b:"_s);
    QCOMPARE(ran.out, QByteArray("local:A  b:1  GRÜSSE GRÜßE\n"));
    QVERIFY2(ran.err.contains("will read local:A: 1 key, 15 B"), ran.told().constData());
}

void TestKvwSearch::jsonOutput()
{
    put(u"local:A"_s, u"a\"1"_s, u"xx needle"_s);
    put(u"local:A"_s, u"b"_s, u"needle"_s);
    const Ran ran = kvw(u"search needle local:A --json"_s);
    QVERIFY2(ran.code == 0, ran.told().constData());
    const QJsonArray rows = ran.rows();
    QCOMPARE(rows.size(), 2);
    const QJsonObject first = rows[0].toObject();
    QCOMPARE(first[u"target"_s].toString(), u"local:A"_s);
    QCOMPARE(first[u"key"_s].toString(), u"a\"1"_s);
    QCOMPARE(first[u"in"_s].toString(), u"value"_s);
    QCOMPARE(first[u"offset"_s].toInt(), 3);
    QCOMPARE(first[u"length"_s].toInt(), 6);
    QCOMPARE(first[u"size"_s].toInt(), 9);
    QCOMPARE(first[u"excerpt"_s].toString(), u"xx needle"_s);
    const Ran none = kvw(u"search nothing local:A --json"_s);
    QCOMPARE(none.code, 3);
    QVERIFY2(none.out == "[]\n", none.told().constData());
}

void TestKvwSearch::nothingFoundIsCodeThree()
{
    put(u"local:A"_s, u"k"_s, u"v"_s);
    const Ran ran = kvw(u"search needle local:A"_s);
    QVERIFY2(ran.code == 3 && ran.out.isEmpty() && ran.err.contains("0 found; 1 key looked at"),
             ran.told().constData());
    const Ran missing = kvw(u"search needle local:B"_s);
    QVERIFY2(missing.code == 3 && missing.err.contains("local:B: there is no store on disk yet"),
             missing.told().constData());
}

void TestKvwSearch::theSameKeysAreSearchedOnce()
{
    put(u"local:B"_s, u"k"_s, u"needle"_s);
    const Ran ran = kvw(u"search needle local:B local:C"_s);
    QVERIFY2(ran.code == 0, ran.told().constData());
    QCOMPARE(ran.out, QByteArray("local:B  k  needle\n"));
    QVERIFY2(ran.err.contains("local:C: the same keys as local:B, searched once"), ran.told().constData());
}

void TestKvwSearch::whatCannotBeReadIsSaid()
{
    put(u"local:A"_s, u"k1"_s, u"needle"_s);
    put(u"local:A"_s, u"k2"_s, u"needle"_s);
    // The file of one of the two values is gone.
    QDir state(m_kvw->path(u".wrangler/state/v3/kv/aaaa/blobs"_s));
    QVERIFY(state.exists());
    QVERIFY(state.remove(state.entryList(QDir::Files).value(0)));
    const Ran ran = kvw(u"search needle local:A"_s);
    QVERIFY2(ran.code == 1 && ran.out.count('\n') == 1, ran.told().constData());
    QVERIFY2(ran.err.contains("local:A: 1 value could not be read") &&
                 ran.err.contains("Its value is missing."),
             ran.told().constData());
}

void TestKvwSearch::aSnapshotIsATarget()
{
    QVERIFY(m_kvw->write(u"s.json"_s, "[{\"key\":\"k\",\"value\":\"a needle\"}]"));
    const Ran ran = kvw(u"search needle snapshot:s.json"_s);
    QVERIFY2(ran.code == 0 && ran.out.endsWith("  k  a needle\n"), ran.told().constData());
    const Ran broken = kvw(u"search needle snapshot:none.json"_s);
    QVERIFY2(broken.code == 1 && broken.out.isEmpty(), broken.told().constData());
}

void TestKvwSearch::outputThatNobodyReads()
{
    for (int i = 0; i < 30; ++i)
        put(u"local:A"_s, u"k%1"_s.arg(i), u"needle"_s);
    const Ran ran = m_kvw->shell(u"\"$0\" search needle local:A | head -n 1"_s);
    QVERIFY2(ran.code == 0 && ran.out.count('\n') == 1, ran.told().constData());
}

void TestKvwSearch::hostileValuesStayOnTheirLine()
{
    QVERIFY(m_kvw->write(u"value"_s, QByteArray("a\x1b[2J\nneedle\r\0\xff", 16)));
    const Ran stored = kvw(u"put local:A k --file value"_s);
    QVERIFY2(stored.isDone(), stored.told().constData());
    const Ran ran = kvw(u"search needle local:A"_s);
    QVERIFY2(ran.code == 0 && ran.out.count('\n') == 1, ran.told().constData());
    QVERIFY(!ran.out.contains('\x1b') && !ran.out.contains('\r') && !ran.out.contains('\0'));
}

QTEST_GUILESS_MAIN(TestKvwSearch)
#include "tst_kvwsearch.moc"
