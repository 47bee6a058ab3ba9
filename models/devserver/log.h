// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace kv::devserver {

/// "kv.devserver": why a server was not used. Off unless asked for. Never keys or values.
Q_DECLARE_LOGGING_CATEGORY(logDevServer)

} // namespace kv::devserver
