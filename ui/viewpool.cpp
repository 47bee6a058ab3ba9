// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewpool.h"

namespace kv::ui {

QThreadPool &viewPool()
{
    static QThreadPool threads;
    return threads;
}

} // namespace kv::ui
