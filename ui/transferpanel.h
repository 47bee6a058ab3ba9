// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "jobs/planjob.h"
#include "jobs/transfer.h"

#include <QFrame>

#include <functional>
#include <memory>

class QLabel;
class QPushButton;

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::ui {

class ConfirmBar;
class Dialogs;
class ElidedLabel;
class JobBar;
class NoticeBar;
class RemarkTable;
class Segments;

/// A store into a snapshot file, or such a file into a store: what is to be done, how far it is, what became
/// of it, and for an import the way back. Hidden while there is nothing of that. One at a time.
/// `workspace` and `dialogs` must outlive it.
class TransferPanel : public QFrame
{
    Q_OBJECT

public:
    TransferPanel(Workspace &workspace, Dialogs &dialogs, Clock clock, QWidget *parent = nullptr);
    ~TransferPanel() override;

    /// Saves what of the store starts with `prefix`.
    void exportTo(const QString &path, std::shared_ptr<Store> store, const TargetInfo &info,
                  const QByteArray &prefix);
    /// Asks how, and imports when told to.
    void importFrom(const QString &path, std::shared_ptr<Store> store, const TargetInfo &info);
    bool isBusy() const;
    /// The account's state or the workspace's leave to change production may be another.
    void refresh();

Q_SIGNALS:
    void message(const QString &text);

private:
    enum class Phase { Nothing, Exporting, Asking, DryRun, Importing, Imported, Undoing, Done };

    void build();
    void reset();
    void setPhase(Phase phase);
    void updateButtons();
    void begin(const QString &path, std::shared_ptr<Store> store, const TargetInfo &info);
    void openSink(const QByteArray &prefix);
    void exportChanged(jobs::Job::State state);
    void askImport();
    void runImport(bool dryRun);
    void importChanged(jobs::Job::State state);
    void undo();
    void runUndo();
    void stopOpening();
    void undoChanged(jobs::Job::State state);
    void stop();
    void fail(const QString &what, const Error &error);
    void say(const QString &what, bool clean, bool withFile);
    QString importWords(const jobs::TransferReport &report, bool dryRun) const;
    QString exportWords(const jobs::TransferReport &report) const;
    static QString stoppedExport();
    QString fileName() const;

    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Clock m_clock;
    ElidedLabel *m_title;
    Segments *m_existing;
    QLabel *m_existingWords;
    QPushButton *m_dry;
    QPushButton *m_import;
    QPushButton *m_undo;
    QPushButton *m_close;
    NoticeBar *m_locked;
    ConfirmBar *m_confirm;
    JobBar *m_progress;
    NoticeBar *m_result;
    RemarkTable *m_troubles;

    Phase m_phase = Phase::Nothing;
    QString m_path;
    std::shared_ptr<Store> m_store;
    TargetInfo m_info;
    QString m_rollback;
    std::unique_ptr<jobs::ExportJob> m_export;
    std::unique_ptr<jobs::ImportJob> m_importJob;
    std::unique_ptr<jobs::ApplyJob> m_undoJob;
    quint64 m_generation = 0;
};

} // namespace kv::ui
