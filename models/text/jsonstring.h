// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace kv::text {

/// UTF-8 as a JSON string, quotes included, on one line whatever is in it. What needs no escape stays as it
/// is, to the byte: bytes that are no UTF-8 too, so the caller sees to it that there are none. Any thread.
QByteArray jsonString(QByteArrayView utf8);

} // namespace kv::text
