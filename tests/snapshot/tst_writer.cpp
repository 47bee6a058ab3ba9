// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "snapshot/snapshotfiles.h"
#include "support/waitfor.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <sys/stat.h>
#include <unistd.h>

using namespace kv;
using namespace kv::test;
using snapshot::Format;

class TestWriter : public QObject
{
    Q_OBJECT

    std::unique_ptr<SnapshotFolder> m_folder;

    QByteArray written(const QList<Entry> &entries, Format format = Format::BulkJson) const
    {
        const Result<> done = writeFile(m_folder->path(), entries, format);
        return done ? SnapshotFolder::read(m_folder->path()) : done.error().detail.toUtf8();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<SnapshotFolder>(); }

    void bulkJsonAsWranglerWantsIt()
    {
        QCOMPARE(written({}), QByteArray("[]\n"));
        QCOMPARE(written({{.key = "a", .value = "1"}}),
                 QByteArray("[\n{\"key\":\"a\",\"value\":\"1\"}\n]\n"));
        QCOMPARE(written({{.key = "a\"", .value = "\n\\\0/\x7f"}, {.key = "b", .value = "\xff"}}),
                 QByteArray("[\n{\"key\":\"a\\\"\",\"value\":\"\\n\\\\\"},\n"
                            "{\"key\":\"b\",\"value\":\"/w==\",\"base64\":true}\n]\n"));
        QCOMPARE(
            written({{.key = "a", .value = "", .expiration = 17, .metadata = QByteArray("{ \"b\":1.0 }")}}),
            QByteArray(
                "[\n{\"key\":\"a\",\"value\":\"\",\"expiration\":17,\"metadata\":{ \"b\":1.0 }}\n]\n"));
    }

    void saysWhatWranglerWouldRefuse()
    {
        constexpr qint64 last = 2'147'483'647;
        const QList<Entry> fine = {{.key = "object", .value = "", .metadata = QByteArray(" {\"a\":1}")},
                                   {.key = "array", .value = "", .metadata = QByteArray("\n[1]")},
                                   {.key = "null", .value = "", .metadata = QByteArray("null")},
                                   {.key = "late", .value = "", .expiration = last}};
        QList<Entry> refused = fine;
        for (const char *json : {"17", "\"text\"", " true", "false", "-1"})
            refused.append({.key = QByteArray("of ") + json, .value = "", .metadata = QByteArray(json)});
        refused.append({.key = "too late", .value = "", .expiration = last + 1});
        const auto remarksOf = [this](const QList<Entry> &entries, Format format) {
            auto sink = snapshot::createSnapshot(m_folder->path(), format, QStringLiteral("source"));
            for (const Entry &entry : entries) {
                if (!sink || !(*sink)->write(entry))
                    return QStringList(QStringLiteral("not written"));
            }
            return sink && (*sink)->finish() ? (*sink)->remarks()
                                             : QStringList(QStringLiteral("not written"));
        };
        QCOMPARE(remarksOf(fine, Format::BulkJson), QStringList());
        QCOMPARE(remarksOf(refused, Format::Ndjson), QStringList()); // which wrangler does not take at all
        const QStringList remarks = remarksOf(refused, Format::BulkJson);
        QCOMPARE(remarks.size(), 2);
        QVERIFY2(remarks[0].contains(QStringLiteral("5 entries (of 17, of \"text\", of  true, …)")),
                 qPrintable(remarks[0]));
        QVERIFY2(remarks[1].contains(QStringLiteral("one entry (too late)")), qPrintable(remarks[1]));
        QVERIFY(remarks[1].contains(QStringLiteral("--local")));
    }

    void ndjsonWithItsHead()
    {
        auto sink = snapshot::createSnapshot(m_folder->path(), Format::Ndjson, QStringLiteral("local:\"T\""),
                                             [] { return 1'700'000'000'123; });
        QVERIFY_RESULT(sink);
        QVERIFY_RESULT((*sink)->write({.key = "a", .value = "1"}));
        QVERIFY_RESULT((*sink)->write({.key = "b", .value = "2", .metadata = QByteArray("[1,\r\n2]")}));
        QVERIFY_RESULT((*sink)->finish());
        const QByteArray content = SnapshotFolder::read(m_folder->path());
        QCOMPARE((*sink)->size(), content.size());
        QCOMPARE(content,
                 QByteArray("{\"kvworkbench\":\"snapshot\",\"version\":1,\"source\":\"local:\\\"T\\\"\","
                            "\"created\":\"2023-11-14T22:13:20.123Z\",\"entries\":2                  }\n"
                            "{\"key\":\"a\",\"value\":\"1\"}\n"
                            "{\"key\":\"b\",\"value\":\"2\",\"metadata\":[1,  2],"
                            "\"metadata_text\":\"[1,\\r\\n2]\"}\n"));
    }

    void anotherReaderOfJsonAgrees()
    {
        QByteArray control;
        for (int i = 0; i < 0x80; ++i)
            control += char(i);
        const QByteArray content =
            written({{.key = "k", .value = control + "\xc3\xa4\xef\xbf\xbd\xf0\x9f\x98\x80"}});
        QJsonParseError error;
        const QJsonArray array = QJsonDocument::fromJson(content, &error).array();
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonObject item = array.at(0).toObject();
        QCOMPARE(item.value(QStringLiteral("value")).toString().toUtf8(),
                 control + "\xc3\xa4\xef\xbf\xbd\xf0\x9f\x98\x80");
        QVERIFY(!item.contains(QStringLiteral("base64")));
    }

    void whatCouldNotBeReadBackIsRefused_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<qint64>("valueBytes"); // -1: missing
        QTest::addColumn<qint64>("expiration"); // 0: none
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<int>("kind");
        const int invalid = int(ErrorKind::InvalidInput);
        const int large = int(ErrorKind::TooLarge);
        QTest::newRow("no UTF-8") << QByteArray("\xff") << 1LL << 0LL << QByteArray() << invalid;
        QTest::newRow("empty key") << QByteArray() << 1LL << 0LL << QByteArray() << invalid;
        QTest::newRow("long key") << QByteArray(513, 'k') << 1LL << 0LL << QByteArray() << large;
        QTest::newRow("large value") << QByteArray("k") << limits::valueBytes + 1 << 0LL << QByteArray()
                                     << large;
        QTest::newRow("missing value")
            << QByteArray("k") << -1LL << 0LL << QByteArray() << int(ErrorKind::NotFound);
        QTest::newRow("before 1970") << QByteArray("k") << 1LL << -5LL << QByteArray() << invalid;
        QTest::newRow("no JSON") << QByteArray("k") << 1LL << 0LL << QByteArray("{") << invalid;
        QTest::newRow("two JSON") << QByteArray("k") << 1LL << 0LL << QByteArray("1},{\"a\":2") << invalid;
        QTest::newRow("no metadata text") << QByteArray("k") << 1LL << 0LL << QByteArray("") << invalid;
        QTest::newRow("large metadata") << QByteArray("k") << 1LL << 0LL << QByteArray(1025, '1') << large;
    }
    void whatCouldNotBeReadBackIsRefused()
    {
        QFETCH(QByteArray, key);
        QFETCH(qint64, valueBytes);
        QFETCH(qint64, expiration);
        QFETCH(QByteArray, metadata);
        QFETCH(int, kind);
        Entry entry{.key = key, .value = QByteArray(std::max(0LL, valueBytes), 'v')};
        entry.valueMissing = valueBytes < 0;
        if (expiration)
            entry.expiration = expiration;
        if (!metadata.isNull())
            entry.metadata = metadata;
        auto sink = snapshot::createSnapshot(m_folder->path(), Format::BulkJson, {});
        QVERIFY_RESULT(sink);
        QVERIFY_RESULT((*sink)->write({.key = "a", .value = "1"}));
        const Result<> refused = (*sink)->write(entry);
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().kind), kind);
        QVERIFY(!refused.error().detail.isEmpty());
        QVERIFY_RESULT((*sink)->write({.key = "z", .value = "2"})); // and goes on
        QVERIFY_RESULT((*sink)->finish());
        const ReadFile back = readFile(m_folder->path());
        QVERIFY(!back.end && back.errors.isEmpty());
        QCOMPARE(back.entries.size(), 2);
    }

    void nothingIsThereBeforeTheEnd()
    {
        {
            auto sink = snapshot::createSnapshot(m_folder->path(), Format::BulkJson, {});
            QVERIFY_RESULT(sink);
            QVERIFY_RESULT((*sink)->write({.key = "a", .value = QByteArray(2'000'000, 'v')}));
            QVERIFY(!QFile::exists(m_folder->path()));
            QCOMPARE(m_folder->names().size(), 1);
        }
        QVERIFY(m_folder->names().isEmpty());
        m_folder->make("old");
        {
            auto sink = snapshot::createSnapshot(m_folder->path(), Format::BulkJson, {});
            QVERIFY_RESULT((*sink)->write({.key = "a", .value = "1"}));
        }
        QCOMPARE(SnapshotFolder::read(m_folder->path()), QByteArray("old"));
        QCOMPARE(m_folder->names().size(), 1);
    }

    void theOldFileIsReplaced()
    {
        const QByteArray path = QFile::encodeName(m_folder->make("old"));
        QCOMPARE(::chmod(path.constData(), 0640), 0);
        QVERIFY(written({}).startsWith("[]"));
        struct stat info;
        QCOMPARE(::stat(path.constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777u, 0640u); // and whoever could not read it still cannot
        QCOMPARE(m_folder->names().size(), 1);
    }

    void aLinkStays()
    {
        const QString target = m_folder->make("old", QStringLiteral("real.json"));
        QVERIFY(QFile::link(target, m_folder->path()));
        QVERIFY(written({}).startsWith("[]"));
        QVERIFY(QFileInfo(m_folder->path()).isSymLink());
        QCOMPARE(SnapshotFolder::read(target), QByteArray("[]\n"));
        QCOMPARE(m_folder->names().size(), 2);
    }

    void placesWhereNoFileCanBe()
    {
        QVERIFY_ERROR(snapshot::createSnapshot(m_folder->folder(), Format::BulkJson, {}),
                      ErrorKind::InvalidInput);
        QVERIFY_ERROR(
            snapshot::createSnapshot(m_folder->path(QStringLiteral("no/such.json")), Format::BulkJson, {}),
            ErrorKind::NotFound);
        QVERIFY_ERROR(snapshot::createSnapshot(QStringLiteral("/dev/null"), Format::BulkJson, {}),
                      ErrorKind::InvalidInput);
        QVERIFY_ERROR(snapshot::createSnapshot(QString(), Format::BulkJson, {}), ErrorKind::InvalidInput);
    }

    void aLongName()
    {
        const QString path = m_folder->path(QString(250, u'n') + QStringLiteral(".json"));
        QVERIFY_RESULT(writeFile(path, {}, Format::BulkJson));
        QVERIFY(QFile::exists(path));
    }
};

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
