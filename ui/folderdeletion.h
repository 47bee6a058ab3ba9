// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "jobs/planjob.h"
#include "jobs/removejob.h"

#include <QFrame>

#include <memory>

namespace kv {
class Store;
class Workspace;
} // namespace kv

namespace kv::ui {

class ConfirmBar;
class JobBar;
class NoticeBar;
class RemarkTable;

/// A folder of keys is deleted: the question with its count, how far it is, what became of it, and the way
/// back. Hidden while there is nothing of that. One at a time. `workspace` must outlive it.
class FolderDeletion : public QFrame
{
    Q_OBJECT

public:
    FolderDeletion(Workspace &workspace, Clock clock, QWidget *parent = nullptr);
    ~FolderDeletion() override;

    /// Asks whether to delete all keys that start with `prefix`, `count` of them as far as is known; `final`:
    /// there are no more.
    void ask(const QByteArray &prefix, qint64 count, bool final, std::shared_ptr<Store> store,
             const TargetInfo &info);
    /// Something is being deleted or put back.
    bool isBusy() const;
    /// Takes back a question that was not answered; nothing else.
    void clearQuestion();

Q_SIGNALS:
    void message(const QString &text);
    /// The question was answered with no.
    void dismissed();

private:
    void reset();
    void run(bool withRollback);
    void stop();
    void removeChanged(jobs::Job::State state);
    void undo();
    void runUndo();
    void undoChanged(jobs::Job::State state);
    void setTroubles(const QList<std::pair<QByteArray, QString>> &troubles);
    void say(bool good, const QString &words, const QString &details = {});
    bool canUndo() const;
    QString where() const;
    QString removedWords() const;

    Workspace &m_workspace;
    Clock m_clock;
    NoticeBar *m_question;
    ConfirmBar *m_confirm;
    JobBar *m_progress;
    NoticeBar *m_result;
    RemarkTable *m_troubles;

    QByteArray m_prefix;
    std::shared_ptr<Store> m_store;
    TargetInfo m_info;
    QString m_rollback;
    bool m_undone = false;
    std::unique_ptr<jobs::RemoveJob> m_job;
    std::unique_ptr<jobs::ApplyJob> m_undoJob;
};

} // namespace kv::ui
