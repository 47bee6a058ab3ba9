// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/gitignore.h"

#include <QtTest>

using namespace kv::wrangler;

class TestGitIgnore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folders_data();
    void folders();
    void globs_data();
    void globs();
    void hostilePatternEnds();
};

void TestGitIgnore::folders_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("answer"); // 1 ignored, 0 taken back, -1 not mentioned
    const auto row = [](const char *text, const char *path, int answer) {
        QTest::addRow("%s | %s", text, path) << QByteArray(text) << QByteArray(path) << answer;
    };
    row("", "a", -1);
    row("# a", "a", -1);
    row("a", "a", 1);
    row("a", "x/a", 1);
    row("a", "ab", -1);
    row("a/", "x/a", 1);
    row("/a", "a", 1);
    row("/a", "x/a", -1);
    row("a/b", "a/b", 1);
    row("a/b", "x/a/b", -1);
    row("a/b/", "a/b", 1);
    row("*.tmp", "x/y.tmp", 1);
    row("x/*", "x/y", 1);
    row("x/*", "x/y/z", -1);
    row("**/a", "a", 1);
    row("**/a", "x/y/a", 1);
    row("a/**", "a", -1);
    row("a/**", "a/b/c", 1);
    row("a/**/b", "a/b", 1);
    row("a/**/b", "a/x/y/b", 1);
    row("a/**/b", "a/x/y/c", -1);
    row("a/**/b/**/c", "a/b/x/b/c", 1);
    row("a\n!a", "a", 0);
    row("!a\na", "a", 1);
    row("\\!a", "!a", 1);
    row("\\#a", "#a", 1);
    row("a \n", "a", 1);
    row("a\\ ", "a ", 1);
    row("a\r\nb\r\n", "b", 1);
    row("\xef\xbb\xbf"
        "a",
        "a", 1);
    row("/", "a", -1);
    row("!", "a", -1);
}

void TestGitIgnore::folders()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, path);
    const auto answer = GitIgnore(text).ignoresFolder(path);
    QTEST(answer ? int(*answer) : -1, "answer");
}

void TestGitIgnore::globs_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *pattern, const char *name, bool matches) {
        QTest::addRow("%s | %s", pattern, name) << QByteArray(pattern) << QByteArray(name) << matches;
    };
    row("", "", true);
    row("", "a", false);
    row("*", "", true);
    row("a*c", "abbbc", true);
    row("a*c", "abbb", false);
    row("*a*b", "xaxxb", true);
    row("?", "a", true);
    row("?", "", false);
    row("[abc]", "b", true);
    row("[abc]", "d", false);
    row("[a-c]x", "bx", true);
    row("[!a-c]", "b", false);
    row("[^a-c]", "d", true);
    row("[]a]", "]", true);
    row("[a-]", "-", true);
    row("[\\]]", "]", true);
    row("[a", "a", false);
    row("[", "[", false);
    row("\\*", "*", true);
    row("\\*", "a", false);
    row("a\\", "a\\", true);
}

void TestGitIgnore::globs()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, name);
    QTEST(matchesGlob(pattern, name), "matches");
}

void TestGitIgnore::hostilePatternEnds()
{
    QVERIFY(!matchesGlob(QByteArray("*a").repeated(500) + "*b", QByteArray(2000, 'a')));
    const GitIgnore rules(QByteArray("**/a/").repeated(500) + "b");
    QCOMPARE(rules.ignoresFolder(QByteArray("a/").repeated(2000) + "c"), std::nullopt);
}

QTEST_GUILESS_MAIN(TestGitIgnore)
#include "tst_gitignore.moc"
