// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/codeeditor.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QRandomGenerator>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using kv::ui::CodeEditor;

namespace {

std::unique_ptr<CodeEditor> shown(const QByteArray &bytes,
                                  CodeEditor::Language language = CodeEditor::Language::Json)
{
    auto editor = std::make_unique<CodeEditor>();
    editor->resize(500, 300);
    editor->setLanguage(language);
    editor->setBytes(bytes);
    editor->show();
    editor->activateWindow();
    editor->setFocus();
    if (!QTest::qWaitForWindowActive(editor.get()))
        qWarning("the window did not become active");
    return editor;
}

void type(CodeEditor &editor, Qt::Key key, Qt::KeyboardModifiers modifiers = {})
{
    QTest::keyClick(editor.focusProxy(), key, modifiers);
}

} // namespace

class TestCodeEditor : public QObject
{
    Q_OBJECT

private slots:
    void untouchedComesBack_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("lf") << QByteArray("a\nb\n");
        QTest::newRow("no final newline") << QByteArray("a\nb");
        QTest::newRow("crlf") << QByteArray("a\r\nb\r\n");
        QTest::newRow("cr") << QByteArray("a\rb\r");
        QTest::newRow("mixed") << QByteArray("a\r\nb\nc\r\r\n\n\r");
        QTest::newRow("NUL") << QByteArray("a\0\0b\0", 5);
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}");
        QTest::newRow("separators") << QStringLiteral("a\u2028b\u2029c\u0085d\u202ee").toUtf8();
        QTest::newRow("trailing spaces") << QByteArray("  a \t \n \n");
        QTest::newRow("beyond the BMP") << QStringLiteral("😀\U0010ffff\uffff").toUtf8();
    }
    void untouchedComesBack()
    {
        QFETCH(QByteArray, bytes);
        const auto editor = shown(bytes);
        QCOMPARE(editor->bytes(), bytes);
        QCOMPARE(editor->byteCount(), bytes.size());
        QVERIFY(!editor->isModified());
        QVERIFY(!editor->canUndo());

        type(*editor, Qt::Key_X);
        QCOMPARE(editor->bytes(), "x" + bytes);
        QVERIFY(editor->isModified());
        type(*editor, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(editor->bytes(), bytes);
        QVERIFY(!editor->isModified());
        type(*editor, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(editor->bytes(), "x" + bytes);
    }

    void randomTextComesBack()
    {
        CodeEditor editor;
        QRandomGenerator random(1);
        const QString alphabet = QStringLiteral("ab{}\"\r\n\t é€") + QChar(QChar::Null) + QChar(0x2028);
        for (int round = 0; round < 300; ++round) {
            QString text;
            for (int n = random.bounded(60); n > 0; --n)
                text += alphabet[random.bounded(int(alphabet.size()))];
            editor.setLanguage(round % 2 ? CodeEditor::Language::Json : CodeEditor::Language::Plain);
            editor.setBytes(text.toUtf8());
            QCOMPARE(editor.bytes(), text.toUtf8());
        }
    }

    void newLinesAreLikeTheOthers()
    {
        auto editor = shown("ab\r\ncd\r\nef\n");
        type(*editor, Qt::Key_Return);
        QCOMPARE(editor->bytes(), QByteArray("\r\nab\r\ncd\r\nef\n"));
        editor->setBytes("ab\rcd");
        type(*editor, Qt::Key_Return);
        QCOMPARE(editor->bytes(), QByteArray("\rab\rcd"));
        editor->setBytes("ab");
        type(*editor, Qt::Key_Return);
        QCOMPARE(editor->bytes(), QByteArray("\nab"));
    }

    void pastedLinesAreLikeTheOthers()
    {
        auto editor = shown("a\r\nb");
        QGuiApplication::clipboard()->setText(QStringLiteral("x\ny"));
        editor->paste();
        QCOMPARE(editor->bytes(), QByteArray("x\r\nya\r\nb"));
    }

    void tabIsText()
    {
        auto editor = shown("a");
        type(*editor, Qt::Key_Tab);
        QCOMPARE(editor->bytes(), QByteArray("\ta"));
    }

    void windowShortcutsReachTheWindow_data()
    {
        QTest::addColumn<QKeyCombination>("keys");
        QTest::newRow("save") << (Qt::CTRL | Qt::Key_S);
        QTest::newRow("Ctrl+L") << (Qt::CTRL | Qt::Key_L);
        QTest::newRow("Ctrl+D") << (Qt::CTRL | Qt::Key_D);
        QTest::newRow("Ctrl+T") << (Qt::CTRL | Qt::Key_T);
        QTest::newRow("Ctrl+U") << (Qt::CTRL | Qt::Key_U);
        QTest::newRow("Ctrl+Shift+L") << (Qt::CTRL | Qt::SHIFT | Qt::Key_L);
        QTest::newRow("Escape") << QKeyCombination(Qt::Key_Escape);
        QTest::newRow("F5") << QKeyCombination(Qt::Key_F5);
    }
    void windowShortcutsReachTheWindow()
    {
        QFETCH(QKeyCombination, keys);
        auto editor = shown("a\nb\n");
        QShortcut shortcut(QKeySequence(keys), editor.get());
        QSignalSpy activated(&shortcut, &QShortcut::activated);
        type(*editor, keys.key(), keys.keyboardModifiers());
        QCOMPARE(activated.count(), 1);
        QCOMPARE(editor->bytes(), QByteArray("a\nb\n"));
    }

    void editingKeysStayInTheEditor()
    {
        auto editor = shown("ab");
        QShortcut shortcut(QKeySequence(Qt::Key_Delete), editor.get());
        QSignalSpy activated(&shortcut, &QShortcut::activated);
        type(*editor, Qt::Key_Delete);
        QCOMPARE(activated.count(), 0);
        QCOMPARE(editor->bytes(), QByteArray("b"));
    }

    void changedTellsOfEditsOnly()
    {
        auto editor = shown("a");
        QSignalSpy changed(editor.get(), &CodeEditor::changed);
        editor->setBytes("b");
        QCOMPARE(changed.count(), 0);
        type(*editor, Qt::Key_X);
        QCOMPARE(changed.count(), 1);
        editor->replaceAll("xb");
        QCOMPARE(changed.count(), 1);
        editor->replaceAll(QByteArray("n\0w\r\n", 5));
        QVERIFY(changed.count() > 1);
        QCOMPARE(editor->bytes(), QByteArray("n\0w\r\n", 5));
        editor->undo();
        QCOMPARE(editor->bytes(), QByteArray("xb"));
        editor->setUnmodified();
        QVERIFY(!editor->isModified());
    }

    void readOnlyStaysAsItIs()
    {
        auto editor = shown("a");
        editor->setReadOnly(true);
        type(*editor, Qt::Key_X);
        editor->replaceAll("b");
        QCOMPARE(editor->bytes(), QByteArray("a"));
        editor->setBytes("c");
        QCOMPARE(editor->bytes(), QByteArray("c"));
        QVERIFY(editor->isReadOnly());
    }

    void cursorIsReported()
    {
        auto editor = shown(QStringLiteral("é😀x\nab").toUtf8());
        QSignalSpy moved(editor.get(), &CodeEditor::cursorMoved);
        type(*editor, Qt::Key_Right);
        type(*editor, Qt::Key_Right);
        const auto last = [&] { return moved.isEmpty() ? QList<QVariant>() : moved.last(); };
        QTRY_COMPARE(last(), (QList<QVariant>{1, 3, QVariant::fromValue<qsizetype>(6)}));
        editor->goTo(9);
        QTRY_COMPARE(last(), (QList<QVariant>{2, 2, QVariant::fromValue<qsizetype>(9)}));
        QCOMPARE(editor->cursorOffset(), 9);
    }

    void problemsAnywhereDoNoHarm()
    {
        auto editor = shown("{\r\n\"a\"\r\n");
        const QImage before = editor->grab().toImage();
        for (qsizetype offset = -1; offset <= 10; ++offset)
            editor->setProblem(offset);
        editor->setProblem(3);
        QTest::qWait(1);
        QVERIFY(editor->grab().toImage() != before);
        QCOMPARE(editor->bytes(), QByteArray("{\r\n\"a\"\r\n"));
        QVERIFY(!editor->isModified());
        editor->setProblem({});
        editor->setBytes("");
        editor->setProblem(0);
    }

    void coloursAreUsed()
    {
        auto editor = shown("{\"key\": \"string\", \"n\": 12345, \"t\": true}\n");
        kv::ui::CodeColors colors;
        colors.paper = QColor(1, 2, 3);
        colors.text = colors.muted = colors.line = Qt::white;
        colors.selection = colors.caretLine = colors.paper;
        colors.key = QColor(255, 0, 0);
        colors.string = QColor(0, 255, 0);
        colors.number = QColor(0, 0, 255);
        colors.keyword = QColor(255, 255, 0);
        colors.error = QColor(255, 0, 255);
        editor->setColors(colors);
        QSet<QRgb> seen;
        const QImage image = editor->grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor c = image.pixelColor(x, y);
                // Smoothed edges are mixtures; what leans to one colour alone is enough.
                seen.insert(
                    qRgb(c.red() > 150 ? 255 : 0, c.green() > 150 ? 255 : 0, c.blue() > 150 ? 255 : 0));
            }
        }
        for (const QColor &c : {colors.key, colors.string, colors.number, colors.keyword})
            QVERIFY2(seen.contains(c.rgb()), qPrintable(c.name()));
        QCOMPARE(image.pixelColor(image.width() - 40, image.height() - 40), colors.paper);
    }

    void largeTextsArePlain()
    {
        CodeEditor editor;
        editor.setLanguage(CodeEditor::Language::Json);
        editor.setBytes(QByteArray("{}\n").repeated(2 * 1024 * 1024));
        QVERIFY(editor.isPlainForSize());
        editor.setBytes(QByteArray(200'000, 'x'));
        QVERIFY(editor.isPlainForSize());
        editor.setBytes("{}");
        QVERIFY(!editor.isPlainForSize());
        QVERIFY(CodeEditor::isUnwieldy(QByteArray(1'000'000, 'x')));
        QVERIFY(!CodeEditor::isUnwieldy(QByteArray("x\r").repeated(1'000'000)));
    }

    void opensLargeTexts()
    {
        const QByteArray row("{\"id\": 12345, \"name\": \"somebody\", \"list\": [1, 2, 3]},\n");
        const QByteArray bytes = row.repeated(25 * 1024 * 1024 / row.size());
        QElapsedTimer timer;
        CodeEditor editor;
        editor.resize(800, 600);
        editor.show();
        editor.setLanguage(CodeEditor::Language::Json);
        editor.setWordWrap(true);
        QVERIFY(QTest::qWaitForWindowExposed(&editor));
        timer.start();
        editor.setBytes(bytes);
        const qint64 set = timer.restart();
        editor.grab();
        const qint64 painted = timer.restart();
        QCoreApplication::processEvents();
        qInfo("25 MiB: set %lld ms, painted %lld ms, events %lld ms", set, painted, timer.elapsed());
        QCOMPARE(editor.bytes(), bytes);
        timer.start();
        QTest::keyClick(editor.focusProxy(), Qt::Key_End, Qt::ControlModifier);
        editor.grab();
        qInfo("to the end: %lld ms", timer.restart());
        QTest::keyClick(editor.focusProxy(), Qt::Key_X);
        editor.grab();
        qInfo("a key: %lld ms", timer.restart());
        QCOMPARE(editor.bytes(), bytes + "x");
    }
};

QTEST_MAIN(TestCodeEditor)
#include "tst_codeeditor.moc"
