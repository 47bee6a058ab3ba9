// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dormanttab.h"

namespace kv::ui {

DormantTab::DormantTab(items::SavedPlace place, QWidget *parent) : QWidget(parent), m_place(std::move(place))
{
    setObjectName(QStringLiteral("dormantTab"));
    setProperty("canDuplicate", true);
}

} // namespace kv::ui
