// SPDX-License-Identifier: GPL-3.0-or-later
// Where a Browser has been and goes again: its history, places that were remembered, and what it does when it
// comes into sight or leaves it.
#include "ui/browser.h"

#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/emptystate.h"
#include "ui/entrypane.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/tablabel.h"

#include <QEvent>
#include <QHideEvent>
#include <QScopedValueRollback>

namespace kv::ui {

using items::SavedPlace;
using Step = BrowserHistory::Step;

std::optional<SavedPlace> Browser::place() const
{
    if (m_held)
        return m_held;
    if (!isOpen())
        return std::nullopt;
    return SavedPlace{items::SavedTarget::of(m_info), m_keys->currentKey(), m_keys->filterState(),
                      m_keys->table()->topKey()};
}

void Browser::record(Step step)
{
    if (m_travels || !isOpen() || m_held)
        return;
    m_history.record(*place(), step);
    Q_EMIT historyChanged();
}

void Browser::travel(int steps)
{
    const SavedPlace *wanted = m_history.at(steps);
    if (steps == 0 || !wanted)
        return;
    const auto found = items::findTarget(m_workspace.project(), wanted->target);
    if (!found) {
        sayGone(*wanted);
        m_history.drop(steps);
        Q_EMIT historyChanged();
        return;
    }
    if (m_entry->isDirty())
        Q_EMIT targetChanged(); // it stays until the user has answered
    m_entry->leave([this, steps, place = *wanted, found = *found] {
        m_history.setTop(m_keys->table()->topKey());
        if (m_history.at(steps))
            m_history.move(steps);
        goToPlace(place, found);
        Q_EMIT historyChanged();
    });
}

void Browser::open(const SavedPlace &place)
{
    const auto found = items::findTarget(m_workspace.project(), place.target);
    if (!found)
        return sayGone(place);
    if (m_entry->isDirty())
        Q_EMIT targetChanged();
    m_entry->leave([this, place, found = *found] {
        goToPlace(place, found);
        record(Step::Go);
    });
}

void Browser::restore(const SavedPlace &place)
{
    const auto found = items::findTarget(m_workspace.project(), place.target);
    if (!found) {
        m_held = place; // it may come back
        m_waitPage->setWords(tr("%1 is not here any more").arg(tablabel::title(place.target, m_workspace)),
                             tr("No wrangler file of this project leads to it now, nor does a store on this "
                                "disk. Choose another binding on the left, or close this tab."));
        m_keys->showInstead(m_waitPage);
        Q_EMIT targetChanged();
        Q_EMIT stateChanged();
    } else if (found->info.target.place == Place::Remote) {
        hold(place, *found);
    } else {
        goToPlace(place, *found);
        record(Step::Go);
    }
}

/// Nothing may be unsaved by now.
void Browser::goToPlace(const SavedPlace &place, const items::FoundTarget &found)
{
    const QScopedValueRollback travelling(m_travels, true);
    m_keys->setFilterState(place.filter); // first: a store that is read page by page is asked just for that
    if (!isOpen() || m_held || found.info.target != m_info.target || found.info.name != m_info.name)
        goTo(found.info, found.binding);
    showKey(place.key);
    if (!place.top.isEmpty())
        m_keys->table()->showFrom(place.top);
}

void Browser::sayGone(const SavedPlace &place)
{
    Q_EMIT message(tr("%1 is not in this project any more.").arg(tablabel::title(place.target, m_workspace)));
}

void Browser::hold(const SavedPlace &place, const items::FoundTarget &found)
{
    m_held = place;
    m_info = found.info;
    m_binding = found.binding;
    m_keys->setTarget(m_info, m_binding, nullptr, facts());
    m_waitPage->setWords(tr("Not read yet"),
                         tr("This tab was at Cloudflare. Nothing is asked there until you say so."),
                         tr("Read from Cloudflare"));
    m_keys->showInstead(m_waitPage);
    Q_EMIT targetChanged();
    Q_EMIT stateChanged();
}

void Browser::endHold()
{
    if (!isHeld())
        return;
    const SavedPlace place = *m_held;
    goToPlace(place, {m_info, m_binding});
    record(Step::Go);
    m_keys->table()->setFocus();
}

void Browser::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (event->spontaneous())
        return;
    m_watch = StoreWatch(m_store);
    if (isOpen() && isRemote())
        cloudflareChanged(); // there may be another store to read from
    const bool missed = std::exchange(m_missed, false);
    if (missed && m_store && !m_store->capabilities().listsByPage) // that costs requests: F5 does it
        refresh();
}

void Browser::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (event->spontaneous())
        return;
    m_watch = StoreWatch();
    m_missed = m_store != nullptr;
}

bool Browser::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress)
        m_walks = true;
    else if (event->type() == QEvent::MouseButtonPress)
        m_walks = false;
    return QWidget::eventFilter(watched, event);
}

} // namespace kv::ui
