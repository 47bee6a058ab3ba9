// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace kv::text {

/// A run of bytes.
struct Span
{
    qsizetype offset = -1; ///< -1: there is none.
    qsizetype length = 0;

    explicit operator bool() const { return offset >= 0; }
    bool operator==(const Span &) const = default;
};

/// Bytes to look for in bytes. A value; any thread. Takes time in proportion to what is looked through,
/// whatever that is, and no memory to speak of.
///
/// Where upper and lower case are to be the same, text of ASCII alone is met by ASCII letters; with other
/// letters in it Unicode's simple case folding counts, code point by code point. A byte that is not valid
/// UTF-8 only meets itself.
class Needle
{
public:
    /// Is found at the beginning of everything.
    Needle() = default;
    Needle(QByteArrayView bytes, bool ignoreCase);

    bool isEmpty() const { return m_bytes.isEmpty(); }
    /// The first place of it in `bytes`, in what these really hold: folded, it may be longer or shorter.
    Span find(QByteArrayView bytes) const;

private:
    Span findAscii(QByteArrayView bytes) const;
    Span findFolded(QByteArrayView bytes) const;

    enum class Way { Exact, Ascii, Unicode };
    QByteArray m_bytes;
    Way m_way = Way::Exact;
};

/// The bytes with each code point folded, so that texts that differ in case alone become the same. What is
/// not valid UTF-8 stays.
QByteArray foldedCase(QByteArrayView bytes);

} // namespace kv::text
