// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/valueview.h"

#include "text/json.h"
#include "ui/codeeditor.h"
#include "ui/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace kv::ui;

namespace {

/// JSON on one line that the editor could not lay out without a wait.
QByteArray longLineOfJson()
{
    QByteArray json = "[0";
    while (json.size() <= CodeEditor::longestLine)
        json += ",{\"a\":1.50}";
    return json + ']';
}

} // namespace

class TestValueView : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;

private Q_SLOTS:
    void aLineTooLongIsShownInPiecesAndKeptAsItIs()
    {
        ValueView view(QStringLiteral("value"), m_theme);
        QSignalSpy edited(&view, &ValueView::edited);
        const QByteArray json = longLineOfJson();
        view.setValue(json, true);
        QCOMPARE(view.view(), ValueView::Json);
        view.setView(ValueView::Text);
        QTRY_VERIFY(!view.isBusy());
        QVERIFY(view.editor()->isReadOnly());
        QVERIFY(!CodeEditor::isUnwieldy(view.editor()->bytes()));
        QVERIFY(view.findChild<QLabel *>(QStringLiteral("valueNote"))
                    ->text()
                    .contains(QStringLiteral("in pieces")));
        view.flush();
        view.setView(ValueView::Hex);
        view.setView(ValueView::Text);
        QTRY_VERIFY(!view.isBusy());
        QCOMPARE(view.value(), json);
        QCOMPARE(edited.size(), 0);
        // A short text is editable again.
        view.setValue("short", true);
        QVERIFY(!view.editor()->isReadOnly());
        QCOMPARE(view.editor()->bytes(), QByteArray("short"));
    }

    void formattingMakesItEditable()
    {
        ValueView view(QStringLiteral("value"), m_theme);
        view.show();
        QSignalSpy edited(&view, &ValueView::edited);
        const QByteArray json = longLineOfJson();
        view.setValue(json, true);
        view.setView(ValueView::Text);
        QTRY_VERIFY(!view.isBusy());
        auto *format = view.findChild<QPushButton *>(QStringLiteral("valueFormat"));
        QVERIFY(format->isVisible());
        format->click();
        QTRY_COMPARE(edited.size(), 1);
        QCOMPARE(view.value(), kv::text::format(json));
        QTRY_VERIFY(!view.isBusy());
        QCOMPARE(view.editor()->bytes(), view.value());
        QVERIFY(!view.editor()->isReadOnly());
        view.editor()->undo(); // must not bring the pieces back as text
        QCOMPARE(view.editor()->bytes(), view.value());
    }

    void whatIsNotJsonStaysAsItIs()
    {
        ValueView view(QStringLiteral("value"), m_theme);
        view.show();
        QSignalSpy edited(&view, &ValueView::edited);
        // Large enough that it is looked at only when it is to be formatted.
        const QByteArray broken = '[' + QByteArray(1024 * 1024, 'x');
        view.setValue(broken, true);
        QTRY_VERIFY(!view.isBusy());
        auto *format = view.findChild<QPushButton *>(QStringLiteral("valueFormat"));
        QVERIFY(format->isVisible());
        format->click();
        auto *note = view.findChild<QLabel *>(QStringLiteral("valueNote"));
        QTRY_VERIFY(note->text().contains(QStringLiteral("not valid JSON")));
        QCOMPARE(view.value(), broken);
        QCOMPARE(edited.size(), 0);
    }
};

QTEST_MAIN(TestValueView)
#include "tst_valueview.moc"
