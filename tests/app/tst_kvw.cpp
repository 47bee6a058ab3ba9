// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/location.h"
#include "support/kvwrunner.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <sqlite3.h>
#include <unistd.h>

using kv::test::KvwRunner;
using kv::test::Ran;
using namespace Qt::Literals::StringLiterals;

/// The built kvw, run as a user would: its commands on keys.
class TestKvw : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wrongUseIsCodeTwo_data();
    void wrongUseIsCodeTwo();
    void helpAndVersionGoToStandardOutput();
    void getGivesTheBytesAndNothingMore_data();
    void getGivesTheBytesAndNothingMore();
    void aMissingKeyIsCodeThree();
    void keysAreBytes_data();
    void keysAreBytes();
    void aKeyThatIsNotTextIsRefused();
    void listIsInByteOrderAndFiltered();
    void listCountsAcrossPages();
    void listSpeaksWranglersJson();
    void listOfNoStoreIsEmptyAndSaysSo();
    void infoTellsAll();
    void putTakesItsValueFromThreePlaces();
    void putHoldsKvsLimits();
    void putRefusesWhatKvRefuses_data();
    void putRefusesWhatKvRefuses();
    void putWritesAWholeEntryUnlessKeep();
    void putSetsExpirations();
    void filesThatCannotBeReadAreNamed();
    void deleteTakesManyAndNamesTheMissing();
    void outputThatNobodyTakes();
    void closedStandardFilesHarmNothing();
    void aLockedDatabaseIsSaid();
    void aMissingValueIsSaid();

private:
    Ran put(const QString &key, const QString &value, const QStringList &more = {}) const
    {
        return m_kvw->run(QStringList{u"put"_s, u"local:TODO"_s, key, u"--value"_s, value} + more);
    }
    Ran info(const QString &key) const { return m_kvw->run({u"info"_s, u"local:TODO"_s, key}); }
    QString database() const
    {
        return kv::local::locate({.place = kv::Place::Local,
                                  .namespaceId = u"aaaa"_s,
                                  .stateRoot = m_kvw->path(u".wrangler/state/v3"_s),
                                  .databaseName = {}})
            .databasePath;
    }

    std::unique_ptr<KvwRunner> m_kvw;
};

#define COMPARE_DONE(ran)                                                                                    \
    do {                                                                                                     \
        const Ran kvRan = (ran);                                                                             \
        QVERIFY2(kvRan.isDone(), kvRan.told().constData());                                                  \
    } while (false)
#define COMPARE_SAYS(ran, code, words)                                                                       \
    do {                                                                                                     \
        const Ran kvRan = (ran);                                                                             \
        QVERIFY2(kvRan.says(code, words), kvRan.told().constData());                                         \
    } while (false)

void TestKvw::init()
{
    m_kvw = std::make_unique<KvwRunner>();
    QVERIFY(m_kvw->write(u"wrangler.jsonc"_s,
                         R"({ "name": "shop", "kv_namespaces": [{ "binding": "TODO", "id": "aaaa" }] })"));
}

void TestKvw::wrongUseIsCodeTwo_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *line, const char *words) {
        QTest::newRow(line) << QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts) << QByteArray(words);
    };
    row("", "a command is missing");
    row("lst local:TODO", "no command `lst`");
    row("list", "kvw list TARGET");
    row("list local:TODO k", "kvw list TARGET");
    row("get local:TODO", "kvw get TARGET KEY");
    row("get local:TODO k l", "kvw get TARGET KEY");
    row("get local:TODO k --json", "`kvw get` has no --json");
    row("targets local:TODO", "kvw targets [--json]");
    row("list local:TODO --limit 0", "--limit takes a whole number above 0");
    row("list local:TODO --limit -1", "--limit takes a whole number above 0");
    row("list local:TODO --limit many", "--limit takes a whole number above 0");
    row("list local:TODO --limit", "--limit needs a value");
    row("list local:TODO --prefix=a --prefix=b", "--prefix is given twice");
    row("list local:TODO --json=yes", "--json takes no value");
    row("list local:TODO --verbose", "there is no option --verbose");
    row("put local:TODO k", "one of --value V, --file F or -");
    row("put local:TODO k - --value v", "one of --value V, --file F or -");
    row("put local:TODO k --file f --value v", "one of --value V, --file F or -");
    row("put local:TODO k v", "one of --value V, --file F or -");
    row("put local:TODO k --value v --ttl 60 --expiration 5000000000", "two ways");
    row("put local:TODO k --value v --keep --ttl 60", "--keep leaves");
    row("put local:TODO k --value v --keep --metadata 1", "--keep leaves");
    row("put local:TODO k --value v --ttl soon", "--ttl takes whole seconds");
    row("put local:TODO k --value v --expiration 1.5", "--expiration takes whole seconds");
    row("delete local:TODO", "kvw delete TARGET KEY...");
    row("list local:TODO --project=", "--project needs a folder");
    row("list local:TODO --persist-to=", "--persist-to needs a folder");
    row("list local:TODO --wait never", "--wait takes whole seconds");
    row("list local:TODO --wait -1", "--wait takes whole seconds");
    row("list local:TODOS", "did you mean local:TODO");
    row("list TODO", "did you mean local:TODO");
}

void TestKvw::wrongUseIsCodeTwo()
{
    QFETCH(QStringList, line);
    QFETCH(QByteArray, words);
    const Ran ran = m_kvw->run(line);
    QVERIFY2(ran.says(2, words), ran.told().constData());
    QCOMPARE(ran.out, QByteArray());
    QVERIFY(!QFileInfo::exists(m_kvw->path(u".wrangler"_s)));
}

void TestKvw::helpAndVersionGoToStandardOutput()
{
    const Ran help = m_kvw->run({u"--help"_s});
    QVERIFY(help.isDone());
    for (const char *word : {"kvw targets", "kvw list", "kvw get", "kvw info", "kvw put", "kvw delete",
                             "--project", "--persist-to", "--wait", "--keep", "local:TODO@staging"})
        QVERIFY2(help.out.contains(word), word);
    for (const QByteArray &line : help.out.split('\n'))
        QVERIFY2(line.size() <= 80, line.constData());
    QCOMPARE(m_kvw->run({u"list"_s, u"-h"_s}).out, help.out);
    QCOMPARE(m_kvw->run({u"--version"_s}).out, QByteArray("kvw " KV_VERSION "\n"));
}

void TestKvw::getGivesTheBytesAndNothingMore_data()
{
    QTest::addColumn<QByteArray>("value");
    QByteArray every;
    for (int i = 0; i < 256; ++i)
        every.append(char(i));
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("newline at the end") << QByteArray("a\r\nb\n");
    QTest::newRow("NUL") << QByteArray("a\0b\0", 4);
    QTest::newRow("every byte") << every;
    QTest::newRow("over a pipe's buffer") << every.repeated(4096);
}

void TestKvw::getGivesTheBytesAndNothingMore()
{
    QFETCH(QByteArray, value);
    COMPARE_DONE(m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"-"_s}, value));
    const Ran ran = m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s});
    QVERIFY(ran.isDone());
    QCOMPARE(ran.out, value);
}

void TestKvw::aMissingKeyIsCodeThree()
{
    COMPARE_SAYS(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}), 3, "no such key: \"k\""); // no store
    QVERIFY(!QFileInfo::exists(m_kvw->path(u".wrangler"_s)));
    QVERIFY(put(u"other"_s, u"v"_s).isDone());
    COMPARE_SAYS(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}), 3, "no such key: \"k\"");
    COMPARE_SAYS(info(u"k"_s), 3, "no such key: \"k\"");
    COMPARE_SAYS(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"k"_s}), 3, "no such key: \"k\"");
    COMPARE_SAYS(m_kvw->run({u"get"_s, u"local:TODO"_s, u"a\nb\u001b[2J"_s}), 3, "\"a\\nb\\u001b[2J\"");
}

void TestKvw::keysAreBytes_data()
{
    QTest::addColumn<QString>("key");
    QTest::newRow("newline") << u"a\nb"_s;
    QTest::newRow("emoji") << u"🛒/ü"_s;
    QTest::newRow("right to left") << u"שלום"_s;
    QTest::newRow("byte order mark") << u"\ufeffa"_s;
    QTest::newRow("quotes") << u"\"a\\b'\t\u0001"_s;
    QTest::newRow("longest") << u"ä"_s.repeated(256);
    QTest::newRow("dashes") << u"--value"_s;
    QTest::newRow("help") << u"-h"_s;
    QTest::newRow("two dashes") << u"--"_s;
    QTest::newRow("a dash") << u"-"_s;
    QTest::newRow("url characters") << u"a/b?c#d%20&e"_s;
    QTest::newRow("spaces") << u" a  b "_s;
}

void TestKvw::keysAreBytes()
{
    QFETCH(QString, key);
    COMPARE_DONE(m_kvw->run({u"put"_s, u"local:TODO"_s, u"--value=v"_s, u"--"_s, key}));
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s}).out, key.toUtf8() + '\n');
    const Ran list = m_kvw->run({u"list"_s, u"local:TODO"_s, u"--json"_s});
    // Qt's own reader would drop a byte order mark.
    QCOMPARE(list.rows().at(0)[u"name"].toString(), key.startsWith(u'\ufeff') ? key.mid(1) : key);
    QCOMPARE(list.out.contains("\"\xef\xbb\xbf"), key.startsWith(u'\ufeff'));
    QVERIFY(m_kvw->run({u"info"_s, u"local:TODO"_s, u"--"_s, key}).isDone());
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"--"_s, key}).out, QByteArray("v"));
    COMPARE_DONE(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"--"_s, key}));
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s}).out, QByteArray());
}

void TestKvw::aKeyThatIsNotTextIsRefused()
{
    COMPARE_SAYS(m_kvw->shell(uR"sh("$0" put local:TODO "$(printf 'a\377')" --value v)sh"_s), 1,
                 "valid UTF-8");
}

void TestKvw::listIsInByteOrderAndFiltered()
{
    for (const QString &key : {u"b"_s, u"B"_s, u"ä"_s, u"a:2"_s, u"a:10"_s, u"a;"_s})
        QVERIFY(put(key, u"v"_s).isDone());
    const auto list = [this](const QStringList &more) {
        return m_kvw->run(QStringList{u"list"_s, u"local:TODO"_s} + more).out;
    };
    QCOMPARE(list({}), QByteArray("B\na:10\na:2\na;\nb\nä\n"));
    QCOMPARE(list({u"--prefix"_s, u"a:"_s}), QByteArray("a:10\na:2\n"));
    QCOMPARE(list({u"--prefix=ä"_s}), QByteArray("ä\n"));
    QCOMPARE(list({u"--prefix="_s, u"--limit"_s, u"2"_s}), QByteArray("B\na:10\n"));
    QCOMPARE(list({u"--prefix"_s, u"zz"_s}), QByteArray());
    QCOMPARE(list({u"--limit"_s, u"99"_s}).count('\n'), 6);
    QCOMPARE(list({u"--json"_s, u"--prefix"_s, u"zz"_s}), QByteArray("[]\n"));
}

void TestKvw::listCountsAcrossPages()
{
    QVERIFY(put(u"first"_s, u"v"_s).isDone());
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(database().toUtf8().constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db,
                          "DELETE FROM _mf_entries; WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 "
                          "FROM n WHERE i < 39999) INSERT INTO _mf_entries (key, blob_id) "
                          "SELECT printf('k:%05d', i), 'none' FROM n",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(db);
    for (const int limit : {1, 16'383, 16'384, 16'385, 39'999, 40'000, 50'000}) {
        const QByteArray out =
            m_kvw->run({u"list"_s, u"local:TODO"_s, u"--limit"_s, QString::number(limit)}).out;
        const int expected = std::min(limit, 40'000);
        QCOMPARE(out.count('\n'), expected);
        QVERIFY(out.endsWith(QStringLiteral("k:%1\n").arg(expected - 1, 5, 10, QChar(u'0')).toLatin1()));
        QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s, u"--json"_s, u"--limit"_s, QString::number(limit)})
                     .rows()
                     .size(),
                 expected);
    }
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s}).out.count('\n'), 40'000);
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s, u"--prefix"_s, u"k:2"_s}).out.count('\n'), 10'000);
}

void TestKvw::listSpeaksWranglersJson()
{
    QVERIFY(put(u"a"_s, u"v"_s).isDone());
    QVERIFY(put(u"b"_s, u"v"_s, {u"--expiration"_s, u"5000000000"_s}).isDone());
    QVERIFY(
        put(u"c"_s, u"v"_s, {u"--metadata"_s, u"{\"n\": 1.50, \"big\":12345678901234567890}"_s}).isDone());
    const Ran ran = m_kvw->run({u"list"_s, u"local:TODO"_s, u"--json"_s});
    QVERIFY(ran.isDone());
    const QJsonArray rows = ran.rows();
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].toObject().keys(), QStringList{u"name"_s});
    QCOMPARE(rows[1].toObject().keys(), (QStringList{u"expiration"_s, u"name"_s}));
    QCOMPARE(rows[1][u"expiration"].toInteger(), 5000000000);
    QCOMPARE(rows[2].toObject().keys(), (QStringList{u"metadata"_s, u"name"_s}));
    // To the letter: a reader that takes numbers for doubles would change them.
    QVERIFY(ran.out.contains("{\"n\": 1.50, \"big\":12345678901234567890}"));
    QVERIFY(ran.out.endsWith("]\n"));
}

void TestKvw::listOfNoStoreIsEmptyAndSaysSo()
{
    const Ran names = m_kvw->run({u"list"_s, u"local:TODO"_s});
    QVERIFY2(names.says(0, "no store on disk"), names.told().constData());
    QCOMPARE(names.out, QByteArray());
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s, u"--json"_s}).out, QByteArray("[]\n"));
    QVERIFY(!QFileInfo::exists(m_kvw->path(u".wrangler"_s)));
}

void TestKvw::infoTellsAll()
{
    QVERIFY(put(u"a"_s, u"päd"_s, {u"--expiration=5000000000"_s, u"--metadata={\"v\":1.0}"_s}).isDone());
    QCOMPARE(
        info(u"a"_s).out,
        QByteArray("{\"key\": \"a\", \"size\": 4, \"expiration\": 5000000000, \"metadata\": {\"v\":1.0}}\n"));
    QVERIFY(put(u"b"_s, QString()).isDone());
    QCOMPARE(info(u"b"_s).out,
             QByteArray("{\"key\": \"b\", \"size\": 0, \"expiration\": null, \"metadata\": null}\n"));
}

void TestKvw::putTakesItsValueFromThreePlaces()
{
    QVERIFY(put(u"a"_s, u"--not-an-option"_s).isDone());
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"a"_s}).out, QByteArray("--not-an-option"));
    const QByteArray bytes("\0\xff\r\n", 4);
    QVERIFY(m_kvw->write(u"sub/value.bin"_s, bytes));
    COMPARE_DONE(m_kvw->run({u"put"_s, u"local:TODO"_s, u"b"_s, u"--file"_s, u"sub/value.bin"_s}));
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"b"_s}).out, bytes);
    COMPARE_DONE(m_kvw->run({u"put"_s, u"local:TODO"_s, u"c"_s, u"-"_s}, "from stdin"));
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"c"_s}).out, QByteArray("from stdin"));
    const Ran quiet = put(u"d"_s, u"v"_s);
    QCOMPARE(quiet.out, QByteArray());
}

void TestKvw::putHoldsKvsLimits()
{
    constexpr qsizetype most = 25 * 1024 * 1024;
    const QByteArray largest(most, 'x');
    COMPARE_DONE(m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"-"_s}, largest));
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}).out, largest);
    COMPARE_SAYS(m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"-"_s}, largest + "y"), 1,
                 "at most 26214400 bytes");
    QVERIFY(m_kvw->write(u"large"_s, largest + "y"));
    COMPARE_SAYS(m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"--file"_s, u"large"_s}), 1,
                 "at most 26214400 bytes; this one has more: ");
    COMPARE_SAYS(m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"--file"_s, u"."_s}), 1,
                 "a folder, and a value comes from a file: .");
    QCOMPARE(info(u"k"_s).object()[u"size"].toInteger(), most); // what was there is untouched

    COMPARE_SAYS(put(u"k"_s.repeated(513), u"v"_s), 1, "at most 512 bytes; this one has 513");
    const QString longest = u'"' + u"m"_s.repeated(1022) + u'"';
    COMPARE_DONE(put(u"m"_s, u"v"_s, {u"--metadata"_s, longest}));
    COMPARE_SAYS(put(u"m"_s, u"v"_s, {u"--metadata"_s, longest + u' '}), 1, "at most 1024 bytes");
}

void TestKvw::putRefusesWhatKvRefuses_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QByteArray>("words");
    const QString second = QString::number(QDateTime::currentSecsSinceEpoch() + 30);
    QTest::newRow("empty key") << QString() << QStringList() << QByteArray("cannot be empty");
    QTest::newRow("dot") << u"."_s << QStringList() << QByteArray("cannot be \".\"");
    QTest::newRow("dots") << u".."_s << QStringList() << QByteArray("cannot be \".\"");
    QTest::newRow("past") << u"k"_s << QStringList{u"--expiration=1000000000"_s} << QByteArray("60 seconds");
    QTest::newRow("negative") << u"k"_s << QStringList{u"--expiration=-5"_s} << QByteArray("60 seconds");
    QTest::newRow("soon") << u"k"_s << QStringList{u"--expiration="_s + second} << QByteArray("60 seconds");
    QTest::newRow("beyond dates") << u"k"_s << QStringList{u"--expiration=9223372036854775807"_s}
                                  << QByteArray("at the latest");
    QTest::newRow("milliseconds") << u"k"_s << QStringList{u"--expiration=9000000000000"_s}
                                  << QByteArray("at the latest");
    QTest::newRow("short ttl") << u"k"_s << QStringList{u"--ttl=59"_s} << QByteArray("60 to");
    QTest::newRow("endless ttl") << u"k"_s << QStringList{u"--ttl=9223372036854775807"_s}
                                 << QByteArray("60 to");
    QTest::newRow("no JSON") << u"k"_s << QStringList{u"--metadata={v:1}"_s}
                             << QByteArray("Metadata must be JSON; line 1, column 2");
    QTest::newRow("no metadata") << u"k"_s << QStringList{u"--metadata="_s} << QByteArray("must be JSON");
}

void TestKvw::putRefusesWhatKvRefuses()
{
    QFETCH(QString, key);
    QFETCH(QStringList, more);
    QFETCH(QByteArray, words);
    COMPARE_SAYS(put(key, u"v"_s, more), 1, words);
    QVERIFY(!QFileInfo::exists(database()));
}

void TestKvw::putWritesAWholeEntryUnlessKeep()
{
    const QStringList extras = {u"--expiration=5000000000"_s, u"--metadata={\"a\" : 1.0}"_s};
    QVERIFY(put(u"k"_s, u"one"_s, extras).isDone());
    COMPARE_DONE(put(u"k"_s, u"two"_s, {u"--keep"_s}));
    QVERIFY(info(u"k"_s).out.contains("\"expiration\": 5000000000, \"metadata\": {\"a\" : 1.0}"));
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}).out, QByteArray("two"));
    QVERIFY(put(u"k"_s, u"three"_s).isDone());
    QVERIFY(info(u"k"_s).out.contains("\"expiration\": null, \"metadata\": null"));
    COMPARE_DONE(put(u"new"_s, u"v"_s, {u"--keep"_s})); // nothing there to keep
}

void TestKvw::putSetsExpirations()
{
    const qint64 before = QDateTime::currentSecsSinceEpoch();
    COMPARE_DONE(put(u"k"_s, u"v"_s, {u"--ttl"_s, u"60"_s}));
    const qint64 at = info(u"k"_s).object()[u"expiration"].toInteger();
    QVERIFY(at >= before + 60 && at <= QDateTime::currentSecsSinceEpoch() + 61);

    // What has expired but still lies in the file is shown as expired.
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(database().toUtf8().constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, "UPDATE _mf_entries SET expiration = 1000000000000", nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(db);
    QCOMPARE(info(u"k"_s).object()[u"expired"].toBool(), true);
    const QJsonArray rows = m_kvw->run({u"list"_s, u"local:TODO"_s, u"--json"_s}).rows();
    QCOMPARE(rows[0][u"expiration"].toInteger(), 1000000000);
    QCOMPARE(rows[0][u"expired"].toBool(), true);
}

void TestKvw::filesThatCannotBeReadAreNamed()
{
    const auto putFile = [this](const QString &name) {
        return m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"--file"_s, name});
    };
    COMPARE_SAYS(putFile(u"missing.bin"_s), 1, "not found; check the name");
    QVERIFY(QDir().mkpath(m_kvw->path(u"folder"_s)));
    COMPARE_SAYS(putFile(u"folder"_s), 1, "folder");
    if (::geteuid() != 0) { // root may read everything
        QVERIFY(m_kvw->write(u"secret"_s, "x"));
        QVERIFY(QFile::setPermissions(m_kvw->path(u"secret"_s), {}));
        COMPARE_SAYS(putFile(u"secret"_s), 1, "check who owns the files");
    }
    QVERIFY(!QFileInfo::exists(database()));
}

void TestKvw::deleteTakesManyAndNamesTheMissing()
{
    for (const QString &key : {u"a"_s, u"b"_s, u"c"_s})
        QVERIFY(put(key, u"v"_s).isDone());
    COMPARE_SAYS(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"a"_s, u"nope"_s, u"c"_s}), 3, "\"nope\"");
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s}).out, QByteArray("b\n"));
    COMPARE_SAYS(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"x"_s, u"y"_s}), 3, "\"x\", \"y\"");
    COMPARE_DONE(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"b"_s, u"b"_s}));
}

void TestKvw::outputThatNobodyTakes()
{
    QVERIFY(m_kvw->run({u"put"_s, u"local:TODO"_s, u"k"_s, u"-"_s}, QByteArray(1 << 20, 'x')).isDone());
    // The reader is gone: an error, but nothing to tell anybody.
    const Ran head = m_kvw->shell(u"\"$0\" get local:TODO k | head -c 3"_s);
    QVERIFY2(head.isDone(), head.told().constData());
    QCOMPARE(head.out, QByteArray("xxx"));
    if (!QFileInfo::exists(u"/dev/full"_s))
        return; // not on this system
    for (const QString &command : {u"get local:TODO k"_s, u"list local:TODO"_s, u"list local:TODO --json"_s,
                                   u"info local:TODO k"_s, u"targets"_s, u"targets --json"_s, u"--help"_s})
        COMPARE_SAYS(m_kvw->shell(u"\"$0\" "_s + command + u" >/dev/full"_s), 1, "output cannot be written");
}

void TestKvw::closedStandardFilesHarmNothing()
{
    QVERIFY(put(u"k"_s, u"v"_s).isDone());
    for (const QString &command : {u"get local:TODO k"_s, u"list local:TODO"_s})
        COMPARE_SAYS(m_kvw->shell(u"\"$0\" "_s + command + u" >&-"_s), 1, "output cannot be written");
    QCOMPARE(m_kvw->shell(u"\"$0\" get local:TODO k >&- 2>&-"_s).code, 1);
    COMPARE_SAYS(m_kvw->shell(u"\"$0\" put local:TODO k - <&-"_s), 1, "");
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}).out, QByteArray("v"));
}

void TestKvw::aLockedDatabaseIsSaid()
{
    QVERIFY(put(u"k"_s, u"v"_s).isDone());
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(database().toUtf8().constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    QElapsedTimer timer;
    timer.start();
    COMPARE_SAYS(put(u"k"_s, u"w"_s, {u"--wait"_s, u"0"_s}), 1, "another program holds the database");
    COMPARE_SAYS(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"k"_s, u"--wait=1"_s}), 1,
                 "another program holds the database; try again");
    QVERIFY(timer.elapsed() >= 1000);
    QCOMPARE(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}).out, QByteArray("v")); // reading goes on
    QCOMPARE(sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    COMPARE_DONE(put(u"k"_s, u"w"_s, {u"--wait"_s, u"0"_s}));

    // Not even reading goes on beside one who wants it all for himself and has written half.
    QCOMPARE(sqlite3_exec(db,
                          "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; "
                          "DELETE FROM _mf_entries",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    COMPARE_SAYS(m_kvw->run({u"list"_s, u"local:TODO"_s, u"--wait=0"_s}), 1,
                 "another program holds the database");
    sqlite3_close(db);
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s}).out, QByteArray("k\n"));
}

void TestKvw::aMissingValueIsSaid()
{
    QVERIFY(put(u"k"_s, u"v"_s).isDone());
    const QString blobs = m_kvw->path(u".wrangler/state/v3/kv/aaaa/blobs"_s);
    const QStringList names = QDir(blobs).entryList(QDir::Files);
    QCOMPARE(names.size(), 1);
    QVERIFY(QFile::remove(blobs + u'/' + names.first()));
    COMPARE_SAYS(m_kvw->run({u"get"_s, u"local:TODO"_s, u"k"_s}), 1, "missing on disk");
    QCOMPARE(info(u"k"_s).object()[u"value_missing"].toBool(), true);
    QVERIFY(info(u"k"_s).object()[u"size"].isNull());
    QCOMPARE(m_kvw->run({u"list"_s, u"local:TODO"_s}).out, QByteArray("k\n"));
    COMPARE_DONE(m_kvw->run({u"delete"_s, u"local:TODO"_s, u"k"_s}));
}

QTEST_GUILESS_MAIN(TestKvw)
#include "tst_kvw.moc"
