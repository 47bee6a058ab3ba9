// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keydifference.h"

#include "store/store.h"
#include "store/workspace.h"
#include "text/utf8.h"
#include "ui/compareside.h"
#include "ui/diffpane.h"
#include "ui/diffview.h"
#include "ui/elidedlabel.h"
#include "ui/guard.h"
#include "ui/workarea.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QStyle>
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
    auto *head = new QWidget(this);
    head->setObjectName(QStringLiteral("keyDifferenceHead"));
    head->setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 8, 12, 0);
    row->setSpacing(8);
    m_heads[0] = makeHead(QStringLiteral("differenceLeft"), row);
    m_heads[1] = makeHead(QStringLiteral("differenceRight"), row);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(m_view, 1);
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

KeyDifference::Head KeyDifference::makeHead(const QString &name, QHBoxLayout *row)
{
    const Head made{new QLabel(this), new ElidedLabel(Qt::ElideMiddle, this)};
    made.badge->setObjectName(name + QStringLiteral("Badge"));
    made.badge->setProperty("badge", QStringLiteral("local")); // dressed as one from the start
    made.badge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    made.title->setObjectName(name);
    auto *half = new QHBoxLayout;
    half->setSpacing(8);
    half->addWidget(made.badge);
    half->addWidget(made.title, 1);
    row->addLayout(half, 1);
    return made;
}

CompareSide KeyDifference::sideOf(const TargetInfo &info) const
{
    CompareSide side;
    side.info = info;
    side.binding = guard::bindingName(m_workspace, info);
    return side;
}

void KeyDifference::showSide(const Head &head, const CompareSide &side)
{
    const auto badge = compareside::badge(side, m_workspace);
    head.badge->setProperty("badge", badge.tone);
    head.badge->style()->unpolish(head.badge); // a style sheet looks at properties only when it is put on
    head.badge->style()->polish(head.badge);
    head.badge->setText(badge.text);
    const QString title = compareside::title(side, m_workspace);
    head.title->setFullText(title);
    head.title->setAccessibleName(badge.text + QLatin1Char(' ') + title);
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
    const CompareSide sides[] = {sideOf(left), sideOf(right)};
    for (int i = 0; i < 2; ++i)
        showSide(m_heads[i], sides[i]);
    const auto names = compareside::shortNames(sides[0], sides[1], m_workspace);
    m_view->setSideNames(names.first, names.second);
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
