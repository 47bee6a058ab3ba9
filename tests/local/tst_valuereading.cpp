// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/valuereading.h"

#include "support/statefolder.h"
#include "support/waitfor.h"

#include <QTest>
#include <QThread>

using namespace kv;
using namespace kv::local;
using kv::test::StateFolder;

namespace {

constexpr int many = 1000; // enough for other threads to help
constexpr int valueBytes = 100;

/// Keys, rows and values; every tenth key has no row.
class Ground
{
public:
    Ground()
    {
        const ValueFiles values(location());
        (void)values.makeFolder();
        for (int n = 0; n < many; ++n) {
            const QByteArray blob = "blob" + QByteArray::number(n);
            (void)values.add(blob, valueOf(n));
            keys.push_back("key" + QByteArray::number(n));
            rows.push_back(n % 10 ? std::optional(Row{.blobId = blob, .expirationMs = {}, .metadata = {}})
                                  : std::nullopt);
        }
    }
    static QByteArray valueOf(int n) { return QByteArray::number(n).leftJustified(valueBytes, '.'); }
    Location location() const { return locate(m_folder.target); }
    QString blobs() const { return m_folder.blobs(); }

    std::vector<QByteArray> keys;
    std::vector<std::optional<Row>> rows;

private:
    StateFolder m_folder{QStringLiteral("ns"), StateFolder::inMemory()};
};

} // namespace

class TestValueReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachKeyGetsItsOwnValue()
    {
        const Ground ground;
        const Location location = ground.location();
        for (int round = 0; round < 20; ++round) {
            ValueReading reading(location, ground.keys, ground.rows, 1'000'000);
            reading.run({});
            QVERIFY(reading.isWhole());
            for (int n = 0; n < many; ++n) {
                const std::optional<Result<Entry>> entry = reading.take(size_t(n));
                QCOMPARE(entry.has_value(), n % 10 != 0);
                if (!entry)
                    continue;
                QVERIFY_RESULT(*entry);
                QCOMPARE((*entry)->key, ground.keys[size_t(n)]);
                QCOMPARE((*entry)->value, Ground::valueOf(n));
                QCOMPARE((*entry)->revision, revisionOf(*ground.rows[size_t(n)]));
            }
        }
    }

    void oneBadValueIsOneError()
    {
        Ground ground;
        ground.rows[501]->blobId = "../up";
        QVERIFY(QFile::remove(ground.blobs() + QStringLiteral("/blob502")));
        const Location location = ground.location();
        ValueReading reading(location, ground.keys, ground.rows, 1'000'000);
        reading.run({});
        QVERIFY_ERROR(*reading.take(501), ErrorKind::Unsafe);
        QVERIFY(reading.take(502)->value().valueMissing);
        QCOMPARE(reading.take(503)->value().value, Ground::valueOf(503));
    }

    void noFurtherValueIsBegunWhenTheRoomIsFull()
    {
        const Ground ground;
        const Location location = ground.location();
        ValueReading reading(location, ground.keys, ground.rows, 50 * valueBytes);
        reading.run({});
        QVERIFY(reading.isWhole());
        int read = 0;
        for (size_t i = 0; i < ground.keys.size(); ++i)
            read += reading.take(i) ? 1 : 0;
        QVERIFY2(read > 50 && read < 60, QByteArray::number(read).constData()); // one more of each thread
    }

    void stopsAndAsksOnItsOwnThreadOnly()
    {
        const Ground ground;
        const Location location = ground.location();
        ValueReading reading(location, ground.keys, ground.rows, 1'000'000);
        int asked = 0;
        bool elsewhere = false;
        const QThread *own = QThread::currentThread();
        reading.run([&] {
            elsewhere = elsewhere || QThread::currentThread() != own;
            return ++asked < 3;
        });
        QVERIFY(!elsewhere);
        // Where other threads were quick, there was nothing left to ask about.
        QCOMPARE(reading.isWhole(), asked < 3);
    }
};

QTEST_GUILESS_MAIN(TestValueReading)
#include "tst_valuereading.moc"
