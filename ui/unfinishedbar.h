// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "jobs/plan.h"
#include "ui/noticebar.h"

namespace kv {
class Workspace;
}

namespace kv::ui {

/// Says that a plan of this project was stopped half way, by a crash or by closing the program, and offers to
/// go on with it. Hidden while there is none.
class UnfinishedBar : public NoticeBar
{
    Q_OBJECT

public:
    explicit UnfinishedBar(Workspace &workspace, QWidget *parent = nullptr);
    /// Looks in the workspace's work folder. `except`: a plan that is being carried out right now.
    void look(const QString &except = {});
    /// The project's words for a target that a plan names.
    static TargetInfo infoOf(const Workspace &workspace, const jobs::PlanHead &head);

Q_SIGNALS:
    void resumeRequested(const QString &planPath, const kv::TargetInfo &info);

private:
    struct Found
    {
        QString planPath;
        QString progressPath;
        jobs::PlanHead head;
        qint64 done = 0;
    };
    static QList<Found> find(const QString &folder);
    void show(const Found &found);

    Workspace &m_workspace;
    quint64 m_generation = 0;
};

} // namespace kv::ui
