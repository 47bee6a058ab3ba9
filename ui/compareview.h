// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "jobs/comparejob.h"
#include "ui/compareside.h"

#include <QTimer>
#include <QWidget>

#include <atomic>
#include <functional>
#include <memory>

class QSplitter;
class QStackedWidget;

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::items {
class CompareModel;
}

namespace kv::ui {

class CompareChips;
class CompareFooter;
class CompareHeader;
class CompareTable;
class Dialogs;
class DiffView;
class ElidedLabel;
class EmptyState;
class NoticeBar;
class PlanView;
class Settings;
class SignInPage;
class UnfinishedBar;
class Theme;

/// One comparison: what is compared and how, its rows as they come, both values of the chosen row, and the
/// way to a report or a plan. Keeps its rows in a file of the workspace's work folder, which is there again
/// when the program is started the next time.
class CompareView : public QWidget
{
    Q_OBJECT

public:
    CompareView(const Theme &theme, Workspace &workspace, Dialogs &dialogs, Settings &settings,
                const Clock &clock, QWidget *parent = nullptr);
    ~CompareView() override;

    /// A comparison to be started, of keys that start with `prefix` only. Depth and rules are those that the
    /// project had the last time.
    void setSides(const CompareSide &left, const CompareSide &right, const QByteArray &prefix = {});
    /// A comparison that was begun before; it goes on when the user says so.
    void setFile(std::shared_ptr<jobs::ComparisonFile> file);
    /// Null before the comparison was started.
    const std::shared_ptr<jobs::ComparisonFile> &file() const { return m_file; }
    /// Stops and lets go of the file, which stays on the disk.
    std::shared_ptr<jobs::ComparisonFile> takeFile();
    /// Where files of comparisons lie.
    static QString folder(const Workspace &workspace);
    /// Deletes a comparison that nobody has open any more.
    static void removeFile(const QString &path);

    /// "⇄ Preview ↔ Production"
    QString title() const;
    /// For the status bar: "12,000 keys compared".
    QString statusWords() const;
    void focusFirst();
    void focusFilter();
    void focusTable();
    qint64 selectedCount() const;
    QList<QByteArray> selectedKeys() const;
    /// The project was read again, or the account's state is another.
    void surroundingsChanged();

Q_SIGNALS:
    void titleChanged();
    /// statusWords() reads otherwise now.
    void stateChanged();
    void message(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void connectParts();
    bool isRunning() const;
    bool isDone() const;
    bool needsAccount() const;
    bool namesRemote() const;
    jobs::CompareSpec spec() const;
    bool isFileOfHeader() const;
    std::pair<CompareSide, CompareSide> rowSides() const;
    QString whyNot() const;
    void edited();
    void pressed();
    void startNew();
    void goOn();
    bool openStores();
    void makeJob();
    void adoptFile(std::shared_ptr<jobs::ComparisonFile> file);
    void jobChanged();
    void askConsent();
    void sync();
    void syncNames();
    void syncRows();
    void syncProgress();
    QString progressWords() const;
    QStringList leftOutWords() const;
    QString waitWords() const;
    QString shownWords() const;
    void showEmpty();
    bool hasSpoken() const;
    void showPage(QWidget *page);
    void rowChosen(qint64 number);
    void showDiff();
    void tickShown();
    void fillTickMenu();
    void showTickMenu(const QPoint &at);
    void exportReport();
    void reviewPlan();
    void makePlanView();
    void resumePlan(const QString &path, const TargetInfo &info);
    void remember() const;
    void recall();

    const Theme &m_theme;
    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Settings &m_settings;
    Clock m_clock;
    items::CompareModel *m_model;
    QStackedWidget *m_pages; // the comparison, or its plan
    QWidget *m_main;
    UnfinishedBar *m_unfinished;
    PlanView *m_plan = nullptr;
    CompareHeader *m_header;
    ElidedLabel *m_progress;
    NoticeBar *m_failure;
    NoticeBar *m_question;
    CompareChips *m_chips;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    CompareTable *m_table;
    EmptyState *m_empty;
    SignInPage *m_signIn = nullptr;
    DiffView *m_diff;
    CompareFooter *m_footer;
    std::function<void()> m_emptyAction;
    std::shared_ptr<jobs::ComparisonFile> m_file;
    std::shared_ptr<Store> m_leftStore;
    std::shared_ptr<Store> m_rightStore;
    std::unique_ptr<jobs::CompareJob> m_job;
    QString m_leftName = tr("Left");
    QString m_rightName = tr("Right");
    bool m_wantsAccount = false; // the user pressed the button, and the account was missing
    std::shared_ptr<std::atomic_bool> m_stopReport = std::make_shared<std::atomic_bool>(false);
    QTimer m_diffSoon;
    QTimer m_seconds;
};

} // namespace kv::ui
