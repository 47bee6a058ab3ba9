// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsonpath.h"
#include "text/stop.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace kv::text {

/// Where the objects and arrays of a JSON text begin and end: which path leads to a byte, where a path leads,
/// and what can be folded. Made in one pass, without recursion at any depth; sixteen bytes an object or
/// array. A text with mistakes is read past them as well as can be. Keeps a (shared) copy of the bytes. A
/// value; any thread may read it.
class JsonOutline
{
public:
    /// Bytes [begin, end).
    struct Range
    {
        qsizetype begin = 0;
        qsizetype end = 0;

        bool operator==(const Range &) const = default;
    };
    /// An object or array that spans lines: from its bracket at `begin` to behind its last one at `end`.
    /// Lines are counted from 0; LF, CR and CRLF each end one.
    struct Fold
    {
        quint32 begin = 0;
        quint32 end = 0;
        quint32 firstLine = 0;
        quint32 lastLine = 0;
    };
    /// Objects and arrays that are kept at most; what comes behind so many has no path and no folds.
    static constexpr quint32 mostContainers = 4'000'000;
    /// Steps that pathAt() names at most.
    static constexpr int mostSteps = 64;

    JsonOutline() = default;
    /// `bytes`: less than 4 GiB, of larger ones only the beginning is read. Stopped, it is an outline of the
    /// beginning.
    static JsonOutline read(const QByteArray &bytes, const Stop &stop = {});

    /// Bytes that were read: all, unless it was stopped, there was too much of it, or text follows the JSON.
    qsizetype readTo() const { return m_readTo; }

    /// The path of the innermost value or member at an offset, as JsonPathSet reads it: `$.users[3].name`. On
    /// a member's name it is the member's; between two values that of what holds them. Of a path of more than
    /// mostSteps steps the middle is left out: `$.a…[0]`. Empty behind readTo(). Takes no time to speak of.
    QString pathAt(qsizetype offset) const;
    /// The value whose path pathAt() gives; a string with its quotes. Nothing behind readTo().
    std::optional<Range> valueAt(qsizetype offset) const;
    /// The first value that one of these paths names. May read the whole text once more.
    std::optional<Range> find(const JsonPathSet &paths) const;

    /// In the order in which they begin.
    const std::vector<Fold> &folds() const { return m_folds; }

private:
    struct Container
    {
        quint32 begin; // its bracket
        quint32 end;   // behind its last bracket
        quint32 parent;
        quint32 place; // in an array: which element; in an object: the offset of the name
    };
    struct Mark // a value that stands far behind whatever else is known
    {
        quint32 begin; // of a value in an array, of a name in an object
        quint32 container;
        quint32 place;
    };
    struct Child;
    class Builder;

    Child childAt(quint32 offset) const;
    Range valueBehind(quint32 container, quint32 place, Range token) const;
    Range valueFrom(qsizetype at) const;

    QByteArray m_bytes;
    std::vector<Container> m_containers; // in the order in which they begin
    std::vector<Mark> m_marks;
    std::vector<Fold> m_folds;
    qsizetype m_readTo = 0;
};

} // namespace kv::text
