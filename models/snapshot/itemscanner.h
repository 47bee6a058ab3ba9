// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "snapshot/filewindow.h"

#include <optional>

namespace kv::snapshot {

/// Finds where a JSON value ends, by its brackets and strings alone, however its text comes in pieces.
class ValueEnd
{
public:
    /// How many of `bytes` belong to the value, its end included; -1: all of them, and it goes on. The first
    /// byte of all must be a bracket or a quotation mark.
    qsizetype in(QByteArrayView bytes);

private:
    qint64 m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false; ///< in a string: a backslash stands before what comes next
};

/// Goes through a file item by item, knowing of each only where it begins and ends.
class ItemScanner
{
public:
    enum class Form {
        Array, ///< The elements of one JSON array.
        Lines, ///< One item a line; lines of white space are passed over.
    };
    struct Piece
    {
        QByteArrayView text;  ///< Valid until the next call.
        qint64 offset = 0;    ///< where in the file it begins
        bool tooLong = false; ///< More than any entry can take; was passed over, and `text` is empty.
        bool unended = false; ///< The last line, and no line feed ends it.
    };
    /// What the longest value takes when each of its bytes is written as `\u00xx`, and some more.
    static constexpr qsizetype mostBytes = 160 * 1024 * 1024;

    ItemScanner(FileWindow &window, Form form) : m_window(window), m_form(form) {}

    /// The next item; nullopt: the file ended as it should. Corrupt: it ended too early, InvalidInput: it is
    /// no array; faultOffset() tells where.
    Result<std::optional<Piece>> next();
    qint64 faultOffset() const { return m_faultOffset; }

private:
    enum class Want { Open, FirstItem, Item, CommaOrClose, Nothing };

    Result<std::optional<Piece>> nextElement();
    Result<std::optional<Piece>> nextLine();
    Result<std::optional<Piece>> element();
    Result<int> firstByte();
    tl::unexpected<Error> faulty(ErrorKind kind, const QString &detail);

    FileWindow &m_window;
    Form m_form;
    Want m_want = Want::Open;
    qsizetype m_taken = 0; // bytes of the window that the last piece points to
    qint64 m_faultOffset = 0;
};

} // namespace kv::snapshot
