// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/valuelook.h"

#include "text/json.h"

#include <QTest>

using namespace kv::text;

namespace {

constexpr qsizetype longest = 1000;

} // namespace

class TestValueLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsNoText()
    {
        const ValueLook look = lookAtValue(QByteArray("ok\xff", 3), LookFor::LaidOut, longest);
        QCOMPARE(look.firstInvalid, 2);
        QVERIFY(look.shown.isEmpty());
        QCOMPARE(look.kind, ContentKind::Binary);
    }

    void laysJsonOutOnlyWhenAsked()
    {
        const QByteArray json("{\"a\":[1,2]}");
        QCOMPARE(lookAtValue(json, LookFor::Text, longest).shown, json);
        const ValueLook laidOut = lookAtValue(json, LookFor::LaidOut, longest);
        QCOMPARE(laidOut.shown, format(json));
        QVERIFY(!laidOut.asStored);
        QVERIFY(laidOut.text.problems.isEmpty());
        QVERIFY(lookAtValue(json, LookFor::Bytes, longest).shown.isEmpty());
    }

    void foldsFollowTheLines()
    {
        // { / "a": [ / 1 / ] / }
        const TextLook look = lookAtText("{\n\"a\": [\n1\n]\n}\n", true);
        const quint16 header = TextLook::foldHeader;
        QCOMPARE(look.folds, (std::vector<quint16>{header, quint16(1 | header), 2, 2, 1, 0}));
        QVERIFY(lookAtText("{\"a\":[1]}", true).folds.empty());
        QVERIFY(lookAtText("{\n}", false).folds.empty());
    }

    void longLinesAreBroken()
    {
        const QByteArray words(5000, 'x');
        const ValueLook look = lookAtValue(words, LookFor::Text, longest);
        QVERIFY(look.broken);
        QVERIFY(look.shown.size() > words.size());
        QByteArray joined = look.shown;
        QCOMPARE(joined.replace("\n", ""), words);
        // Laid out, the same JSON has no long line.
        const QByteArray json = "[" + QByteArray("1,").repeated(3000) + "1]";
        QVERIFY(lookAtValue(json, LookFor::Text, longest).broken);
        QVERIFY(!lookAtValue(json, LookFor::LaidOut, longest).broken);
        QVERIFY(lookAtValue("[" + QByteArray("1,").repeated(3000) + "1", LookFor::Text, longest)
                    .text.problems.size() == 1);
    }

    void anyDepthIsFine()
    {
        const QByteArray deep = QByteArray(100'000, '[') + QByteArray(100'000, ']');
        const ValueLook look = lookAtValue(deep, LookFor::LaidOut, longest);
        QVERIFY(look.text.problems.isEmpty());
        for (const quint16 fold : look.text.folds)
            QVERIFY((fold & ~TextLook::foldHeader) <= TextLook::maxFoldDepth);
    }

    void stops()
    {
        const QByteArray json = "[" + QByteArray("1,").repeated(100'000) + "1]";
        const ValueLook look = lookAtValue(json, LookFor::LaidOut, longest, [] { return true; });
        QVERIFY(look.text.folds.empty());
    }
};

QTEST_GUILESS_MAIN(TestValueLook)
#include "tst_valuelook.moc"
