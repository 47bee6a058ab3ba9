// SPDX-License-Identifier: GPL-3.0-or-later
// Random entries through a file and back; and files that are damaged at random, which may be refused but must
// never take the program down, keep it, or give entries that nobody wrote.
#include "core/keyorder.h"
#include "snapshot/snapshotfiles.h"
#include "snapshot/snapshotstore.h"
#include "support/waitfor.h"
#include "text/json.h"

#include <QMap>
#include <QRandomGenerator>

#include <random>

using namespace kv;
using namespace kv::test;
using snapshot::Format;

namespace {

class Random
{
public:
    explicit Random(quint32 seed) : m_random(seed) {}

    int atMost(int most) { return int(m_random.bounded(most + 1)); }
    bool once(int in) { return m_random.bounded(in) == 0; }

    QByteArray text(int most)
    {
        static const QList<QByteArray> pieces = {"a",
                                                 "Z",
                                                 "0",
                                                 " ",
                                                 "\"",
                                                 "\\",
                                                 "/",
                                                 "\n",
                                                 "\r",
                                                 "\t",
                                                 "\b",
                                                 "{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 "\\u0041",
                                                 ":",
                                                 "ä",
                                                 "€",
                                                 "😀",
                                                 "�",
                                                 "\x7f",
                                                 "\xe2\x80\xa8",
                                                 QByteArray(1, '\0'),
                                                 QByteArray(1, '\x1f'),
                                                 "\xef\xbb\xbf"};
        QByteArray out;
        for (int n = atMost(most); n > 0; --n)
            out += pieces.at(atMost(int(pieces.size()) - 1));
        return out;
    }
    QByteArray bytes(int most)
    {
        QByteArray out;
        for (int n = atMost(most); n > 0; --n)
            out += char(atMost(255));
        return out;
    }
    QByteArray json(int depth)
    {
        const QByteArray space = once(3) ? QByteArray(once(2) ? " \n" : "\t") : QByteArray();
        switch (atMost(depth > 0 ? 7 : 5)) {
        case 0:
            return space + "null";
        case 1:
            return "true" + space;
        case 2:
            return "12345678901234567890" + space;
        case 3:
            return space + "-1.50e+3";
        case 4:
            return space + "\"\\ud800 \\u0041\xc3\xa4\\\"}\"";
        case 5:
            return space + "{}";
        case 6:
            return space + "[" + json(depth - 1) + "," + space + json(depth - 1) + "]";
        default:
            return "{" + space + "\"a\":" + json(depth - 1) + ",\"a\":" + json(depth - 1) + "}";
        }
    }
    Entry entry(const QByteArray &key)
    {
        Entry entry{.key = key};
        entry.value = once(2) ? text(40) : bytes(once(50) ? 3000 : 40);
        if (once(3))
            entry.expiration = once(2) ? atMost(2'000'000'000) : 8'640'000'000'000;
        if (once(3))
            entry.metadata = json(3);
        return entry;
    }
    QList<Entry> entries(int most)
    {
        QMap<QByteArray, Entry> byKey;
        for (int n = atMost(most); n > 0; --n) {
            const QByteArray key = text(12).left(500);
            if (key.isValidUtf8() && !key.isEmpty())
                byKey.insert(key, entry(key));
        }
        QList<Entry> all = byKey.values();
        std::sort(all.begin(), all.end(),
                  [](const Entry &a, const Entry &b) { return compareKeys(a.key, b.key) < 0; });
        return all;
    }

private:
    QRandomGenerator m_random;
};

} // namespace

class TestRoundTrip : public QObject
{
    Q_OBJECT

    SnapshotFolder m_folder;

private Q_SLOTS:
    void whatIsWrittenIsRead_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("bulk JSON") << int(Format::BulkJson);
        QTest::newRow("NDJSON") << int(Format::Ndjson);
    }
    void whatIsWrittenIsRead()
    {
        QFETCH(int, format);
        qsizetype total = 0;
        for (quint32 seed = 1; seed <= 300; ++seed) {
            Random random(seed);
            const QList<Entry> entries = random.entries(seed % 20 == 0 ? 1500 : 120);
            const QString path = m_folder.path();
            QVERIFY_RESULT(writeFile(path, entries, Format(format)));
            const ReadFile back = readFile(path);
            QVERIFY2(!back.end, qPrintable(back.end ? back.end->detail : QString()));
            QVERIFY2(back.errors.isEmpty() && back.remarks.isEmpty(), qPrintable(QString::number(seed)));
            QCOMPARE(back.entries.size(), entries.size());
            for (qsizetype i = 0; i < entries.size(); ++i)
                QVERIFY2(sameEntry(back.entries.at(i), entries.at(i)),
                         qPrintable(QStringLiteral("seed %1, entry %2").arg(seed).arg(i)));
            total += entries.size();
        }
        QVERIFY(total > 5000);
        QCOMPARE(m_folder.names(), QStringList{QStringLiteral("s.json")});
    }

    /// Bytes of a valid file replaced, taken out, doubled or moved.
    void damagedFilesHarmNobody_data() { whatIsWrittenIsRead_data(); }
    void damagedFilesHarmNobody()
    {
        QFETCH(int, format);
        const QString path = m_folder.path();
        int broken = 0;
        int whole = 0;
        for (quint32 seed = 1; seed <= 40; ++seed) {
            Random random(seed);
            QVERIFY_RESULT(writeFile(path, random.entries(8), Format(format)));
            const QByteArray original = SnapshotFolder::read(path);
            for (int round = 0; round < 100; ++round) {
                QByteArray damaged = original;
                for (int n = random.atMost(3); n >= 0; --n)
                    damage(damaged, random);
                const ReadFile file = readFile(m_folder.make(damaged));
                ++(file.end || !file.errors.isEmpty() ? broken : whole);
                for (const Entry &entry : file.entries) {
                    QVERIFY(entry.key.isValidUtf8() && !entry.key.isEmpty() && entry.key.size() <= 512);
                    QVERIFY(!entry.metadata || !text::validate(*entry.metadata));
                    QVERIFY(!entry.expiration || *entry.expiration >= 0);
                }
                QVERIFY(!file.end || !file.end->detail.isEmpty());
                for (const Error &error : file.errors)
                    QVERIFY(!error.detail.isEmpty() && error.line > 0 && error.column > 0);
            }
        }
        QVERIFY(broken > 500 && whole > 100); // neither is taken for granted
    }

    void garbageHarmsNobody()
    {
        for (quint32 seed = 1; seed <= 2000; ++seed) {
            Random random(seed);
            QByteArray garbage = random.once(2) ? random.bytes(300) : random.text(200);
            if (random.once(2))
                garbage.prepend(random.once(2) ? "[" : "{\"key\":");
            const ReadFile file = readFile(m_folder.make(garbage));
            for (const Entry &entry : file.entries)
                QVERIFY(entry.key.isValidUtf8());
        }
    }

    /// A damaged file as a store: the same entries, or the same error.
    void theStoreSaysTheSame()
    {
        const QString path = m_folder.path();
        for (quint32 seed = 1; seed <= 60; ++seed) {
            Random random(seed);
            QList<Entry> entries = random.entries(30);
            std::shuffle(entries.begin(), entries.end(), std::mt19937(seed));
            for (int again = random.atMost(3); again > 0 && !entries.isEmpty(); --again)
                entries << random.entry(entries.at(random.atMost(int(entries.size()) - 1)).key);
            QVERIFY_RESULT(writeFile(path, entries, random.once(2) ? Format::BulkJson : Format::Ndjson));
            if (random.once(3)) {
                QByteArray damaged = SnapshotFolder::read(path);
                damage(damaged, random);
                m_folder.make(damaged);
            }
            const ReadFile file = readFile(path);
            snapshot::SnapshotStore store(path);
            const auto count = waitFor(store.count());
            if (file.end) {
                QVERIFY(!count);
                QCOMPARE(count.error(), *file.end);
                continue;
            }
            QVERIFY_RESULT(count);
            QMap<QByteArray, Entry> last;
            for (const Entry &entry : file.entries)
                last.insert(entry.key, entry);
            QCOMPARE(**count, last.size());
            QCOMPARE(store.duplicates(), file.entries.size() - last.size());
            QCOMPARE(store.troubleCount(), file.errors.size());
            QCOMPARE(store.troubles(), file.errors);
            QCOMPARE(store.remarks(), file.remarks);
            const QList<QByteArray> keys = last.keys();
            const int head = random.atMost(20);
            const auto peeks = waitFor(store.peek(keys, head));
            QVERIFY_RESULT(peeks);
            const auto fetched = waitFor(store.fetch(keys, 1'000'000));
            QVERIFY_RESULT(fetched);
            QCOMPARE(fetched->size(), keys.size());
            for (qsizetype i = 0; i < keys.size(); ++i) {
                const Entry &wanted = last.value(keys.at(i));
                QVERIFY(sameEntry(fetched->at(i).entry.value(), wanted));
                QCOMPARE(peeks->at(i).size, wanted.value.size());
                QCOMPARE(peeks->at(i).head, wanted.value.left(head));
            }
        }
    }

private:
    static void damage(QByteArray &bytes, Random &random)
    {
        const int at = random.atMost(int(bytes.size()));
        const int length = random.once(4) ? random.atMost(60) : 1;
        switch (random.atMost(4)) {
        case 0:
            bytes.insert(at, random.text(3));
            break;
        case 1:
            bytes.remove(at, length);
            break;
        case 2:
            bytes.replace(at, 1, random.bytes(2));
            break;
        case 3:
            bytes.insert(at, bytes.mid(random.atMost(int(bytes.size())), length));
            break;
        default:
            if (random.once(5))
                bytes.truncate(at);
            break;
        }
    }
};

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
