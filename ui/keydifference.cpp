// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keydifference.h"

#include "store/store.h"
#include "store/workspace.h"
#include "text/utf8.h"
#include "ui/diffpane.h"
#include "ui/diffview.h"
#include "ui/guard.h"
#include "ui/workarea.h"

#include <QShortcut>
#include <QVBoxLayout>

namespace kv::ui {

KeyDifference::KeyDifference(const Theme &theme, Workspace &workspace, const Clock &clock, WorkArea *area)
    : QWidget(area),
      m_area(area),
      m_workspace(workspace),
      m_view(new DiffView(theme, this))
{
    setObjectName(QStringLiteral("keyDifference"));
    m_view->setClock(clock);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    hide();
    connect(m_view, &DiffView::storesWanted, this, &KeyDifference::refresh);
    connect(area, &WorkArea::closeRequested, this, [this](const QWidget *page) {
        if (page == this)
            close();
    });
    auto *leave =
        new QShortcut(Qt::Key_Escape, this, this, &KeyDifference::close, Qt::WidgetWithChildrenShortcut);
    leave->setObjectName(QStringLiteral("closeDifferenceShortcut"));
}

void KeyDifference::open(const QByteArray &key, const TargetInfo &left, const TargetInfo &right)
{
    m_key = key;
    m_left = left;
    m_right = right;
    const QString title = tr("%1 · difference").arg(text::displayKey(key));
    if (!m_open) {
        m_from = m_area->current();
        m_area->addPage(this, title);
    }
    m_open = true;
    m_area->setTitle(this, title);
    m_view->setSideNames(guard::shortName(m_workspace, left), guard::shortName(m_workspace, right));
    refresh();
    m_area->setCurrent(this);
    m_view->pane()->setFocus();
}

void KeyDifference::refresh()
{
    if (m_open)
        m_view->setEntries(m_key, m_workspace.open(m_left.target), m_workspace.open(m_right.target), {});
}

void KeyDifference::close()
{
    if (!m_open)
        return;
    m_open = false;
    if (m_from && m_area->current() == this)
        m_area->setCurrent(m_from);
    m_area->removePage(this);
    setParent(m_area); // which owns it while it is not shown
    hide();
    m_view->clear();
}

} // namespace kv::ui
