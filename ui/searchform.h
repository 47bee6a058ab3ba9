// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/search.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace kv::ui {

class DropDown;
class TickBox;

/// What is looked for, where in an entry, and the buttons that start, pause and stop. Enter in a field
/// starts.
class SearchForm : public QWidget
{
    Q_OBJECT

public:
    explicit SearchForm(QWidget *parent = nullptr);

    jobs::SearchQuery query() const;
    void setQuery(const jobs::SearchQuery &query);
    /// The words of the two buttons; `why`: why the first cannot be pressed; empty: it can.
    void setActions(const QString &go, bool accent, const QString &why, bool canStop);
    void focusText();

Q_SIGNALS:
    /// What is looked for may be another thing now; `costsOtherwise`: what it reads, too.
    void edited(bool costsOtherwise);
    void goPressed();
    void stopPressed();
    /// The down arrow was pressed in the text: to what was found.
    void leaveRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showWhat();

    DropDown *m_what;
    QLineEdit *m_path;
    QLabel *m_equals;
    QLineEdit *m_text;
    TickBox *m_ignoreCase;
    QLineEdit *m_prefix;
    QPushButton *m_go;
    QPushButton *m_stop;
    QLabel *m_problem;
    QBoxLayout *m_rows;
};

} // namespace kv::ui
