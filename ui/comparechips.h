// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparisonfile.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace kv::ui {

/// How many rows there are of each status, as buttons that show and hide them; and the fields that narrow the
/// rows by their keys.
class CompareChips : public QWidget
{
    Q_OBJECT

public:
    explicit CompareChips(QWidget *parent = nullptr);
    void setNames(const QString &left, const QString &right);
    void setCounts(const jobs::Counts &counts, qint64 ticked);
    jobs::RowFilter filter() const;
    /// Moves buttons and fields without telling.
    void setFilter(const jobs::RowFilter &filter);
    /// What comparisons show at first: everything but what is the same.
    static jobs::RowFilter atFirst();
    void setShown(const QString &words);
    QToolButton *chip(jobs::Status status) const { return m_chips.at(size_t(status)); }
    QToolButton *tickMenuButton() const { return m_tickMenu; }
    void focusFilter();

Q_SIGNALS:
    void filterChanged();
    /// Down was pressed in a field.
    void leaveRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void showWords();

    std::array<QToolButton *, jobs::statusCount> m_chips;
    QToolButton *m_ticked;
    QLineEdit *m_prefix;
    QLineEdit *m_pattern;
    QLabel *m_shown;
    QToolButton *m_tickMenu;
    QString m_left;
    QString m_right;
    jobs::Counts m_counts = {};
    qint64 m_tickedCount = 0;
};

} // namespace kv::ui
