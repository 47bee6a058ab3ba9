// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace kv {

/// Byte order of keys, as KV sorts them: negative, 0 or positive.
int compareKeys(QByteArrayView a, QByteArrayView b);

/// The least byte string above every key that starts with `prefix`; nullopt when there is none. It need not
/// be UTF-8.
std::optional<QByteArray> endOfPrefix(QByteArrayView prefix);

} // namespace kv
