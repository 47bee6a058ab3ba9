// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace kv::text {

/// A pattern for keys, as bytes: `*` stands for any bytes or none, `?` for one character, `[a-z_]` for one of
/// these, `[!a-z]` or `[^a-z]` for one that is none of these; a backslash takes the next sign's meaning away.
/// A glob has to fit the whole key. Without any such sign it is a text that the key has to contain. A
/// character is a code point of UTF-8, or a byte that belongs to none. A `[` that is never closed is itself.
/// A value; any thread. Matching takes no longer than the product of both sizes.
class Pattern
{
public:
    /// Fits every key.
    Pattern() = default;
    explicit Pattern(QByteArrayView pattern);

    /// Whether it has a glob's signs. Otherwise it fits what contains text().
    bool isGlob() const { return m_glob; }
    /// What a key has to contain, escapes taken out. Empty for a glob.
    QByteArray text() const { return m_text; }

    bool matches(QByteArrayView key) const;

private:
    struct Range
    {
        char32_t first;
        char32_t last;
    };
    struct Piece
    {
        enum class Kind { One, Any, Sign, Class } kind;
        char32_t sign = 0; // Sign: what readSign() gives for it
        bool negated = false;
        size_t first = 0; // Class: its ranges in m_ranges
        size_t last = 0;
    };
    bool fits(const Piece &piece, char32_t sign) const;
    qsizetype readClass(QByteArrayView pattern, qsizetype at);

    bool m_glob = false;
    QByteArray m_text;
    std::vector<Piece> m_pieces;
    std::vector<Range> m_ranges;
};

} // namespace kv::text
