// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

/// Bytes into JSON strings and back. Pure functions, any thread.
namespace kv::snapshot {

/// Appends `utf8` as a JSON string, quotation marks included. Only what JSON forbids is escaped.
void appendQuoted(QByteArray &out, QByteArrayView utf8);

/// Appends bytes as base64, with its padding.
void appendBase64(QByteArray &out, QByteArrayView bytes);

/// The UTF-8 that a JSON string stands for, given without its quotation marks; it must hold to the grammar.
/// nullopt: it has a surrogate without its other half, which no UTF-8 can say.
std::optional<QByteArray> unescaped(QByteArrayView inside);

/// What the beginning of such a string stands for, at least `most` bytes of it where there are as
/// many; the text may end anywhere.
QByteArray unescapedBeginning(QByteArrayView beginning, qsizetype most);

/// Base64 with `+`, `/` and its padding, and nothing else; nullopt: it is something else.
std::optional<QByteArray> fromBase64(QByteArrayView text);

/// A JSON number that is whole, however it is written (`1e3`); nullopt: it is not, or beyond what 64 bits (a
/// double's 53, with a fraction or exponent) can say.
std::optional<qint64> wholeNumber(QByteArrayView number);

} // namespace kv::snapshot
