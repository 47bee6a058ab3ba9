// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/pattern.h"

#include "text/utf8.h"

namespace kv::text {
namespace {

// A byte that is not valid UTF-8 must not look like the code point of the same number.
constexpr char32_t strayByte = 0x110000;

/// The character at `at`; moves `at` behind it.
char32_t readSign(QByteArrayView bytes, qsizetype &at)
{
    const CodePoint c = codePointAt(bytes, at);
    at += c.length;
    return c.valid ? c.value : strayByte + c.value;
}

} // namespace

Pattern::Pattern(QByteArrayView pattern)
{
    QByteArray text;
    bool classesEnd = true; // once one does not, none behind it does
    for (qsizetype at = 0; at < pattern.size();) {
        const char c = pattern[at];
        if (c == '*') {
            m_glob = true;
            if (m_pieces.empty() || m_pieces.back().kind != Piece::Kind::Any)
                m_pieces.push_back({Piece::Kind::Any});
            ++at;
            continue;
        }
        if (c == '?') {
            m_glob = true;
            m_pieces.push_back({Piece::Kind::One});
            ++at;
            continue;
        }
        if (c == '[' && classesEnd) {
            const qsizetype behind = readClass(pattern, at);
            classesEnd = behind > 0;
            if (classesEnd) {
                m_glob = true;
                at = behind;
                continue;
            }
        }
        if (c == '\\' && at + 1 < pattern.size())
            ++at;
        const qsizetype from = at;
        m_pieces.push_back({Piece::Kind::Sign, readSign(pattern, at)});
        text.append(pattern.sliced(from, at - from));
    }
    if (!m_glob) {
        m_text = text;
        m_pieces.clear();
    }
}

/// Reads the class that begins at `at`; gives what is behind it, or 0 when it has no end.
qsizetype Pattern::readClass(QByteArrayView pattern, qsizetype at)
{
    Piece piece{Piece::Kind::Class};
    piece.first = m_ranges.size();
    ++at;
    if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) {
        piece.negated = true;
        ++at;
    }
    const auto sign = [&] {
        if (pattern[at] == '\\' && at + 1 < pattern.size())
            ++at;
        return readSign(pattern, at);
    };
    // A "]" that comes first is one of the class.
    for (bool first = true; at < pattern.size(); first = false) {
        if (pattern[at] == ']' && !first) {
            piece.last = m_ranges.size();
            m_pieces.push_back(piece);
            return at + 1;
        }
        Range range{};
        range.first = range.last = sign();
        if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
            ++at;
            range.last = sign();
        }
        m_ranges.push_back(range);
    }
    m_ranges.resize(piece.first);
    return 0;
}

bool Pattern::fits(const Piece &piece, char32_t sign) const
{
    switch (piece.kind) {
    case Piece::Kind::Sign:
        return piece.sign == sign;
    case Piece::Kind::Class:
        for (size_t i = piece.first; i < piece.last; ++i) {
            if (sign >= m_ranges[i].first && sign <= m_ranges[i].last)
                return !piece.negated;
        }
        return piece.negated;
    case Piece::Kind::One:
    case Piece::Kind::Any:
        break;
    }
    return true;
}

bool Pattern::matches(QByteArrayView key) const
{
    if (!m_glob)
        return m_text.isEmpty() || key.contains(m_text);
    // When something does not fit, only the last star can take one character more: an earlier one would but
    // leave less for what comes behind it.
    constexpr size_t noStar = size_t(-1);
    size_t piece = 0;
    size_t behindStar = noStar;
    qsizetype at = 0;
    qsizetype starEnds = 0;
    while (at < key.size()) {
        if (piece < m_pieces.size() && m_pieces[piece].kind == Piece::Kind::Any) {
            behindStar = ++piece;
            starEnds = at;
            continue;
        }
        qsizetype behind = at;
        const char32_t sign = readSign(key, behind);
        if (piece < m_pieces.size() && fits(m_pieces[piece], sign)) {
            ++piece;
            at = behind;
        } else if (behindStar != noStar) {
            readSign(key, starEnds);
            at = starEnds;
            piece = behindStar;
        } else {
            return false;
        }
    }
    while (piece < m_pieces.size() && m_pieces[piece].kind == Piece::Kind::Any)
        ++piece;
    return piece == m_pieces.size();
}

} // namespace kv::text
