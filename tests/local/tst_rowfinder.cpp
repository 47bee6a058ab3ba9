// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/rowfinder.h"

#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

namespace {

QByteArray keyOf(int n)
{
    return "key" + QByteArray::number(n).rightJustified(5, '0');
}

/// A store with the keys of all even numbers below 4000, the number in each blob's name.
class Ground
{
public:
    Ground()
    {
        m_folder.put("first", "the first write makes the store");
        m_folder.sql(
            "DELETE FROM _mf_entries; WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 2 FROM n "
            "WHERE i < 3998) INSERT INTO _mf_entries SELECT printf('key%05d', i), 'blob' || i, "
            "CASE WHEN i % 3 THEN i END, CASE WHEN i % 5 THEN '{}' END FROM n");
        Result<Database> db = Database::openForReading(m_folder.database());
        if (db)
            m_db.emplace(std::move(*db));
    }
    StateFolder &folder() { return m_folder; }
    Database &db() { return *m_db; }
    /// Whether the finder answers for each key what a look at it alone does.
    bool agree(const QList<QByteArray> &keys)
    {
        RowFinder finder(db());
        return std::all_of(keys.begin(), keys.end(), [&](const QByteArray &key) {
            const auto found = finder.find(key);
            const auto alone = NamespaceFile::find(db(), key);
            return found && alone && found->has_value() == alone->has_value() &&
                   (!*found || revisionOf(**found) == revisionOf(**alone));
        });
    }

private:
    StateFolder m_folder{QStringLiteral("ns"), StateFolder::inMemory()};
    std::optional<Database> m_db;
};

} // namespace

class TestRowFinder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatALookAtEachFinds_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("downwards");
        for (const int step : {1, 2, 3, 7, 8, 9, 10, 11, 100}) {
            QTest::addRow("every %d", step) << step << false;
            QTest::addRow("every %d, downwards", step) << step << true;
        }
    }

    void findsWhatALookAtEachFinds()
    {
        QFETCH(const int, step);
        QFETCH(const bool, downwards);
        Ground ground;
        QList<QByteArray> keys;
        for (int n = 0; n < 4200; n += step) // there are none from 4000 on
            keys << keyOf(n);
        if (downwards)
            std::reverse(keys.begin(), keys.end());
        QVERIFY(ground.agree(keys));
    }

    void findsKeysInAnyOrder()
    {
        Ground ground;
        QRandomGenerator random(7);
        for (int round = 0; round < 50; ++round) {
            QList<QByteArray> keys{QByteArray()};
            int n = 0;
            for (int i = 0; i < 60; ++i) {
                n = random.bounded(3) ? n + random.bounded(12) : random.bounded(4000);
                keys << (random.bounded(10) ? keyOf(n) : keys.last());
            }
            QVERIFY2(ground.agree(keys), QByteArray::number(round).constData());
        }
    }

    void tellsWhatStandsInTheRow()
    {
        Ground ground;
        RowFinder finder(ground.db());
        QVERIFY(!finder.find("key00003").value());
        const std::optional<Row> row = finder.find("key00004").value();
        QVERIFY(row);
        QCOMPARE(row->blobId, QByteArray("blob4"));
        QCOMPARE(row->expirationMs, std::optional<qint64>(4));
        QCOMPARE(row->metadata, Metadata("{}"));
        const std::optional<Row> other = finder.find("key00030").value();
        QVERIFY(other);
        QVERIFY(!other->expirationMs && !other->metadata);
    }

    void aBlobOfTheSameBytesIsNoKey()
    {
        Ground ground;
        QCOMPARE(ground.folder().sql("INSERT INTO _mf_entries VALUES (CAST('zzz' AS BLOB), 'b', NULL, NULL)"),
                 SQLITE_OK);
        QVERIFY(!RowFinder(ground.db()).find("zzz").value());
        QVERIFY(ground.agree({keyOf(3996), keyOf(3998), "zzy", "zzz", "zzzz", keyOf(2)}));
    }

    void sayWhenTheDatabaseCannotBeRead()
    {
        Ground ground;
        QCOMPARE(ground.folder().sql("DROP TABLE _mf_entries"), SQLITE_OK);
        QVERIFY(!RowFinder(ground.db()).find(keyOf(2)));
    }
};

QTEST_GUILESS_MAIN(TestRowFinder)
#include "tst_rowfinder.moc"
