// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <vector>

/// What the views of two sides beneath each other have in common.
namespace kv::text {

/// What a row of two sides is.
enum class AlignedKind : quint8 {
    Same,
    Changed, ///< On both sides, and different.
    Left,    ///< On the left side only.
    Right,   ///< On the right side only.
    Ignored, ///< Does not matter, as the caller said; on one side or both.
};

/// Bytes [begin, end) of a line.
struct Span
{
    qsizetype begin = 0;
    qsizetype end = 0;

    bool operator==(const Span &) const = default;
};

/// What differs within two lines: on each side in order, not touching.
struct ChangedSpans
{
    std::vector<Span> left;
    std::vector<Span> right;

    bool operator==(const ChangedSpans &) const = default;
};

/// Compares two lines word by word, or as a whole where they are long and little alike. Spans never begin or
/// end inside a code point of UTF-8. Any thread.
ChangedSpans changedSpans(QByteArrayView left, QByteArrayView right);

} // namespace kv::text
