// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hexview.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QScrollBar>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using kv::ui::HexView;

namespace {

std::unique_ptr<HexView> shown(const QByteArray &bytes)
{
    auto view = std::make_unique<HexView>();
    view->resize(760, 300);
    view->setBytes(bytes);
    view->show();
    view->activateWindow();
    view->setFocus();
    if (!QTest::qWaitForWindowActive(view.get()))
        qWarning("the window did not become active");
    return view;
}

void key(HexView &view, Qt::Key k, Qt::KeyboardModifiers modifiers = {})
{
    QTest::keyClick(&view, k, modifiers);
}

QByteArray counting(int n)
{
    QByteArray bytes;
    for (int i = 0; i < n; ++i)
        bytes.append(char(i));
    return bytes;
}

} // namespace

class TestHexView : public QObject
{
    Q_OBJECT

private slots:
    void digitsOverwrite()
    {
        auto view = shown(counting(4));
        QSignalSpy changed(view.get(), &HexView::changed);
        QTest::keyClicks(view.get(), QStringLiteral("dEaz"));
        QCOMPARE(view->bytes(), QByteArray("\xde\xa1\x02\x03", 4));
        QCOMPARE(changed.count(), 3); // z is no digit
        key(*view, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(view->bytes(), QByteArray("\xde\x01\x02\x03", 4));
        key(*view, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(view->bytes(), counting(4));
        QVERIFY(!view->isModified());
        view->redo();
        QCOMPARE(view->bytes(), QByteArray("\xde\x01\x02\x03", 4));
    }

    void digitsAppendAtTheEnd()
    {
        auto view = shown({});
        QTest::keyClicks(view.get(), QStringLiteral("0aff"));
        QCOMPARE(view->bytes(), QByteArray("\x0a\xff"));
    }

    void insertModeInserts()
    {
        auto view = shown("ab");
        QSignalSpy mode(view.get(), &HexView::insertModeChanged);
        key(*view, Qt::Key_Insert);
        QCOMPARE(mode.count(), 1);
        QTest::keyClicks(view.get(), QStringLiteral("414"));
        QCOMPARE(view->bytes(), QByteArray("A\x40"
                                           "ab"));
        key(*view, Qt::Key_Right);
        key(*view, Qt::Key_Delete);
        QCOMPARE(view->bytes(), QByteArray("A\x40"
                                           "b"));
        key(*view, Qt::Key_Backspace);
        QCOMPARE(view->bytes(), QByteArray("Ab"));
    }

    void tabReachesTheCharacters()
    {
        auto view = shown("abcd");
        key(*view, Qt::Key_Tab);
        QCOMPARE(view->column(), HexView::Column::Ascii);
        QVERIFY(view->hasFocus());
        QTest::keyClicks(view.get(), QStringLiteral("xY"));
        QCOMPARE(view->bytes(), QByteArray("xYcd"));
        key(*view, Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(view->column(), HexView::Column::Hex);
    }

    void keysMove()
    {
        auto view = shown(counting(100));
        const auto at = [&](Qt::Key k, Qt::KeyboardModifiers m = {}) {
            key(*view, k, m);
            return view->cursorOffset();
        };
        QCOMPARE(at(Qt::Key_Right), 1);
        QCOMPARE(at(Qt::Key_Down), 17);
        QCOMPARE(at(Qt::Key_End), 31);
        QCOMPARE(at(Qt::Key_Home), 16);
        QCOMPARE(at(Qt::Key_Left), 15);
        QCOMPARE(at(Qt::Key_Up), 15);
        QCOMPARE(at(Qt::Key_End, Qt::ControlModifier), 100);
        QCOMPARE(at(Qt::Key_Right), 100);
        QCOMPARE(at(Qt::Key_PageUp), 4);
        QCOMPARE(at(Qt::Key_PageDown), 100);
        QCOMPARE(at(Qt::Key_Home, Qt::ControlModifier), 0);
        QCOMPARE(at(Qt::Key_Left), 0);
    }

    void selectsCopiesAndDeletes()
    {
        auto view = shown("hello world");
        for (int i = 0; i < 5; ++i)
            key(*view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view->selectionStart(), 0);
        QCOMPARE(view->selectionLength(), 5);
        key(*view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("68 65 6c 6c 6f"));
        view->copyText();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("hello"));
        key(*view, Qt::Key_Delete);
        QCOMPARE(view->bytes(), QByteArray(" world"));
        view->undo();
        QCOMPARE(view->bytes(), QByteArray("hello world"));
        key(*view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view->selectionLength(), 11);
        QTest::keyClicks(view.get(), QStringLiteral("41"));
        QCOMPARE(view->bytes(), QByteArray("A"));
    }

    void pastes()
    {
        auto view = shown("abcdef");
        QGuiApplication::clipboard()->setText(QStringLiteral("0x00, ff"));
        view->goTo(1);
        key(*view, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(view->bytes(), QByteArray("a\0\xff"
                                           "def",
                                           6));
        QSignalSpy refused(view.get(), &HexView::refused);
        QGuiApplication::clipboard()->setText(QStringLiteral("hello"));
        view->paste();
        QCOMPARE(refused.count(), 1);
        key(*view, Qt::Key_Tab);
        view->goTo(4);
        view->paste();
        QCOMPARE(view->bytes(), QByteArray("a\0\xff"
                                           "dhello",
                                           9));
    }

    void readOnlyStaysAsItIs()
    {
        auto view = shown("abc");
        view->setReadOnly(true);
        QTest::keyClicks(view.get(), QStringLiteral("41"));
        key(*view, Qt::Key_Delete);
        key(*view, Qt::Key_Backspace);
        QGuiApplication::clipboard()->setText(QStringLiteral("00"));
        key(*view, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(view->bytes(), QByteArray("abc"));
        QVERIFY(!view->isModified());
    }

    void editingKeysStayHereAndSaveGoesOn()
    {
        auto view = shown("abc");
        QShortcut del(QKeySequence(Qt::Key_Delete), view.get());
        QShortcut save(QKeySequence(Qt::CTRL | Qt::Key_S), view.get());
        QSignalSpy deleted(&del, &QShortcut::activated);
        QSignalSpy saved(&save, &QShortcut::activated);
        key(*view, Qt::Key_Delete);
        key(*view, Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(deleted.count(), 0);
        QCOMPARE(view->bytes(), QByteArray("bc"));
        QCOMPARE(saved.count(), 1);
    }

    void mousePicksWhatIsUnderIt()
    {
        auto view = shown(counting(64));
        const QFontMetrics metrics(view->font());
        const int cell = metrics.horizontalAdvance(QLatin1Char('0'));
        const int row = metrics.height() + 2;
        const int hex = 8 + 6 * cell; // padding, four digits and two spaces
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          QPoint(hex + 3 * 3 * cell + cell / 2, row + 2));
        QCOMPARE(view->cursorOffset(), 19);
        QCOMPARE(view->column(), HexView::Column::Hex);
        const int ascii = hex + 50 * cell;
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(ascii + 2 * cell + 1, 2 * row + 2));
        QCOMPARE(view->cursorOffset(), 34);
        QCOMPARE(view->column(), HexView::Column::Ascii);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::ShiftModifier,
                          QPoint(ascii + 5 * cell + 1, 2 * row + 2));
        QCOMPARE(view->selectionStart(), 34);
        QCOMPARE(view->selectionLength(), 3);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(0, 290));
        QCOMPARE(view->cursorOffset(), 64);
    }

    void colourFollowsThePalette()
    {
        auto view = shown("abc");
        QPalette dark;
        dark.setColor(QPalette::Base, QColor(1, 2, 3));
        dark.setColor(QPalette::Text, Qt::white);
        view->setPalette(dark);
        QCOMPARE(view->grab().toImage().pixelColor(300, 200), QColor(1, 2, 3));
    }

    void largeBytesOpenAtOnce()
    {
        QByteArray bytes(25 * 1024 * 1024, 'x');
        QElapsedTimer timer;
        auto view = shown({});
        timer.start();
        view->setBytes(bytes);
        view->grab();
        qInfo("25 MiB: %lld ms", timer.restart());
        key(*view, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(view->cursorOffset(), bytes.size());
        QCOMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
        key(*view, Qt::Key_Home, Qt::ControlModifier);
        key(*view, Qt::Key_Insert);
        timer.restart();
        QTest::keyClicks(view.get(), QStringLiteral("41"));
        qInfo("an insertion: %lld ms", timer.elapsed());
        QCOMPARE(view->bytes().size(), bytes.size() + 1);
    }
};

QTEST_MAIN(TestHexView)
#include "tst_hexview.moc"
