// SPDX-License-Identifier: GPL-3.0-or-later
// A value of 25 MiB in the entry pane: how long the window does not answer while it is opened, scrolled,
// edited, searched and shown in its other views. JSON on one line, which is the hardest and the most
// frequent, and the same with a line for each member. `--mib N` for another size.
#include "bench/table.h"
#include "store/memorystore.h"
#include "text/json.h"
#include "ui/codeeditor.h"
#include "ui/decodedview.h"
#include "ui/entrypane.h"
#include "ui/findbar.h"
#include "ui/hexview.h"
#include "ui/theme.h"
#include "ui/valuefinder.h"
#include "ui/valueview.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <ctime>
#include <functional>

using namespace kv;
using namespace kv::bench;
using ui::ValueView;

namespace {

QByteArray makeJson(qsizetype size)
{
    QByteArray json = "{\"users\":[";
    for (int i = 0; json.size() < size; ++i) {
        json += "{\"id\":" + QByteArray::number(i) + ",\"name\":\"Somebody " + QByteArray::number(i * 7919) +
                "\",\"tags\":[\"a\",\"b\",true,null],\"score\":" + QByteArray::number(i % 1000) +
                ".50,\"address\":{\"street\":\"Long Street\",\"zip\":\"12345\"}},";
    }
    json.chop(1);
    return json + "]}";
}

/// Nanoseconds that this thread has worked, whoever else wanted the processor.
qint64 worked()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// The longest that the event loop did not turn: by the work that it did meanwhile, and by the clock, which
/// on a machine with other work to do is longer.
class Gaps : public QObject
{
public:
    Gaps() { connect(&m_timer, &QTimer::timeout, this, &Gaps::turn); }
    /// Does something and turns the loop until `done`.
    void of(const std::function<void()> &act, const std::function<bool()> &done)
    {
        m_longest = m_mostWork = 0;
        m_since.start();
        m_worked = worked();
        m_timer.start(0);
        act();
        const QDeadlineTimer deadline(60'000);
        while (!done() && !deadline.hasExpired())
            QApplication::processEvents();
        if (!done())
            wrong("the view does not come to an end");
        const QDeadlineTimer after(300); // what follows of itself counts too
        while (!after.hasExpired())
            QApplication::processEvents();
        m_timer.stop();
        turn();
    }
    double workMs() const { return double(m_mostWork) / 1e6; }
    double clockMs() const { return double(m_longest) / 1e6; }

private:
    void turn()
    {
        const qint64 now = worked();
        m_longest = qMax(m_longest, m_since.nsecsElapsed());
        m_mostWork = qMax(m_mostWork, now - m_worked);
        m_since.start();
        m_worked = now;
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    qint64 m_mostWork = 0;
    qint64 m_worked = 0;
};

/// Goes through what a user may do with one value.
class Round
{
public:
    Round(const char *title, const QByteArray &value, bool judges)
        : m_table(QByteArray(title) + ", " + QByteArray::number(value.size() / 1024) + " KiB", judges),
          m_store(std::make_shared<MemoryStore>()),
          m_pane(m_theme, systemClock())
    {
        m_store->plant({.key = "large", .value = value});
        m_store->plant({.key = "small", .value = "{\"a\":1}"});
        m_pane.resize(900, 800);
        m_pane.show();
        if (!QTest::qWaitForWindowExposed(&m_pane))
            wrong("no window");
        m_view = m_pane.findChild<ValueView *>(QStringLiteral("value"));
    }

    void go(const QByteArray &value)
    {
        const auto idle = [this] { return !m_view->isBusy(); };
        const auto read = [this, idle] {
            return m_pane.draft()->state() == items::EntryDraft::State::Ready && idle();
        };
        QElapsedTimer clock;
        clock.start();
        step(
            "opened as JSON", [this] { m_pane.load(m_store, "large"); }, read);
        m_table.alone("  until all of it was there", double(clock.elapsed()) - 300, "ms");
        if (m_view->view() != ValueView::Json || m_view->value() != value)
            wrong("another value is shown");
        QWidget *editor = m_view->editor()->focusProxy();
        auto *bar = static_cast<QAbstractScrollArea *>(editor)->verticalScrollBar();
        step(
            "scrolled through in 100 leaps",
            [bar] {
                for (int leap = 1; leap <= 100; ++leap) {
                    bar->setValue(int(qint64(bar->maximum()) * leap / 100));
                    QApplication::processEvents();
                }
            },
            idle);
        step(
            "to the end by key", [editor] { QTest::keyClick(editor, Qt::Key_End, Qt::ControlModifier); },
            idle);
        step(
            "to the middle", [this] { m_view->editor()->goTo(m_view->editor()->byteCount() / 2); }, idle);
        step(
            "folded", [this] { act("valueFoldAllAction"); }, idle);
        step(
            "unfolded", [this] { act("valueFoldAllAction"); }, idle);
        // In the middle, where it is the worst: a blank between two tokens, and away again.
        step(
            "a letter typed", [editor] { QTest::keyClick(editor, Qt::Key_Space); }, idle);
        step(
            "and taken back", [this] { m_view->editor()->undo(); }, idle);
        if (m_view->value() != value)
            wrong("an edit that was taken back is not");
        find(idle);
        step(
            "shown as text", [this] { m_view->setView(ValueView::Text); }, idle);
        step(
            "shown as hex", [this] { m_view->setView(ValueView::Hex); }, idle);
        step(
            "a byte typed over", [this] { typeInHex(); }, idle);
        step(
            "shown decoded", [this] { m_view->setView(ValueView::Decoded); }, idle);
        step(
            "shown as JSON again", [this] { m_view->setView(ValueView::Json); }, idle);
        step(
            "saved", [this] { m_pane.save(); }, [this] { return !m_pane.isDirty(); });
        step(
            "another key, small", [this] { m_pane.load(m_store, "small"); },
            [this] { return m_view->value().size() < 100; });
        m_table.alone("the longest of them by the clock", m_clock, "ms");
    }

private:
    void find(const std::function<bool()> &idle)
    {
        auto *what = m_pane.findChild<QLineEdit *>(QStringLiteral("valueFindEdit"));
        auto *with = m_pane.findChild<QLineEdit *>(QStringLiteral("valueFindWith"));
        auto *all = m_pane.findChild<QToolButton *>(QStringLiteral("valueFindReplaceAll"));
        const auto found = [this] { return m_view->finder()->count() > 0; };
        act("valueReplaceAction");
        step(
            "a frequent word found", [what] { what->setText(QStringLiteral("Street")); }, found);
        step(
            "the next", [this] { act("valueFindNextAction"); }, found);
        with->setText(QStringLiteral("Road"));
        step(
            "all replaced", [all] { all->click(); },
            [this, idle] { return !m_view->editor()->canRedo() && m_view->finder()->count() < 0 && idle(); });
        step(
            "and taken back", [this] { m_view->editor()->undo(); }, idle);
        m_pane.findChild<ui::FindBar *>(QStringLiteral("valueFind"))->close();
    }
    void typeInHex()
    {
        auto *hex = m_pane.findChild<ui::HexView *>(QStringLiteral("valueHex"));
        hex->goTo(hex->bytes().indexOf("Somebody"));
        QTest::keyClick(hex, Qt::Key_5);
        QTest::keyClick(hex, Qt::Key_4);
    }
    void act(const char *name) { m_view->findChild<QAction *>(QString::fromLatin1(name))->trigger(); }
    void step(const char *what, const std::function<void()> &act, const std::function<bool()> &done)
    {
        constexpr double most = 50; // milliseconds; longer is felt
        m_gaps.of(act, done);
        m_table.alone(what, m_gaps.workMs(), "ms", most);
        m_clock = qMax(m_clock, m_gaps.clockMs());
    }

    Table m_table;
    ui::Theme m_theme;
    std::shared_ptr<MemoryStore> m_store;
    ui::EntryPane m_pane;
    ValueView *m_view;
    Gaps m_gaps;
    double m_clock = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const bool smoke = arguments.contains(QStringLiteral("--smoke"));
    const auto at = arguments.indexOf(QStringLiteral("--mib"));
    const qsizetype mib = smoke ? 1 : at > 0 ? arguments.value(at + 1).toInt() : 25;
    const QByteArray oneLine = makeJson(mib * 1024 * 1024 - 1024);
    Round("a value on one line", oneLine, !smoke).go(oneLine);
    QByteArray laidOut = text::format(makeJson(mib * 1024 * 1024 / 2 - 1024));
    Round("a value with a line for each member", laidOut, !smoke).go(laidOut);
    return 0;
}
