// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAction;

namespace kv::ui {

class Theme;

/// What can be done with the account's namespaces, as a row of buttons and as actions for a menu.
class AccountActions : public QFrame
{
    Q_OBJECT

public:
    explicit AccountActions(const Theme &theme, QWidget *parent = nullptr);
    /// Whether the account is connected, and whether one of its namespaces is current.
    void setAvailable(bool connected, bool onNamespace);

    QAction *create;
    QAction *rename;
    QAction *remove;
    QAction *refresh;

private:
    QAction *make(const char *name, const QString &text, const char *iconName);
    void drawIcons();

    const Theme &m_theme;
};

} // namespace kv::ui
