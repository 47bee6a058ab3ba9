// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace kv::devserver {

/// Whether JSON text comes out of a JavaScript program that parses it and writes it anew as the very same
/// bytes. Careful: text that might not answers false, such as one with white space, numbers of more than 15
/// digits, or names that JavaScript sorts. Pure, any thread.
bool isPlainJson(QByteArrayView text);

} // namespace kv::devserver
