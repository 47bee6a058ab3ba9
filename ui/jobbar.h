// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace kv::ui {

/// How far a job is, in words and as a bar, and the button that stops it. Hidden while there is none.
class JobBar : public QFrame
{
    Q_OBJECT

public:
    /// `name` becomes the objectName and the beginning of its parts' names.
    explicit JobBar(const QString &name, QWidget *parent = nullptr);
    /// `doing`: "Applying the plan".
    void follow(jobs::Job *job, const QString &doing);
    /// Work that tells of no progress.
    void wait(const QString &doing);
    void clear();
    QString text() const;

Q_SIGNALS:
    /// The user wants it to stop.
    void stopRequested();

private:
    void tell();

    QPointer<jobs::Job> m_job;
    QString m_doing;
    QLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_stop;
};

} // namespace kv::ui
