// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clearbutton.h"

#include <QLineEdit>
#include <QTest>
#include <QToolButton>

using namespace kv::ui;

class TestClearButton : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptiesTheFieldAndSaysSo()
    {
        QLineEdit field;
        addClearButton(&field);
        auto *button = field.findChild<QToolButton *>();
        QVERIFY(button);
        QCOMPARE(button->accessibleName(), QStringLiteral("Clear"));
        field.setText(QStringLiteral("user:"));
        button->click();
        QVERIFY(field.text().isEmpty());
    }
};

QTEST_MAIN(TestClearButton)
#include "tst_clearbutton.moc"
