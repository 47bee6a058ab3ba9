// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overlay.h"

class QLabel;
class QLineEdit;
class QTreeWidget;

namespace kv::ui {

class WindowActions;

/// The one sheet of every action and its keys, in groups, with a field to search it. Made of the actions
/// themselves each time it opens, and of widgetkeys.h.
class ShortcutSheet : public Overlay
{
    Q_OBJECT

public:
    ShortcutSheet(const WindowActions &actions, QWidget *window);
    void popup();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void narrow();

    const WindowActions &m_actions;
    QLineEdit *m_find;
    QTreeWidget *m_rows;
    QLabel *m_nothing;
};

} // namespace kv::ui
