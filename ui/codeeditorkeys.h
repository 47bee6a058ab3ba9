// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QsciScintilla;

namespace kv::ui {

/// Leaves an editor the keys that move, select and edit, and gives all others (Ctrl+L, Ctrl+D, Ctrl+T,
/// Ctrl+U, Escape, ...) back to the window. Redo is Ctrl+Y and Ctrl+Shift+Z.
void keepEditingKeys(QsciScintilla &editor);

} // namespace kv::ui
