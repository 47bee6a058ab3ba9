// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

namespace kv::devserver {

/// Where requests are put together and the system's lists are read.
QThreadPool &pool();

} // namespace kv::devserver
