// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/accountactions.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>

namespace kv::ui {

AccountActions::AccountActions(const Theme &theme, QWidget *parent)
    : QFrame(parent),
      create(make("createNamespaceAction", tr("New namespace…"), "add")),
      rename(make("renameNamespaceAction", tr("Rename namespace…"), "rename")),
      remove(make("deleteNamespaceAction", tr("Delete namespace…"), "delete")),
      refresh(make("refreshNamespacesAction", tr("Read the namespaces again"), "refresh")),
      m_theme(theme)
{
    setObjectName(QStringLiteral("accountActions"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    for (QAction *action : {create, rename, remove, refresh}) {
        auto *button = new QToolButton(this);
        QString name = action->objectName();
        button->setObjectName(name.replace(QLatin1String("Action"), QLatin1String("Button")));
        button->setDefaultAction(action);
        button->setIconSize({16, 16});
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setProperty("small", true);
        button->setFocusPolicy(Qt::TabFocus);
        QString spoken = action->text();
        button->setAccessibleName(spoken.remove(QChar(0x2026)));
        row->addWidget(button);
    }
    row->addStretch(1);
    connect(&theme, &Theme::changed, this, &AccountActions::drawIcons);
    drawIcons();
    setAvailable(false, false);
}

QAction *AccountActions::make(const char *name, const QString &text, const char *iconName)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(name));
    action->setProperty("iconName", QString::fromLatin1(iconName));
    return action;
}

void AccountActions::setAvailable(bool connected, bool onNamespace)
{
    create->setEnabled(connected);
    refresh->setEnabled(connected);
    rename->setEnabled(connected && onNamespace);
    remove->setEnabled(connected && onNamespace);
}

void AccountActions::drawIcons()
{
    const Colors &c = m_theme.colors();
    for (QAction *action : {create, rename, remove, refresh}) {
        const QByteArray name = action->property("iconName").toString().toLatin1();
        action->setIcon(icon(QLatin1String(name), c.text, c.dark ? c.line.lighter(140) : c.line.darker(112)));
    }
}

} // namespace kv::ui
