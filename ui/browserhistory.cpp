// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browserhistory.h"

#include <algorithm>

namespace kv::ui {

using items::SavedPlace;

void BrowserHistory::record(const SavedPlace &place, Step step)
{
    if (m_current >= 0) {
        SavedPlace &here = m_places[m_current];
        if (here.isSameView(place)) {
            here.top = place.top;
            return;
        }
        const bool sameList = here.target == place.target && here.filter == place.filter;
        if (sameList && place.key.isEmpty())
            return; // nothing is chosen any more, which is nowhere to go back to
        m_places.resize(m_current + 1);
        // The first key that is chosen belongs to the place that was come to.
        const bool completes = sameList && here.key.isEmpty();
        const bool goesOn = step == m_last && step != Step::Go && here.target == place.target;
        m_last = step;
        if (completes || goesOn) {
            here = place;
            return;
        }
    }
    m_last = step;
    m_places.append(place);
    if (m_places.size() > mostPlaces)
        m_places.removeFirst();
    m_current = int(m_places.size()) - 1;
}

void BrowserHistory::setTop(const QByteArray &top)
{
    if (m_current >= 0)
        m_places[m_current].top = top;
}

QList<SavedPlace> BrowserHistory::behind() const
{
    QList<SavedPlace> places = m_places.mid(0, qMax(0, m_current));
    std::reverse(places.begin(), places.end());
    return places;
}

QList<SavedPlace> BrowserHistory::ahead() const
{
    return m_places.mid(m_current + 1);
}

const SavedPlace *BrowserHistory::at(int steps) const
{
    const qsizetype wanted = qsizetype(m_current) + steps;
    return m_current >= 0 && wanted >= 0 && wanted < m_places.size() ? &m_places.at(wanted) : nullptr;
}

void BrowserHistory::move(int steps)
{
    Q_ASSERT(at(steps));
    m_current += steps;
    m_last = Step::Go; // a walk from here is another one
}

void BrowserHistory::drop(int steps)
{
    if (steps == 0 || !at(steps))
        return;
    m_places.removeAt(m_current + steps);
    if (steps < 0)
        --m_current;
}

void BrowserHistory::clear()
{
    m_places.clear();
    m_current = -1;
    m_last = Step::Go;
}

} // namespace kv::ui
