// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <QTest>

using kv::cli::Arguments;
using kv::cli::parseArguments;

class TestArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsNothing();
    void optionsMayStandAnywhere();
    void aValueIsTakenAsItIs();
    void twoDashesEndTheOptions();
    void bytesStayBytes();
    void problems_data();
    void problems();
};

void TestArguments::nothingIsNothing()
{
    const Arguments arguments = parseArguments({});
    QVERIFY(arguments.words.isEmpty());
    QVERIFY(arguments.options.isEmpty());
    QVERIFY(arguments.problem.isEmpty());
}

void TestArguments::optionsMayStandAnywhere()
{
    const QList<QByteArray> words = {"list", "local:TODO"};
    for (const QList<QByteArray> &line : {QList<QByteArray>{"--json", "list", "--limit", "5", "local:TODO"},
                                          QList<QByteArray>{"list", "local:TODO", "--limit=5", "--json"}}) {
        const Arguments arguments = parseArguments(line);
        QCOMPARE(arguments.words, words);
        QCOMPARE(arguments.value("limit"), QByteArray("5"));
        QVERIFY(arguments.has("json"));
        QVERIFY(!arguments.has("prefix"));
        QCOMPARE(arguments.options.size(), 2);
        QVERIFY(arguments.problem.isEmpty());
    }
    QVERIFY(parseArguments({"get", "-h"}).has("help"));
}

void TestArguments::aValueIsTakenAsItIs()
{
    QCOMPARE(parseArguments({"--value", "--json"}).value("value"), QByteArray("--json"));
    QVERIFY(!parseArguments({"--value", "--json"}).has("json"));
    QCOMPARE(parseArguments({"--value", "--"}).value("value"), QByteArray("--"));
    QCOMPARE(parseArguments({"--value=a=b"}).value("value"), QByteArray("a=b"));
    QCOMPARE(parseArguments({"--value", ""}).value("value"), QByteArray(""));
    QVERIFY(parseArguments({"--value="}).has("value"));
    QCOMPARE(parseArguments({"put", "-", "-x"}).words, (QList<QByteArray>{"put", "-", "-x"}));
}

void TestArguments::twoDashesEndTheOptions()
{
    const Arguments arguments = parseArguments({"get", "--", "local:TODO", "--json", "--", "-h"});
    QCOMPARE(arguments.words, (QList<QByteArray>{"get", "local:TODO", "--json", "--", "-h"}));
    QVERIFY(arguments.options.isEmpty());
}

void TestArguments::bytesStayBytes()
{
    const QByteArray bytes = "a\xff\n\xf0\x9f\x9b\x92";
    const Arguments arguments = parseArguments({bytes, "--prefix", bytes});
    QCOMPARE(arguments.words.first(), bytes);
    QCOMPARE(arguments.value("prefix"), bytes);
}

void TestArguments::problems_data()
{
    QTest::addColumn<QList<QByteArray>>("line");
    QTest::addColumn<QByteArray>("problem");
    using Line = QList<QByteArray>;
    QTest::newRow("unknown") << Line{"--jsn"} << QByteArray("there is no option --jsn");
    QTest::newRow("unknown with value") << Line{"--jsn=1"} << QByteArray("there is no option --jsn");
    QTest::newRow("part of a name") << Line{"--pre", "a"} << QByteArray("there is no option --pre");
    QTest::newRow("no name") << Line{"--=a"} << QByteArray("there is no option --");
    QTest::newRow("value missing") << Line{"list", "--limit"} << QByteArray("--limit needs a value");
    QTest::newRow("value for a flag") << Line{"--keep=1"} << QByteArray("--keep takes no value");
    QTest::newRow("empty value for a flag") << Line{"--keep="} << QByteArray("--keep takes no value");
    QTest::newRow("twice") << Line{"--ttl=1", "--ttl", "2"} << QByteArray("--ttl is given twice");
    QTest::newRow("flag twice") << Line{"--json", "--json"} << QByteArray("--json is given twice");
    QTest::newRow("the first counts") << Line{"--a", "--b"} << QByteArray("there is no option --a");
}

void TestArguments::problems()
{
    QFETCH(QList<QByteArray>, line);
    QFETCH(QByteArray, problem);
    QCOMPARE(parseArguments(line).problem, problem);
}

QTEST_GUILESS_MAIN(TestArguments)
#include "tst_arguments.moc"
