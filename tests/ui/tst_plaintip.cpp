// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plaintip.h"

#include "support/windowfixture.h"

#include <QHelpEvent>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolTip>

using namespace kv;
using namespace kv::test;

class TestPlainTip : public QObject
{
    Q_OBJECT

private slots:
    void leavesPlainTextAlone()
    {
        QCOMPARE(ui::plainTip(QStringLiteral("a < b\nc & d")), QStringLiteral("a < b\nc & d"));
        QCOMPARE(ui::plainTip({}), QString());
    }

    void showsMarkupAsItIs()
    {
        const QString hostile = QStringLiteral("<p><img src='/dev/zero'> & more</p>");
        const QString tip = ui::plainTip(hostile);
        QVERIFY(!tip.contains(QStringLiteral("<img")));
        QCOMPARE(QTextDocumentFragment::fromHtml(tip).toPlainText(), hostile);
    }

    void cutsAndSaysSo()
    {
        const QString tip = ui::plainTip(QString(1'000'000, QLatin1Char('x')));
        QVERIFY(tip.size() < 3000);
        QVERIFY(tip.endsWith(QStringLiteral("(1,000,000 characters in all)")));
    }

    void theListTakesNoValueForMarkup()
    {
        WindowFixture m;
        m.store(todoBinding())->plant(m.entry("k", "<b>bold</b>", {}, QByteArray("\"<i>slanted</i>\"")));
        m.workspace.setProject(shopProject());
        m.show();
        QVERIFY(m.choose(QStringLiteral("local:TODO")));
        QTRY_COMPARE(m.rowOf("k"), 0);
        for (const int column : {1, 4}) {
            const QModelIndex cell = m.keys()->index(0, column);
            QTRY_VERIFY(!cell.data(Qt::ToolTipRole).toString().isEmpty());
            const QPoint at = m.table()->visualRect(cell).center();
            QHelpEvent help(QEvent::ToolTip, at, m.table()->viewport()->mapToGlobal(at));
            QCoreApplication::sendEvent(m.table()->viewport(), &help);
            QVERIFY(!QToolTip::text().contains(QStringLiteral("<b>")));
            QVERIFY(!QToolTip::text().contains(QStringLiteral("<i>")));
            QVERIFY(QToolTip::text().contains(QStringLiteral("&lt;")));
        }
    }
};

QTEST_MAIN(TestPlainTip)
#include "tst_plaintip.moc"
