// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/svgclean.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

namespace {

QByteArray svg(const QByteArray &inside)
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
           "width=\"10\" "
           "height=\"10\">" +
           inside + "</svg>";
}

} // namespace

class TestSvgClean : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsDrawings()
    {
        const CleanSvg clean = cleanSvg(
            "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\">" +
            svg("<title>t</title><defs><linearGradient id=\"g\"><stop offset=\"0\"/></linearGradient></defs>"
                "<g id=\"p\"><path d=\"M0 0L1.5e-3 123456.1234567\" "
                "style=\"fill:url(#g);stroke:#12345678\"/></g>"
                "<use xlink:href=\"#p\"/>"));
        QVERIFY2(!clean.svg.isEmpty(), qPrintable(clean.problem));
        QCOMPARE(clean.leftOut, QStringList());
        for (const char *kept :
             {"linearGradient", "url(#g)", "xlink:href=\"#p\"", "M0 0L1.5e-3 123456.1234567"})
            QVERIFY2(clean.svg.contains(kept), kept);
    }

    void leavesOut_data()
    {
        QTest::addColumn<QByteArray>("inside");
        QTest::addColumn<QByteArray>("gone");
        QTest::newRow("script") << QByteArray("<script>evil()</script><rect/>") << QByteArray("evil");
        QTest::newRow("handler") << QByteArray("<rect onload=\"evil()\"/>") << QByteArray("evil");
        QTest::newRow("file") << QByteArray("<image xlink:href=\"file:///evil\"/>") << QByteArray("evil");
        QTest::newRow("network") << QByteArray("<use xlink:href=\"http://evil/x.svg#a\"/>")
                                 << QByteArray("evil");
        QTest::newRow("embedded") << QByteArray("<image href=\"data:image/png;base64,evil\"/>")
                                  << QByteArray("evil");
        QTest::newRow("document") << QByteArray("<foreignObject><g><rect id=\"evil\"/></g></foreignObject>")
                                  << QByteArray("evil");
        QTest::newRow("fill") << QByteArray("<rect fill=\"url( 'http://evil#x')\"/>") << QByteArray("evil");
        QTest::newRow("style") << QByteArray("<rect style=\"fill:URL(evil)\"/>") << QByteArray("evil");
        QTest::newRow("import") << QByteArray("<style>@import 'evil';</style>") << QByteArray("evil");
        QTest::newRow("escape") << QByteArray("<style>a{fill:u\\72l(evil)}</style>") << QByteArray("evil");
        QTest::newRow("filter") << QByteArray("<filter id=\"evil\"><feFlood/></filter>")
                                << QByteArray("evil");
        QTest::newRow("dashes") << QByteArray("<path stroke-dasharray=\"0.00001\" d=\"M0 0\"/>")
                                << QByteArray("dasharray");
        QTest::newRow("dashes by style")
            << QByteArray("<path style=\"a:b; stroke-dasharray:1\" d=\"M0 0\"/>") << QByteArray("dasharray");
        QTest::newRow("motion") << QByteArray("<rect><animate id=\"evil\"/></rect>") << QByteArray("evil");
    }
    void leavesOut()
    {
        QFETCH(QByteArray, inside);
        QFETCH(QByteArray, gone);
        const CleanSvg clean = cleanSvg(svg(inside + "<circle r=\"1\"/>"));
        QVERIFY2(!clean.svg.isEmpty(), qPrintable(clean.problem));
        QVERIFY(!clean.svg.contains(gone));
        QVERIFY(clean.svg.contains("circle"));
        QVERIFY(!clean.leftOut.isEmpty());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no SVG") << QByteArray("<html/>");
        QTest::newRow("foreign") << QByteArray("<svg xmlns=\"urn:x\"/>");
        QTest::newRow("cut") << QByteArray("<svg><g>");
        QTest::newRow("entities") << QByteArray(
                                         "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>") +
                                         svg("<text>&b;</text>");
        QTest::newRow("outer entity")
            << QByteArray("<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>") +
                   svg("<text>&a;</text>");
        QTest::newRow("depth") << svg(QByteArray("<g>").repeated(100'000));
        QTest::newRow("depth, left out") << svg("<x>" + QByteArray("<g>").repeated(100'000));
        QTest::newRow("many") << svg(QByteArray("<g/>").repeated(30'000));
        QTest::newRow("far") << svg("<rect width=\"12345678\"/>");
        QTest::newRow("very far") << svg("<path d=\"M0 0L1e9 5\"/>");
        QTest::newRow("scale") << svg("<g transform=\"scale(1E+30)\"/>");
        QTest::newRow("multiplied") << svg(
            "<g id=\"a\"><rect/></g><g id=\"b\"><use xlink:href=\"#a\"/><use xlink:href=\"#a\"/></g>"
            "<use xlink:href=\"#b\"/>");
        QTest::newRow("itself") << svg("<g id=\"a\"><use xlink:href=\"#a\"/></g>");
        QTest::newRow("large") << svg(QByteArray(5 * 1024 * 1024, ' '));
        QByteArray many = "<g id=\"a\">" + QByteArray("<rect/>").repeated(1000) + "</g>";
        QTest::newRow("used often") << svg(many + QByteArray("<use xlink:href=\"#a\"/>").repeated(1000));
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        const CleanSvg clean = cleanSvg(bytes);
        QVERIFY(clean.svg.isEmpty());
        QVERIFY(!clean.problem.isEmpty());
    }

    void anyBytesDoNoHarm()
    {
        QRandomGenerator random(5);
        const QByteArray whole =
            svg("<g style=\"fill:url(#a)\"><use xlink:href=\"#g\"/><style>a{b:c}</style></g>");
        for (int round = 0; round < 2000; ++round) {
            QByteArray bytes = whole;
            for (int n = random.bounded(8); n > 0; --n)
                bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
            const CleanSvg clean = cleanSvg(bytes);
            QCOMPARE(clean.svg.isEmpty(), !clean.problem.isEmpty());
            if (!clean.svg.isEmpty()) {
                // Clean is clean: nothing is left to be left out.
                const CleanSvg again = cleanSvg(clean.svg);
                QVERIFY2(!again.svg.isEmpty(), qPrintable(again.problem));
                QCOMPARE(again.leftOut, QStringList());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSvgClean)
#include "tst_svgclean.moc"
