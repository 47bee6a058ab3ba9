// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparison.h"
#include "ui/compareside.h"

#include <QWidget>

class QActionGroup;
class QBoxLayout;
class QPushButton;
class QToolButton;

namespace kv::ui {

class Dialogs;
class IgnorePopup;
class SideButton;
class Theme;

/// What is compared, how deep and what does not matter; and the button that starts, pauses and goes on.
class CompareHeader : public QWidget
{
    Q_OBJECT

public:
    CompareHeader(const Theme &theme, Workspace &workspace, Dialogs &dialogs, QWidget *parent = nullptr);

    void setSides(const CompareSide &left, const CompareSide &right);
    const CompareSide &left() const { return m_left; }
    const CompareSide &right() const { return m_right; }
    void setDepth(jobs::Depth depth);
    jobs::Depth depth() const { return m_depth; }
    void setRules(const jobs::IgnoreRules &rules);
    const jobs::IgnoreRules &rules() const { return m_rules; }
    /// Only keys that start with these bytes; empty: all.
    void setPrefix(const QByteArray &prefix);
    const QByteArray &prefix() const { return m_prefix; }
    /// While a comparison runs, nothing but the button can be used.
    void setLocked(bool locked);
    /// The words of the button; empty: it cannot be pressed, and `why` says why.
    void setAction(const QString &text, bool accent, const QString &why = {});
    QPushButton *button() const { return m_go; }
    /// Names of sides may read otherwise: the account's namespaces are known by now.
    void refreshWords();
    void chooseLeft();

Q_SIGNALS:
    /// The user chose other sides, another depth, other rules or another prefix.
    void edited();
    void pressed();
    void message(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void choose(bool left);
    void showSide(SideButton *button, const CompareSide &side, const QString &empty);
    void showDepth();

    const Theme &m_theme;
    Workspace &m_workspace;
    Dialogs &m_dialogs;
    SideButton *m_leftButton;
    SideButton *m_rightButton;
    QToolButton *m_swap;
    QToolButton *m_depthButton;
    QActionGroup *m_depths;
    QToolButton *m_ignoreButton;
    IgnorePopup *m_ignore;
    QPushButton *m_go;
    QBoxLayout *m_row; // beneath each other where the sides' names would be cut
    CompareSide m_left;
    CompareSide m_right;
    jobs::Depth m_depth = jobs::Depth::Values;
    jobs::IgnoreRules m_rules;
    QByteArray m_prefix;
};

} // namespace kv::ui
