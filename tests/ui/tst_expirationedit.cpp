// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/expirationedit.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <limits>

using namespace kv;
using kv::ui::ExpirationEdit;

namespace {

constexpr qint64 nowSec = 1'795'449'600; // 2026-11-23 16:00:00 UTC

} // namespace

class TestExpirationEdit : public QObject
{
    Q_OBJECT

    qint64 m_now = nowSec * 1000;
    Clock clock()
    {
        return [this] { return m_now; };
    }
    static QLineEdit *line(ExpirationEdit &edit) { return edit.findChild<QLineEdit *>(); }
    static QString hint(ExpirationEdit &edit)
    {
        return edit.findChild<QLabel *>(QStringLiteral("hint"))->text();
    }

private slots:
    void init() { m_now = nowSec * 1000; }

    void untouchedIsKept_data()
    {
        QTest::addColumn<Expiration>("stored");
        QTest::newRow("none") << Expiration();
        QTest::newRow("soon") << Expiration(nowSec + 3 * 3600 + 120);
        QTest::newRow("past") << Expiration(nowSec - 120);
        QTest::newRow("zero") << Expiration(0);
        QTest::newRow("far") << Expiration(std::numeric_limits<qint64>::max());
        QTest::newRow("negative") << Expiration(std::numeric_limits<qint64>::min());
    }
    void untouchedIsKept()
    {
        QFETCH(Expiration, stored);
        ExpirationEdit edit(clock());
        QSignalSpy changed(&edit, &ExpirationEdit::changed);
        edit.setExpiration(stored);
        QVERIFY(edit.change().isKeep());
        QVERIFY(!edit.isEdited());
        QCOMPARE(edit.problem(), QString());
        QCOMPARE(changed.count(), 0);
        // There and back again is not an edit.
        const QString shown = line(edit)->text();
        line(edit)->setText(QStringLiteral("nonsense"));
        QVERIFY(edit.isEdited());
        line(edit)->setText(shown);
        QVERIFY(edit.change().isKeep());
        QCOMPARE(changed.count(), 2);
    }

    void hintsSayWhatItMeans()
    {
        ExpirationEdit edit(clock());
        edit.setExpiration(nowSec + 3 * 3600 + 120);
        QCOMPARE(line(edit)->text(), QStringLiteral("2026-11-23 19:02:00"));
        QCOMPARE(hint(edit), QStringLiteral("in 3 h 2 min · 2026-11-23 19:02:00 UTC"));
        line(edit)->setText(QStringLiteral("in 2 h"));
        QCOMPARE(hint(edit),
                 QStringLiteral("in 2 h · 2026-11-23 18:00:00 local time; 2026-11-23 18:00:00 UTC"));
        line(edit)->clear();
        QCOMPARE(hint(edit), QStringLiteral("Never expires"));
        edit.setExpiration(nowSec - 120);
        QVERIFY(hint(edit).startsWith(QStringLiteral("expired 2 min ago")));
    }

    void typedBecomesAChange()
    {
        ExpirationEdit edit(clock());
        edit.setExpiration(nowSec + 1000);
        line(edit)->setText(QStringLiteral("in 1 h"));
        QCOMPARE(edit.change().value(), Expiration(nowSec + 3600));
        m_now += 10'000; // a span counts from when it is saved
        QCOMPARE(edit.change().value(), Expiration(nowSec + 3610));
        line(edit)->setText(QStringLiteral("2026-12-01 17:00 UTC"));
        QCOMPARE(edit.change().value(), Expiration(1'796'144'400));
        line(edit)->clear();
        QVERIFY(!edit.change().isKeep());
        QCOMPARE(edit.change().value(), Expiration());
    }

    void problemsAreSaid()
    {
        ExpirationEdit edit(clock());
        for (const char *typed : {"nonsense", "in 59 s", "2020-01-01", "2026-11-23 16:00:59 UTC"}) {
            line(edit)->setText(QString::fromLatin1(typed));
            QVERIFY2(!edit.problem().isEmpty(), typed);
            QVERIFY(edit.change().isKeep());
            QVERIFY(hint(edit).contains(edit.problem()));
            QVERIFY(line(edit)->property("problem").toBool());
        }
        line(edit)->setText(QStringLiteral("in 60 s"));
        QCOMPARE(edit.problem(), QString());
        QVERIFY(!line(edit)->property("problem").toBool());
        QCOMPARE(edit.change().value(), Expiration(nowSec + 60));
    }

    void timePassing()
    {
        ExpirationEdit edit(clock());
        edit.show();
        line(edit)->setText(QStringLiteral("2026-11-23 16:02 UTC"));
        QCOMPARE(edit.problem(), QString());
        QSignalSpy changed(&edit, &ExpirationEdit::changed);
        m_now += 90'000;
        QTRY_COMPARE(changed.count(), 1); // the tick tells that it can no longer be saved
        QVERIFY(!edit.problem().isEmpty());
    }

    void quickChoices()
    {
        ExpirationEdit edit(clock());
        const QList<QAction *> actions = edit.findChild<QToolButton *>()->menu()->actions();
        QList<Expiration> chosen;
        edit.setExpiration(nowSec + 5000);
        for (QAction *action : actions) {
            if (action->isSeparator())
                continue;
            action->trigger();
            QVERIFY(!edit.change().isKeep());
            chosen.append(edit.change().value());
        }
        QCOMPARE(chosen, (QList<Expiration>{nowSec + 3600, nowSec + 86400, nowSec + 7 * 86400,
                                            nowSec + 30 * 86400, Expiration()}));
    }
};

QTEST_MAIN(TestExpirationEdit)
#include "tst_expirationedit.moc"
