// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgetkeys.h"

#include <QCoreApplication>

namespace kv::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::WidgetKeys", text);
}

} // namespace

QList<WidgetKeys> widgetKeys()
{
    using Keys = QList<QKeySequence>;
    const Keys arrows = {Qt::Key_Up, Qt::Key_Down};
    const Keys pages = {Qt::Key_PageUp, Qt::Key_PageDown};
    const Keys ends = {Qt::Key_Home, Qt::Key_End};
    return {
        {tr("In the list of keys"),
         {{arrows, tr("The key before, the next one; its entry follows")},
          {pages, tr("A screen up, a screen down")},
          {ends, tr("The first key, the last one")},
          {{Qt::SHIFT | Qt::Key_Down, Qt::CTRL | Qt::Key_A}, tr("Choose several, choose all")},
          {{Qt::Key_Return}, tr("Edit the value")},
          {{Qt::Key_Delete}, tr("Delete what is chosen, after a question")}}},
        {tr("In the field above it"),
         {{{Qt::Key_Down, Qt::Key_Return}, tr("To the list")},
          {{Qt::ALT | Qt::Key_Down}, tr("Filters used before, and saved ones")},
          {{Qt::Key_Escape}, tr("Show all keys again")}}},
        {tr("In the strip of targets"),
         {{{Qt::Key_Tab}, tr("To the next target")},
          {{Qt::Key_Space}, tr("Look there, or open the target's menu")},
          {{Qt::Key_Escape}, tr("Take a question back")}}},
        {tr("In a text"),
         {{{Qt::CTRL | Qt::Key_Z}, tr("Undo")},
          {{Qt::CTRL | Qt::Key_Y, Qt::CTRL | Qt::SHIFT | Qt::Key_Z}, tr("Redo")},
          {{Qt::CTRL | Qt::Key_X, Qt::CTRL | Qt::Key_C, Qt::CTRL | Qt::Key_V}, tr("Cut, copy, paste")},
          {{Qt::CTRL | Qt::Key_A}, tr("Select all")},
          {{Qt::CTRL | Qt::Key_Left, Qt::CTRL | Qt::Key_Right}, tr("A word to the left, to the right")},
          {{Qt::CTRL | Qt::Key_Home, Qt::CTRL | Qt::Key_End}, tr("To the beginning, to the end")},
          {{Qt::CTRL | Qt::Key_Backspace, Qt::CTRL | Qt::Key_Delete}, tr("Delete a word")}}},
        {tr("In the value"),
         {{{Qt::CTRL | Qt::Key_F, Qt::CTRL | Qt::Key_H}, tr("Find in the value, replace")},
          {{Qt::Key_F3, Qt::SHIFT | Qt::Key_F3}, tr("The next find, the one before")},
          {{Qt::Key_F4, Qt::SHIFT | Qt::Key_F4}, tr("The next view that applies, the one before")},
          {{Qt::Key_F8, Qt::SHIFT | Qt::Key_F8}, tr("The next mistake in JSON, the one before")},
          {{Qt::Key_F9, Qt::SHIFT | Qt::Key_F9}, tr("Fold or unfold this part, all parts")},
          {{Qt::CTRL | Qt::SHIFT | Qt::Key_J}, tr("Copy the path of the cursor")}}},
        {tr("In a hex view"),
         {{{Qt::Key_Left, Qt::Key_Right}, tr("The byte before, the next one")},
          {arrows, tr("A line up, a line down")},
          {{Qt::Key_Home, Qt::Key_End}, tr("To the line's beginning, its end")},
          {{Qt::Key_Insert}, tr("Insert bytes, or type over them")},
          {{Qt::Key_Delete, Qt::Key_Backspace}, tr("Delete the byte here, the one before")}}},
        {tr("In a comparison"),
         {{{Qt::Key_Space}, tr("Tick the row for a plan, or not")},
          {arrows, tr("The row before, the next one; both values follow")},
          {{Qt::Key_Down, Qt::Key_Escape}, tr("In the filter: to the rows; show all of them")}}},
        {tr("In a difference"),
         {{{Qt::Key_F7}, tr("To the next difference")},
          {{Qt::SHIFT | Qt::Key_F7}, tr("To the one before")},
          {{Qt::Key_Escape}, tr("Close the difference of one key")}}},
        {tr("Where a key is typed or something is asked"),
         {{{Qt::Key_Return}, tr("Accept")}, {{Qt::Key_Escape}, tr("Cancel; stay as it is")}}},
    };
}

} // namespace kv::ui
