// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/reader.h"

#include "core/keyorder.h"

#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QRegularExpression>
#include <QTest>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

namespace {

QList<QByteArray> keysOf(const KeyPage &page)
{
    QList<QByteArray> keys;
    for (int i = 0; i < page.keys->size(); ++i)
        keys.append(page.keys->key(i).toByteArray());
    return keys;
}

} // namespace

class TestReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noStoreIsNotAnError()
    {
        StateFolder state;
        NamespaceFile file(state.target);
        const Result<KeyPage> page = readPage(file, {});
        QVERIFY(page);
        QVERIFY(!page->storeExists);
        QVERIFY(page->last);
        QCOMPARE(countEntries(file).value(), std::nullopt);
        QCOMPARE(readEntry(file, "k").error().kind, ErrorKind::NotFound);
        QVERIFY(!QFileInfo::exists(state.root()));
    }

    void everyKindOfKeyIsListedInByteOrder()
    {
        StateFolder state;
        const QList<QByteArray> keys = {QByteArray("a\0b", 3),
                                        "a\nb",
                                        "a b",
                                        "a/b?c#d%20",
                                        "\xf0\x9f\x98\x80",
                                        "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
                                        QByteArray(512, 'z'),
                                        "A",
                                        "\xef\xbf\xbd"};
        for (const QByteArray &key : keys)
            QVERIFY(state.put(key, key));
        QList<QByteArray> sorted = keys;
        std::sort(sorted.begin(), sorted.end(),
                  [](const auto &a, const auto &b) { return compareKeys(a, b) < 0; });
        NamespaceFile file(state.target);
        QCOMPARE(keysOf(readPage(file, {}).value()), sorted);
        for (const QByteArray &key : keys)
            QCOMPARE(readEntry(file, key).value().value, key);
    }

    void pagesJoinWithoutGapOrRepeat()
    {
        StateFolder state;
        for (int i = 0; i < 25; ++i)
            QVERIFY(state.put((i % 2 ? "p:" : "q:") + QByteArray::number(i), "v"));
        NamespaceFile file(state.target);
        for (const ListDetail detail : {ListDetail::Names, ListDetail::Rows}) {
            QList<QByteArray> keys;
            ListQuery query{.prefix = "p:", .pageSize = 5, .detail = detail};
            for (;;) {
                const Result<KeyPage> page = readPage(file, query);
                QVERIFY(page);
                keys += keysOf(*page);
                if (page->last)
                    break;
                query.cursor = page->cursor;
            }
            QCOMPARE(keys.size(), 12);
            QVERIFY(std::is_sorted(keys.begin(), keys.end()));
            QVERIFY(
                std::all_of(keys.begin(), keys.end(), [](const auto &key) { return key.startsWith("p:"); }));
        }
    }

    void anEmptyKeyIsNoCursor()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql("INSERT INTO _mf_entries VALUES ('', 'b', NULL, NULL)"), 0);
        NamespaceFile file(state.target);
        QList<QByteArray> keys;
        ListQuery query{.pageSize = 1};
        for (bool last = false; !last && keys.size() < 9;) {
            const KeyPage page = readPage(file, query).value();
            keys += keysOf(page);
            query.cursor = page.cursor;
            last = page.last;
        }
        QCOMPARE(keys, (QList<QByteArray>{"", "k"}));
    }

    void keysOutOfOrderAreDamage()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql("DELETE FROM _mf_entries; INSERT INTO _mf_entries VALUES ('a', 'b', NULL, NULL), "
                           "('B', 'b', NULL, NULL), ('c', 'b', NULL, NULL)"),
                 0);
        // An index in an order that the schema does not tell of.
        const auto schema = [&state](const char *from, const char *to) {
            return state.sql(
                QByteArray("PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql=replace(sql, "
                           "'") +
                from + "', '" + to + "') WHERE name='_mf_entries'");
        };
        QCOMPARE(schema("key TEXT", "key TEXT COLLATE NOCASE"), 0);
        QCOMPARE(state.sql("REINDEX"), 0);
        QCOMPARE(schema("key TEXT COLLATE NOCASE", "key TEXT"), 0);
        NamespaceFile file(state.target);
        for (const ListDetail detail : {ListDetail::Names, ListDetail::Rows})
            QVERIFY_ERROR(readPage(file, {.detail = detail}), ErrorKind::Corrupt);
    }

    void rowsTellExpirationAndMetadata()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql("UPDATE _mf_entries SET metadata = '0', expiration = -1500"), 0);
        NamespaceFile file(state.target);
        const KeyPage page = readPage(file, {}).value();
        QCOMPARE(page.keys->expiration(0), Expiration(-2));
        QVERIFY(page.keys->hasMetadata(0));
        QCOMPARE(page.keys->metadata(0), QByteArrayView("0"));
        const KeyPage names = readPage(file, {.detail = ListDetail::Names}).value();
        QVERIFY(!names.keys->hasMetadata(0));
    }

    void aMissingValueIsSaidAndTheRestStays()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v", Expiration(), Metadata("{}")));
        QVERIFY(QFile::remove(state.blobs() + u'/' + state.blobNames().first()));
        NamespaceFile file(state.target);
        const Entry entry = readEntry(file, "k").value();
        QVERIFY(entry.valueMissing);
        QCOMPARE(entry.metadata, Metadata("{}"));
        QCOMPARE(readHeads(file, {"k"}, 10).value().first().size, -1);
    }

    void headsAreCutButSizesAreWhole()
    {
        StateFolder state;
        QVERIFY(state.put("big", QByteArray(1'000'000, 'x')));
        QVERIFY(state.put("empty", ""));
        NamespaceFile file(state.target);
        const QList<Peek> peeks = readHeads(file, {"big", "gone", "empty"}, 16).value();
        QCOMPARE(peeks[0].size, 1'000'000);
        QCOMPARE(peeks[0].head, QByteArray(16, 'x'));
        QCOMPARE(peeks[1].size, -1);
        QCOMPARE(peeks[2].size, 0);
    }

    void rowsInTheLogAloneAreRead()
    {
        // What a killed workerd leaves: an empty file, and everything in the log.
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QVERIFY(QFileInfo(state.database() + QStringLiteral("-wal")).size() > 0);
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("v"));
        QVERIFY(QFileInfo(state.database() + QStringLiteral("-wal")).size() > 0);
    }

    void aReplacedFileIsOpenedAgain()
    {
        StateFolder state;
        QVERIFY(state.put("k", "old"));
        NamespaceFile file(state.target);
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("old"));
        QVERIFY(QDir(state.root()).removeRecursively());
        QVERIFY(!readPage(file, {}).value().storeExists);
        QVERIFY(state.put("k", "new"));
        QCOMPARE(readEntry(file, "k").value().value, QByteArray("new"));
    }

    void damage_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("other tables") << QByteArray("DROP TABLE _mf_entries; CREATE TABLE t(x)");
        QTest::newRow("a view") << QByteArray(
            "ALTER TABLE _mf_entries RENAME TO e; CREATE VIEW _mf_entries AS SELECT * FROM e");
        QTest::newRow("no metadata") << QByteArray("ALTER TABLE _mf_entries DROP COLUMN metadata");
        QTest::newRow("not text") << QByteArray("INSERT INTO _mf_entries VALUES (x'00ff', 'b', NULL, NULL)");
    }
    void damage()
    {
        QFETCH(QByteArray, sql);
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QCOMPARE(state.sql(sql), 0);
        const QByteArray before = state.ask("SELECT group_concat(name) FROM sqlite_master");
        NamespaceFile file(state.target);
        const Result<KeyPage> page = readPage(file, {});
        QVERIFY(!page);
        QCOMPARE(page.error().kind, ErrorKind::Corrupt);
        QCOMPARE(page.error().path, state.database());
        QCOMPARE(state.ask("SELECT group_concat(name) FROM sqlite_master"), before);
    }

    void notADatabase()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        for (const char *suffix : {"-wal", "-shm"})
            QFile::remove(state.database() + QLatin1String(suffix));
        QVERIFY(StateFolder::writeFile(state.database(), QByteArray(8192, 'x')));
        NamespaceFile file(state.target);
        QCOMPARE(readPage(file, {}).error().kind, ErrorKind::Corrupt);
        QCOMPARE(writeEntry(file, {.key = "k", .value = QByteArray("x")}, 0).error().kind,
                 ErrorKind::Corrupt);
        QCOMPARE(StateFolder::readFile(state.database()), QByteArray(8192, 'x'));
    }

    void aDamagedPage()
    {
        StateFolder state;
        for (int i = 0; i < 500; ++i)
            QVERIFY(state.put("key" + QByteArray::number(i), "v", {}, Metadata(QByteArray(100, '1'))));
        QCOMPARE(state.sql("PRAGMA wal_checkpoint(TRUNCATE)"), 0);
        QByteArray bytes = StateFolder::readFile(state.database());
        for (qsizetype page = 3; page < bytes.size() / 4096; ++page)
            bytes.replace(page * 4096, 512, QByteArray(512, char(0xa5)));
        QVERIFY(StateFolder::writeFile(state.database(), bytes));
        NamespaceFile file(state.target);
        const Result<KeyPage> page = readPage(file, {});
        QVERIFY(!page);
        QCOMPARE(page.error().kind, ErrorKind::Corrupt);
    }

    void anEmptyFileIsAnEmptyStore()
    {
        StateFolder state;
        QVERIFY(QDir().mkpath(databaseFolder(state.root())));
        QVERIFY(StateFolder::writeFile(state.database(), ""));
        NamespaceFile file(state.target);
        const Result<KeyPage> page = readPage(file, {});
        QVERIFY(page);
        QVERIFY(page->storeExists);
        QVERIFY(state.put("k", "v"));
        QCOMPARE(countEntries(file).value(), std::optional<qint64>(1));
    }
};

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"
