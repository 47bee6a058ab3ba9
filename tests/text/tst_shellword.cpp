// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a command line: a real shell reads back what went in, whatever it is.
#include "text/shellword.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

using kv::text::scriptString;
using kv::text::shellWord;

class TestShellWord : public QObject
{
    Q_OBJECT

private:
    /// What `shell` makes of the word.
    static QByteArray readBack(const QString &shell, const QString &word)
    {
        QProcess process;
        process.start(shell, {QStringLiteral("-c"), QStringLiteral("printf %s ") + word});
        process.closeWriteChannel();
        if (!process.waitForFinished(20'000) || process.exitCode() != 0)
            return "it failed: " + process.readAllStandardError();
        return process.readAllStandardOutput();
    }
    static QByteArrayList hostile()
    {
        return {"",
                "user:1",
                "a b",
                "it's",
                "''",
                "\\",
                "a\\nb",
                "$HOME",
                "$(touch /tmp/x)",
                "`id`",
                "a;b|c&d>e<f",
                "*",
                "?[a]",
                "~",
                "#no comment",
                "!history",
                "=ls",
                "{a,b}",
                "%s%n%%",
                "-x",
                "--",
                "a\nb",
                "ends with\n",
                "ends with two\n\n",
                "\n",
                "\t\x1b[31mred\x07",
                "\x1b'",
                "-\x01",
                "a\x01"
                "2",
                "%\x01%d\\\x01",
                "caf\xc3\xa9",
                "\xe2\x80\xae"
                "desrever",
                "\xf0\x9f\x98\x80",
                "line\xe2\x80\xa8separator\n"};
    }

private Q_SLOTS:
    void aShellReadsItBack()
    {
        for (const QByteArray &bytes : hostile()) {
            const auto word = shellWord(bytes);
            QVERIFY2(word, bytes.constData());
            for (const char *shell : {"/bin/sh", "/bin/bash"}) {
                if (bytes.startsWith('-')) // printf itself takes those for options: say that none follow
                    QCOMPARE(readBack(QLatin1String(shell), QStringLiteral("x") + *word), 'x' + bytes);
                else
                    QCOMPARE(readBack(QLatin1String(shell), *word), bytes);
            }
        }
    }

    void randomWordsToo()
    {
        QRandomGenerator random(4);
        for (int round = 0; round < 60; ++round) {
            QByteArray bytes;
            const int size = random.bounded(40);
            for (int i = 0; i < size; ++i)
                bytes += char(1 + random.bounded(127));
            QCOMPARE(readBack(QStringLiteral("/bin/sh"), QStringLiteral("x") + shellWord(bytes).value()),
                     'x' + bytes);
        }
    }

    void nothingHiddenIsPasted()
    {
        for (const QByteArray &bytes : hostile()) {
            const QString word = shellWord(bytes).value();
            for (const QChar c : word) {
                QVERIFY2(c == QLatin1Char('\n') || (c.unicode() >= 0x20 && c.unicode() != 0x7f), bytes);
                QVERIFY2(c.unicode() != 0x202e && c.unicode() != 0x2028, bytes);
            }
        }
    }

    void plainWordsStayPlain()
    {
        QCOMPARE(shellWord("user:1/a_b-c.d@e"), std::optional(QStringLiteral("user:1/a_b-c.d@e")));
        QCOMPARE(shellWord("a b"), std::optional(QStringLiteral("'a b'")));
    }

    void whatNoWordCanSay()
    {
        QVERIFY(!shellWord(QByteArray("a\0b", 3)));
        QVERIFY(!shellWord("\xff"));
        QVERIFY(!scriptString("\xc3"));
    }

    void stringsOfAScript()
    {
        QCOMPARE(scriptString("a\"b\\c\nd\t"), std::optional(QStringLiteral("\"a\\\"b\\\\c\\nd\\t\"")));
        QCOMPARE(scriptString(QByteArray("\0", 1)), std::optional(QStringLiteral("\"\\u0000\"")));
        QCOMPARE(scriptString("\xe2\x80\xae"), std::optional(QStringLiteral("\"\\u202e\"")));
        QCOMPARE(scriptString("\xf0\x9f\x98\x80"),
                 std::optional(QLatin1Char('"') + QString::fromUtf8("\xf0\x9f\x98\x80") + QLatin1Char('"')));
    }
};

QTEST_GUILESS_MAIN(TestShellWord)
#include "tst_shellword.moc"
