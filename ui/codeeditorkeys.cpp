// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/codeeditorkeys.h"

#include <Qsci/qscicommandset.h>
#include <Qsci/qsciscintilla.h>

namespace kv::ui {

namespace {

bool isKept(QsciCommand::Command command)
{
    switch (command) {
    case QsciCommand::LineDown:
    case QsciCommand::LineDownExtend:
    case QsciCommand::LineUp:
    case QsciCommand::LineUpExtend:
    case QsciCommand::CharLeft:
    case QsciCommand::CharLeftExtend:
    case QsciCommand::CharRight:
    case QsciCommand::CharRightExtend:
    case QsciCommand::WordLeft:
    case QsciCommand::WordLeftExtend:
    case QsciCommand::WordRight:
    case QsciCommand::WordRightExtend:
    case QsciCommand::VCHome:
    case QsciCommand::VCHomeExtend:
    case QsciCommand::LineEnd:
    case QsciCommand::LineEndExtend:
    case QsciCommand::DocumentStart:
    case QsciCommand::DocumentStartExtend:
    case QsciCommand::DocumentEnd:
    case QsciCommand::DocumentEndExtend:
    case QsciCommand::PageUp:
    case QsciCommand::PageUpExtend:
    case QsciCommand::PageDown:
    case QsciCommand::PageDownExtend:
    case QsciCommand::Delete:
    case QsciCommand::DeleteBack:
    case QsciCommand::DeleteWordLeft:
    case QsciCommand::DeleteWordRight:
    case QsciCommand::Undo:
    case QsciCommand::Redo:
    case QsciCommand::SelectionCut:
    case QsciCommand::SelectionCopy:
    case QsciCommand::Paste:
    case QsciCommand::SelectAll:
    case QsciCommand::Tab:
    case QsciCommand::Backtab:
    case QsciCommand::Newline:
        return true;
    default:
        return false;
    }
}

} // namespace

void keepEditingKeys(QsciScintilla &editor)
{
    for (QsciCommand *command : editor.standardCommands()->commands()) {
        if (!isKept(command->command())) {
            command->setKey(0);
            command->setAlternateKey(0);
        } else if (command->command() == QsciCommand::Redo) {
            command->setKey((Qt::CTRL | Qt::Key_Y).toCombined());
            command->setAlternateKey((Qt::CTRL | Qt::SHIFT | Qt::Key_Z).toCombined());
        }
    }
}

} // namespace kv::ui
