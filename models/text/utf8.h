// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

/// Reading bytes as UTF-8 without ever losing sight of those that are not. Pure functions, any thread.
namespace kv::text {

/// One step through bytes that should be UTF-8.
struct CodePoint
{
    char32_t value = 0; ///< The byte itself when it is not valid.
    int length = 1;     ///< Bytes it takes; 1 when it is not valid.
    bool valid = true;
};

/// The code point that begins at `at`, which must lie inside `bytes`. Over-long forms, surrogates and
/// anything above U+10FFFF are not valid.
CodePoint codePointAt(QByteArrayView bytes, qsizetype at);

/// Offset of the first byte that does not belong to valid UTF-8, or -1.
qsizetype firstInvalidUtf8(QByteArrayView bytes);
inline bool isUtf8(QByteArrayView bytes)
{
    return firstInvalidUtf8(bytes) < 0;
}

/// Length of `head` without a sequence that its end cuts in two. Everything before stays, valid or not.
qsizetype lengthWithoutCutSequence(QByteArrayView head);

/// Whether a code point would not be seen, would break the line, or would turn its neighbours around:
/// control, bidirectional control, line separator, invisible format character, non-character.
bool needsEscape(char32_t codePoint);

/// How a code point of needsEscape() is shown: `\n`, `\0`, `\u{202e}`.
QString escaped(char32_t codePoint);

/// A key as one line of text for people. What needsEscape() is shown as an escape, a byte that is not valid
/// UTF-8 as `\xNN`, a backslash as two, so that different keys never look the same for it.
QString displayKey(QByteArrayView key);

} // namespace kv::text
