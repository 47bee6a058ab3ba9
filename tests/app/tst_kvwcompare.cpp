// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/filelock.h"
#include "support/kvwrunner.h"

#include <QTest>

#include <memory>

using kv::test::KvwRunner;
using kv::test::Ran;
using namespace Qt::Literals::StringLiterals;

/// The built kvw, run as a user would: comparing, copying, snapshots and plans.
class TestKvwCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wrongUseIsCodeTwo_data();
    void wrongUseIsCodeTwo();
    void compareTellsSignKeyAndWhy();
    void compareExitCodes();
    void compareIgnores();
    void compareDepths();
    void reportsAreOfTheirFormat();
    void aTargetIsNotComparedWithItself();
    void aKeptComparisonIsOneProcessAtATime();
    void snapshotsAreTargets();
    void brokenSnapshotsAreSaid_data();
    void brokenSnapshotsAreSaid();
    void importPolicies();
    void importDryRunWritesNothing();
    void importReplaceCanBeUndone();
    void exportAndImportLoseNothing();
    void copyMakesLikeAndItsRollbackTakesBack();
    void copyDryRunWritesNothing();
    void copyDeletesMostOnlyWhenTold();
    void applySkipsWhatChanged();
    void applyKnowsItsTarget();
    void applyRefusesWhatIsNoPlan();

private:
    Ran kvw(const QString &line) const { return m_kvw->run(line.split(u' ', Qt::SkipEmptyParts)); }
    void put(const QString &target, const QString &key, const QString &value,
             const QStringList &more = {}) const
    {
        const Ran ran = m_kvw->run(QStringList{u"put"_s, target, key, u"--value"_s, value} + more);
        QVERIFY2(ran.isDone(), ran.told().constData());
    }
    QByteArray valueOf(const QString &target, const QString &key) const
    {
        return m_kvw->run({u"get"_s, target, key}).out;
    }

    std::unique_ptr<KvwRunner> m_kvw;
};

#define COMPARE_CODE(ran, wanted)                                                                            \
    do {                                                                                                     \
        const Ran kvRan = (ran);                                                                             \
        QVERIFY2(kvRan.code == (wanted), kvRan.told().constData());                                          \
    } while (false)

#define COMPARE_FAILS(ran, wanted, words)                                                                    \
    do {                                                                                                     \
        const Ran kvRan = (ran);                                                                             \
        QVERIFY2(kvRan.code == (wanted) && kvRan.err.contains(words), kvRan.told().constData());             \
    } while (false)

void TestKvwCompare::init()
{
    m_kvw = std::make_unique<KvwRunner>();
    QVERIFY(m_kvw->write(u"wrangler.jsonc"_s,
                         R"({"name": "shop", "kv_namespaces": [
                               {"binding": "A", "id": "aaaa", "preview_id": "pppp"},
                               {"binding": "B", "id": "bbbb"}]})"));
}

void TestKvwCompare::wrongUseIsCodeTwo_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *line, const char *words) {
        QTest::newRow(line) << QString::fromLatin1(line) << QByteArray(words);
    };
    row("compare local:A", "kvw compare A B");
    row("compare local:A local:B --depth deep", "--depth takes names, meta or values");
    row("compare local:A local:B --report pdf", "--report takes md, json, csv or html");
    row("compare local:A local:B --ignore case", "--ignore takes");
    row("compare local:A local:B --ignore $.", "--ignore $.");
    row("compare local:A local:B --ignore expiration:soon", "whole seconds");
    row("compare local:A local:C", "did you mean");
    row("compare local:A snapshot:", "needs the path of a file");
    row("import f.json local:A --replace --skip-existing", "give one of");
    row("import f.json snapshot:g.json", "is only read");
    row("put snapshot:g.json k --value v", "is only read");
    row("copy local:A snapshot:g.json", "is only read");
    row("apply", "kvw apply PLAN");
}

void TestKvwCompare::wrongUseIsCodeTwo()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, words);
    COMPARE_FAILS(kvw(line), 2, words);
}

void TestKvwCompare::compareTellsSignKeyAndWhy()
{
    put(u"local:A"_s, u"both"_s, u"1"_s);
    put(u"local:B"_s, u"both"_s, u"1"_s);
    put(u"local:A"_s, u"changed"_s, u"1"_s, {u"--metadata"_s, u"{\"v\":1}"_s});
    put(u"local:B"_s, u"changed"_s, u"2"_s, {u"--metadata"_s, u"{\"v\":2}"_s});
    put(u"local:A"_s, u"left"_s, u"1"_s);
    put(u"local:B"_s, u"right"_s, u"1"_s);
    put(u"local:A"_s, u"spelt"_s, u"{\"a\":1}"_s);
    put(u"local:B"_s, u"spelt"_s, u"{ \"a\": 1.0 }"_s);
    const Ran ran = kvw(u"compare local:A local:B"_s);
    QCOMPARE(ran.out, QByteArray("! changed  (value, metadata)\n+ left\n- right\n"
                                 "~ spelt  (same JSON, other bytes)\n"));
    QVERIFY2(ran.err.contains("2 differ, 1 only in A, 1 only in B, 1 the same, 0 not read"),
             ran.err.constData());
    QCOMPARE(ran.code, 0);
}

void TestKvwCompare::compareExitCodes()
{
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code"_s), 0); // neither is there
    put(u"local:A"_s, u"k"_s, u"1"_s);
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code"_s), 4);
    COMPARE_CODE(kvw(u"compare local:A local:B"_s), 0);
    put(u"local:B"_s, u"k"_s, u"1"_s);
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code"_s), 0);
}

void TestKvwCompare::compareIgnores()
{
    put(u"local:A"_s, u"k"_s, u"{\"at\":1,\"v\":[1,2]}"_s, {u"--expiration"_s, u"5000000000"_s});
    put(u"local:B"_s, u"k"_s, u"{\"at\":2,\"v\":[1,2]}"_s, {u"--expiration"_s, u"5000000009"_s});
    put(u"local:B"_s, u"tmp:x"_s, u"1"_s);
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code --ignore $.at --ignore expiration:10"_s), 4);
    COMPARE_CODE(
        kvw(u"compare local:A local:B --exit-code --ignore $.at --ignore expiration:10 --ignore prefix:tmp:"_s),
        0);
    COMPARE_CODE(
        kvw(u"compare local:A local:B --exit-code --ignore $.at --ignore expiration:8 --ignore prefix:tmp:"_s),
        4);
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code --prefix z"_s), 0);
}

void TestKvwCompare::compareDepths()
{
    put(u"local:A"_s, u"k"_s, u"1"_s, {u"--metadata"_s, u"1"_s});
    put(u"local:B"_s, u"k"_s, u"2"_s);
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code --depth names"_s), 0);
    QCOMPARE(kvw(u"compare local:A local:B --depth meta"_s).out, QByteArray("! k  (metadata)\n"));
    QCOMPARE(kvw(u"compare local:A local:B --depth values"_s).out, QByteArray("! k  (value, metadata)\n"));
}

void TestKvwCompare::reportsAreOfTheirFormat()
{
    put(u"local:A"_s, u"only|left"_s, u"1"_s);
    const Ran json = kvw(u"compare local:A local:B --report json"_s);
    QCOMPARE(json.object()[u"rows"_s].toArray().at(0).toObject()[u"key"_s].toString(), u"only|left"_s);
    QVERIFY(kvw(u"compare local:A local:B --report html"_s).out.contains("<table"));
    QVERIFY(kvw(u"compare local:A local:B --report csv"_s).out.contains("only|left"));
    QVERIFY(kvw(u"compare local:A local:B --report md"_s).out.contains("local:A"));
}

void TestKvwCompare::aTargetIsNotComparedWithItself()
{
    COMPARE_FAILS(kvw(u"compare local:A local:#aaaa"_s), 1, "same");
    COMPARE_FAILS(kvw(u"copy local:A local:A"_s), 1, "same");
    // Nor when it is reached by another way.
    put(u"local:A"_s, u"a"_s, u"1"_s);
    QVERIFY(QDir(m_kvw->path()).mkdir(u"elsewhere"_s));
    QVERIFY(QFile::link(m_kvw->path(), m_kvw->path(u"elsewhere/link"_s)));
    const QStringList link = {u"--to-project"_s, m_kvw->path(u"elsewhere/link"_s)};
    COMPARE_FAILS(m_kvw->run(QStringList{u"compare"_s, u"local:A"_s, u"local:A"_s} + link), 1, "same");
    COMPARE_FAILS(m_kvw->run(QStringList{u"copy"_s, u"local:A"_s, u"local:A"_s} + link), 1, "same");
    COMPARE_CODE(m_kvw->run(QStringList{u"compare"_s, u"local:A"_s, u"local:B"_s} + link), 0);
}

void TestKvwCompare::aKeptComparisonIsOneProcessAtATime()
{
    put(u"local:A"_s, u"a"_s, u"1"_s);
    const QString state = m_kvw->path(u"kept"_s);
    const QStringList line = {u"compare"_s, u"local:A"_s, u"local:B"_s, u"--state"_s, state};
    COMPARE_CODE(m_kvw->run(line), 0);
    {
        const auto other = kv::jobs::FileLock::take(state, 0);
        QVERIFY(other);
        const Ran ran = m_kvw->run(line);
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.err.contains("open already, in another window or another program"),
                 ran.told().constData());
    }
    COMPARE_CODE(m_kvw->run(line), 0);
}

void TestKvwCompare::snapshotsAreTargets()
{
    QVERIFY(m_kvw->write(u"s.json"_s, R"([{"key": "b", "value": "AP8=", "base64": true},
                                          {"key": "a", "value": "1", "metadata": {"n": 1}}])"));
    QCOMPARE(kvw(u"list snapshot:s.json"_s).out, QByteArray("a\nb\n"));
    QCOMPARE(kvw(u"get snapshot:s.json b"_s).out, QByteArray("\0\xff", 2));
    QCOMPARE(kvw(u"info snapshot:s.json a"_s).object()[u"metadata"_s].toObject()[u"n"_s].toInt(), 1);
    put(u"local:A"_s, u"a"_s, u"1"_s, {u"--metadata"_s, u"{\"n\":1.0}"_s});
    QCOMPARE(kvw(u"compare snapshot:s.json local:A"_s).out, QByteArray("+ b\n"));
    COMPARE_CODE(kvw(u"get snapshot:s.json c"_s), 3);
    COMPARE_FAILS(kvw(u"list snapshot:none.json"_s), 1, "none.json");
}

void TestKvwCompare::brokenSnapshotsAreSaid_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("cut") << QByteArray(R"([{"key": "a", "value": "1"}, {"key": "b", "val)")
                         << QByteArray("1");
    QTest::newRow("bulk get") << QByteArray(R"({"a": {"value": "1"}})") << QByteArray("kv bulk get");
    QTest::newRow("key list") << QByteArray(R"([{"name": "a"}])") << QByteArray("kv key list");
    QTest::newRow("nothing") << QByteArray() << QByteArray("empty");
    QTest::newRow("other") << QByteArray("hello") << QByteArray("snapshot");
}

void TestKvwCompare::brokenSnapshotsAreSaid()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, words);
    QVERIFY(m_kvw->write(u"s.json"_s, content));
    COMPARE_FAILS(kvw(u"list snapshot:s.json"_s), 1, words);
    COMPARE_FAILS(kvw(u"import s.json local:A"_s), 1, words);
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray());
}

void TestKvwCompare::importPolicies()
{
    QVERIFY(m_kvw->write(u"s.json"_s, R"([{"key": "a", "value": "new"}, {"key": "b", "value": "new"}])"));
    put(u"local:A"_s, u"a"_s, u"old"_s);
    COMPARE_FAILS(kvw(u"import s.json local:A"_s), 1, "a");
    QCOMPARE(kvw(u"list local:A"_s).out, QByteArray("a\n"));
    COMPARE_CODE(kvw(u"import s.json local:A --skip-existing"_s), 0);
    QCOMPARE(valueOf(u"local:A"_s, u"a"_s), QByteArray("old"));
    QCOMPARE(valueOf(u"local:A"_s, u"b"_s), QByteArray("new"));
    COMPARE_CODE(kvw(u"import s.json local:A --replace"_s), 0);
    QCOMPARE(valueOf(u"local:A"_s, u"a"_s), QByteArray("new"));
    COMPARE_CODE(kvw(u"import s.json local:A --fail-existing"_s), 0); // it is all there, exactly so
}

void TestKvwCompare::importDryRunWritesNothing()
{
    QVERIFY(m_kvw->write(u"s.json"_s, R"([{"key": "a", "value": "new"}])"));
    COMPARE_FAILS(kvw(u"import s.json local:A --dry-run"_s), 0, "1 entries would be written");
    QCOMPARE(kvw(u"list local:A"_s).out, QByteArray());
}

void TestKvwCompare::importReplaceCanBeUndone()
{
    QVERIFY(m_kvw->write(u"s.json"_s, R"([{"key": "a", "value": "new"}, {"key": "b", "value": "new"}])"));
    put(u"local:A"_s, u"a"_s, u"old"_s, {u"--metadata"_s, u"{\"kept\": true}"_s});
    COMPARE_CODE(kvw(u"import s.json local:A --replace --plan undo.rollback.ndjson"_s), 0);
    COMPARE_CODE(kvw(u"apply undo.rollback.ndjson --yes"_s), 0);
    QCOMPARE(kvw(u"list local:A"_s).out, QByteArray("a\n"));
    QCOMPARE(valueOf(u"local:A"_s, u"a"_s), QByteArray("old"));
    QVERIFY(kvw(u"info local:A a"_s).out.contains("{\"kept\": true}"));
}

void TestKvwCompare::exportAndImportLoseNothing()
{
    QByteArray every;
    for (int i = 0; i < 256; ++i)
        every += char(i);
    const Ran written = m_kvw->run({u"put"_s, u"local:A"_s, u"every"_s, u"-"_s}, every);
    QVERIFY2(written.isDone(), written.told().constData());
    put(u"local:A"_s, u"ü/ 1"_s, u"text\n"_s,
        {u"--metadata"_s, u"{\"n\":12345678901234567890}"_s, u"--expiration"_s, u"5000000000"_s});
    put(u"local:A"_s, u"empty"_s, u""_s);
    for (const QString &file : {u"out.json"_s, u"out.ndjson"_s}) {
        COMPARE_CODE(m_kvw->run({u"export"_s, u"local:A"_s, file}), 0);
        const QString to = u"local:#"_s + file;
        COMPARE_CODE(m_kvw->run({u"import"_s, file, to}), 0);
        COMPARE_CODE(m_kvw->run({u"compare"_s, u"local:A"_s, to, u"--exit-code"_s}), 0);
        QCOMPARE(valueOf(to, u"every"_s), every);
        QVERIFY(m_kvw->run({u"info"_s, to, u"ü/ 1"_s}).out.contains("{\"n\":12345678901234567890}"));
    }
    COMPARE_CODE(m_kvw->run({u"export"_s, u"local:A"_s, u"some.json"_s, u"--prefix"_s, u"e"_s}), 0);
    QCOMPARE(kvw(u"list snapshot:some.json"_s).out, QByteArray("empty\nevery\n"));
}

void TestKvwCompare::copyMakesLikeAndItsRollbackTakesBack()
{
    put(u"local:A"_s, u"a"_s, u"1"_s, {u"--metadata"_s, u"{\"v\":1}"_s});
    put(u"local:A"_s, u"b"_s, u"1"_s);
    put(u"local:B"_s, u"b"_s, u"2"_s, {u"--expiration"_s, u"5000000000"_s});
    put(u"local:B"_s, u"c"_s, u"3"_s);
    COMPARE_CODE(kvw(u"export local:B before.json"_s), 0);
    COMPARE_CODE(kvw(u"copy local:A local:B --delete-extra --plan p.plan.ndjson"_s), 0);
    COMPARE_CODE(kvw(u"compare local:A local:B --exit-code"_s), 0);
    COMPARE_FAILS(kvw(u"copy local:A local:B"_s), 0, "nothing to do");
    COMPARE_CODE(kvw(u"apply p.rollback.ndjson --yes"_s), 0);
    COMPARE_CODE(kvw(u"compare local:B snapshot:before.json --exit-code"_s), 0);
}

void TestKvwCompare::copyDryRunWritesNothing()
{
    put(u"local:A"_s, u"a"_s, u"1"_s);
    COMPARE_FAILS(kvw(u"copy local:A local:B --dry-run --plan p.plan.ndjson"_s), 0,
                  "1 new, 0 changed, 0 deleted");
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray());
    COMPARE_CODE(kvw(u"apply p.plan.ndjson --dry-run"_s), 0);
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray());
    COMPARE_CODE(kvw(u"apply p.plan.ndjson"_s), 0);
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray("a\n"));
    COMPARE_FAILS(kvw(u"copy local:A local:B --plan p.plan.ndjson"_s), 2, "there is a file");
}

void TestKvwCompare::copyDeletesMostOnlyWhenTold()
{
    put(u"local:A"_s, u"a"_s, u"1"_s);
    for (const QString &key : {u"a"_s, u"b"_s, u"c"_s})
        put(u"local:B"_s, key, u"1"_s);
    COMPARE_FAILS(kvw(u"copy local:A local:B --delete-extra"_s), 2, "--yes");
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray("a\nb\nc\n"));
    COMPARE_CODE(kvw(u"copy local:A local:B"_s), 0);
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray("a\nb\nc\n"));
    COMPARE_CODE(kvw(u"copy local:A local:B --delete-extra --yes"_s), 0);
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray("a\n"));
}

void TestKvwCompare::applySkipsWhatChanged()
{
    put(u"local:A"_s, u"a"_s, u"1"_s);
    put(u"local:A"_s, u"b"_s, u"1"_s);
    put(u"local:B"_s, u"a"_s, u"0"_s);
    COMPARE_CODE(kvw(u"copy local:A local:B --dry-run --plan p.plan.ndjson"_s), 0);
    put(u"local:B"_s, u"a"_s, u"meanwhile"_s);
    COMPARE_FAILS(kvw(u"apply p.plan.ndjson"_s), 1, "a: ");
    QCOMPARE(valueOf(u"local:B"_s, u"a"_s), QByteArray("meanwhile"));
    QCOMPARE(valueOf(u"local:B"_s, u"b"_s), QByteArray("1"));
}

void TestKvwCompare::applyKnowsItsTarget()
{
    put(u"local:A"_s, u"a"_s, u"1"_s);
    COMPARE_CODE(kvw(u"copy local:A local:B --dry-run --plan p.plan.ndjson"_s), 0);
    QVERIFY(m_kvw->write(u"wrangler.jsonc"_s, R"({"name": "shop", "kv_namespaces": [
                               {"binding": "A", "id": "aaaa"}, {"binding": "B", "id": "other"}]})"));
    COMPARE_FAILS(kvw(u"apply p.plan.ndjson"_s), 2, "--to");
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray());
    COMPARE_CODE(kvw(u"apply p.plan.ndjson --to local:B"_s), 0);
    QCOMPARE(kvw(u"list local:B"_s).out, QByteArray("a\n"));
}

void TestKvwCompare::applyRefusesWhatIsNoPlan()
{
    QVERIFY(m_kvw->write(u"p.plan.ndjson"_s, R"({"kvworkbench":"snapshot","version":1})"));
    COMPARE_CODE(kvw(u"apply p.plan.ndjson"_s), 1);
    COMPARE_CODE(kvw(u"apply none.plan.ndjson"_s), 1);
}

QTEST_GUILESS_MAIN(TestKvwCompare)
#include "tst_kvwcompare.moc"
