// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/savedplace.h"

#include <QWidget>

namespace kv::ui {

/// Stands in a tab for a browser that nobody has looked at yet: what it will show, and nothing that costs.
class DormantTab : public QWidget
{
    Q_OBJECT

public:
    explicit DormantTab(items::SavedPlace place, QWidget *parent = nullptr);
    const items::SavedPlace &place() const { return m_place; }

private:
    items::SavedPlace m_place;
};

} // namespace kv::ui
