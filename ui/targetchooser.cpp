// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/targetchooser.h"

#include "store/async.h"
#include "store/workspace.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/plaintip.h"
#include "ui/popupplace.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

enum Role { SideRole = Qt::UserRole, ActRole };

} // namespace

TargetChooser::TargetChooser(const Theme &theme, Workspace &workspace, Dialogs &dialogs, QWidget *parent)
    : QFrame(parent, Qt::Popup),
      m_theme(theme),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_find(new QLineEdit(this)),
      m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("targetChooser"));
    setAccessibleName(tr("Choose what to compare"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_find->setObjectName(QStringLiteral("targetFind"));
    m_find->setAccessibleName(tr("Find a target"));
    m_find->setPlaceholderText(tr("Find a binding, namespace or environment"));
    m_find->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("targetList"));
    m_list->setAccessibleName(tr("Targets"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_find);
    column->addWidget(m_list, 1);
    connect(m_find, &QLineEdit::textChanged, this, &TargetChooser::narrow);
    connect(m_list, &QListWidget::itemClicked, this, &TargetChooser::take);
    connect(m_list, &QListWidget::itemActivated, this, &TargetChooser::take);
}

void TargetChooser::popup(QWidget *anchor, const CompareSide &current)
{
    m_current = current;
    fill();
    resize(qMax(420, anchor->width()), qMin(460, 64 + m_list->count() * (Theme::rowHeight() + 2)));
    placePopup(*this, *anchor, anchor->mapToGlobal(QPoint(0, anchor->height() + 2)));
    show();
    m_find->setFocus(Qt::PopupFocusReason);
}

void TargetChooser::fill()
{
    m_list->clear();
    for (const SideGroup &group : compareside::groupsOf(m_workspace.project()))
        addGroup(group);
    addGroup(compareside::accountGroup(m_workspace));
    for (const SideGroup &group : std::as_const(m_others))
        addGroup(group);
    addGroup({tr("Elsewhere"), {}});
    addAct(QStringLiteral("snapshot"), tr("Snapshot file…"));
    addAct(QStringLiteral("project"), tr("Another project…"));
    narrow(m_find->text());
}

void TargetChooser::addGroup(const SideGroup &group)
{
    const Colors &colors = m_theme.colors();
    if (group.sides.isEmpty() && group.heading != tr("Elsewhere"))
        return;
    auto *heading = new QListWidgetItem(group.heading, m_list);
    heading->setFlags(Qt::NoItemFlags);
    heading->setForeground(colors.muted);
    QFont bold = m_list->font();
    bold.setBold(true);
    heading->setFont(bold);
    for (const CompareSide &side : group.sides) {
        const auto badge = compareside::badge(side, m_workspace);
        CompareSide named = side;
        named.folder.clear(); // the heading says it
        QString text = badge.text + QStringLiteral("   ") + compareside::title(named, m_workspace);
        if (side.info.target.place == Place::Local && !side.info.exists)
            text += tr(" · nothing on disk yet");
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(SideRole, QVariant::fromValue(side));
        item->setForeground(badge.tone == QLatin1String("production") ? colors.production
                            : badge.tone == QLatin1String("preview")  ? colors.preview
                                                                      : colors.local);
        const QString path = side.info.path.isEmpty() ? side.info.name : side.info.path;
        item->setToolTip(plainTip(QDir::toNativeSeparators(path)));
        if (side.info.target == m_current.info.target && side.info.name == m_current.info.name)
            m_list->setCurrentItem(item);
    }
}

void TargetChooser::addAct(const QString &name, const QString &text)
{
    auto *item = new QListWidgetItem(text, m_list);
    item->setData(ActRole, name);
}

/// Shows what has all the words in it, with the headings of what is left.
void TargetChooser::narrow(const QString &words)
{
    const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QListWidgetItem *heading = nullptr;
    QListWidgetItem *first = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        if (item->flags() == Qt::NoItemFlags) {
            heading = item;
            heading->setHidden(true);
            continue;
        }
        const QString text = heading ? heading->text() + QLatin1Char(' ') + item->text() : item->text();
        const bool fits = std::all_of(wanted.begin(), wanted.end(), [&text](const QString &word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
        item->setHidden(!fits);
        if (fits && heading)
            heading->setHidden(false);
        if (fits && !first)
            first = item;
    }
    if (first && (!m_list->currentItem() || m_list->currentItem()->isHidden() || !wanted.isEmpty()))
        m_list->setCurrentItem(first);
}

bool TargetChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_find && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QCoreApplication::sendEvent(m_list, event); // the field keeps the focus: one goes on typing
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take(m_list->currentItem());
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void TargetChooser::take(QListWidgetItem *item)
{
    if (!item || item->isHidden() || item->flags() == Qt::NoItemFlags)
        return;
    const QString act = item->data(ActRole).toString();
    if (act == QLatin1String("snapshot"))
        return pickSnapshot();
    if (act == QLatin1String("project"))
        return pickProject();
    const auto side = item->data(SideRole).value<CompareSide>();
    close();
    Q_EMIT chosen(side);
}

void TargetChooser::pickSnapshot()
{
    hide(); // a popup holds the mouse, which the picker needs
    const QPointer<TargetChooser> alive(this);
    const QString path =
        m_dialogs.pickOpenFile(parentWidget(), tr("Open a snapshot"), m_workspace.project().root,
                               tr("Snapshots (*.json *.ndjson);;All files (*)"));
    if (!alive)
        return;
    if (!path.isEmpty())
        Q_EMIT chosen(compareside::snapshotSide(path));
    close();
}

void TargetChooser::pickProject()
{
    hide();
    const QPointer<TargetChooser> alive(this);
    const QString folder = m_dialogs.pickFolder(parentWidget(), m_workspace.project().root);
    if (!alive)
        return;
    if (folder.isEmpty()) {
        close();
        return;
    }
    whenDone(m_workspace.readOther(folder), this, [this, folder](const Result<Project> &project) {
        if (!project) {
            Q_EMIT message(tr("%1 could not be read: %2")
                               .arg(QDir::toNativeSeparators(folder), errorText(project.error())));
            close();
            return;
        }
        m_others = compareside::groupsOf(*project, folder);
        if (m_others.isEmpty()) {
            Q_EMIT message(tr("There is no binding in %1.").arg(QDir::toNativeSeparators(folder)));
            close();
            return;
        }
        fill();
        m_find->setText(QDir(folder).dirName());
        show();
        m_find->setFocus(Qt::PopupFocusReason);
    });
}

} // namespace kv::ui
