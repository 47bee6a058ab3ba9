// SPDX-License-Identifier: GPL-3.0-or-later
// Two entries side by side, on real stores in memory: what is said of them, what is aligned, what the
// keyboard does, and what hostile values cannot do.
#include "store/memorystore.h"
#include "ui/diffpane.h"
#include "ui/diffview.h"
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

QTEST_MAIN(TestDiffView)
#include "tst_diffview.moc"
