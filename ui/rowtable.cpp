// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rowtable.h"

#include "ui/theme.h"

#include <QHeaderView>

namespace kv::ui {

void lookLikeRows(QTableView &view)
{
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false);
    view.setCornerButtonEnabled(false);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.verticalHeader()->hide();
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.verticalHeader()->setDefaultSectionSize(Theme::rowHeight());
}

void lookLikeNames(QHeaderView &heading)
{
    heading.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    heading.setHighlightSections(false);
    heading.setSectionsClickable(false);
}

} // namespace kv::ui
