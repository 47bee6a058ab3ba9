// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/planjob.h"

#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLabel;
class QPushButton;

namespace kv::ui {

/// What the ticked rows would do, in which direction, and the ways out of a comparison: a report, a plan.
class CompareFooter : public QWidget
{
    Q_OBJECT

public:
    explicit CompareFooter(QWidget *parent = nullptr);
    void setNames(const QString &left, const QString &right);
    void setDirection(jobs::Direction direction);
    jobs::Direction direction() const;
    /// Rows of each status that are ticked.
    void setTicked(const jobs::Counts &ticked);
    /// `targetProblem`: why the plan's target cannot be written at all; empty: it can, or nobody knows yet.
    void setAvailable(bool report, const QString &targetProblem);
    static jobs::PlanPreview previewOf(const jobs::Counts &ticked, jobs::Direction direction);

Q_SIGNALS:
    void directionChanged();
    void reportRequested();
    void planRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showWords();

    QLabel *m_words;
    QComboBox *m_direction;
    QPushButton *m_report;
    QPushButton *m_plan;
    QBoxLayout *m_row; // words above the rest where there is no room beside it
    QString m_left;
    QString m_right;
    jobs::Counts m_ticked = {};
    bool m_available = false;
    QString m_problem;
};

} // namespace kv::ui
