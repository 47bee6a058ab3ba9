// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/delimiter.h"

#include <QTest>

using namespace kv::text;
using Keys = QList<QByteArray>;

class TestDelimiter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheEnd();
    void theOneThatEndsFirstParts();
    void parsesWhatIsTyped();
    void guesses_data();
    void guesses();
};

void TestDelimiter::findsTheEnd()
{
    const Delimiters colon({":"});
    QCOMPARE(colon.end("user:1:x", 0), qsizetype(5));
    QCOMPARE(colon.end("user:1:x", 5), qsizetype(7));
    QCOMPARE(colon.end("user:1:x", 7), qsizetype(-1));
    QCOMPARE(colon.end("user:1:x", 8), qsizetype(-1));
    QCOMPARE(colon.end("user:1:x", 9), qsizetype(-1)); // behind the end
    QCOMPARE(colon.end("::", 0), qsizetype(1));
    QCOMPARE(colon.end("::", 1), qsizetype(2));
    QCOMPARE(colon.end("", 0), qsizetype(-1));
    QCOMPARE(Delimiters({"::"}).end("a:::b", 0), qsizetype(3));
    QCOMPARE(Delimiters({"::"}).end("a:::b", 3), qsizetype(-1));
    QCOMPARE(Delimiters().end("a:b", 0), qsizetype(-1));
    QCOMPARE(Delimiters({QByteArray(1, '\0')}).end(QByteArray("a\0b", 3), 0), qsizetype(2));
}

void TestDelimiter::theOneThatEndsFirstParts()
{
    const Delimiters both({"->", "/"});
    QCOMPARE(both.end("a->b/c", 0), qsizetype(3));
    QCOMPARE(both.end("a/b->c", 0), qsizetype(2));
    // Both begin at the same place: the shorter one parts, so that all keys with "a:" are parted alike.
    QCOMPARE(Delimiters({"::", ":"}).end("a::b", 0), qsizetype(2));
}

void TestDelimiter::parsesWhatIsTyped()
{
    QCOMPARE(Delimiters::parse(":").all(), Keys({":"}));
    QCOMPARE(Delimiters::parse(" : / : ").all(), Keys({":", "/"}));
    QCOMPARE(Delimiters::parse(" ").all(), Keys({" "}));
    QVERIFY(Delimiters::parse("").isEmpty());
    QCOMPARE(Delimiters::parse(":: /").typed(), QByteArray(":: /"));
    QVERIFY(Delimiters({QByteArray()}).isEmpty());
}

void TestDelimiter::guesses_data()
{
    QTest::addColumn<Keys>("keys");
    QTest::addColumn<QByteArray>("delimiter");
    QTest::newRow("nothing") << Keys{} << QByteArray();
    QTest::newRow("one key") << Keys{"user:1"} << QByteArray();
    QTest::newRow("colons") << Keys{"user:1:first_name", "user:2:first_name", "cart:9", "cart:10"}
                            << QByteArray(":");
    QTest::newRow("slashes") << Keys{"img/2024-01-02/a.png", "img/2024-01-03/b.png", "css/a.css", "css/b.css"}
                             << QByteArray("/");
    QTest::newRow("addresses") << Keys{"https://a.example/1", "https://a.example/2", "https://b.example/1"}
                               << QByteArray("/");
    QTest::newRow("doubled") << Keys{"app::user::1", "app::user::2", "app::cart::1"} << QByteArray("::");
    QTest::newRow("dots") << Keys{"app.title", "app.name", "mail.from", "mail.to"} << QByteArray(".");
    QTest::newRow("underscores") << Keys{"user_1", "user_2", "cart_1", "cart_2"} << QByteArray("_");
    QTest::newRow("bars") << Keys{"a|1", "a|2", "b|1", "b|2"} << QByteArray("|");
    QTest::newRow("identifiers") << Keys{"550e8400-e29b-41d4", "660e8400-e29b-41d4", "770e8400-e29b-41d4"}
                                 << QByteArray();
    QTest::newRow("words") << Keys{"alpha", "beta", "gamma"} << QByteArray();
    QTest::newRow("delimiters only") << Keys{":::", "::::", ":::::"} << QByteArray("::");
    QTest::newRow("a few of many") << Keys{"alpha", "beta", "gamma", "delta", "x:1", "epsilon", "zeta", "eta"}
                                   << QByteArray();
}

void TestDelimiter::guesses()
{
    QFETCH(const Keys, keys);
    QTEST(guessDelimiter(keys), "delimiter");
}

QTEST_GUILESS_MAIN(TestDelimiter)
#include "tst_delimiter.moc"
