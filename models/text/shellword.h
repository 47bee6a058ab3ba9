// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

/// Bytes as a word of a command line, and as a string of a program. Pure functions, any thread.
namespace kv::text {

/// A word that a POSIX shell (sh, bash, zsh) reads back as exactly these bytes. In single quotes where it has
/// to be quoted; what would not be seen, or would move the terminal's cursor while it is pasted, is written
/// by printf. nullopt: no word can say it, since it has a NUL or is not UTF-8.
std::optional<QString> shellWord(QByteArrayView bytes);

/// A string literal of JavaScript (and JSON), quotation marks included, that is safe to read and to paste.
/// nullopt: it is not UTF-8.
std::optional<QString> scriptString(QByteArrayView bytes);

} // namespace kv::text
