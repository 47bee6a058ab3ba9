// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace kv::ui::externals {

/// How to call an editor so that it opens `path` at `line`, or empty when it is not one that we know.
/// `editor` is a command as in $VISUAL: a program, perhaps with arguments.
QStringList editorCommand(const QString &editor, const QString &path, int line);

/// Opens a file in a graphical editor found on the PATH or named in $VISUAL, at the line; else whatever the
/// desktop opens such a file with. False when nothing could be started.
bool openInEditor(const QString &path, int line);

/// Shows the nearest folder of `path` that exists in the desktop's file manager.
bool showFile(const QString &path);

} // namespace kv::ui::externals
