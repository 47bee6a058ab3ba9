// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/keymatcher.h"

#include "text/globregex.h"
#include "text/pattern.h"

#include <QRandomGenerator>
#include <QTest>

#include <thread>
#include <vector>

using kv::text::KeyMatcher;
using kv::text::KeyPattern;
using Answer = KeyMatcher::Answer;
using Mode = KeyPattern::Mode;

Q_DECLARE_METATYPE(kv::text::KeyPattern::Mode)

namespace {

Answer match(Mode mode, const QByteArray &text, bool ignoreCase, const QByteArray &key)
{
    const auto matcher = KeyMatcher::compile({mode, text, ignoreCase});
    return matcher ? matcher->match(key) : Answer::TooExpensive;
}

} // namespace

class TestKeyMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void problems_data();
    void problems();
    void explodingPatternsEnd_data();
    void explodingPatternsEnd();
    void hugePatternsAreRefused();
    void globsFitWhatPatternsFit();
    void narrows_data();
    void narrows();
    void manyThreadsAtATime();
    void anyBytesInAnyPattern();
};

void TestKeyMatcher::matches_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("ignoreCase");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<bool>("expected");
    int number = 0;
    const auto row = [&number](Mode mode, const QByteArray &text, bool ignoreCase, const QByteArray &key,
                               bool expected) {
        QTest::addRow("%d %s on %s", ++number, text.toPercentEncoding().constData(),
                      key.toPercentEncoding().constData())
            << mode << text << ignoreCase << key << expected;
    };
    for (const Mode mode : {Mode::Prefix, Mode::Contains, Mode::Glob, Mode::Regex}) {
        row(mode, "", false, "anything", true);
        row(mode, "", true, "", true);
    }
    row(Mode::Prefix, "user:", false, "user:1", true);
    row(Mode::Prefix, "user:", false, "a user:1", false);
    row(Mode::Prefix, "user:", false, "User:1", false);
    row(Mode::Prefix, "user:", true, "USER:1", true);
    row(Mode::Prefix, "user:", true, "xUSER:1", false);
    row(Mode::Prefix, "longer than the key", false, "long", false);
    row(Mode::Contains, ":1", false, "user:1", true);
    row(Mode::Contains, ":1", false, "user:", false);
    row(Mode::Contains, "a\\Eb.c", true, "xA\\EB.Cx", true); // no sign means anything
    row(Mode::Contains, "a.c", true, "abc", false);
    row(Mode::Contains, "ÄRGER", true, "kein ärger hier", true);
    row(Mode::Contains, "ÄRGER", false, "kein ärger hier", false);
    row(Mode::Contains, "σοφία", true, "ΣΟΦΊΑ", true);
    row(Mode::Contains, "ПРИВЕТ", true, "ключ:привет", true);
    row(Mode::Contains, "ß", true, "straße", true);
    row(Mode::Contains, "key", true, QByteArray("\xff\xfeKEY"), true); // no UTF-8: ASCII's letters
    row(Mode::Contains, "ä", true, QByteArray("\xff\xc3\xa4"), true);
    row(Mode::Contains, "Ä", true, QByteArray("\xff\xc3\xa4"), false);
    row(Mode::Contains, QByteArray("\xff", 1), true, QByteArray("a\xff"), true);
    row(Mode::Contains, QByteArray("\xff", 1), true, "abc", false);
    row(Mode::Contains, QByteArray("\0b", 2), false, QByteArray("a\0bc", 4), true);
    row(Mode::Glob, "user:*:x", false, "user:17:x", true);
    row(Mode::Glob, "user:*:x", false, "user:17:y", false);
    row(Mode::Glob, "user:*:x", true, "USER:17:X", true);
    row(Mode::Glob, "?", true, "ä", true);
    row(Mode::Glob, "[!a-z]?", true, "0Ä", true);
    row(Mode::Glob, "[!a-z]?", true, "B0", false);
    row(Mode::Glob, "part", false, "a part of it", true); // without a sign: contains
    row(Mode::Glob, "PART", true, "a part of it", true);
    row(Mode::Glob, "a*", true, "A\nb", true);
    row(Mode::Regex, "^user:\\d+$", false, "user:17", true);
    row(Mode::Regex, "^user:\\d+$", false, "user:1x", false);
    row(Mode::Regex, "er:", false, "user:1", true);
    row(Mode::Regex, "^USER", true, "user:1", true);
    row(Mode::Regex, "^.$", false, "ä", true);                  // a character
    row(Mode::Regex, "^..$", false, QByteArray("\xc3("), true); // bytes
    row(Mode::Regex, "\\p{Greek}", false, "σ", true);
    row(Mode::Regex, "Ж", true, "ж", true);
    row(Mode::Regex, "(a)|b", false, "b", true);
    row(Mode::Regex, "(?<year>\\d{4})-\\k<year>", false, "2026-2026", true);
    row(Mode::Regex, "(*NO_JIT)b+", false, "abc", true);
    row(Mode::Regex, "^$", false, "", true);
    row(Mode::Regex, "^a\\x{0}b$", false, QByteArray("a\0b", 3), true);
}

void TestKeyMatcher::matches()
{
    QFETCH(Mode, mode);
    QFETCH(QByteArray, text);
    QFETCH(bool, ignoreCase);
    QFETCH(QByteArray, key);
    QFETCH(bool, expected);
    const auto matcher = KeyMatcher::compile({mode, text, ignoreCase});
    QVERIFY(matcher);
    QCOMPARE(int(matcher->match(key)), int(expected ? Answer::Yes : Answer::No));
    const KeyMatcher copy = *matcher;
    QCOMPARE(int(copy.match(key)), int(expected ? Answer::Yes : Answer::No));
}

void TestKeyMatcher::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("offset");
    QTest::newRow("open group") << QByteArray("user:(\\d+") << qsizetype(9);
    QTest::newRow("closed group") << QByteArray("a)b") << qsizetype(1);
    QTest::newRow("open class") << QByteArray("[a-z") << qsizetype(4);
    QTest::newRow("nothing to repeat") << QByteArray("ab+*?+") << qsizetype(3);
    QTest::newRow("backslash at the end") << QByteArray("abc\\") << qsizetype(4);
    QTest::newRow("range the wrong way") << QByteArray("[z-a]") << qsizetype(3);
    QTest::newRow("one byte of a character") << QByteArray("a\\Cb") << qsizetype(3);
}

void TestKeyMatcher::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(qsizetype, offset);
    const auto matcher = KeyMatcher::compile({Mode::Regex, text, false});
    QVERIFY(!matcher);
    QCOMPARE(matcher.error().offset, offset);
    QVERIFY(matcher.error().message.size() > 8);
    // The same text is no mistake anywhere else.
    QVERIFY(KeyMatcher::compile({Mode::Contains, text, true}));
    QVERIFY(KeyMatcher::compile({Mode::Glob, text, true}));
}

void TestKeyMatcher::explodingPatternsEnd_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nested repeats") << QByteArray("^(a+)+$");
    QTest::newRow("alternatives") << QByteArray("^(a|a|aa)+$");
    QTest::newRow("many repeats") << QByteArray("^" + QByteArray("a*").repeated(40) + "[cd]$");
    QTest::newRow("without the quick way") << QByteArray("(*NO_JIT)^(a+)+$");
    QTest::newRow("recursion") << QByteArray("^((?1)?a)+$");
}

void TestKeyMatcher::explodingPatternsEnd()
{
    QFETCH(QByteArray, text);
    const auto matcher = KeyMatcher::compile({Mode::Regex, text, false});
    QVERIFY(matcher);
    QCOMPARE(int(matcher->match(QByteArray(400, 'a') + "b")), int(Answer::TooExpensive));
    QCOMPARE(int(matcher->match("b")), int(Answer::No)); // and others are none the worse for it
}

void TestKeyMatcher::hugePatternsAreRefused()
{
    QVERIFY(!KeyMatcher::compile({Mode::Regex, QByteArray(KeyMatcher::longestRegex + 1, 'a'), false}));
    QVERIFY(!KeyMatcher::compile({Mode::Regex, QByteArray(3000, '('), false}));
    QVERIFY(!KeyMatcher::compile({Mode::Regex, "((((a{999}){999}){999}){999})", false}));
    QVERIFY(KeyMatcher::compile({Mode::Glob, QByteArray(3000, '['), true}));
}

void TestKeyMatcher::globsFitWhatPatternsFit()
{
    QRandomGenerator random(7);
    const auto any = [&random](const char *signs, int most) {
        QByteArray text;
        for (int i = random.bounded(most); i > 0; --i)
            text += signs[random.bounded(int(qstrlen(signs)))];
        return text;
    };
    int fit = 0;
    for (int i = 0; i < 4000; ++i) {
        // Small letters only: then the case makes no difference.
        const QByteArray glob = any("ab*?[]!-\\^.", 9);
        const QByteArray key = any("ab*?[]!-\\^.", 7) + any("\xc3\xa4", i % 2 ? 3 : 1);
        const Answer plain = kv::text::Pattern(glob).matches(key) ? Answer::Yes : Answer::No;
        fit += plain == Answer::Yes;
        const bool utf8 = key.isValidUtf8(); // else a character is a byte where case is ignored
        QVERIFY2(plain == match(Mode::Glob, glob, false, key) &&
                     (!utf8 || plain == match(Mode::Glob, glob, true, key)),
                 (glob + " on " + key + ": " + kv::text::regexOfGlob(glob)).constData());
    }
    QVERIFY(fit > 200);
}

void TestKeyMatcher::narrows_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Mode>("widerMode");
    QTest::addColumn<QByteArray>("wider");
    QTest::addColumn<bool>("expected");
    QTest::newRow("one letter more") << Mode::Contains << QByteArray("user") << Mode::Contains
                                     << QByteArray("use") << true;
    QTest::newRow("before it") << Mode::Contains << QByteArray("user") << Mode::Contains << QByteArray("er")
                               << true;
    QTest::newRow("one less") << Mode::Contains << QByteArray("use") << Mode::Contains << QByteArray("user")
                              << false;
    QTest::newRow("prefix") << Mode::Prefix << QByteArray("ab") << Mode::Prefix << QByteArray("a") << true;
    QTest::newRow("not a prefix") << Mode::Prefix << QByteArray("ba") << Mode::Prefix << QByteArray("a")
                                  << false;
    QTest::newRow("prefix in contains")
        << Mode::Prefix << QByteArray("ba") << Mode::Contains << QByteArray("a") << true;
    QTest::newRow("contains in prefix")
        << Mode::Contains << QByteArray("ab") << Mode::Prefix << QByteArray("a") << false;
    QTest::newRow("globs") << Mode::Glob << QByteArray("a*b") << Mode::Glob << QByteArray("a*") << false;
    QTest::newRow("expressions") << Mode::Regex << QByteArray("ab?") << Mode::Regex << QByteArray("ab")
                                 << false;
    QTest::newRow("anything in nothing")
        << Mode::Regex << QByteArray("ab?") << Mode::Glob << QByteArray() << true;
}

void TestKeyMatcher::narrows()
{
    QFETCH(Mode, mode);
    QFETCH(QByteArray, text);
    QFETCH(Mode, widerMode);
    QFETCH(QByteArray, wider);
    QFETCH(bool, expected);
    QCOMPARE((KeyPattern{mode, text, false}.narrows({widerMode, wider, false})), expected);
    QCOMPARE((KeyPattern{mode, text, true}.narrows({widerMode, wider, true})), expected);
    QCOMPARE((KeyPattern{mode, text, false}.narrows({widerMode, wider, true})), expected);
    QCOMPARE((KeyPattern{mode, text, true}.narrows({widerMode, wider, false})), expected && wider.isEmpty());
}

void TestKeyMatcher::manyThreadsAtATime()
{
    const auto matcher = KeyMatcher::compile({Mode::Regex, "^(user|team):\\d+$", true});
    QVERIFY(matcher);
    std::array<int, 4> counts{};
    std::vector<std::thread> threads;
    for (size_t t = 0; t < counts.size(); ++t)
        threads.emplace_back([&counts, t, matcher = *matcher] {
            for (int i = 0; i < 5000; ++i)
                counts[t] += matcher.match("USER:" + QByteArray::number(i)) == Answer::Yes;
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const int count : counts)
        QCOMPARE(count, 5000);
}

void TestKeyMatcher::anyBytesInAnyPattern()
{
    QRandomGenerator random(11);
    const auto bytes = [&random](int most) {
        QByteArray text;
        for (int i = random.bounded(most); i > 0; --i)
            text += random.bounded(3) ? char("(a+)*|[b-c]^$\\d{2,}?.:"[random.bounded(22)])
                                      : char(random.bounded(256));
        return text;
    };
    int compiled = 0;
    for (int i = 0; i < 3000; ++i) {
        const KeyPattern pattern{Mode(random.bounded(4)), bytes(12), random.bounded(2) == 0};
        const auto matcher = KeyMatcher::compile(pattern);
        if (!matcher) {
            QVERIFY(pattern.mode == Mode::Regex);
            QVERIFY(matcher.error().offset >= 0 && matcher.error().offset <= pattern.text.size());
            continue;
        }
        ++compiled;
        for (int k = 0; k < 4; ++k) {
            const QByteArray key = bytes(20);
            const Answer answer = matcher->match(key);
            if (!pattern.ignoreCase && pattern.mode == Mode::Contains)
                QCOMPARE(answer == Answer::Yes, key.contains(pattern.text));
        }
    }
    QVERIFY(compiled > 1000);
}

QTEST_GUILESS_MAIN(TestKeyMatcher)
#include "tst_keymatcher.moc"
