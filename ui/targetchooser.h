// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compareside.h"

#include <QFrame>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace kv::ui {

class Dialogs;
class Theme;

/// A popup that lists every target there is, in groups, with a field to find one by typing; then a snapshot
/// file and another project. Arrows walk the list, Enter chooses, Escape closes it. Deletes itself when
/// closed.
class TargetChooser : public QFrame
{
    Q_OBJECT

public:
    TargetChooser(const Theme &theme, Workspace &workspace, Dialogs &dialogs, QWidget *parent);
    /// Opens below `anchor`, with `current` marked.
    void popup(QWidget *anchor, const CompareSide &current);

Q_SIGNALS:
    void chosen(const kv::ui::CompareSide &side);
    /// Something to tell in passing: another project could not be read.
    void message(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void addGroup(const SideGroup &group);
    void addAct(const QString &name, const QString &text);
    void narrow(const QString &words);
    void take(QListWidgetItem *item);
    void pickSnapshot();
    void pickProject();

    const Theme &m_theme;
    Workspace &m_workspace;
    Dialogs &m_dialogs;
    QLineEdit *m_find;
    QListWidget *m_list;
    CompareSide m_current;
    QList<SideGroup> m_others; ///< of another project
};

} // namespace kv::ui
