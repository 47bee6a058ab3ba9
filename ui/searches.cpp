// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searches.h"

#include "store/workspace.h"
#include "ui/closedtabs.h"
#include "ui/searchview.h"
#include "ui/workarea.h"

namespace kv::ui {

Searches::Searches(const Theme &theme, Workspace &workspace, Settings &settings, const Clock &clock,
                   WorkArea *area, ClosedTabs &closed, QObject *parent)
    : QObject(parent),
      m_theme(theme),
      m_workspace(workspace),
      m_settings(settings),
      m_clock(clock),
      m_area(area),
      m_closed(closed)
{
    connect(area, &WorkArea::currentChanged, this, &Searches::changed);
    connect(area, &WorkArea::closeRequested, this, [this](QWidget *page) {
        if (page == m_view)
            close();
    });
}

void Searches::open()
{
    if (!m_view) {
        m_view = new SearchView(m_theme, m_workspace, m_settings, m_clock);
        for (const TargetInfo &info : std::as_const(m_snapshots))
            m_view->addSnapshot(info);
        m_area->addPage(m_view, m_view->title());
        connect(m_view, &SearchView::titleChanged, this,
                [this] { m_area->setTitle(m_view, m_view->title()); });
        connect(m_view, &SearchView::openRequested, this, &Searches::openRequested);
        connect(m_view, &SearchView::message, this, &Searches::message);
        connect(m_view, &SearchView::stateChanged, this, &Searches::changed);
    }
    m_area->setCurrent(m_view);
    m_view->focusText();
}

SearchView *Searches::current() const
{
    return m_view && m_area->current() == m_view ? m_view : nullptr;
}

void Searches::close()
{
    SearchView *view = std::exchange(m_view, nullptr);
    if (!view)
        return;
    if (m_root == m_workspace.project().root) {
        m_closed.add([this, query = view->query()] {
            open();
            m_view->setQuery(query);
        });
    }
    m_area->removePage(view);
    view->deleteLater(); // one of its own buttons may be what closed it
    Q_EMIT changed();
}

void Searches::noteOpened(const TargetInfo &info)
{
    if (info.target.place != Place::Snapshot)
        return;
    for (const TargetInfo &known : std::as_const(m_snapshots)) {
        if (known.target.path == info.target.path)
            return;
    }
    m_snapshots << info;
    if (m_view)
        m_view->addSnapshot(info);
}

void Searches::surroundingsChanged()
{
    const QString &root = m_workspace.project().root;
    if (root != m_root) {
        m_snapshots.clear();
        close();
        m_root = root;
    } else if (m_view) {
        m_view->surroundingsChanged();
    }
}

} // namespace kv::ui
