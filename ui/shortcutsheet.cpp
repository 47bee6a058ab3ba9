// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shortcutsheet.h"

#include "ui/widgetkeys.h"
#include "ui/windowactions.h"

#include <QAction>
#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

constexpr QSize wantedSize(640, 720);

QString keysText(const QList<QKeySequence> &keys)
{
    QStringList texts;
    for (const QKeySequence &one : keys)
        texts << one.toString(QKeySequence::NativeText);
    return texts.join(QStringLiteral(", "));
}

QTreeWidgetItem *addGroup(QTreeWidget *rows, const QString &title)
{
    auto *group = new QTreeWidgetItem(rows, {title});
    QFont bold = rows->font();
    bold.setBold(true);
    group->setFont(0, bold);
    group->setFlags(Qt::ItemIsEnabled);
    return group;
}

} // namespace

ShortcutSheet::ShortcutSheet(const WindowActions &actions, QWidget *window)
    : Overlay(window, wantedSize),
      m_actions(actions),
      m_find(new QLineEdit(this)),
      m_rows(new QTreeWidget(this)),
      m_nothing(new QLabel(tr("No action and no key is called so."), this))
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setAccessibleName(tr("Keyboard"));
    auto *title = new QLabel(tr("Keyboard"), this);
    title->setObjectName(QStringLiteral("shortcutTitle"));
    title->setProperty("role", QStringLiteral("title"));
    auto *close = new QToolButton(this);
    close->setObjectName(QStringLiteral("shortcutClose"));
    close->setText(QStringLiteral("×"));
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close (Esc)"));
    close->setProperty("closeTab", true);
    connect(close, &QToolButton::clicked, this, &Overlay::dismiss);
    m_find->setObjectName(QStringLiteral("shortcutFind"));
    m_find->setAccessibleName(tr("Find an action or a key"));
    m_find->setPlaceholderText(tr("Find an action or a key, for example Ctrl+E"));
    m_find->setClearButtonEnabled(true);
    m_find->installEventFilter(this);
    m_rows->setObjectName(QStringLiteral("shortcutRows"));
    m_rows->setAccessibleName(tr("Actions and their keys"));
    m_rows->setColumnCount(2);
    m_rows->setHeaderHidden(true);
    m_rows->setRootIsDecorated(false);
    m_rows->setItemsExpandable(false);
    m_rows->setUniformRowHeights(true);
    m_rows->setIndentation(12);
    m_rows->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing->setObjectName(QStringLiteral("shortcutWords"));
    m_nothing->setProperty("role", QStringLiteral("muted"));
    m_nothing->hide();
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(m_find);
    column->addWidget(m_rows, 1);
    column->addWidget(m_nothing);
    connect(m_find, &QLineEdit::textChanged, this, &ShortcutSheet::narrow);
}

void ShortcutSheet::popup()
{
    if (isVisible()) {
        dismiss();
        return;
    }
    m_find->clear();
    fill();
    open(m_find);
}

void ShortcutSheet::fill()
{
    m_rows->clear();
    for (const WindowActions::Group &group : m_actions.groups()) {
        QTreeWidgetItem *heading = addGroup(m_rows, group.title);
        for (const QAction *action : group.actions)
            new QTreeWidgetItem(heading, {WindowActions::plainText(*action), keysText(action->shortcuts())});
    }
    for (const WidgetKeys &group : widgetKeys()) {
        QTreeWidgetItem *heading = addGroup(m_rows, group.title);
        for (const WidgetKeys::Key &key : group.keys)
            new QTreeWidgetItem(heading, {key.words, keysText(key.keys)});
    }
    m_rows->expandAll();
    m_rows->header()->setStretchLastSection(false);
    m_rows->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_rows->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    narrow();
}

/// Shows what has all the words in it, with the headings of what is left.
void ShortcutSheet::narrow()
{
    const QStringList wanted = m_find->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    bool any = false;
    for (int i = 0; i < m_rows->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_rows->topLevelItem(i);
        bool left = false;
        for (int j = 0; j < group->childCount(); ++j) {
            QTreeWidgetItem *row = group->child(j);
            const QString text =
                group->text(0) + QLatin1Char(' ') + row->text(0) + QLatin1Char(' ') + row->text(1);
            const bool fits = std::all_of(wanted.begin(), wanted.end(), [&text](const QString &word) {
                return text.contains(word, Qt::CaseInsensitive);
            });
            row->setHidden(!fits);
            left = left || fits;
        }
        group->setHidden(!left);
        any = any || left;
    }
    m_nothing->setVisible(!any);
    m_rows->scrollToTop();
}

bool ShortcutSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_find && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QCoreApplication::sendEvent(m_rows, event); // one reads on without leaving the field
            return true;
        default:
            break;
        }
    }
    return Overlay::eventFilter(watched, event);
}

} // namespace kv::ui
