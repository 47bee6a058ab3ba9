// SPDX-License-Identifier: GPL-3.0-or-later
// Random entries through a file and back; and files that are damaged at random, which may be refused but must
// never take the program down, keep it, or give entries that nobody wrote.
#include "core/keyorder.h"
#include "snapshot/snapshotfiles.h"
#include "support/waitfor.h"

#include <QMap>
#include <QRandomGenerator>

using namespace kv;
using namespace kv::test;
using snapshot::Format;

namespace {

class Random
{
public:
    explicit Random(quint32 seed) : m_random(seed) {}

    int upTo(int most) { return int(m_random.bounded(most + 1)); }
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
        for (int n = upTo(most); n > 0; --n)
            out += pieces.at(upTo(int(pieces.size()) - 1));
        return out;
    }
    QByteArray bytes(int most)
    {
        QByteArray out;
        for (int n = upTo(most); n > 0; --n)
            out += char(upTo(255));
        return out;
    }
    QByteArray json(int depth)
    {
        const QByteArray space = once(3) ? QByteArray(once(2) ? " \n" : "\t") : QByteArray();
        switch (upTo(depth > 0 ? 7 : 5)) {
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
            entry.expiration = once(2) ? upTo(2'000'000'000) : 8'640'000'000'000;
        if (once(3))
            entry.metadata = json(3);
        return entry;
    }
    QList<Entry> entries(int most)
    {
        QMap<QByteArray, Entry> byKey;
        for (int n = upTo(most); n > 0; --n) {
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
        for (quint32 seed = 1; seed <= 100; ++seed) {
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
};

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
