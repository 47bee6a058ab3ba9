// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <functional>

namespace kv::ui {

/// How to bring back the tabs that were closed, the last one first, whatever was in them. Plain data.
class ClosedTabs
{
public:
    static constexpr int mostKept = 20;

    /// `bringBack` is run once, or destroyed unrun when so many were closed since that this one is forgotten.
    void add(std::function<void()> bringBack);
    bool isEmpty() const { return m_closed.isEmpty(); }
    /// Brings back the one that was closed last.
    void bringBack();
    /// Forgets them all: they belong to a project that is open no more.
    void clear() { m_closed.clear(); }

private:
    QList<std::function<void()>> m_closed;
};

} // namespace kv::ui
