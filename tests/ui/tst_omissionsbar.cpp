// SPDX-License-Identifier: GPL-3.0-or-later
// What of an opened file is not among its keys: said in a sentence, listed when asked, and closed for good.
#include "ui/noticebar.h"
#include "ui/omissionsbar.h"
#include "ui/remarktable.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QTest>

using namespace kv;
using namespace kv::ui;

class TestOmissionsBar : public QObject
{
    Q_OBJECT

private:
    static Omissions some()
    {
        Omissions omissions;
        omissions.duplicates = 2;
        omissions.duplicateKeys = {"user:1", "user:2"};
        omissions.troubles = 1;
        omissions.firstTroubles = {{.kind = ErrorKind::InvalidInput,
                                    .detail = QStringLiteral("The item has no \"key\"."),
                                    .line = 2,
                                    .column = 5}};
        omissions.remarks = QStringList{QStringLiteral("Unknown fields were passed over: color.")};
        return omissions;
    }
    template <class T> static T *find(OmissionsBar &bar, const char *name)
    {
        return bar.findChild<T *>(QLatin1String(name));
    }

private Q_SLOTS:
    void everySortIsSaid();
    void oneIsSaidAsOne();
    void theListIsShownWhenAskedFor();
    void whatWasClosedStaysClosed();
};

void TestOmissionsBar::everySortIsSaid()
{
    const QString words = OmissionsBar::words(some());
    QCOMPARE(
        words,
        QStringLiteral("1 item is no entry and was left out. In line 2, column 5: The item has no \"key\". 2 "
                       "items were passed over because their key comes again further down: the last one "
                       "counts. Unknown fields were passed over: color."));
    QVERIFY(OmissionsBar::words({}).isEmpty());
}

void TestOmissionsBar::oneIsSaidAsOne()
{
    Omissions omissions;
    omissions.duplicates = 1;
    QVERIFY(OmissionsBar::words(omissions).startsWith(QStringLiteral("1 item was passed over")));
    omissions = {};
    omissions.troubles = 1200;
    omissions.firstTroubles = some().firstTroubles;
    QVERIFY(OmissionsBar::words(omissions).startsWith(
        QStringLiteral("1,200 items are no entries and were left out. The first in line 2, column 5: ")));
    omissions = {};
    omissions.remarks = QStringList(3, QStringLiteral("one."));
    QVERIFY(OmissionsBar::words(omissions).startsWith(QStringLiteral("In 3 entries something")));
}

void TestOmissionsBar::theListIsShownWhenAskedFor()
{
    const Theme theme;
    OmissionsBar bar;
    bar.resize(700, 300);
    bar.setOmissions(some());
    QVERIFY(bar.isVisible());
    auto *list = find<RemarkTable>(bar, "omissionsList");
    QVERIFY(!list->isVisible());
    QTest::mouseClick(find<QAbstractButton>(bar, "omissionsListButton"), Qt::LeftButton);
    QVERIFY(list->isVisible());
    QCOMPARE(list->rowCount(), 4);
    QCOMPARE(list->item(1, 0)->text(), QStringLiteral("user:1"));
    QVERIFY(list->item(0, 1)->text().contains(QStringLiteral("line 2, column 5")));
    QVERIFY(!find<NoticeBar>(bar, "omissionsBar")->text().isEmpty());
    QTest::mouseClick(find<QAbstractButton>(bar, "omissionsListButton"), Qt::LeftButton);
    QVERIFY(!list->isVisible());
}

void TestOmissionsBar::whatWasClosedStaysClosed()
{
    const Theme theme;
    OmissionsBar bar;
    bar.setOmissions({});
    QVERIFY(!bar.isVisible());
    bar.setOmissions(some());
    QVERIFY(bar.isVisible());
    QTest::mouseClick(find<QAbstractButton>(bar, "omissionsCloseButton"), Qt::LeftButton);
    QVERIFY(!bar.isVisible());
    bar.setOmissions(some()); // the list was read again and nothing is new
    QVERIFY(!bar.isVisible());
    Omissions more = some();
    more.duplicates = 3;
    bar.setOmissions(more);
    QVERIFY(bar.isVisible());
    bar.setOmissions({});
    QVERIFY(!bar.isVisible());
}

QTEST_MAIN(TestOmissionsBar)
#include "tst_omissionsbar.moc"
