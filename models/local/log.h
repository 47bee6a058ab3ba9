// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace kv::local {

/// "kv.local": what goes on in local stores. Never keys' values.
Q_DECLARE_LOGGING_CATEGORY(logLocal)

} // namespace kv::local
