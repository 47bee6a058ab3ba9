// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/log.h"

namespace kv::local {

Q_LOGGING_CATEGORY(logLocal, "kv.local")

} // namespace kv::local
