// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/pattern.h"

#include "text/utf8.h"

#include <QRandomGenerator>
#include <QTest>

using kv::text::Pattern;

namespace {

/// The obvious way, for `*`, `?` and signs of one byte.
bool slowly(QByteArrayView pattern, QByteArrayView key)
{
    if (pattern.isEmpty())
        return key.isEmpty();
    if (pattern.front() == '*')
        return slowly(pattern.sliced(1), key) || (!key.isEmpty() && slowly(pattern, key.sliced(1)));
    if (key.isEmpty())
        return false;
    if (pattern.front() == '?')
        return slowly(pattern.sliced(1), key.sliced(kv::text::codePointAt(key, 0).length));
    return pattern.front() == key.front() && slowly(pattern.sliced(1), key.sliced(1));
}

} // namespace

class TestPattern : public QObject
{
    Q_OBJECT

private slots:
    void matches_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("expected");
        const auto row = [](const QByteArray &pattern, const QByteArray &key, bool expected) {
            QTest::addRow("%s on %s", pattern.constData(), key.toPercentEncoding().constData())
                << pattern << key << expected;
        };
        row("", "", true);
        row("", "a", true);
        row("b", "abc", true);
        row("bc", "abd", false);
        row("*", "", true);
        row("?", "", false);
        row("?", "é", true);
        row("?", "😀", true);
        row("??", "é", false);
        row("?", "\xff", true);
        row("??", "\xc3\xc3", true);
        row("user:*", "user:1", true);
        row("user:*", "auser:1", false);
        row("*:1", "user:1", true);
        row("*:1", "user:11", false);
        row("u*r*1", "user:1", true);
        row("a*", "b", false);
        row("[a-c]", "b", true);
        row("[a-c]", "d", false);
        row("[!a-c]", "d", true);
        row("[^a-c]", "b", false);
        row("[à-ü]x", "éx", true);
        row("[]a]", "]", true);
        row("[!]a]", "]", false);
        row("[!]a]", "x", true);
        row("[a-]", "-", true);
        row("[\\]]", "]", true);
        row("[\\a-c]", "b", true);
        row("x[", "ax[b", true);
        row("x[*", "x[b", true);
        row("[]", "a[]b", true);
        row("\\*", "a*b", true);
        row("\\*", "ab", false);
        row("\\*?", "*b", true);
        row("\\*?", "ab", false);
        row("\\[a-c]", "x[a-c]", true);
        row("\\\\", "a\\b", true);
        row("a\\", "a\\", true);
        row("\xff*",
            "\xff"
            "a",
            true);
        row("\xff*",
            "\xc3\xbf"
            "a",
            false); // U+00FF
        row("[\xff]", "\xc3\xbf", false);
        row(QByteArray("a\0*", 3), QByteArray("a\0b", 3), true);
        row(QByteArray("a\0*", 3), "ab", false);
    }
    void matches()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, key);
        QFETCH(bool, expected);
        QCOMPARE(Pattern(pattern).matches(key), expected);
    }

    void says()
    {
        QVERIFY(!Pattern("abc").isGlob());
        QCOMPARE(Pattern("a\\*c").text(), QByteArray("a*c"));
        QVERIFY(Pattern("a*c").isGlob());
        QVERIFY(Pattern("[a]").isGlob());
        QVERIFY(!Pattern("[a").isGlob());
        QVERIFY(Pattern().matches("x"));
    }

    void random()
    {
        QRandomGenerator random(7);
        const QByteArray signs = "ab*?*";
        int fitting = 0;
        for (int i = 0; i < 50000; ++i) {
            QByteArray pattern = "*";
            for (quint32 n = random.bounded(7); n > 0; --n)
                pattern += signs[random.bounded(quint32(signs.size()))];
            pattern.remove(0, qsizetype(random.bounded(2)) * (pattern.contains('?') ? 1 : 0));
            QByteArray key;
            for (quint32 n = random.bounded(10); n > 0; --n)
                key += random.bounded(5) == 0 ? QByteArray("é") : QByteArray(1, "ab"[random.bounded(2)]);
            const bool expected = slowly(pattern, key);
            fitting += expected;
            if (Pattern(pattern).matches(key) != expected)
                QFAIL(qPrintable(
                    QStringLiteral("%1 on %2").arg(QString::fromUtf8(pattern), QString::fromUtf8(key))));
        }
        QVERIFY(fitting > 5000 && fitting < 45000);
    }

    /// Ends at all: tried in every way, it would take longer than the world has stood.
    void manyStars()
    {
        const QByteArray key(512, 'a');
        QVERIFY(!Pattern(QByteArray("*a").repeated(200) + "b").matches(key));
        QVERIFY(Pattern(QByteArray("*a").repeated(200) + "*").matches(key));
        QVERIFY(Pattern(QByteArray(1 << 20, '[')).matches(QByteArray(1 << 20, '[')));
    }
};

QTEST_APPLESS_MAIN(TestPattern)
#include "tst_pattern.moc"
