// SPDX-License-Identifier: GPL-3.0-or-later
// The views of a value through the window: JSON laid out and stored as it was, pictures, what is behind
// encodings, finding and replacing, places and problems; and values that mean harm.
#include "support/waitfor.h"
#include "support/windowfixture.h"
#include "text/json.h"
#include "ui/decodedview.h"
#include "ui/findbar.h"
#include "ui/hexview.h"
#include "ui/imageview.h"
#include "ui/pathline.h"
#include "ui/valuefinder.h"

#include <QBuffer>
#include <QClipboard>
#include <QImage>
#include <QMenu>
#include <QToolButton>
#include <QtEndian>

using namespace kv;
using namespace kv::test;
using ui::ValueView;

namespace {

const QByteArray oneLine("{\"users\":[{\"name\":\"Ada\"},{\"name\":\"Bob\"}],\"n\":1.50}");

/// `{"hello": ["world", 1]}` as gzip makes it, without the help of any code here.
QByteArray gzipped()
{
    return QByteArray::fromHex("1f8b08000000000002ffab56ca48cdc9c957b25288562acf2fca4951d251308c"
                               "ad05002ef943f417000000");
}

QByteArray picture(const char *format, const QSize &size)
{
    QImage image(size, QImage::Format_ARGB32);
    image.fill(QColor(200, 20, 20, 120));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

} // namespace

class TestValueViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        s = m->store(todoBinding());
        s->plant(m->entry("json", oneLine));
        s->plant(m->entry("text", "plain words"));
        m->workspace.setProject(shopProject());
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
    }
    void cleanup()
    {
        s.reset();
        m.reset();
    }

    void jsonIsLaidOutAndStoredAsItWas();
    void brokenJsonIsStoredAsTyped();
    void formattingIsAnActOfTheUser();
    void aViewChosenByHandIsRemembered();
    void viewsAreSteppedThroughByKey();
    void pathsAreShownAndCopied();
    void problemsAreGoneThrough();
    void partsAreFoldedByKey();
    void findsAndReplacesInText();
    void findsByExpressionAndSaysWhatIsNone();
    void findsInHex();
    void theFilterKeepsItsKeyElsewhere();
    void nothingIsReplacedWhereNothingCanBeWritten();
    void aPictureIsShown_data();
    void aPictureIsShown();
    void hostilePicturesAreRefused_data();
    void hostilePicturesAreRefused();
    void encodingsAreTakenOff();
    void encodingsAreChosenByHand();
    void hostileValuesDoNoHarm_data();
    void hostileValuesDoNoHarm();
    void aLargeValueIsEditedToTheByte();

private:
    ValueView *view() const { return m->find<ValueView>("value"); }
    bool open(const QByteArray &key) const
    {
        return m->open(key) && QTest::qWaitFor([&] { return !view()->isBusy(); }, 20'000);
    }
    bool plant(const QByteArray &value)
    {
        const QByteArray key = "planted" + QByteArray::number(++m_planted);
        s->plant(m->entry(key, value));
        m->window.findChild<QAction *>(QStringLiteral("refreshAction"))->trigger();
        return open(key);
    }
    QWidget *editor() const { return m->editor()->focusProxy(); }
    QByteArray stored(const QByteArray &key)
    {
        const auto entry = waitFor(s->get(key));
        return entry ? entry->value : QByteArray("nothing");
    }
    void save()
    {
        QTest::keyClick(&m->window, Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!m->pane()->isDirty());
    }
    QString found() const { return m->label("valueFindCount"); }

    std::unique_ptr<WindowFixture> m;
    std::shared_ptr<MemoryStore> s;
    int m_planted = 0;
};

void TestValueViews::jsonIsLaidOutAndStoredAsItWas()
{
    QVERIFY(open("json"));
    QCOMPARE(view()->view(), ValueView::Json);
    QCOMPARE(m->editor()->bytes(), text::format(oneLine));
    QCOMPARE(view()->value(), oneLine);
    QVERIFY(!m->pane()->isDirty());
    QVERIFY(m->label("valueNote").contains(QStringLiteral("stored in its own layout")));

    QByteArray edited = text::format(oneLine);
    edited.replace("Bob", "Robert");
    m->type(edited);
    QByteArray expected = oneLine;
    expected.replace("Bob", "Robert");
    QCOMPARE(view()->value(), expected);
    save();
    QCOMPARE(stored("json"), expected);

    // Blanks between tokens are not what is stored.
    m->type(text::format(expected) + "  \n");
    QVERIFY(!m->pane()->isDirty());
}

void TestValueViews::brokenJsonIsStoredAsTyped()
{
    QVERIFY(open("json"));
    m->type("{\n  \"a\": \n}");
    QVERIFY(m->label("valueNote").contains(QStringLiteral("stored as typed")));
    save();
    QCOMPARE(stored("json"), QByteArray("{\n  \"a\": \n}"));
}

void TestValueViews::formattingIsAnActOfTheUser()
{
    QVERIFY(open("json"));
    QVERIFY(m->press("valueFormat"));
    QVERIFY(m->pane()->isDirty());
    QCOMPARE(view()->value(), text::format(oneLine));
    QVERIFY(m->press("revertButton"));
    QCOMPARE(view()->value(), oneLine);
    QVERIFY(!m->pane()->isDirty());
}

void TestValueViews::aViewChosenByHandIsRemembered()
{
    s->plant(m->entry("other", "[1,2]"));
    QVERIFY(open("json"));
    QVERIFY(m->press("valueSwitch0"));
    QCOMPARE(view()->view(), ValueView::Text);
    QCOMPARE(m->editor()->bytes(), oneLine);
    QVERIFY(open("other"));
    QCOMPARE(view()->view(), ValueView::Text);
    // Of another kind, nothing was chosen.
    QVERIFY(open("text"));
    QCOMPARE(view()->view(), ValueView::Text);
    QVERIFY(!m->press("valueSwitch1"));
    QVERIFY(open("json"));
    QVERIFY(m->press("valueSwitch1"));
    QVERIFY(open("other"));
    QCOMPARE(view()->view(), ValueView::Json);
}

void TestValueViews::viewsAreSteppedThroughByKey()
{
    QVERIFY(open("json"));
    view()->focusEditor();
    QTest::keyClick(editor(), Qt::Key_F4);
    QCOMPARE(view()->view(), ValueView::Hex);
    QTest::keyClick(m->find("valueHex"), Qt::Key_F4);
    QCOMPARE(view()->view(), ValueView::Decoded); // it is no picture
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F4, Qt::ShiftModifier);
    QCOMPARE(view()->view(), ValueView::Hex);
    QTest::keyClick(m->find("valueHex"), Qt::Key_F4, Qt::ShiftModifier);
    QCOMPARE(view()->view(), ValueView::Json);
}

void TestValueViews::pathsAreShownAndCopied()
{
    QVERIFY(open("json"));
    view()->focusEditor();
    m->editor()->goTo(m->editor()->bytes().indexOf("Bob"));
    auto *path = m->find<ui::PathLine>("valuePath");
    QTRY_COMPARE(path->path(), QStringLiteral("$.users[1].name"));
    QTest::keyClick(editor(), Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("$.users[1].name"));
    m->editor()->goTo(0);
    QTRY_COMPARE(path->path(), QStringLiteral("$"));
    QTest::mouseClick(path, Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("$"));
}

void TestValueViews::problemsAreGoneThrough()
{
    const QByteArray broken("{\n\"a\": tru,\n\"b\": 01,\n\"c\": 1\n}");
    QVERIFY(plant(broken));
    QVERIFY(m->press("valueSwitch1"));
    QTRY_VERIFY(m->label("valueNote").contains(QStringLiteral("line 2")));
    m->editor()->goTo(0);
    view()->focusEditor();
    QTest::keyClick(editor(), Qt::Key_F8);
    const qsizetype first = m->editor()->cursorOffset();
    QVERIFY(first >= broken.indexOf("tru") && first <= broken.indexOf(",\n\"b"));
    QVERIFY(m->label("valueNote").contains(QStringLiteral("(1 of")));
    QTest::keyClick(editor(), Qt::Key_F8);
    QVERIFY(m->editor()->cursorOffset() > first);
    QTest::keyClick(editor(), Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(m->editor()->cursorOffset(), first);
    m->type("{}");
    QTest::keyClick(editor(), Qt::Key_F8);
    QVERIFY(m->label("valueNote").contains(QStringLiteral("no problem")));
}

void TestValueViews::partsAreFoldedByKey()
{
    QVERIFY(open("json"));
    view()->focusEditor();
    const int all = m->editor()->visibleLineCount();
    QVERIFY(m->editor()->canFold());
    m->editor()->goTo(m->editor()->bytes().indexOf("Bob"));
    QTest::keyClick(editor(), Qt::Key_F9);
    QTRY_VERIFY(m->editor()->visibleLineCount() < all);
    QTest::keyClick(editor(), Qt::Key_F9);
    QTRY_COMPARE(m->editor()->visibleLineCount(), all);
    QTest::keyClick(editor(), Qt::Key_F9, Qt::ShiftModifier);
    QTRY_VERIFY(m->editor()->visibleLineCount() < all - 4);
    QTest::keyClick(editor(), Qt::Key_F9, Qt::ShiftModifier);
    QTRY_COMPARE(m->editor()->visibleLineCount(), all);
    QCOMPARE(view()->value(), oneLine);
}

void TestValueViews::findsAndReplacesInText()
{
    QVERIFY(plant("one two One\ntwo\n"));
    view()->focusEditor();
    QTest::keyClick(editor(), Qt::Key_F, Qt::ControlModifier);
    auto *what = m->find<QLineEdit>("valueFindEdit");
    QVERIFY(what->isVisible());
    QVERIFY(what->hasFocus());
    QTest::keyClicks(what, QStringLiteral("one"));
    QTRY_COMPARE(found(), QStringLiteral("1 of 2"));
    QTest::keyClick(what, Qt::Key_Return);
    QTRY_COMPARE(found(), QStringLiteral("2 of 2"));
    QCOMPARE(m->editor()->selectionStart(), 8);
    QTest::keyClick(what, Qt::Key_F3);
    QTRY_VERIFY(found().startsWith(QStringLiteral("1 of 2, from")));
    QTest::keyClick(what, Qt::Key_F3, Qt::ShiftModifier);
    QTRY_VERIFY(found().startsWith(QStringLiteral("2 of 2")));
    QVERIFY(m->press("valueFindCase"));
    QTRY_VERIFY(found().startsWith(QStringLiteral("1 of 1")));

    QTest::keyClick(what, Qt::Key_H, Qt::ControlModifier);
    auto *with = m->find<QLineEdit>("valueFindWith");
    QVERIFY(with->isVisible());
    what->setText(QStringLiteral("two"));
    QTRY_VERIFY(found().endsWith(QStringLiteral("of 2")));
    with->setText(QStringLiteral("2"));
    QTest::keyClick(with, Qt::Key_Return);
    QTRY_COMPARE(view()->value(), QByteArray("one 2 One\ntwo\n"));
    QVERIFY(m->press("valueFindReplaceAll"));
    QTRY_COMPARE(view()->value(), QByteArray("one 2 One\n2\n"));
    m->editor()->undo(); // all of them are one step
    QTRY_COMPARE(view()->value(), QByteArray("one 2 One\ntwo\n"));
    QTest::keyClick(what, Qt::Key_Escape);
    QVERIFY(!what->isVisible());
    QVERIFY(editor()->hasFocus());
    // F3 alone brings it back.
    QTest::keyClick(editor(), Qt::Key_F3);
    QTRY_VERIFY(found().contains(QStringLiteral("of")));
}

void TestValueViews::findsByExpressionAndSaysWhatIsNone()
{
    QVERIFY(plant("a1 b22\nwords\n"));
    view()->focusEditor();
    QTest::keyClick(editor(), Qt::Key_H, Qt::ControlModifier);
    QVERIFY(m->press("valueFindRegex"));
    auto *what = m->find<QLineEdit>("valueFindEdit");
    what->setText(QStringLiteral("("));
    QTRY_VERIFY(found().contains(QStringLiteral("no regular expression")));
    what->setText(QStringLiteral("([a-z])(\\d+)"));
    QTRY_VERIFY(found().endsWith(QStringLiteral("of 2")));
    m->find<QLineEdit>("valueFindWith")->setText(QStringLiteral("$2$1"));
    QVERIFY(m->press("valueFindReplaceAll"));
    QTRY_COMPARE(view()->value(), QByteArray("1a 22b\nwords\n"));
    what->setText(QStringLiteral("nothing like that"));
    QTRY_COMPARE(found(), QStringLiteral("Not found"));
}

void TestValueViews::findsInHex()
{
    QVERIFY(plant(QByteArray("\x00\xff"
                             "AB\x00\xff"
                             "ab",
                             8)));
    QCOMPARE(view()->view(), ValueView::Hex);
    view()->focusEditor();
    auto *hex = m->find<ui::HexView>("valueHex");
    QTest::keyClick(hex, Qt::Key_F, Qt::ControlModifier);
    auto *what = m->find<QLineEdit>("valueFindEdit");
    QTest::keyClicks(what, QStringLiteral("ab"));
    QTRY_COMPARE(found(), QStringLiteral("1 of 2"));
    QCOMPARE(hex->selectionStart(), 2);
    QVERIFY(m->press("valueFindHex"));
    QTRY_COMPARE(found(), QStringLiteral("Not found"));
    what->setText(QStringLiteral("00 f"));
    QTRY_VERIFY(found().contains(QStringLiteral("hex digits")));
    what->setText(QStringLiteral("00 ff"));
    QTRY_VERIFY(found().endsWith(QStringLiteral("of 2")));
    QTest::keyClick(what, Qt::Key_H, Qt::ControlModifier);
    m->find<QLineEdit>("valueFindWith")->setText(QStringLiteral("01"));
    QVERIFY(m->press("valueFindReplaceAll"));
    QTRY_COMPARE(view()->value(), QByteArray("\x01"
                                             "AB\x01"
                                             "ab",
                                             6));
    hex->undo();
    QTRY_COMPARE(view()->value(), QByteArray("\x00\xff"
                                             "AB\x00\xff"
                                             "ab",
                                             8));
}

void TestValueViews::theFilterKeepsItsKeyElsewhere()
{
    QVERIFY(open("text"));
    m->table()->setFocus();
    QTest::keyClick(m->table(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(m->filter()->hasFocus());
    QVERIFY(!m->sees("valueFind"));
}

void TestValueViews::nothingIsReplacedWhereNothingCanBeWritten()
{
    Capabilities can = s->capabilities();
    can.writable = false;
    can.readOnlyReason = QStringLiteral("locked");
    s->setCapabilities(can);
    QVERIFY(open("text"));
    m->pane()->refresh();
    view()->setReadOnly(true);
    view()->focusEditor();
    QTest::keyClick(editor(), Qt::Key_H, Qt::ControlModifier);
    QVERIFY(!m->find("valueFindWith")->isEnabled());
    QVERIFY(!m->press("valueFindReplaceAll"));
    QTest::keyClicks(m->find("valueFindEdit"), QStringLiteral("words"));
    QTRY_COMPARE(found(), QStringLiteral("1 of 1"));
}

void TestValueViews::aPictureIsShown_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("facts");
    QTest::newRow("png") << picture("png", {40, 30}) << QStringLiteral("PNG image · 40 × 30");
    QTest::newRow("jpeg") << picture("jpeg", {40, 30}) << QStringLiteral("JPEG image · 40 × 30");
    QTest::newRow("bmp") << picture("bmp", {40, 30}) << QStringLiteral("BMP image · 40 × 30");
    QTest::newRow("gif") << QByteArray::fromHex(
                                "47494638396101000100800000ff000000000021f90401000000002c000000"
                                "00010001000002024401003b")
                         << QStringLiteral("GIF image · 1 × 1");
    QTest::newRow("svg") << QByteArray("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\">"
                                       "<rect width=\"20\" height=\"10\" fill=\"red\"/></svg>")
                         << QStringLiteral("SVG image · 20 × 10");
}
void TestValueViews::aPictureIsShown()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, facts);
    QVERIFY(plant(bytes));
    QCOMPARE(view()->view(), ValueView::Image);
    auto *image = m->find<ui::ImageView>("valueImage");
    QTRY_VERIFY(!image->isReading());
    QVERIFY2(!image->picture().image.isNull(), qPrintable(image->picture().problem));
    QVERIFY2(m->label("valueImageFacts").startsWith(facts), qPrintable(m->label("valueImageFacts")));
    QVERIFY(m->press("valueImageZoom1"));
    QCOMPARE(image->zoom(), ui::ImageView::Zoom::Actual);
    image->setFocus();
    QTest::keyClick(image, Qt::Key_Minus);
    QCOMPARE(image->zoom(), ui::ImageView::Zoom::Fit);
    QCOMPARE(view()->value(), bytes);
}

void TestValueViews::hostilePicturesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QByteArray bomb = picture("png", {8, 8});
    qToBigEndian<quint32>(100'000, bomb.data() + 16);
    qToBigEndian<quint32>(100'000, bomb.data() + 20);
    QTest::newRow("png bomb") << bomb;
    QTest::newRow("gif bomb") << QByteArray("GIF89a\xff\xff\xff\xff\x00\x00\x00,", 14);
    QByteArray bmp = picture("bmp", {8, 8});
    qToLittleEndian<quint32>(60'000, bmp.data() + 18);
    qToLittleEndian<quint32>(60'000, bmp.data() + 22);
    QTest::newRow("bmp bomb") << bmp;
    QTest::newRow("cut png") << picture("png", {40, 40}).left(40);
    QTest::newRow("no header") << QByteArray("\x89PNG\r\n\x1a\n");
    QTest::newRow("svg of entities") << QByteArray(
        "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>");
    QTest::newRow("svg too deep") << "<svg xmlns=\"http://www.w3.org/2000/svg\">" +
                                         QByteArray("<g>").repeated(50'000);
}
void TestValueViews::hostilePicturesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(plant(bytes));
    QCOMPARE(view()->view(), ValueView::Image);
    auto *image = m->find<ui::ImageView>("valueImage");
    QTRY_VERIFY(!image->isReading());
    QVERIFY(image->picture().image.isNull());
    QVERIFY(m->label("valueImageWords").startsWith(QStringLiteral("Not shown. ")));
    QVERIFY(m->press("valueSwitch2"));
    QCOMPARE(view()->value(), bytes);
}

void TestValueViews::encodingsAreTakenOff()
{
    QVERIFY(plant(gzipped()));
    QCOMPARE(view()->view(), ValueView::Decoded);
    auto *decoded = view()->decoded();
    QTRY_COMPARE(decoded->selected(), 1);
    QCOMPARE(decoded->yield()->view(), ValueView::Json);
    QCOMPARE(decoded->yield()->value(), QByteArray("{\"hello\": [\"world\", 1]}"));
    QVERIFY(m->press("valueDecodedLayer0"));
    QCOMPARE(decoded->yield()->view(), ValueView::Hex);
    QCOMPARE(decoded->yield()->value(), gzipped());
    QVERIFY(m->press("valueDecodedLayer1"));
    // To read only.
    view()->focusEditor();
    QTest::keyClicks(decoded->yield()->editor()->focusProxy(), QStringLiteral("x"));
    QCOMPARE(decoded->yield()->value(), QByteArray("{\"hello\": [\"world\", 1]}"));
    QVERIFY(!m->pane()->isDirty());
    // Found inside of it.
    QTest::keyClick(decoded->yield()->editor()->focusProxy(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(m->find("valueDecodedYieldFindEdit"), QStringLiteral("world"));
    QTRY_COMPARE(m->label("valueDecodedYieldFindCount"), QStringLiteral("1 of 1"));
    QVERIFY(!m->sees("valueFind"));
}

void TestValueViews::encodingsAreChosenByHand()
{
    QVERIFY(plant("aGVsbG8="));
    QCOMPARE(view()->view(), ValueView::Text); // a word for all that one can tell
    QVERIFY(m->press("valueSwitch4"));
    auto *decoded = view()->decoded();
    QTRY_COMPARE(decoded->selected(), 0);
    QVERIFY(m->label("valueDecodedWords").contains(QStringLiteral("No encoding was found")));
    auto *menu = decoded->findChild<QMenu *>(QStringLiteral("valueDecodedMenu"));
    Q_EMIT menu->aboutToShow();
    menu->findChild<QAction *>(QStringLiteral("decodeAs%1").arg(int(text::Encoding::Base64)))->trigger();
    QTRY_COMPARE(decoded->selected(), 1);
    QCOMPARE(decoded->yield()->value(), QByteArray("hello"));
    // What it is not, it says, and where.
    decoded->select(0);
    decoded->decodeAs({text::Encoding::Gzip});
    QTRY_VERIFY(m->label("valueDecodedWords").contains(QStringLiteral("Stopped at byte")));
    Q_EMIT menu->aboutToShow();
    menu->findChild<QAction *>(QStringLiteral("decodeAsFound"))->trigger();
    QTRY_COMPARE(decoded->selected(), 0);
}

void TestValueViews::hostileValuesDoNoHarm_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"a\":\"\xff\xfe\"}");
    QTest::newRow("deep JSON") << QByteArray(100'000, '[') + QByteArray(100'000, ']');
    QTest::newRow("deep JSON, open") << QByteArray("{\"a\":").repeated(100'000);
    QTest::newRow("a line of a megabyte") << "[\"" + QByteArray(1'000'000, 'x') + "\"]";
    QTest::newRow("many short lines") << QByteArray("\n").repeated(300'000);
    QTest::newRow("NULs") << QByteArray(5000, '\0');
    QTest::newRow("gzip, cut") << gzipped().left(20);
    QTest::newRow("gzip, damaged") << gzipped().left(15) + QByteArray(100, '\xff');
    QTest::newRow("token") << QByteArray("eyJhbGciOiJub25lIn0.!!!.x");
}
void TestValueViews::hostileValuesDoNoHarm()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(plant(bytes));
    for (const char *segment :
         {"valueSwitch0", "valueSwitch1", "valueSwitch2", "valueSwitch3", "valueSwitch4"}) {
        m->press(segment); // where it applies
        QVERIFY(QTest::qWaitFor([&] { return !view()->isBusy(); }, 20'000));
        QCOMPARE(view()->value(), bytes);
    }
    QVERIFY(!m->pane()->isDirty());
}

void TestValueViews::aLargeValueIsEditedToTheByte()
{
    QByteArray large("{\"list\":[");
    while (large.size() < 2 * 1024 * 1024)
        large += "{\"id\":1.0,\"name\":\"somebody\"},";
    large.chop(1);
    large += "],\"last\":1}";
    QVERIFY(plant(large));
    const QByteArray key = m->draft()->key();
    QCOMPARE(view()->view(), ValueView::Json);
    m->editor()->goTo(m->editor()->bytes().lastIndexOf('1'));
    view()->focusEditor();
    QTest::keyClicks(editor(), QStringLiteral("23"));
    QTRY_VERIFY(m->pane()->isDirty());
    // Saved at once, while what is to be stored is still being worked out.
    QTest::keyClick(&m->window, Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!m->pane()->isDirty(), 20'000);
    QByteArray expected = large;
    expected.replace("\"last\":1}", "\"last\":231}");
    QCOMPARE(stored(key), expected);
}

QTEST_MAIN(TestValueViews)
#include "tst_valueviews.moc"
