// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/log.h"

namespace kv::devserver {

Q_LOGGING_CATEGORY(logDevServer, "kv.devserver", QtInfoMsg)

} // namespace kv::devserver
