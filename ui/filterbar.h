// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/filterspec.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace kv::ui {

class ConditionsPopup;
class FilterMemory;

/// The box in which one says which keys to see: how the text is meant, the text, whether case matters,
/// conditions as chips, filters used before. It says what is wanted and shows what it is told; finding is
/// others' work.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    FilterSpec spec() const;
    /// Shows another filter and tells.
    void setSpec(const FilterSpec &spec);
    /// Where filters are remembered; null: nowhere.
    void setMemory(FilterMemory *memory);
    /// A button at the end of the line, for what is done beside filtering.
    void addButton(QPushButton *button);
    QLineEdit *edit() const { return m_edit; }
    void focusEdit();
    /// Says under the box what is wrong with the text, from `at` on, in UTF-16 units; at -1: with all of it.
    /// Empty words: nothing is.
    void showProblem(const QString &words, int at = -1);
    /// Remembers the filter as used.
    void remember();
    /// Puts its parts beside or beneath each other, as fits the width that it will have, also while it is
    /// hidden.
    void arrangeFor(int width);
    /// What it needs with its parts beneath each other, however they stand now.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// spec() is another.
    void changed();
    /// Enter was pressed.
    void submitted();
    /// One wants to go on to the list.
    void leaveRequested();

public Q_SLOTS:
    /// No text and no conditions; the mode stays.
    void clear();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void tell();
    void showMode();
    void showChips();
    void markFrom(int at);
    void fillMenu();
    void askName();
    void endNaming();
    void save();

    QComboBox *m_mode;
    QLineEdit *m_edit;
    QToolButton *m_case;
    QToolButton *m_filters;
    QToolButton *m_conditions;
    ConditionsPopup *m_popup;
    QGridLayout *m_rows;
    QWidget *m_tools;
    QHBoxLayout *m_toolRow;
    QHBoxLayout *m_chipLine;
    QHBoxLayout *m_lastLine; // where the chips do not fit beside each other
    QToolButton *m_expiresChip;
    QToolButton *m_metadataChip;
    QToolButton *m_largerChip;
    QLabel *m_problem;
    QWidget *m_naming;
    QLineEdit *m_name;
    QPushButton *m_saveName;
    QMenu *m_menu;
    QPointer<FilterMemory> m_memory;
    FilterSpec m_conditionsSpec; ///< its conditions alone
    bool m_quiet = false;
    bool m_marked = false;
    bool m_narrow = false;
};

} // namespace kv::ui
