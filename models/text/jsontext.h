// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

/// What JSON's scalars mean, and one spelling for each meaning. The tokens must be JSON, as JsonReader gives
/// them. Pure functions, any thread.
namespace kv::text {

/// The bytes that a JSON string, quotes included, stands for: UTF-8. A single surrogate becomes the three
/// bytes that UTF-8 would have for it, so that different strings never become the same bytes.
QByteArray decodedString(QByteArrayView token);

/// The same bytes as a JSON string, quotes included, with no more escapes than JSON asks for.
QByteArray canonicalString(QByteArrayView decoded);

/// A number's only spelling: equal numbers have equal ones, however many digits or however large an exponent
/// they have. Nothing is rounded. 1.0, 1 and 10e-1 are "1"; -0 is "0".
QByteArray canonicalNumber(QByteArrayView token);

/// The only spelling of a string, number or literal. `token` itself where it is that already, otherwise in
/// `buffer`.
QByteArrayView canonicalScalar(QByteArrayView token, QByteArray &buffer);

/// Appends a code point, surrogates included, as UTF-8 would write it.
void appendCodePoint(QByteArray &out, char32_t codePoint);

} // namespace kv::text
