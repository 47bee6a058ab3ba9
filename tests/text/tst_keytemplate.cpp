// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/keytemplate.h"
#include "text/pattern.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

QString shapeOf(const QByteArray &key)
{
    KeyGroups groups;
    groups.add(key);
    return templateText(groups.finish().value(0).shape);
}

/// "COUNT template", those with the most keys first.
QStringList linesOf(KeyGroups &groups, int most = 1000)
{
    QStringList lines;
    for (const KeyGroup &group : groups.finish(most))
        lines << QString::number(group.count) + u' ' + templateText(group.shape);
    return lines;
}

} // namespace

class TestKeyTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shapes_data();
    void shapes();
    void partsMakeUpTheKey();
    void countsAndExamples();
    void wordsThatAreManyBecomeText();
    void aFewLargeWordsKeepTheirNames();
    void manyTemplatesStayWithinBounds();
    void moreThanAreWantedBecomeOne();
    void everyKeyFitsItsGlob();
    void hostileKeys();
};

void TestKeyTemplate::shapes_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("shape");
    const auto row = [](const char *key, const char *shape) {
        QTest::newRow(key) << QByteArray(key) << QString::fromUtf8(shape);
    };
    row("", "");
    row("config", "config");
    row("user:42:session", "user:{id}:session");
    row("user:42", "user:{id}");
    row("user42", "user{id}");
    row("v2", "v2");
    row("api/v1/users/7", "api/v1/users/{id}");
    row("550e8400-e29b-41d4-a716-446655440000", "{uuid}");
    row("session:550e8400-e29b-41d4-a716-446655440000:cart", "session:{uuid}:cart");
    row("order-550e8400-e29b-41d4-a716-446655440000-paid", "order-{uuid}-paid");
    row("job:01ARZ3NDEKTSV4RRFFQ69G5FAV", "job:{ulid}");
    row("sha:da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha:{hex}");
    row("stats:2026-11-28", "stats:{date}");
    row("stats:20261128:hits", "stats:{date}:hits");
    row("stats-2026-11-28-hits", "stats-{date}-hits");
    row("log:2026-11-28T05:02:30.123Z:error", "log:{time}:error");
    row("log:2026-11-28T05:02:30+01:00", "log:{time}");
    row("log:1795442400", "log:{time}");
    row("log:1795442400123", "log:{time}");
    row("log:99999999", "log:{id}"); // no day
    row("mail:ada@example.com", "mail:{email}");
    row("token:V1StGXR8_Z5jdHi6B-myT", "token:{random}");
    row("page:/blog/2026/hello-world", "page:/blog/{id}/hello-world");
    row("a::b", "a::b");
    row(":a:", ":a:");
    row("Grüße:7", "Grüße:{id}");
    row("getUserProfileSettings", "getUserProfileSettings");
    row("deadline", "deadline"); // all letters of a hexadecimal number but one
    row("facade00", "{hex}");
}

void TestKeyTemplate::shapes()
{
    QFETCH(const QByteArray, key);
    QTEST(shapeOf(key), "shape");
}

// Nothing is dropped: literals and separators stand in the key in order.
void TestKeyTemplate::partsMakeUpTheKey()
{
    QRandomGenerator random(7);
    std::vector<KeyPart> parts;
    for (int round = 0; round < 5000; ++round) {
        QByteArray key;
        for (int i = int(random.bounded(40)); i >= 0; --i)
            key += ":/-_.@aZ09 \xc3"[random.bounded(12)];
        partsOf(key, parts);
        QVERIFY(parts.size() <= 32);
        qsizetype at = 0;
        for (const KeyPart &part : parts) {
            for (const QByteArrayView piece : {part.literal, part.separator}) {
                if (piece.isEmpty())
                    continue;
                at = key.indexOf(piece, at);
                QVERIFY2(at >= 0, key.constData());
                at += piece.size();
            }
        }
    }
}

void TestKeyTemplate::countsAndExamples()
{
    KeyGroups groups;
    for (int i = 0; i < 500; ++i) {
        groups.add("user:" + QByteArray::number(i) + ":session");
        if (i % 2)
            groups.add("user:" + QByteArray::number(i));
    }
    groups.add("config");
    QCOMPARE(groups.count(), qint64(751));
    const QList<KeyGroup> found = groups.finish();
    QCOMPARE(found.size(), 3);
    QCOMPARE(templateText(found[0].shape), QStringLiteral("user:{id}:session"));
    QCOMPARE(found[0].count, qint64(500));
    QCOMPARE(found[0].examples.size(), 3);
    QCOMPARE(found[0].examples[0], QByteArray("user:0:session"));
    QCOMPARE(found[1].count, qint64(250));
    QCOMPARE(found[2].count, qint64(1));
    QCOMPARE(templatePrefix(found[0].shape), QByteArray("user:"));
    QCOMPARE(templateGlob(found[0].shape), QByteArray("user:*:session"));
    QCOMPARE(groups.count(), qint64(0));
}

void TestKeyTemplate::wordsThatAreManyBecomeText()
{
    KeyGroups groups;
    for (int i = 0; i < 3000; ++i) {
        QByteArray name;
        for (int n = i; n > 0 || name.isEmpty(); n /= 26)
            name += char('a' + n % 26);
        groups.add("profile:" + name + "x:avatar");
    }
    QCOMPARE(linesOf(groups), QStringList{QStringLiteral("3000 profile:{text}:avatar")});
}

void TestKeyTemplate::aFewLargeWordsKeepTheirNames()
{
    KeyGroups groups;
    // Sorted, as a list has them: a thousand words of one key each, then two of many.
    for (int i = 0; i < 1000; ++i)
        groups.add("a" + QByteArray(1, char('a' + i % 26)) + QByteArray(1, char('a' + i / 26 % 26)) +
                   QByteArray(1, char('a' + i / 676)));
    for (int i = 0; i < 5000; ++i)
        groups.add("session:" + QByteArray::number(i));
    for (int i = 0; i < 5000; ++i)
        groups.add("user:" + QByteArray::number(i));
    const QStringList lines = linesOf(groups);
    QVERIFY2(lines.contains(QStringLiteral("5000 session:{id}")), qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(QStringLiteral("5000 user:{id}")), qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(QStringLiteral("1000 {text}")), qPrintable(lines.join(u'\n')));
}

void TestKeyTemplate::manyTemplatesStayWithinBounds()
{
    QRandomGenerator random(3);
    KeyGroups groups;
    const int keys = 60'000;
    for (int i = 0; i < keys; ++i) {
        QByteArray key;
        for (int part = 0; part < 6; ++part) {
            for (int letter = 0; letter < 3; ++letter)
                key += char('g' + random.bounded(20));
            key += ":/-|"[random.bounded(4)];
        }
        groups.add(key);
    }
    const QList<KeyGroup> found = groups.finish(200);
    QVERIFY(found.size() <= 200);
    qint64 sum = 0;
    for (const KeyGroup &group : found)
        sum += group.count;
    QCOMPARE(sum, qint64(keys));
}

void TestKeyTemplate::moreThanAreWantedBecomeOne()
{
    KeyGroups groups;
    for (char c = 'a'; c < 'k'; ++c)
        groups.add(QByteArray(1, c));
    const QStringList lines = linesOf(groups, 4);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.last(), QStringLiteral("7 {…}"));
}

void TestKeyTemplate::everyKeyFitsItsGlob()
{
    QRandomGenerator random(5);
    for (int round = 0; round < 3000; ++round) {
        QByteArray key;
        for (int i = int(random.bounded(20)); i >= 0; --i)
            key += ":/-*?[]\\{}aZ09"[random.bounded(14)];
        KeyGroups groups;
        groups.add(key);
        const QList<KeyGroup> found = groups.finish();
        const QByteArray glob = templateGlob(found[0].shape);
        const Pattern pattern(glob);
        QVERIFY2(pattern.isGlob() ? pattern.matches(key) : pattern.text() == key,
                 qPrintable(QString::fromLatin1(key) + u' ' + QString::fromLatin1(glob)));
        QVERIFY(key.startsWith(templatePrefix(found[0].shape)));
    }
}

void TestKeyTemplate::hostileKeys()
{
    for (const QByteArray &key :
         {QByteArray(512, ':'), QByteArray(512, '1'), QByteArray(512, '-'), QByteArray(512, '\xff'),
          QByteArray(512, '\0'), QByteArray(256, '\0') + QByteArray(256, '@'), QByteArray("2026-11-28T05:02"),
          QByteArray("2026-11-28T"), QByteArray("@"), QByteArray("a@"), QByteArray("@a.b")}) {
        KeyGroups groups;
        groups.add(key);
        const QList<KeyGroup> found = groups.finish();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].count, qint64(1));
        const Pattern pattern(templateGlob(found[0].shape));
        QVERIFY(pattern.isGlob() ? pattern.matches(key) : pattern.text() == key);
    }
}

QTEST_GUILESS_MAIN(TestKeyTemplate)
#include "tst_keytemplate.moc"
