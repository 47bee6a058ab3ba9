// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/confirmbar.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using kv::ui::ConfirmBar;

class TestConfirmBar : public QObject
{
    Q_OBJECT

private:
    template <class T> static T *child(ConfirmBar &bar, const char *name)
    {
        return bar.findChild<T *>(QLatin1String(name));
    }

private Q_SLOTS:
    void onlyTheWordItselfConfirms()
    {
        ConfirmBar bar;
        int runs = 0;
        QVERIFY(bar.isHidden());
        bar.ask(QStringLiteral("Delete 3 keys?"), QStringLiteral("TODO"), QStringLiteral("Delete 3 keys"),
                [&runs] { ++runs; });
        QVERIFY(!bar.isHidden());
        auto *field = child<QLineEdit>(bar, "confirmField");
        auto *yes = child<QPushButton>(bar, "confirmYesButton");
        for (const QString &typed :
             {QString(), QStringLiteral("todo"), QStringLiteral("TODO "), QStringLiteral("TOD")}) {
            field->setText(typed);
            QVERIFY2(!yes->isEnabled(), qPrintable(typed));
            QTest::keyClick(field, Qt::Key_Return);
            yes->click();
            QCOMPARE(runs, 0);
        }
        field->setText(QStringLiteral("TODO"));
        QVERIFY(yes->isEnabled());
        yes->click();
        QCOMPARE(runs, 1);
        QVERIFY(bar.isHidden());
        yes->click();
        QCOMPARE(runs, 1);
    }

    void returnConfirmsAndEscapeDoesNot()
    {
        ConfirmBar bar;
        int runs = 0;
        QSignalSpy dismissed(&bar, &ConfirmBar::dismissed);
        const auto ask = [&] {
            bar.ask(QStringLiteral("Really?"), QStringLiteral("A"), QStringLiteral("Do it"),
                    [&runs] { ++runs; });
            child<QLineEdit>(bar, "confirmField")->setText(QStringLiteral("A"));
        };
        ask();
        QTest::keyClick(child<QLineEdit>(bar, "confirmField"), Qt::Key_Escape);
        QCOMPARE(runs, 0);
        QCOMPARE(dismissed.count(), 1);
        QVERIFY(bar.isHidden());
        ask();
        QTest::keyClick(child<QLineEdit>(bar, "confirmField"), Qt::Key_Return);
        QCOMPARE(runs, 1);
        QVERIFY(bar.isHidden());
    }

    void aNewQuestionForgetsWhatWasTyped()
    {
        ConfirmBar bar;
        bar.ask(QStringLiteral("1?"), QStringLiteral("A"), QStringLiteral("Do"), [] {});
        child<QLineEdit>(bar, "confirmField")->setText(QStringLiteral("A"));
        bar.ask(QStringLiteral("2?"), QStringLiteral("B"), QStringLiteral("Do"), [] {});
        QVERIFY(child<QLineEdit>(bar, "confirmField")->text().isEmpty());
        QVERIFY(!child<QPushButton>(bar, "confirmYesButton")->isEnabled());
    }
};

QTEST_MAIN(TestConfirmBar)
#include "tst_confirmbar.moc"
