// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "snapshot/itemscanner.h"
#include "snapshot/snapshotfiles.h"
#include "support/waitfor.h"

#include <QRandomGenerator>

#include <sys/stat.h>

using namespace kv;
using namespace kv::test;

namespace {

/// The clock of these tests, in seconds.
constexpr qint64 now = 1'700'000'000;

QString shown(const std::optional<Error> &error)
{
    return error ? error->detail : QStringLiteral("(none)");
}

} // namespace

class TestReader : public QObject
{
    Q_OBJECT

    SnapshotFolder m_folder;

    ReadFile read(QByteArrayView content) const
    {
        return readFile(m_folder.make(content), [] { return now * 1000 + 999; });
    }

private Q_SLOTS:
    void formatsByName()
    {
        using snapshot::Format;
        using snapshot::formatOf;
        QCOMPARE(formatOf(QStringLiteral("/a/b.ndjson")), Format::Ndjson);
        QCOMPARE(formatOf(QStringLiteral("B.JSONL")), Format::Ndjson);
        QCOMPARE(formatOf(QStringLiteral("b.json")), Format::BulkJson);
        QCOMPARE(formatOf(QStringLiteral("ndjson")), Format::BulkJson);
    }

    void entriesOfEitherForm_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("between");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("array") << QByteArray("[") << QByteArray(",") << QByteArray("]");
        QTest::newRow("array with space")
            << QByteArray(" \r\n\t[ ") << QByteArray("\n , \n") << QByteArray(" ]\n ");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf[") << QByteArray(",") << QByteArray("]");
        QTest::newRow("lines") << QByteArray() << QByteArray("\n") << QByteArray("\n");
        QTest::newRow("no last line feed") << QByteArray() << QByteArray("\n") << QByteArray();
        QTest::newRow("CRLF and empty lines")
            << QByteArray("\r\n\r\n") << QByteArray("\r\n \r\n") << QByteArray("\r\n\r\n");
        QTest::newRow("lines with mark")
            << QByteArray("\xef\xbb\xbf") << QByteArray("\n") << QByteArray("\n");
        QTest::newRow("lines with head")
            << QByteArray("{\"kvworkbench\":\"snapshot\",\"version\":1,\"entries\":3}\n") << QByteArray("\n")
            << QByteArray("\n");
        QTest::newRow("far ahead") << QByteArray(700'000, ' ') + '[' << QByteArray(700'000, '\n') + ','
                                   << QByteArray(700'000, ' ') + ']';
    }
    void entriesOfEitherForm()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, between);
        QFETCH(QByteArray, after);
        const QByteArrayList items = {"{\"key\":\"a\",\"value\":\"1\"}",
                                      " {\"value\" : \"AAH/\", \"base64\": true, "
                                      "\"\\u006bey\":\"\\u00e4\\ud83d\\ude00\", \"expiration\": 1.7e9,"
                                      " \"metadata\": {\"n\" : 1.0, \"s\":\"]}\\\"\\\\\" } } ",
                                      "{\"key\":\"b\",\"value\":\"\\\"\\\\\\/"
                                      "\\b\\f\\n\\r\\t\\u0000\",\"base64\":false,\"metadata\":null}"};
        const ReadFile file = read(before + items.join(between) + after);
        QVERIFY2(!file.end, qPrintable(shown(file.end)));
        QVERIFY(file.errors.isEmpty() && file.remarks.isEmpty());
        QCOMPARE(file.entries.size(), 3);
        QCOMPARE(file.entries.at(0).key, QByteArray("a"));
        QCOMPARE(file.entries.at(0).value, QByteArray("1"));
        QCOMPARE(file.entries.at(0).expiration, Expiration());
        QCOMPARE(file.entries.at(0).metadata, Metadata());
        QCOMPARE(file.entries.at(1).key, QByteArray("\xc3\xa4\xf0\x9f\x98\x80"));
        QCOMPARE(file.entries.at(1).value, QByteArray("\0\1\xff", 3));
        QCOMPARE(file.entries.at(1).expiration, Expiration(1'700'000'000));
        QCOMPARE(file.entries.at(1).metadata, Metadata("{\"n\" : 1.0, \"s\":\"]}\\\"\\\\\" }"));
        QCOMPARE(file.entries.at(2).value, QByteArray("\"\\/\b\f\n\r\t\0", 9));
        QCOMPARE(file.entries.at(2).metadata, Metadata()); // as for wrangler
    }

    void noEntriesAtAll()
    {
        for (const char *content :
             {"[]", " [ \n ] ", "{\"kvworkbench\":\"snapshot\",\"version\":1,\"entries\":0}\n",
              "{\"kvworkbench\":\"snapshot\",\"version\":1}"}) {
            const ReadFile file = read(content);
            QVERIFY2(!file.end && file.entries.isEmpty() && file.errors.isEmpty(), content);
        }
    }

    void oneBadItem_data()
    {
        QTest::addColumn<QByteArray>("item");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        QTest::addColumn<int>("column"); // in the item, from 1
        const int invalid = int(ErrorKind::InvalidInput);
        const auto row = [&](const char *name, const QByteArray &item, const char *says, int column) {
            QTest::newRow(name) << item << invalid << QString::fromUtf8(says) << column;
        };
        row("no key", "{\"value\":\"1\"}", "no \"key\"", 1);
        row("no value", "{\"key\":\"k\"}", "\"k\": The item has no \"value\"", 1);
        row("nothing", "{}", "no \"key\"", 1);
        row("a number", "17", "must be an object", 1);
        row("a word", "null", "must be an object", 1);
        row("a string", "\"k\"", "must be an object", 1);
        row("an array", "[{\"key\":\"k\"}]", "must be an object", 1);
        row("key of a wrong type", "{\"key\":1,\"value\":\"1\"}", "\"key\" must be a string", 8);
        row("value of a wrong type", "{\"key\":\"k\",\"value\":{\"a\":\"}\"}}", "\"value\" must be a string",
            20);
        row("value null", "{\"key\":\"k\",\"value\":null}", "\"value\" must be a string", 20);
        row("key twice", "{\"key\":\"k\",\"value\":\"1\",\"key\":\"l\"}", "\"key\" twice", 24);
        row("value twice, one spelt otherwise", "{\"key\":\"k\",\"value\":\"1\",\"\\u0076alue\":\"1\"}",
            "\"value\" twice", 24);
        row("base64 of a wrong type", "{\"key\":\"k\",\"value\":\"1\",\"base64\":1}", "true or false", 33);
        row("base64 with a stranger", "{\"key\":\"k\",\"value\":\"AA-_\",\"base64\":true}", "base64", 20);
        row("base64 cut", "{\"key\":\"k\",\"value\":\"AAA\",\"base64\":true}", "base64", 20);
        row("base64 of one digit", "{\"key\":\"k\",\"value\":\"A===\",\"base64\":true}", "base64", 20);
        row("base64 with padding inside", "{\"key\":\"k\",\"value\":\"AA==AAAA\",\"base64\":true}", "base64",
            20);
        row("base64 with a line feed", "{\"key\":\"k\",\"value\":\"AAAA\\nAAA\",\"base64\":true}", "base64",
            20);
        row("expiration with a fraction", "{\"key\":\"k\",\"value\":\"1\",\"expiration\":1.5}",
            "whole number", 37);
        row("expiration below 0", "{\"key\":\"k\",\"value\":\"1\",\"expiration\":-1}", "whole number", 37);
        row("expiration too far", "{\"key\":\"k\",\"value\":\"1\",\"expiration\":99999999999999999999}",
            "whole number", 37);
        row("expiration as a string", "{\"key\":\"k\",\"value\":\"1\",\"expiration\":\"17\"}", "whole number",
            37);
        row("expiration null", "{\"key\":\"k\",\"value\":\"1\",\"expiration\":null}", "whole number", 37);
        row("ttl below 0", "{\"key\":\"k\",\"value\":\"1\",\"expiration_ttl\":-1}", "whole number", 41);
        row("ttl too far", "{\"key\":\"k\",\"value\":\"1\",\"expiration_ttl\":9223372036854775807}",
            "too large", 41);
        row("half a pair in the key", "{\"key\":\"k\\ud800\",\"value\":\"1\"}", "surrogate", 8);
        row("half a pair in the value", "{\"key\":\"k\",\"value\":\"\\udc00\\ud800\"}", "surrogate", 20);
        row("two first halves", "{\"key\":\"k\",\"value\":\"\\ud800\\ud800\"}", "surrogate", 20);
        row("key not UTF-8", "{\"key\":\"\xff\",\"value\":\"1\"}", "UTF-8", 9);
        row("value not UTF-8", "{\"key\":\"k\",\"value\":\"a\xed\xa0\x80\"}", "UTF-8", 22);
        row("a tab in a string", "{\"key\":\"k\",\"value\":\"a\tb\"}", "", 22);
        row("an escape that is none", "{\"key\":\"k\",\"value\":\"a\\x41\"}", "", 22);
        row("trailing comma", "{\"key\":\"k\",\"value\":\"1\",}", "", 24);
        row("leading zero", "{\"key\":\"k\",\"value\":\"1\",\"expiration\":0123}", "", 37);
        row("empty key", "{\"key\":\"\",\"value\":\"1\"}", "empty", 8);
        row("dot", "{\"key\":\".\",\"value\":\"1\"}", "\".\"", 8);
        row("two dots", "{\"key\":\"..\",\"value\":\"1\"}", "\"..\"", 8);
        row("metadata text that is no JSON", "{\"key\":\"k\",\"value\":\"1\",\"metadata_text\":\"{\"}",
            "must hold JSON", 40);
        row("characters, not bytes", "{\"key\":\"\xc3\xa4\xe2\x82\xac\",\"value\":1}", "must be a string",
            21);
        const int large = int(ErrorKind::TooLarge);
        QTest::newRow("long key") << QByteArray("{\"key\":\"" + QByteArray(513, 'k') + "\",\"value\":\"\"}")
                                  << large << QStringLiteral("513") << 8;
        QTest::newRow("large metadata")
            << QByteArray("{\"key\":\"k\",\"value\":\"\",\"metadata\":\"" + QByteArray(1023, 'm') + "\"}")
            << large << QStringLiteral("1025") << 34;
        QTest::newRow("large value") << QByteArray("{\"key\":\"k\",\"value\":\"" +
                                                   QByteArray(limits::valueBytes + 1, 'v') + "\"}")
                                     << large << QStringLiteral("26214401") << 20;
    }
    void oneBadItem()
    {
        QFETCH(QByteArray, item);
        QFETCH(int, kind);
        QFETCH(QString, says);
        QFETCH(int, column);
        const QByteArray a = "{\"key\":\"a\",\"value\":\"1\"}";
        const QByteArray z = "{\"key\":\"z\",\"value\":\"2\"}";
        for (const QByteArray &content : {QByteArray("[" + a + ",\n" + item + ",\n" + z + "]"),
                                          QByteArray(a + "\n" + item + "\n" + z + "\n")}) {
            const ReadFile file = read(content);
            QVERIFY2(!file.end, qPrintable(shown(file.end)));
            QCOMPARE(file.entries.size(), 2);
            QCOMPARE(file.entries.at(0).key, QByteArray("a"));
            QCOMPARE(file.entries.at(1).key, QByteArray("z"));
            QCOMPARE(file.errors.size(), 1);
            const Error &error = file.errors.first();
            QVERIFY2(error.detail.contains(says), qPrintable(error.detail));
            QCOMPARE(int(error.kind), kind);
            QCOMPARE(error.path, m_folder.path());
            QCOMPARE(error.line, 2);
            QCOMPARE(error.column, column);
        }
    }

    void whatIsJustWithinTheLimits()
    {
        const QByteArray value(limits::valueBytes, 'v');
        const QByteArray escapes = QByteArray("\\u0001").repeated(1'000'000);
        static_assert(snapshot::ItemScanner::mostBytes >
                      6 * limits::valueBytes + 6 * limits::keyBytes + limits::metadataBytes + 1000);
        const ReadFile file =
            read("[{\"key\":\"" + QByteArray(512, 'k') + "\",\"value\":\"" + value + "\",\"metadata\":\"" +
                 QByteArray(1022, 'm') + "\"},{\"key\":\"l\",\"value\":\"" + escapes + "\"}]");
        QVERIFY2(!file.end && file.errors.isEmpty(), qPrintable(shown(file.end)));
        QCOMPARE(file.entries.size(), 2);
        QVERIFY(file.entries.at(0).value == value);
        QVERIFY(file.entries.at(1).value == QByteArray(1'000'000, '\1'));
    }

    void anItemLongerThanAnyEntryIsPassedOver_data()
    {
        QTest::addColumn<bool>("lines");
        QTest::newRow("array") << false;
        QTest::newRow("lines") << true;
    }
    void anItemLongerThanAnyEntryIsPassedOver()
    {
        QFETCH(bool, lines);
        // With a hole in the file, which takes no room on the disk.
        const QByteArray a = "{\"key\":\"a\",\"value\":\"\"}";
        const QByteArray between = lines ? "\n" : ",\n";
        QFile file(m_folder.make((lines ? "" : "[") + a + between + "{\"key\":\"h\",\"value\":\""));
        QVERIFY(file.open(QIODevice::Append));
        QVERIFY(file.resize(snapshot::ItemScanner::mostBytes + 500'000));
        QVERIFY(file.seek(file.size()));
        file.write("\\\"\"}" + between + a + (lines ? "\n" : "]"));
        file.close();
        const ReadFile all = readFile(file.fileName());
        QVERIFY2(!all.end, qPrintable(shown(all.end)));
        QCOMPARE(all.errors.size(), 1);
        QCOMPARE(all.errors.first().kind, ErrorKind::TooLarge);
        QCOMPARE(all.errors.first().line, 2);
        QCOMPARE(all.errors.first().column, 1);
        QCOMPARE(all.entries.size(), 2);
    }

    void remarks_data()
    {
        QTest::addColumn<QByteArray>("item");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown") << QByteArray("{\"key\":\"k\",\"value\":\"v\",\"extra\":[{\"key\":\"x\"}]}")
                                 << QStringLiteral("passed over: \"extra\".");
        QTest::newRow("many")
            << QByteArray("{\"a\\n\":1,\"b\":2,\"key\":\"k\",\"c\":3,\"value\":\"v\",\"d\":4,\"e\":5}")
            << QStringLiteral("\"a\\n\", \"b\", \"c\" and 2 more.");
        QTest::newRow("ttl") << QByteArray("{\"key\":\"k\",\"value\":\"v\",\"expiration_ttl\":60}")
                             << QStringLiteral("counts from now on: 60 seconds.");
        QTest::newRow("both") << QByteArray(
                                     "{\"key\":\"k\",\"value\":\"v\",\"expiration_ttl\":60,\"expiration\":7}")
                              << QStringLiteral("goes before \"expiration\"");
        QTest::newRow("two metadata")
            << QByteArray("{\"key\":\"k\",\"value\":\"v\",\"metadata\":1,\"metadata_text\":\" 2\"}")
            << QStringLiteral("says something else");
    }
    void remarks()
    {
        QFETCH(QByteArray, item);
        QFETCH(QString, says);
        const ReadFile file = read("[" + item + "]");
        QVERIFY2(!file.end && file.errors.isEmpty(), qPrintable(shown(file.end)));
        QCOMPARE(file.entries.size(), 1);
        QCOMPARE(file.entries.first().value, QByteArray("v"));
        QCOMPARE(file.remarks.size(), 1);
        QVERIFY2(file.remarks.first().contains(says), qPrintable(file.remarks.first()));
        if (item.contains("ttl"))
            QCOMPARE(file.entries.first().expiration, Expiration(now + 60));
        if (item.contains("metadata_text"))
            QCOMPARE(file.entries.first().metadata, Metadata("1"));
    }

    void whateverExpiration()
    {
        // Whether it can be set any more is for the importer to judge.
        const ReadFile file = read("[{\"key\":\"a\",\"value\":\"\",\"expiration\":0},{\"key\":\"b\","
                                   "\"value\":\"\",\"expiration\":1},"
                                   "{\"key\":\"c\",\"value\":\"\",\"expiration\":9223372036854775807}]");
        QVERIFY(!file.end && file.errors.isEmpty());
        QCOMPARE(file.entries.at(0).expiration, Expiration(0));
        QCOMPARE(file.entries.at(2).expiration, Expiration(9'223'372'036'854'775'807));
    }

    void duplicateKeysComeTwice()
    {
        const ReadFile file = read("[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"a\",\"value\":\"2\"}]");
        QVERIFY(!file.end);
        QCOMPARE(file.entries.size(), 2);
    }

    // Files that end too early, or go on

    void cutAnywhere_data()
    {
        QTest::addColumn<bool>("lines");
        QTest::newRow("bulk JSON") << false;
        QTest::newRow("NDJSON") << true;
    }
    void cutAnywhere()
    {
        QFETCH(bool, lines);
        const QList<Entry> entries = {{.key = "a", .value = "1\n"},
                                      {.key = "\xc3\xa4", .value = "\xff\\", .metadata = QByteArray("[{}]")},
                                      {.key = "\xc3\xb6", .value = "\xc3\xb6", .expiration = 77}};
        QVERIFY_RESULT(writeFile(m_folder.path(), entries,
                                 lines ? snapshot::Format::Ndjson : snapshot::Format::BulkJson));
        const QByteArray whole = SnapshotFolder::read(m_folder.path());
        const qsizetype head = lines ? whole.indexOf('\n') : 1;
        for (qsizetype length = head; length < whole.trimmed().size(); ++length) {
            const ReadFile file = read(whole.first(length));
            QVERIFY2(file.end, qPrintable(QStringLiteral("of %1 bytes nothing was said").arg(length)));
            QCOMPARE(int(file.end->kind), int(ErrorKind::Corrupt));
            QVERIFY(file.errors.isEmpty());
            const QString count =
                QStringLiteral(" %1 entries before that are whole").arg(file.entries.size());
            QVERIFY2(file.end->detail.contains(count) ||
                         file.end->detail.contains(QStringLiteral("Not one item")),
                     qPrintable(file.end->detail));
            QVERIFY(file.end->line > 0 && file.end->column > 0);
            for (qsizetype i = 0; i < file.entries.size(); ++i)
                QVERIFY(sameEntry(file.entries.at(i), entries.at(i)));
        }
        QVERIFY(!read(whole).end);
    }

    void arraysThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const char *name, const QByteArray &content, const char *says, int line,
                            int column) {
            QTest::newRow(name) << content << QString::fromUtf8(says) << line << column;
        };
        const QByteArray a = "{\"key\":\"a\",\"value\":\"1\"}";
        row("trailing comma", "[" + a + ",\n]", "another item", 2, 1);
        row("two commas", "[" + a + ",\n,]", "An item should stand here", 2, 1);
        row("no comma", "[" + a + "\n " + a + "]", "a comma should stand", 2, 2);
        row("text behind", "[" + a + "]\n]", "follows the end", 2, 1);
        row("two arrays", "[" + a + "]\n[" + a + "]", "follows the end", 2, 1);
        row("a missing comma inside", "[" + a + ",{\"key\":\"a\" \"value\":\"1\"}]", "", 1, 37);
        row("single quotes", "[" + a + ",{'key':'b','value':'2'}]", "", 1, 27);
        row("a comment", "[" + a + ", // b\n" + a + "]", "", 1, 27);
    }
    void arraysThatAreNone()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        QFETCH(int, line);
        QFETCH(int, column);
        const ReadFile file = read(content);
        QCOMPARE(file.entries.size(), 1);
        QVERIFY(file.errors.isEmpty());
        QVERIFY(file.end);
        QCOMPARE(int(file.end->kind), int(ErrorKind::InvalidInput));
        QVERIFY2(file.end->detail.contains(says), qPrintable(file.end->detail));
        QVERIFY2(file.end->detail.contains(QStringLiteral(" 1 entries before that are whole")),
                 qPrintable(file.end->detail));
        QCOMPARE(file.end->line, line);
        QCOMPARE(file.end->column, column);
    }

    void aBrokenLineHarmsNoOther()
    {
        const ReadFile file =
            read("{\"key\":\"a\",\"value\":\"1\"}\n{\"key\":\"b\",\"value\":\"2}\n{'key\n]\nx\n"
                 "{\"key\":\"c\",\"value\":\"3\"}\n");
        QVERIFY2(!file.end, qPrintable(shown(file.end)));
        QCOMPARE(file.entries.size(), 2);
        QCOMPARE(file.errors.size(), 4);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(file.errors.at(i).line, i + 2);
    }

    void severalSnapshotsOneBehindTheOther()
    {
        const QList<Entry> one = {{.key = "a", .value = "1"}};
        const QList<Entry> two = {{.key = "b", .value = "2"}, {.key = "c", .value = "3"}};
        QVERIFY_RESULT(writeFile(m_folder.path(), one, snapshot::Format::Ndjson));
        QByteArray both = SnapshotFolder::read(m_folder.path());
        QVERIFY_RESULT(writeFile(m_folder.path(), two, snapshot::Format::Ndjson));
        both += SnapshotFolder::read(m_folder.path());
        const ReadFile file = read(both);
        QVERIFY2(!file.end && file.errors.isEmpty(), qPrintable(shown(file.end)));
        QCOMPARE(file.entries.size(), 3);
        const ReadFile cut = read(both.first(both.trimmed().lastIndexOf('\n') + 1));
        QVERIFY(cut.end);
        QCOMPARE(int(cut.end->kind), int(ErrorKind::Corrupt));
    }

    // Files that are something else

    void foreignFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &content, const char *says) {
            QTest::newRow(name) << content << QString::fromUtf8(says);
        };
        row("empty", "", "empty");
        row("white", " \n\t\r\n", "empty");
        row("only a mark", "\xef\xbb\xbf", "empty");
        row("text", "hello", "not JSON");
        row("a string", "\"hello\"", "not JSON");
        row("UTF-16 LE with a mark", QByteArray("\xff\xfe[\0]\0", 6), "UTF-16");
        row("UTF-16 BE with a mark", QByteArray("\xfe\xff\0[\0]", 6), "UTF-16");
        row("UTF-16 LE", QByteArray("[\0]\0", 4), "UTF-16");
        row("UTF-16 BE", QByteArray("\0[\0]", 4), "UTF-16");
        row("gzip", "\x1f\x8b\x08", "compressed");
        row("zip", "PK\x03\x04", "compressed");
        row("SQLite", "SQLite format 3", "a database");
        row("bulk get, local", "{\n  \"a\": {\n    \"value\": \"1\"\n  }\n}\n", "wrangler kv bulk get");
        row("bulk get of a missing key", "{\"a\":{\"value\":null}}", "wrangler kv bulk get");
        row("bulk get, remote", "{\n  \"a\": \"1\",\n  \"b\": null\n}", "wrangler kv bulk get");
        row("bulk get of a key named key", "{\"key\":{\"value\":\"1\"},\"value\":{\"value\":\"2\"}}",
            "wrangler kv bulk get");
        row("bulk get that is cut", "{\n  \"a\": {\n    \"val", "object");
        row("bulk get of nothing", "{}", "one JSON object");
        row("key list", "[{\"name\":\"a\"},{\"name\":\"b\",\"expiration\":17,\"metadata\":{\"key\":1}}]",
            "wrangler kv key list");
        row("key list, spread out", "[\n  {\n    \"name\": \"a\"\n  }\n]\n", "wrangler kv key list");
        row("list of names", "[\"a\",\"b\"]", "list of names");
        row("an answer of the API", "{\"success\":true,\"errors\":[],\"result\":{}}", "Cloudflare's API");
        row("an object over lines", "{\n  \"key\": \"a\",\n  \"value\": \"1\"\n}\n{\n}\n", "several lines");
        row("a plan of ours", "{\"kvworkbench\":\"plan\",\"version\":1}", "a plan and not a snapshot");
        row("of another version", "{\"kvworkbench\":\"snapshot\",\"version\":2}", "version 2");
    }
    void foreignFiles()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const auto opened = snapshot::openSnapshot(m_folder.make(content));
        QVERIFY_ERROR(opened, ErrorKind::InvalidInput);
        QVERIFY2(opened.error().detail.contains(says), qPrintable(opened.error().detail));
        QCOMPARE(opened.error().path, m_folder.path());
    }

    void aListOfNamesAmongEntriesIsNotForeign()
    {
        // Whoever adds a name to an entry makes no key list of it.
        const ReadFile file = read("[{\"name\":\"x\",\"key\":\"a\",\"value\":\"1\"}]");
        QVERIFY(!file.end);
        QCOMPARE(file.entries.size(), 1);
        QCOMPARE(file.remarks.size(), 1);
    }

    void aSingleLineIsAnEntry()
    {
        const ReadFile file = read("{\"key\":\"a\",\"value\":\"1\"}");
        QVERIFY(!file.end);
        QCOMPARE(file.entries.size(), 1);
        const ReadFile bad = read("{\"key\":5,\"value\":\"1\"}");
        QVERIFY2(!bad.end, qPrintable(shown(bad.end)));
        QCOMPARE(bad.errors.size(), 1);
    }

    void filesThatAreNone()
    {
        QVERIFY_ERROR(snapshot::openSnapshot(m_folder.path(QStringLiteral("absent"))), ErrorKind::NotFound);
        QVERIFY_ERROR(snapshot::openSnapshot(m_folder.folder()), ErrorKind::InvalidInput);
        const QString pipe = m_folder.path(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QVERIFY_ERROR(snapshot::openSnapshot(pipe), ErrorKind::InvalidInput);
    }

    void positionTellsTheWay()
    {
        QByteArray content = "[";
        for (int i = 0; i < 5000; ++i)
            content +=
                (i ? ",\n" : "") + QByteArray("{\"key\":\"") + QByteArray::number(i) + "\",\"value\":\"\"}";
        content += "]\n";
        auto source = snapshot::openSnapshot(m_folder.make(content));
        QVERIFY_RESULT(source);
        QCOMPARE((*source)->size(), content.size());
        qint64 before = 0;
        for (int i = 0; i < 5000; ++i) {
            QVERIFY((*source)->next().value().has_value());
            QVERIFY((*source)->position() > before);
            before = (*source)->position();
        }
        QVERIFY(!(*source)->next().value().has_value());
        QCOMPARE((*source)->position(), content.size());
        QVERIFY(!(*source)->next().value().has_value()); // and again
    }

    void deepNestingIsHarmless()
    {
        const QByteArray deep = QByteArray(3'000'000, '[') + QByteArray(3'000'000, ']');
        const ReadFile file = read("[{\"key\":\"a\",\"value\":\"1\",\"x\":" + deep + "}," + deep + "]");
        QVERIFY2(!file.end, qPrintable(shown(file.end)));
        QCOMPARE(file.entries.size(), 1);
        QCOMPARE(file.errors.size(), 1);
        const ReadFile open = read(QByteArray(3'000'000, '['));
        QVERIFY(open.end);
        QCOMPARE(int(open.end->kind), int(ErrorKind::Corrupt));
    }

    void manyErrorsOnOneLineDoNotTakeForEver()
    {
        const ReadFile file = read("[" + QByteArray("{},").repeated(200'000) + "{}]");
        QVERIFY(!file.end);
        QCOMPARE(file.errors.size(), 200'001);
        QCOMPARE(file.errors.last().line, 1);
        QCOMPARE(file.errors.last().column, 2 + 3 * 200'000);
    }

    /// The same file through every size of the pieces that it is read in would need a knob; long values move
    /// every boundary through the middle of every kind of token instead.
    void piecesMeetAnywhere()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 40; ++round) {
            const int length = 262'144 - 60 + round * 2;
            const QByteArray value = QByteArray(length, '\\').replace(length / 2, 1, "\"");
            QList<Entry> entries = {
                {.key = "a", .value = QByteArray(length - 40, 'x')},
                {.key = "b", .value = value.left(3000) + "\"\\\"", .metadata = QByteArray("\"\\\\\"")},
                {.key = "c", .value = value}};
            QVERIFY_RESULT(writeFile(m_folder.path(), entries, snapshot::Format::BulkJson));
            const ReadFile file = readFile(m_folder.path());
            QVERIFY2(!file.end, qPrintable(shown(file.end)));
            QCOMPARE(file.entries.size(), 3);
            for (int i = 0; i < 3; ++i)
                QVERIFY(sameEntry(file.entries.at(i), entries.at(i)));
        }
    }
};

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"
