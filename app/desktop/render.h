// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace kv {
class Workspace;
}

namespace kv::desktop {

/// Renders `window` into a PNG file once the workspace has been read and its keys have had time to arrive,
/// then ends the application: with 0, or with 1 and a line on standard error when the file cannot be written.
void renderWhenShown(QWidget &window, Workspace &workspace, const QString &file);

} // namespace kv::desktop
