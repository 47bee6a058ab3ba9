// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace kv::ui {

/// What screen readers are told of an editor of QScintilla. For them it counts all characters before the
/// cursor each time that the cursor moves, whether or not anybody listens: a fifth of a second at the end of
/// 25 MiB.
namespace editoraccess {

/// Whether the editor is told of by name, role and state only, and not letter by letter. At first it is told
/// of in full. Cheap when nothing changes.
void setLight(QWidget *editor, bool light);

} // namespace editoraccess

} // namespace kv::ui
