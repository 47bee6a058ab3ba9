// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/dotenv.h"

#include <QtTest>

using namespace kv::wrangler;

class TestDotenv : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void hostileTextCostsLittle_data();
    void hostileTextCostsLittle();
};

void TestDotenv::reads_data()
{
    // "name=value" joined by "|"; tests/interop asks wrangler the same and much more.
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("entries");
    const auto row = [](const char *name, const char *text, const char *entries) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(entries);
    };
    row("nothing", "", "");
    row("plain", "A=1\nB=2", "A=1|B=2");
    row("spaces", "  A = 1 \t\n", "A=1");
    row("colon", "A: 1\nB:2", "A=1");
    row("export", "export A=1\nexport\tB=2\nexport = 3", "A=1|B=2|export=3");
    row("comments", "# A=0\nA=1 # one\nB=#\nC='#'", "A=1|B=|C=#");
    row("single quotes", "A='a # b \\n'", "A=a # b \\n");
    row("double quotes", "A=\"a\\nb\\rc\\t\"", "A=a\nb\rc\\t");
    row("backticks", "A=`'\"`", "A='\"");
    row("over lines", "A=\"x\ny\" # c\nB=2", "A=x\ny|B=2");
    row("quote in quotes", "A=\"a\\\"b\"\nB='\\''", "A=a\\\"b|B=\\'");
    row("open quote", "A=\"x\nB=2", "A=\"x|B=2");
    row("text after quotes", "A='a' b\nB=2", "A='a' b|B=2");
    row("line ends", "A=1\r\nB=2\rC=3", "A=1|B=2|C=3");
    row("sign on the next line", "A\n=\n'1'", "A=1");
    row("empty value", "A=\nB=2", "A=|B=2");
    row("no assignment", "hello world\n=1\nB=2", "B=2");
    row("last one counts, first place stays", "A=1\nB=2\nA=3", "A=3|B=2");
    row("byte order mark",
        "\xef\xbb\xbf"
        "A=1",
        "A=1");
    row("references stay", "A=${B}$C", "A=${B}$C");
}

void TestDotenv::reads()
{
    QFETCH(QString, text);
    QFETCH(QString, entries);
    QStringList read;
    for (const DotenvEntry &entry : parseDotenv(text))
        read.append(entry.name + QLatin1Char('=') + entry.value);
    QCOMPARE(read.join(QLatin1Char('|')), entries);
}

void TestDotenv::hostileTextCostsLittle_data()
{
    QTest::addColumn<QString>("text");
    const auto many = [](const char *piece) { return QString::fromLatin1(piece).repeated(100'000); };
    QTest::newRow("line ends") << many("\n");
    QTest::newRow("names") << many("a\n");
    QTest::newRow("exports") << many("export ");
    QTest::newRow("quotes after backslashes") << QStringLiteral("A=\"") + many("\\\"x");
    QTest::newRow("quotes after backslashes, comments") << QStringLiteral("A=\"") + many("\\\"#");
    QTest::newRow("quotes after backslashes, lines") << QStringLiteral("A=\"") + many("\\\"x\n");
    QTest::newRow("open quotes") << many("A='\nB=\"\nC=`\n");
    QTest::newRow("spaces") << QStringLiteral("A=") + many("  ") + QLatin1Char('x');
    QTest::newRow("one name") << many("a");
}

void TestDotenv::hostileTextCostsLittle()
{
    // With work that grows as the square of the text, these take minutes, and the test its time limit.
    QFETCH(QString, text);
    for (int round = 0; round < 3; ++round)
        QVERIFY(parseDotenv(text).size() <= 4);
}

QTEST_APPLESS_MAIN(TestDotenv)
#include "tst_dotenv.moc"
