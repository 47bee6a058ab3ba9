// SPDX-License-Identifier: GPL-3.0-or-later
// A plan from its making to its undoing, on stores in memory and real files: what is said before, what is
// written, what the guards hold back, and what brings all of it back.
#include "items/planmodel.h"
#include "jobs/comparisonfile.h"
#include "jobs/planjob.h"
#include "support/fakedialogs.h"
#include "support/fakeworkspace.h"
#include "ui/confirmbar.h"
#include "ui/noticebar.h"
#include "ui/planview.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace kv;
using namespace kv::test;
using namespace kv::ui;

namespace {

constexpr qint64 nowMs = 1795442400'000;

} // namespace

class TestPlanView : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FakeWorkspace> m_workspace;
    std::unique_ptr<FakeDialogs> m_dialogs;
    std::unique_ptr<PlanView> m_view;
    Binding m_todo;
    int m_files = 0;

    std::shared_ptr<MemoryStore> source() const { return m_workspace->store(*m_todo.previewId); }
    std::shared_ptr<MemoryStore> production() const { return m_workspace->remoteStore(*m_todo.id); }
    const TargetInfo &info(Place place) const { return *m_todo.target(place, IdKind::Id); }

    template <class T = QWidget> T *find(const char *name) const
    {
        return m_view->findChild<T *>(QLatin1String(name));
    }
    bool press(const char *name) const
    {
        auto *button = find<QAbstractButton>(name);
        if (!button || !button->isVisible() || !button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    QString bar(const char *name) const
    {
        const auto *found = find<NoticeBar>(name);
        return found && found->isVisible() ? found->text() : QString();
    }
    QByteArray valueIn(const std::shared_ptr<MemoryStore> &store, const QByteArray &key) const
    {
        const auto future = store->get(key);
        return future.result() ? future.result()->value : QByteArray("∅");
    }
    QStringList filesLike(const QString &pattern) const
    {
        return QDir(m_workspace->workFolder()).entryList({pattern}, QDir::Files);
    }

    struct Ticked
    {
        QByteArray key;
        jobs::Status status;
    };
    /// Makes a plan that makes the target like source().
    bool start(const QList<Ticked> &ticked, Place place = Place::Local, qint64 sameKeys = 20)
    {
        jobs::CompareSpec spec;
        spec.leftName = QStringLiteral("local:TODO:preview");
        spec.rightName = info(place).name;
        spec.right = info(place).target;
        const QString path = m_workspace->workFolder() + QStringLiteral("/%1.comparison").arg(++m_files);
        auto file = jobs::ComparisonFile::create(path, spec);
        if (!file)
            return false;
        std::vector<jobs::CompareRow> rows;
        std::vector<quint32> numbers;
        for (const Ticked &one : ticked) {
            numbers.push_back(quint32(rows.size()));
            rows.push_back({.key = one.key, .status = one.status});
        }
        for (qint64 i = 0; i < sameKeys; ++i)
            rows.push_back(
                {.key = QByteArray("zzz") + QByteArray::number(1000 + i), .status = jobs::Status::Same});
        jobs::CompareState state;
        state.phase = jobs::CompareState::Phase::Done;
        state.leftDone = state.rightDone = true;
        if (!(*file)->append(rows, state) || !(*file)->setTicked(numbers, true))
            return false;
        m_view->start(*file, jobs::Direction::LeftToRight, source(), m_workspace->open(info(place).target),
                      info(place));
        return QTest::qWaitFor(
            [this, &ticked] {
                return m_view->model()->rowCount() == ticked.size() && !m_view->model()->isReading();
            },
            10'000);
    }
    bool startUsual(Place place = Place::Local)
    {
        const auto target = place == Place::Local ? m_workspace->store(*m_todo.id) : production();
        source()->plant({.key = "a", .value = "new a"});
        source()->plant({.key = "b", .value = "new b", .metadata = R"({"v":2})"});
        target->plant({.key = "b", .value = "old b", .metadata = R"({"v":1})"});
        target->plant({.key = "c", .value = "old c"});
        return start(
            {{"a", jobs::Status::OnlyLeft}, {"b", jobs::Status::Different}, {"c", jobs::Status::OnlyRight}},
            place);
    }
    bool waitResult() const
    {
        return QTest::qWaitFor([this] { return !m_view->isBusy() && !bar("planResultBar").isEmpty(); },
                               10'000);
    }

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>();
        m_workspace = std::make_unique<FakeWorkspace>([] { return nowMs; });
        m_workspace->cloudflare().shownState = Cloudflare::State::Ready;
        m_dialogs = std::make_unique<FakeDialogs>();
        m_todo = todoBinding();
        addRemoteTargets(m_todo);
        Project project = shopProject();
        project.workers[0].environments[0].bindings[0] = m_todo;
        m_workspace->setProject(project);
        m_workspace->production = QStringList{*m_todo.id};
        m_view = std::make_unique<PlanView>(*m_theme, *m_workspace, *m_dialogs);
        m_view->setClock([] { return nowMs; });
        m_view->resize(1100, 600);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_dialogs.reset();
        m_workspace.reset();
        m_theme.reset();
    }

    void aPlanIsShownAndAppliedAndUndone();
    void aStepIsLeftOut();
    void aDryRunWritesNothing();
    void whatChangedSinceIsSkipped();
    void deletingMostIsAskedFor();
    void whatIsLeftOutIsNotGuarded();
    void productionIsLockedAndAskedFor();
    void undoingInProductionIsAskedForToo();
    void aPlanThatWasNotAppliedLeavesNoFile();
    void aPlanIsSaved();
    void aPlanCanBeStoppedAndGoesOn();
    void anUnfinishedPlanIsOfferedAgain();
};

void TestPlanView::aPlanIsShownAndAppliedAndUndone()
{
    QVERIFY(startUsual());
    QVERIFY2(m_view->summary().startsWith(QStringLiteral("local:TODO gets 1 new key, 1 changed, 1 deleted")),
             qPrintable(m_view->summary()));
    const auto *model = m_view->model();
    QCOMPARE(model->keyAt(0), QByteArray("a"));
    QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("+ add"));
    QCOMPARE(model->index(1, 0).data().toString(), QStringLiteral("≠ change"));
    QCOMPARE(model->index(2, 0).data().toString(), QStringLiteral("− delete"));
    QCOMPARE(filesLike(QStringLiteral("*.plan.ndjson")).size(), 1);
    QCOMPARE(filesLike(QStringLiteral("*.rollback.ndjson")).size(), 1);

    QSignalSpy applied(m_view.get(), &PlanView::applied);
    QVERIFY(press("planApplyButton"));
    QVERIFY(waitResult());
    QCOMPARE(bar("planResultBar"), QStringLiteral("Applied: 2 written, 1 deleted."));
    QCOMPARE(applied.count(), 1);
    const auto target = m_workspace->store(*m_todo.id);
    QCOMPARE(valueIn(target, "a"), QByteArray("new a"));
    QCOMPARE(valueIn(target, "b"), QByteArray("new b"));
    QCOMPARE(valueIn(target, "c"), QByteArray("∅"));

    QVERIFY(press("planUndoButton"));
    QVERIFY(waitResult());
    QCOMPARE(bar("planResultBar"), QStringLiteral("Undone: 2 written, 1 deleted."));
    QCOMPARE(valueIn(target, "a"), QByteArray("∅"));
    QCOMPARE(valueIn(target, "b"), QByteArray("old b"));
    QCOMPARE(*target->get("b").result()->metadata, QByteArray(R"({"v":1})"));
    QCOMPARE(valueIn(target, "c"), QByteArray("old c"));
}

void TestPlanView::aStepIsLeftOut()
{
    QVERIFY(startUsual());
    m_view->model()->setChosen(2, false);
    QVERIFY2(m_view->summary().contains(QStringLiteral("0 deleted")), qPrintable(m_view->summary()));
    QVERIFY(press("planApplyButton"));
    QVERIFY(waitResult());
    QCOMPARE(bar("planResultBar"), QStringLiteral("Applied: 2 written."));
    QCOMPARE(valueIn(m_workspace->store(*m_todo.id), "c"), QByteArray("old c"));
    QVERIFY(press("planUndoButton"));
    QVERIFY(waitResult());
    QCOMPARE(bar("planResultBar"), QStringLiteral("Undone: 1 written, 1 deleted."));
}

void TestPlanView::aDryRunWritesNothing()
{
    QVERIFY(startUsual());
    const auto target = m_workspace->store(*m_todo.id);
    target->plant({.key = "b", .value = "changed meanwhile"});
    QVERIFY(press("planDryRunButton"));
    QVERIFY(waitResult());
    QCOMPARE(bar("planResultBar"),
             QStringLiteral(
                 "Dry run: 1 would be written, 1 would be deleted, 1 would be skipped, changed since the "
                 "plan was made. Nothing was changed."));
    QCOMPARE(valueIn(target, "a"), QByteArray("∅"));
    QCOMPARE(valueIn(target, "c"), QByteArray("old c"));
    QVERIFY(find<QAbstractButton>("planApplyButton")->isEnabled());
    QVERIFY(!find("planUndoButton")->isVisible());
}

void TestPlanView::whatChangedSinceIsSkipped()
{
    QVERIFY(startUsual());
    const auto target = m_workspace->store(*m_todo.id);
    target->plant({.key = "b", .value = "changed meanwhile"});
    QVERIFY(press("planApplyButton"));
    QVERIFY(waitResult());
    QCOMPARE(bar("planResultBar"),
             QStringLiteral("Applied: 1 written, 1 deleted, 1 skipped, changed since the plan was made."));
    QCOMPARE(valueIn(target, "b"), QByteArray("changed meanwhile"));
    auto *troubles = find<QTableView>("planTroubles");
    QVERIFY(troubles->isVisible());
    QCOMPARE(troubles->model()->index(0, 0).data().toString(), QStringLiteral("b"));
}

void TestPlanView::deletingMostIsAskedFor()
{
    const auto target = m_workspace->store(*m_todo.id);
    for (const char *key : {"a", "b", "c"})
        target->plant({.key = key, .value = "old"});
    QVERIFY(start({{"a", jobs::Status::OnlyRight}, {"b", jobs::Status::OnlyRight}}, Place::Local, 1));
    QCOMPARE(bar("planMostBar"),
             QStringLiteral("2 of the target's 3 keys would be deleted, more than half."));
    QVERIFY(press("planApplyButton"));
    auto *confirm = find<ConfirmBar>("confirmBar");
    QVERIFY(confirm->isVisible());
    QCOMPARE(valueIn(target, "a"), QByteArray("old"));
    auto *field = find<QLineEdit>("confirmField");
    QTest::keyClicks(field, QStringLiteral("TOD"));
    QVERIFY(!press("confirmYesButton"));
    QTest::keyClicks(field, QStringLiteral("O"));
    QVERIFY(press("confirmYesButton"));
    QVERIFY(waitResult());
    QCOMPARE(valueIn(target, "a"), QByteArray("∅"));
}

void TestPlanView::whatIsLeftOutIsNotGuarded()
{
    const auto target = m_workspace->store(*m_todo.id);
    for (const char *key : {"a", "b", "c"})
        target->plant({.key = key, .value = "old"});
    QVERIFY(start({{"a", jobs::Status::OnlyRight}, {"b", jobs::Status::OnlyRight}}, Place::Local, 1));
    QVERIFY(!bar("planMostBar").isEmpty());
    m_view->model()->setChosen(1, false);
    QCOMPARE(bar("planMostBar"), QString());
    QVERIFY(press("planApplyButton"));
    QVERIFY(waitResult());
    QCOMPARE(valueIn(target, "a"), QByteArray("∅"));
    QCOMPARE(valueIn(target, "b"), QByteArray("old"));
}

void TestPlanView::productionIsLockedAndAskedFor()
{
    QVERIFY(startUsual(Place::Remote));
    QVERIFY2(m_view->summary().startsWith(QStringLiteral("Production gets ")), qPrintable(m_view->summary()));
    QVERIFY(!bar("planLockedBar").isEmpty());
    QVERIFY(!find<QAbstractButton>("planApplyButton")->isEnabled());
    QVERIFY(press("planDryRunButton")); // which only reads
    QVERIFY(waitResult());

    QVERIFY(press("planAllowChanges"));
    QVERIFY(m_workspace->changesAllowed(info(Place::Remote).target));
    QVERIFY(bar("planLockedBar").isEmpty());
    QVERIFY(press("planApplyButton"));
    QVERIFY(find<ConfirmBar>("confirmBar")->isVisible());
    QTest::qWait(50);
    QCOMPARE(valueIn(production(), "a"), QByteArray("∅"));
    QTest::keyClicks(find<QLineEdit>("confirmField"), QStringLiteral("TODO"));
    QVERIFY(press("confirmYesButton"));
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Applied")));
    QCOMPARE(valueIn(production(), "a"), QByteArray("new a"));
}

void TestPlanView::undoingInProductionIsAskedForToo()
{
    QVERIFY(startUsual(Place::Remote));
    const Target &target = info(Place::Remote).target;
    m_workspace->allowChanges(target, true);
    QTRY_VERIFY(find<QAbstractButton>("planApplyButton")->isEnabled());
    QVERIFY(press("planApplyButton"));
    auto *confirm = find<ConfirmBar>("confirmBar");
    auto *field = find<QLineEdit>("confirmField");
    QTest::keyClicks(field, QStringLiteral("TODO\r"));
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Applied")));

    QVERIFY(press("planUndoButton"));
    QVERIFY(confirm->isVisible());
    QTest::keyClicks(field, QStringLiteral("TOD\r"));
    QVERIFY(confirm->isVisible());
    QVERIFY(!m_view->isBusy());
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!confirm->isVisible());
    QVERIFY(find("planUndoButton")->hasFocus());

    // What was asked is not asked any more once it may not be done.
    QVERIFY(press("planUndoButton"));
    m_workspace->allowChanges(target, false);
    QTRY_VERIFY(!confirm->isVisible());
    QVERIFY(!bar("planLockedBar").isEmpty());
    QVERIFY(!press("planUndoButton"));
    QCOMPARE(valueIn(production(), "a"), QByteArray("new a"));

    QVERIFY(press("planAllowChanges"));
    QVERIFY(press("planUndoButton"));
    QTest::keyClicks(field, QStringLiteral("TODO"));
    QVERIFY(press("confirmYesButton"));
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Undone")));
    QCOMPARE(valueIn(production(), "a"), QByteArray("∅"));
    QCOMPARE(valueIn(production(), "b"), QByteArray("old b"));
}

void TestPlanView::aPlanThatWasNotAppliedLeavesNoFile()
{
    QVERIFY(startUsual());
    m_view->model()->setChosen(0, false);
    QVERIFY(press("planDryRunButton"));
    QVERIFY(waitResult());
    QCOMPARE(filesLike(QStringLiteral("*.plan.ndjson")).size(), 2);
    QSignalSpy closed(m_view.get(), &PlanView::closed);
    QVERIFY(press("planCloseButton"));
    QCOMPARE(closed.count(), 1);
    QCOMPARE(filesLike(QStringLiteral("*.ndjson")), QStringList());

    QVERIFY(startUsual());
    QVERIFY(press("planApplyButton"));
    QVERIFY(waitResult());
    QVERIFY(press("planCloseButton"));
    QCOMPARE(filesLike(QStringLiteral("*.rollback.ndjson")).size(), 1);
}

void TestPlanView::aPlanIsSaved()
{
    QTemporaryDir folder;
    QVERIFY(startUsual());
    m_dialogs->nextSaveFile = folder.filePath(QStringLiteral("mine.plan.ndjson"));
    m_view->model()->setChosen(0, false);
    QSignalSpy said(m_view.get(), &PlanView::message);
    QVERIFY(press("planSaveButton"));
    QTRY_COMPARE(said.count(), 1);
    const auto plan = jobs::PlanReader::open(m_dialogs->nextSaveFile);
    QVERIFY(plan.has_value());
    QCOMPARE((*plan)->head().steps(), 2);
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("mine.rollback.ndjson"))));
    // What is there is never replaced.
    QVERIFY(press("planSaveButton"));
    QTRY_VERIFY(bar("planProblemBar").contains(QStringLiteral("a file of that name")));
}

void TestPlanView::aPlanCanBeStoppedAndGoesOn()
{
    QVERIFY(startUsual());
    const auto target = m_workspace->store(*m_todo.id);
    target->hold();
    QVERIFY(press("planApplyButton"));
    QTRY_VERIFY(!target->waitingCalls().isEmpty());
    QVERIFY(!find<QAbstractButton>("planCloseButton")->isEnabled());
    QVERIFY(press("planProgressStop"));
    target->release();
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Stopped")));
    QCOMPARE(find<QAbstractButton>("planApplyButton")->text(), QStringLiteral("Go on"));
    QVERIFY(press("planApplyButton"));
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Applied")));
    QCOMPARE(valueIn(target, "a"), QByteArray("new a"));
    QCOMPARE(valueIn(target, "c"), QByteArray("∅"));
}

void TestPlanView::anUnfinishedPlanIsOfferedAgain()
{
    QVERIFY(startUsual());
    const auto target = m_workspace->store(*m_todo.id);
    target->hold();
    QVERIFY(press("planApplyButton"));
    QTRY_VERIFY(!target->waitingCalls().isEmpty());
    QVERIFY(press("planProgressStop"));
    target->release();
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Stopped")));
    const QString path = m_view->planPath();

    // The program ends here, and is started again.
    m_view = std::make_unique<PlanView>(*m_theme, *m_workspace, *m_dialogs);
    m_view->setClock([] { return nowMs; });
    m_view->resize(1100, 600);
    m_view->show();
    QVERIFY(QFile::exists(path));
    source()->plant({.key = "x", .value = "x"});
    QVERIFY(start({{"x", jobs::Status::OnlyLeft}}));
    QTRY_VERIFY(
        bar("unfinishedBar").startsWith(QStringLiteral("A plan for local:TODO was stopped half way")));
    QVERIFY(press("unfinishedGoOn"));
    QTRY_VERIFY2(bar("planResultBar").startsWith(QStringLiteral("Applied")),
                 qPrintable(bar("planProblemBar")));
    QCOMPARE(valueIn(target, "a"), QByteArray("new a"));
    QCOMPARE(valueIn(target, "b"), QByteArray("new b"));
    QCOMPARE(valueIn(target, "c"), QByteArray("∅"));
    QVERIFY(press("planUndoButton"));
    QTRY_VERIFY(bar("planResultBar").startsWith(QStringLiteral("Undone")));
    QCOMPARE(valueIn(target, "b"), QByteArray("old b"));
}

QTEST_MAIN(TestPlanView)
#include "tst_planview.moc"
