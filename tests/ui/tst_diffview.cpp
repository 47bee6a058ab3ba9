// SPDX-License-Identifier: GPL-3.0-or-later
// Two entries side by side, on real stores in memory: what is said of them, what is aligned, what the
// keyboard does, and what hostile values cannot do.
#include "store/memorystore.h"
#include "ui/diffpane.h"
#include "ui/diffview.h"
#include "ui/elidedlabel.h"
#include "ui/noticebar.h"
#include "ui/segments.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace kv;
using namespace kv::ui;

namespace {

constexpr qint64 nowSec = 1795442400;

QString lineOf(const DiffSheet &sheet, qint64 row, Side side)
{
    const DiffCell cell = sheet.cell(row, side);
    return cell.present ? cellText(cell.text) : QStringLiteral("∅");
}

} // namespace

class TestDiffView : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<DiffView> m_view;
    std::shared_ptr<MemoryStore> m_left;
    std::shared_ptr<MemoryStore> m_right;

    bool show(const QByteArray &key, const jobs::IgnoreRules &ignore = {})
    {
        QSignalSpy shown(m_view.get(), &DiffView::shown);
        m_view->setEntries(key, m_left, m_right, ignore);
        return shown.count() > 0 || shown.wait(20'000);
    }
    bool show(const QByteArray &left, const QByteArray &right, const jobs::IgnoreRules &ignore = {})
    {
        m_left->plant({.key = "k", .value = left});
        m_right->plant({.key = "k", .value = right});
        return show("k", ignore);
    }
    bool choose(DiffForm form)
    {
        QSignalSpy shown(m_view.get(), &DiffView::shown);
        auto *button = m_view->findChild<Segments *>(QStringLiteral("diffForm"))->button(int(form));
        QTest::mouseClick(button, Qt::LeftButton);
        return shown.count() > 0 || shown.wait(20'000);
    }
    const DiffSheet &sheet() const { return *m_view->pane()->sheet(); }
    /// All rows, "sign left | right".
    QStringList rows() const
    {
        QStringList lines;
        for (qint64 row = 0; row < sheet().rowCount(); ++row) {
            const auto kind = sheet().kind(row);
            const char *sign = kind == DiffRows::Kind::Differs ? "≠"
                               : kind == DiffRows::Kind::Same  ? "="
                                                               : "#";
            lines << QString::fromUtf8(sign) + QLatin1Char(' ') + lineOf(sheet(), row, Side::Left) +
                         QStringLiteral(" | ") + lineOf(sheet(), row, Side::Right);
        }
        return lines;
    }
    template <class T> T *find(const char *name) const { return m_view->findChild<T *>(QLatin1String(name)); }

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>();
        m_left = std::make_shared<MemoryStore>([] { return nowSec * 1000; });
        m_right = std::make_shared<MemoryStore>([] { return nowSec * 1000; });
        m_view = std::make_unique<DiffView>(*m_theme);
        m_view->setClock([] { return nowSec * 1000; });
        m_view->setSideNames(QStringLiteral("Preview"), QStringLiteral("Production"));
        m_view->resize(1100, 420);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_theme.reset();
    }

    void jsonIsShownByItsFields();
    void metadataAndExpirationAreBelow();
    void identicalIsSaid();
    void oneSideAlone();
    void aSideThatFailsIsSaidAndReadAgain();
    void withoutAConnectionOthersAreAsked();
    void aKeyThatIsGoneIsSaid();
    void theLastKeyChosenIsShown();
    void f7WalksTheDifferences();
    void linesAreCopied();
    void ignoredPlacesAreNoDifferences();
    void theFormIsChosen();
    void largeValuesLeaveTheWindowAlive();
    void hostileBytesAreSigns_data();
    void hostileBytesAreSigns();
    void longLinesAndDeepJsonAreHarmless();
};

void TestDiffView::jsonIsShownByItsFields()
{
    QVERIFY(show(R"({"name":"Ada Lovelace","plan":"team","visits":42,"tags":["a","b"]})",
                 R"({"name":"Ada Lovelace","plan":"pro","visits":41,"tags":["a","b"]})"));
    QCOMPARE(m_view->form(), DiffForm::Json);
    const QStringList lines = rows();
    QVERIFY2(lines.contains(QStringLiteral("≠   \"plan\": \"team\", |   \"plan\": \"pro\",")),
             qPrintable(lines.join(QLatin1Char('\n'))));
    QVERIFY(
        lines.contains(QStringLiteral("=   \"name\": \"Ada Lovelace\", |   \"name\": \"Ada Lovelace\",")));
}

void TestDiffView::metadataAndExpirationAreBelow()
{
    m_left->plant({.key = "k", .value = "same", .expiration = nowSec + 7200, .metadata = R"({"v":2})"});
    m_right->plant({.key = "k", .value = "same", .expiration = nowSec + 14400, .metadata = R"({"v":1})"});
    QVERIFY(show("k"));
    QCOMPARE(m_view->summary(), QStringLiteral("metadata differs · expiration 2 h apart"));
    QCOMPARE(rows().mid(1),
             QStringList(
                 {QStringLiteral("# metadata | metadata"), QStringLiteral("≠ {\"v\":2} | {\"v\":1}"),
                  QStringLiteral("# expiration | expiration"),
                  QStringLiteral("≠ 2026-11-23 16:00:00 UTC · in 2 h | 2026-11-23 18:00:00 UTC · in 4 h")}));
}

void TestDiffView::identicalIsSaid()
{
    QVERIFY(show("one\ntwo", "one\ntwo"));
    QCOMPARE(m_view->summary(), QStringLiteral("identical"));
    QCOMPARE(sheet().differenceCount(), 0);
    QVERIFY(!find<QToolButton>("diffNextButton")->isEnabled());
}

void TestDiffView::oneSideAlone()
{
    m_left->plant({.key = "k", .value = "one\ntwo"});
    QVERIFY(show("k"));
    QCOMPARE(m_view->summary(), QStringLiteral("only in Preview"));
    QCOMPARE(rows().mid(0, 2), QStringList({QStringLiteral("≠ one | ∅"), QStringLiteral("≠ two | ∅")}));
}

void TestDiffView::aSideThatFailsIsSaidAndReadAgain()
{
    m_left->plant({.key = "k", .value = "one\ntwo"});
    m_right->plant({.key = "k", .value = "one\n2"});
    m_right->failNext(MemoryStore::Call::Get, {.kind = ErrorKind::Network, .detail = QStringLiteral("reset")});
    QVERIFY(show("k"));
    auto *bar = find<NoticeBar>("diffProblemBar");
    QVERIFY(bar->isVisible());
    QVERIFY2(bar->text().startsWith(QStringLiteral("Not read in Production: ")), qPrintable(bar->text()));
    QVERIFY(bar->text().contains(QStringLiteral("reset")));
    QCOMPARE(m_view->summary(), QStringLiteral("not compared")); // not "only in Preview"
    QCOMPARE(lineOf(sheet(), 0, Side::Left), QStringLiteral("one"));

    QSignalSpy shown(m_view.get(), &DiffView::shown);
    QTest::mouseClick(find<QAbstractButton>("diffRetryButton"), Qt::LeftButton);
    QTRY_COMPARE(shown.count(), 1);
    QVERIFY(!bar->isVisible());
    QCOMPARE(m_view->summary(), QStringLiteral("the value differs"));
    QCOMPARE(rows().mid(0, 2), QStringList({QStringLiteral("= one | one"), QStringLiteral("≠ two | 2")}));

    for (const auto &store : {m_left, m_right})
        store->failNext(MemoryStore::Call::Get, {.kind = ErrorKind::Busy});
    QVERIFY(show("k"));
    QVERIFY(bar->text().contains(QStringLiteral("Preview")) &&
            bar->text().contains(QStringLiteral("Production")));
    QVERIFY(!m_view->isShown());
    QVERIFY(find<QLabel>("diffEmptyTitle")->isVisible());
}

void TestDiffView::withoutAConnectionOthersAreAsked()
{
    m_left->plant({.key = "k", .value = "one"});
    QSignalSpy shown(m_view.get(), &DiffView::shown);
    QSignalSpy wanted(m_view.get(), &DiffView::storesWanted);
    m_view->setEntries("k", m_left, nullptr, {});
    QTRY_COMPARE(shown.count(), 1);
    QVERIFY(find<NoticeBar>("diffProblemBar")->text().contains(QStringLiteral("no connection")));
    QTest::mouseClick(find<QAbstractButton>("diffRetryButton"), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(m_view->key(), QByteArray("k"));
}

void TestDiffView::aKeyThatIsGoneIsSaid()
{
    QVERIFY(show("nowhere"));
    QVERIFY(!find<NoticeBar>("diffProblemBar")->isVisible());
    QCOMPARE(find<QLabel>("diffEmptyTitle")->text(), QStringLiteral("On neither side"));
}

void TestDiffView::theLastKeyChosenIsShown()
{
    m_left->plant({.key = "a", .value = "of a"});
    m_right->plant({.key = "a", .value = "of a"});
    m_left->plant({.key = "b", .value = "of b"});
    m_right->plant({.key = "b", .value = "of b"});
    m_left->hold();
    QSignalSpy shown(m_view.get(), &DiffView::shown);
    m_view->setEntries("a", m_left, m_right, {});
    m_view->setEntries("b", m_left, m_right, {});
    QTRY_COMPARE(m_left->waitingCalls().size(), 2);
    m_left->releaseAt(1);
    QTRY_COMPARE(shown.count(), 1);
    m_left->release(); // what was asked first comes last
    QTest::qWait(50);
    QCOMPARE(shown.count(), 1);
    QCOMPARE(m_view->key(), QByteArray("b"));
    QCOMPARE(lineOf(sheet(), 0, Side::Left), QStringLiteral("of b"));
}

void TestDiffView::f7WalksTheDifferences()
{
    QByteArray left;
    QByteArray right;
    for (int line = 0; line < 400; ++line) {
        const QByteArray text = "line " + QByteArray::number(line) + '\n';
        left += text;
        right += line == 10 || line == 200 || line == 390 ? "other\n" : text;
    }
    QVERIFY(show(left, right));
    DiffPane *pane = m_view->pane();
    QCOMPARE(sheet().differenceCount(), 3);
    auto *next = find<QToolButton>("diffNextButton");
    auto *previous = find<QToolButton>("diffPreviousButton");
    QVERIFY(next->isEnabled() && !previous->isEnabled());
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    const auto inSight = [pane] {
        const int top = pane->verticalScrollBar()->value();
        const int rows = pane->verticalScrollBar()->pageStep();
        return pane->currentRow() >= top && pane->currentRow() < top + rows;
    };
    for (const int row : {10, 200, 390, 390}) { // there is no fourth, and it does not begin again
        QTest::keyClick(m_view.get(), Qt::Key_F7);
        QCOMPARE(pane->currentRow(), row);
        QVERIFY(inSight());
    }
    QVERIFY(!next->isEnabled() && previous->isEnabled());
    for (const int row : {200, 10, 10}) {
        QTest::keyClick(m_view.get(), Qt::Key_F7, Qt::ShiftModifier);
        QCOMPARE(pane->currentRow(), row);
        QVERIFY(inSight());
    }
    QVERIFY(!previous->isEnabled());
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(pane->currentRow(), 200);
}

void TestDiffView::linesAreCopied()
{
    QVERIFY(show(QByteArray("one\ntwo\nonly here\nfour"), QByteArray("one\n2\nfour")));
    DiffPane *pane = m_view->pane();
    QGuiApplication::clipboard()->setText(QStringLiteral("before"));
    QTest::keySequence(pane, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("before")); // nothing is selected
    pane->setFocus();
    pane->goTo(0);
    for (int line = 0; line < 3; ++line)
        QTest::keyClick(pane, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keySequence(pane, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one\ntwo\nonly here\nfour"));
    QTest::keyClick(pane, Qt::Key_Tab); // to the other side, which has a line less
    QCOMPARE(pane->side(), Side::Right);
    QTest::keySequence(pane, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one\n2\nfour"));
}

void TestDiffView::ignoredPlacesAreNoDifferences()
{
    jobs::IgnoreRules ignore;
    ignore.jsonPaths = QStringList{QStringLiteral("$.updatedAt")};
    QVERIFY(show(R"({"name":"Ada","updatedAt":1})", R"({"name":"Ada","updatedAt":2})", ignore));
    QCOMPARE(m_view->summary(), QStringLiteral("the value differs only where it does not matter"));
    QCOMPARE(sheet().differenceCount(), 0);
    qint64 ignored = -1;
    for (qint64 row = 0; row < sheet().rowCount(); ++row) {
        if (sheet().kind(row) == DiffRows::Kind::Ignored)
            ignored = row;
    }
    QVERIFY(ignored >= 0); // and both are there to be read
    QVERIFY(lineOf(sheet(), ignored, Side::Left).contains(QStringLiteral("\"updatedAt\": 1")));
    QVERIFY(lineOf(sheet(), ignored, Side::Right).contains(QStringLiteral("\"updatedAt\": 2")));
    m_view->pane()->goTo(ignored);
    QVERIFY(m_view->pane()->accessibleDescription().startsWith(QStringLiteral("does not matter")));

    QVERIFY(show(R"({"name":"Ada","updatedAt":1})", R"({"name":"Bob","updatedAt":2})", ignore));
    QCOMPARE(sheet().differenceCount(), 1);
}

void TestDiffView::theFormIsChosen()
{
    QVERIFY(show(R"({"a":1})", R"({ "a": 1 })"));
    QCOMPARE(m_view->summary(), QStringLiteral("same JSON, other bytes"));
    QVERIFY(choose(DiffForm::Hex));
    QCOMPARE(m_view->form(), DiffForm::Hex);
    QVERIFY(choose(DiffForm::Lines));
    QCOMPARE(rows().first(), QStringLiteral("≠ {\"a\":1} | { \"a\": 1 }"));
    QVERIFY(show("k")); // it stays what was chosen
    QCOMPARE(m_view->form(), DiffForm::Lines);
}

void TestDiffView::largeValuesLeaveTheWindowAlive()
{
    constexpr qsizetype most = 25 * 1024 * 1024; // what KV takes
    QByteArray left(most, 'a');
    QByteArray right = left;
    right[most - 1] = 'b';
    m_left->plant({.key = "k", .value = left});
    m_right->plant({.key = "k", .value = right});
    qint64 turns = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&turns] { ++turns; });
    timer.start(0);
    QSignalSpy shown(m_view.get(), &DiffView::shown);
    m_view->setEntries("k", m_left, m_right, {});
    QCOMPARE(shown.count(), 0); // not done on the spot
    QVERIFY(shown.count() > 0 || shown.wait(60'000));
    timer.stop();
    QVERIFY2(turns > 20, qPrintable(QString::number(turns)));
    QCOMPARE(m_view->form(), DiffForm::Hex);
    QVERIFY(find<QLabel>("diffNote")->text().contains(QStringLiteral("Too large")));
    QCOMPARE(sheet().differenceCount(), 1);
    QTest::mouseClick(find<QToolButton>("diffNextButton"), Qt::LeftButton);
    QCOMPARE(m_view->pane()->currentRow(), qint64(most / 16 - 1));
    m_view->grab(); // only what is in sight is laid out

    // A value that is left again is not finished first.
    m_left->plant({.key = "small", .value = "one"});
    m_right->plant({.key = "small", .value = "two"});
    m_view->setEntries("k", m_left, m_right, {});
    QVERIFY(show("small"));
    QCOMPARE(rows().first(), QStringLiteral("≠ one | two"));
}

void TestDiffView::hostileBytesAreSigns_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("form");
    QTest::addColumn<QString>("seen");
    QTest::newRow("not UTF-8") << QByteArray("a\xff\xfe\xc3(b") << int(DiffForm::Hex) << QString();
    QTest::newRow("half a character") << QByteArray("ab\xe2\x82") << int(DiffForm::Hex) << QString();
    QTest::newRow("bidi") << QByteArray("a\xe2\x80\xae"
                                        "txt.exe")
                          << int(DiffForm::Lines) << QString(QChar(0x202e));
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << int(DiffForm::Lines) << QString(QChar(0));
    QTest::newRow("escape") << QByteArray("a\x1b[31mred") << int(DiffForm::Lines) << QString(QChar(0x1b));
    QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b"
                                              "b")
                                << int(DiffForm::Lines) << QString(QChar(0x200b));
}

void TestDiffView::hostileBytesAreSigns()
{
    QFETCH(const QByteArray, value);
    QFETCH(const int, form);
    QFETCH(const QString, seen);
    QVERIFY(show(value, value + "!"));
    QCOMPARE(m_view->summary(), QStringLiteral("the value differs"));
    QCOMPARE(int(m_view->form()), form);
    if (DiffForm(form) == DiffForm::Hex) {
        QVERIFY(!find<Segments>("diffForm")->isAvailable(int(DiffForm::Lines)));
        QVERIFY(find<QLabel>("diffNote")->text().contains(QStringLiteral("UTF-8")));
    } else {
        QVERIFY2(!lineOf(sheet(), 0, Side::Left).contains(seen), qPrintable(rows().first()));
        // What is copied is what lies there.
        m_view->pane()->goTo(0);
        QCOMPARE(m_view->pane()->selectedText().toUtf8(), value);
    }
    m_view->grab();

    // The same in a key, and in metadata that somebody else wrote.
    m_left->plant({.key = value, .value = "v", .metadata = value});
    m_right->plant({.key = value, .value = "v"});
    QVERIFY(show(value));
    if (!seen.isEmpty())
        QVERIFY(!find<ElidedLabel>("diffKey")->fullText().contains(seen));
    QCOMPARE(m_view->summary(), QStringLiteral("metadata differs"));
    m_view->grab();
}

void TestDiffView::longLinesAndDeepJsonAreHarmless()
{
    const QByteArray line(4 * 1024 * 1024, 'x');
    QVERIFY(show(line + "a", line + "b"));
    QCOMPARE(m_view->form(), DiffForm::Lines);
    QVERIFY(sheet().cell(0, Side::Left).text.size() <= DiffRows::mostBytes);
    QTest::keyClick(m_view.get(), Qt::Key_F7);
    m_view->grab();

    const QByteArray deep = QByteArray(200'000, '[') + QByteArray(200'000, ']');
    QVERIFY(show(deep, deep + " "));
    QVERIFY(m_view->isShown());
    m_view->grab();
}

QTEST_MAIN(TestDiffView)
#include "tst_diffview.moc"
