// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison of ten million rows in the window: how long the window does not answer while it is opened,
// scrolled, filtered and ticked, and in what memory. `--rows N` for another size.
#include "bench/table.h"
#include "items/comparemodel.h"
#include "jobs/comparisonfile.h"
#include "jobs/rowblock.h"
#include "support/fakedialogs.h"
#include "support/fakeworkspace.h"
#include "ui/comparechips.h"
#include "ui/comparetable.h"
#include "ui/compareview.h"
#include "ui/settings.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <functional>

using namespace kv;
using namespace kv::bench;
using items::CompareModel;
using jobs::ComparisonFile;
using jobs::PackedRows;
using jobs::Status;

namespace {

/// MiB that this process holds, of a line of /proc/self/status.
double memory(const char *line)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &one : file.readAll().split('\n')) {
        if (one.startsWith(line))
            return one.simplified().split(' ').value(1).toDouble() / 1024;
    }
    return 0;
}

/// Every tenth row is on one side only, or differs; the others are the same.
Status statusOf(int number)
{
    if (number % 100 == 50)
        return Status::Different;
    return number % 20 == 0 ? Status::OnlyLeft : number % 20 == 10 ? Status::OnlyRight : Status::Same;
}

std::shared_ptr<ComparisonFile> makeFile(const QString &path, const jobs::CompareSpec &spec, int rows)
{
    auto made = ComparisonFile::create(path, spec);
    if (!made)
        wrong("the comparison cannot be made");
    jobs::CompareState state;
    constexpr int atOnce = 64; // blocks
    for (int number = 0; number < rows;) {
        std::vector<PackedRows> runs;
        for (int run = 0; run < atOnce && number < rows; ++run) {
            PackedRows packed;
            for (int i = 0; i < ComparisonFile::rowsPerBlock && number < rows; ++i, ++number) {
                char key[40];
                const int length = std::snprintf(key, sizeof key, "user:%08d:profile", number);
                const Status status = statusOf(number);
                packed.add(QByteArrayView(key, length), status,
                           status == Status::Different ? jobs::Reason::Value : jobs::Reasons(), false, {}, {},
                           status == Status::OnlyRight ? -1 : number % 5000,
                           status == Status::OnlyLeft ? -1 : number % 5000);
            }
            runs.push_back(std::move(packed));
        }
        if (number >= rows)
            state.phase = jobs::CompareState::Phase::Done;
        if (!(*made)->appendRuns(runs, state))
            wrong("rows cannot be written");
    }
    return *made;
}

/// The longest that the event loop did not turn.
class Gaps : public QObject
{
public:
    Gaps()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_longest = qMax(m_longest, m_since.nsecsElapsed());
            m_since.start();
        });
    }
    /// Does something and turns the loop until `done`; answers the longest gap in milliseconds.
    double of(const std::function<void()> &act, const std::function<bool()> &done)
    {
        m_longest = 0;
        m_since.start();
        m_timer.start(0);
        act();
        const QDeadlineTimer deadline(120'000);
        while (!done() && !deadline.hasExpired())
            QApplication::processEvents();
        if (!done())
            wrong("the window does not come to an end");
        for (int turn = 0; turn < 20; ++turn) // what follows of itself counts too
            QApplication::processEvents();
        m_timer.stop();
        return double(qMax(m_longest, m_since.nsecsElapsed())) / 1e6;
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const bool smoke = arguments.contains(QStringLiteral("--smoke"));
    const auto at = arguments.indexOf(QStringLiteral("--rows"));
    const int rows = smoke ? 20'000 : at > 0 ? arguments.value(at + 1).toInt() : 10'000'000;

    test::FakeWorkspace workspace;
    const Project project = test::shopProject();
    workspace.setProject(project);
    const Binding todo = test::todoBinding();
    jobs::CompareSpec spec;
    spec.leftName = todo.targets[0].name;
    spec.left = todo.targets[0].target;
    spec.rightName = todo.targets[1].name;
    spec.right = todo.targets[1].target;
    const QString path = workspace.workFolder() + QStringLiteral("/large.comparison");
    QElapsedTimer clock;
    clock.start();
    makeFile(path, spec, rows).reset();

    const Table table("a comparison in the window, " + QByteArray::number(rows) + " rows", !smoke);
    table.alone("making the file, seconds", double(clock.elapsed()) / 1e3, "s");
    ui::Theme theme;
    test::FakeDialogs dialogs;
    ui::MemorySettings settings;
    ui::CompareView view(theme, workspace, dialogs, settings, systemClock());
    view.resize(1200, 800);
    view.show();
    if (!QTest::qWaitForWindowExposed(&view))
        wrong("no window");
    const double before = memory("VmRSS");
    auto *shown = view.findChild<ui::CompareTable *>();
    auto *model = static_cast<CompareModel *>(shown->model());
    auto *chips = view.findChild<ui::CompareChips *>();
    auto *prefix = view.findChild<QLineEdit *>(QStringLiteral("comparePrefix"));
    auto *pattern = view.findChild<QLineEdit *>(QStringLiteral("comparePattern"));
    Gaps gaps;
    constexpr double most = 100; // milliseconds; longer is felt
    const auto step = [&](const char *what, const std::function<void()> &act,
                          const std::function<bool()> &done) {
        table.alone(what, gaps.of(act, done), "ms", most);
    };
    const auto found = [&](qint64 count) {
        return [model, count] { return !model->isFinding() && model->rowCount() == count; };
    };
    const int same = rows - rows / 10;
    auto *bar = shown->verticalScrollBar();

    step(
        "opened, what is the same hidden",
        [&] {
            auto file = ComparisonFile::open(path);
            if (!file)
                wrong("the comparison cannot be opened");
            view.setFile(*file);
        },
        found(rows - same));
    step(
        "all rows shown", [&] { chips->chip(Status::Same)->click(); }, found(rows));
    shown->selectRow(0);
    step(
        "to the last row", [&] { QTest::keyClick(shown, Qt::Key_End); },
        [&] { return model->numberOf(shown->currentIndex().row()) == rows - 1; });
    if (bar->value() != bar->maximum())
        wrong("the last row is not at the end");
    step(
        "to the first row", [&] { QTest::keyClick(shown, Qt::Key_Home); },
        [&] { return shown->currentIndex().row() == 0; });
    step(
        "scrolled through in 300 leaps",
        [&] {
            for (int leap = 1; leap <= 300; ++leap) {
                bar->setValue(int(qint64(bar->maximum()) * leap / 300));
                QApplication::processEvents();
            }
        },
        [] { return true; });
    step(
        "narrowed by a prefix that most have", [&] { prefix->setText(QStringLiteral("user:")); },
        found(rows));
    step(
        "narrowed by a pattern", [&] { pattern->setText(QStringLiteral("*5:profile")); }, found(rows / 10));
    step(
        "widened again",
        [&] {
            pattern->clear();
            prefix->clear();
        },
        found(rows));
    step(
        "every row ticked",
        [&] {
            model->setTicked({{0, model->rowCount() - 1}}, true);
        },
        [&] { return model->ticked()[size_t(Status::Same)] == same; });
    step(
        "what is the same hidden", [&] { chips->chip(Status::Same)->click(); }, found(rows - same));
    step(
        "all ticks taken away", [&] { model->setAllTicked({}, false); },
        [&] { return model->ticked() == jobs::Counts{}; });
    table.alone("memory more than before it was opened", memory("VmRSS") - before, "M");
    table.alone("memory at its highest, all in all", memory("VmHWM"), "M");
    return 0;
}
