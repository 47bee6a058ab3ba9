// SPDX-License-Identifier: GPL-3.0-or-later
// The first thing a new user sees.
#include "support/comparefixture.h"
#include "ui/browser.h"
#include "ui/welcomepage.h"

#include <QPushButton>

using namespace kv;
using kv::test::CompareFixture;

class TestWelcomePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isInFrontOfTheFirstProject()
    {
        CompareFixture desk;
        desk.workspace.setProject({});
        desk.window.welcome(true);
        desk.show();
        QVERIFY(!desk.sees("welcomePage")); // nothing is open yet
        desk.window.openFolder(QStringLiteral("/home/ada/shop"));
        desk.workspace.setProject(test::remoteShop());
        QTRY_VERIFY(desk.sees("welcomePage"));
        QVERIFY(desk.sees("welcomeSample"));
        QTRY_COMPARE(desk.window.browser()->info().name, QStringLiteral("local:TODO")); // behind it
        QVERIFY(desk.sees("welcomePage"));
        QTRY_VERIFY(desk.find("welcomeOpen")->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!desk.sees("welcomePage"));
        QVERIFY(desk.table()->isVisible());
    }

    void isNotThereUnasked()
    {
        CompareFixture desk;
        desk.show();
        QVERIFY(desk.choose(QStringLiteral("local:TODO")));
        QVERIFY(!desk.sees("welcomePage"));
        desk.action("welcomeAction")->trigger();
        QTRY_VERIFY(desk.sees("welcomePage"));
        QVERIFY(!desk.sees("welcomeSample"));
        desk.action("welcomeAction")->trigger(); // not twice
        QTest::keyClick(&desk.window, Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(!desk.sees("welcomePage"));
        QVERIFY(desk.table()->isVisible());
    }

    void eachStepDoesWhatItSays()
    {
        CompareFixture desk;
        desk.show();
        QVERIFY(desk.choose(QStringLiteral("local:TODO")));
        desk.action("welcomeAction")->trigger();
        QVERIFY(desk.press("welcomeFind"));
        QTRY_VERIFY(desk.sees("palette"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(desk.press("welcomeKeys"));
        QTRY_VERIFY(desk.sees("shortcutSheet"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(desk.press("welcomeBrowse"));
        QTRY_VERIFY(desk.tree()->hasFocus());
        desk.dialogs.nextFolder = QStringLiteral("/home/ada/other");
        QVERIFY(desk.press("welcomeOpen"));
        QCOMPARE(desk.workspace.opened, QStringList({QStringLiteral("/home/ada/other")}));
    }

    void noWordIsCut()
    {
        CompareFixture desk;
        desk.show();
        desk.action("welcomeAction")->trigger();
        for (const int width : {720, 1000, 1800}) {
            desk.window.resize(width, 600);
            QCoreApplication::processEvents();
            for (const QPushButton *button : desk.find("welcomePage")->findChildren<QPushButton *>())
                QVERIFY2(button->sizeHint().width() <= button->width(), qPrintable(button->text()));
            for (const QLabel *label : desk.find("welcomePage")->findChildren<QLabel *>())
                QVERIFY2(label->isHidden() || label->heightForWidth(label->width()) <= label->height(),
                         qPrintable(label->text()));
        }
    }
};

QTEST_MAIN(TestWelcomePage)
#include "tst_welcomepage.moc"
