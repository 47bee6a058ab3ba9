// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/savedplace.h"

#include <QList>

namespace kv::ui {

/// Where a browser has been, as in a browser of the web: one list, a place in it, and what lies ahead is
/// forgotten by going somewhere else. Plain data.
class BrowserHistory
{
public:
    /// How a place was come to.
    enum class Step {
        Go,    ///< to a target, or by choosing a key
        Walk,  ///< along the keys with the keyboard: a whole walk counts as one step
        Filter ///< by a change of the filter: typing one counts as one step
    };
    static constexpr int mostPlaces = 100;

    /// Notes where the browser is now.
    void record(const items::SavedPlace &place, Step step);
    /// What is scrolled to, where the browser is.
    void setTop(const QByteArray &top);

    bool isEmpty() const { return m_places.isEmpty(); }
    /// Places behind, the nearest first.
    QList<items::SavedPlace> behind() const;
    /// Places ahead, the nearest first.
    QList<items::SavedPlace> ahead() const;
    /// The place that lies `steps` further (back: negative); null when there is none.
    const items::SavedPlace *at(int steps) const;
    /// Goes there; there must be one.
    void move(int steps);
    /// Forgets the place that lies `steps` further, which is no longer there to go to.
    void drop(int steps);
    void clear();

private:
    QList<items::SavedPlace> m_places;
    int m_current = -1;
    Step m_last = Step::Go;
};

} // namespace kv::ui
