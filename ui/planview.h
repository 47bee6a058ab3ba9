// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "jobs/planjob.h"
#include "store/async.h"

#include <QWidget>

#include <atomic>
#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::items {
class PlanModel;
}

namespace kv::ui {

class ConfirmBar;
class Dialogs;
class ElidedLabel;
class JobBar;
class NoticeBar;
class RemarkTable;
class Segments;
class Theme;
class UnfinishedBar;

/// A plan from its making to its undoing: what it would do, step by step, each to be left out; a dry run; the
/// guards before production and before the deletion of most of a target; carrying it out, with a stop; what
/// became of it; and the way back. `workspace` and `dialogs` must outlive it.
class PlanView : public QWidget
{
    Q_OBJECT

public:
    PlanView(const Theme &theme, Workspace &workspace, Dialogs &dialogs, QWidget *parent = nullptr);
    ~PlanView() override;

    void setClock(Clock clock);
    /// Makes a plan of the ticked rows that makes `target` like `source`, and shows it.
    void start(std::shared_ptr<jobs::ComparisonFile> file, jobs::Direction direction,
               std::shared_ptr<Store> source, std::shared_ptr<Store> target, const TargetInfo &targetInfo);
    /// Shows a plan that was made before; `goOn`: carries it on at once, since it was begun already.
    void open(const QString &planPath, std::shared_ptr<Store> target, const TargetInfo &targetInfo,
              bool goOn = false);

    /// The plan that is shown or carried out; empty before it was made.
    QString planPath() const { return m_planPath; }
    items::PlanModel *model() const { return m_model; }
    /// "Production gets 2 new keys, 1 changed, 0 deleted · 3 requests"
    QString summary() const;
    bool isBusy() const;

Q_SIGNALS:
    /// The user is done with the plan.
    void closed();
    /// The target is other than it was: the plan was carried out, or undone, wholly or partly.
    void applied();
    void message(const QString &text);

private:
    enum class Phase {
        Nothing,
        Making,
        Ready,
        Trimming,
        DryRun,
        Applying,
        Stopped,
        Applied,
        Undoing,
        Undone
    };
    enum Page { StepsPage, LeftOutPage, TroublesPage };

    void build(const Theme &theme);
    void connectParts();
    void reset();
    void setTarget(std::shared_ptr<Store> target, const TargetInfo &info);
    void makingDone();
    void showPlan();
    void setPhase(Phase phase);
    void updateWords();
    void updateGuards();
    void showPage(int page);
    void updatePages();
    void dryRun();
    void apply();
    void askAndApply();
    /// Runs `then` with the path of the plan without what was left out.
    void withChosenSteps(std::function<void(const QString &)> then);
    void run(const QString &planPath, bool dryRun);
    void jobChanged(jobs::Job::State state);
    void stop();
    void undo();
    void runUndo();
    void showResult(const QString &what);
    void save();
    void close();
    void dropFiles(const QString &planPath);
    qint64 requests() const;
    bool deletesMost() const;
    QString targetWord() const;
    QString reportWords(const jobs::ApplyReport &report, bool dryRun) const;

    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Clock m_clock = systemClock();
    items::PlanModel *m_model;
    QLabel *m_title;
    QLabel *m_summary;
    ElidedLabel *m_where;
    QPushButton *m_folder;
    UnfinishedBar *m_unfinished;
    NoticeBar *m_problem;
    NoticeBar *m_locked;
    NoticeBar *m_most;
    ConfirmBar *m_confirm;
    JobBar *m_progress;
    NoticeBar *m_result;
    Segments *m_pages;
    QStackedWidget *m_stack;
    QTableView *m_steps;
    RemarkTable *m_leftOut;
    RemarkTable *m_troubles;
    QPushButton *m_undo;
    QPushButton *m_save;
    QPushButton *m_dry;
    QPushButton *m_apply;
    QPushButton *m_close;

    Phase m_phase = Phase::Nothing;
    std::shared_ptr<Store> m_target;
    TargetInfo m_info;
    jobs::PlanHead m_head;
    QString m_planPath;
    QString m_trimmedPath; // m_planPath without m_trimmed; empty: there is none
    std::vector<bool> m_trimmed;
    QString m_runPath;    // what is carried out or was
    bool m_begun = false; // something may have been written: the files stay
    bool m_saved = false;
    QList<std::pair<QByteArray, QString>> m_leftOutRows;
    qint64 m_leftOutCount = 0;
    std::unique_ptr<jobs::PlanJob> m_making;
    std::unique_ptr<jobs::ApplyJob> m_job;
    std::shared_ptr<std::atomic_bool> m_stopTrimming;
    quint64 m_generation = 0;
};

} // namespace kv::ui
