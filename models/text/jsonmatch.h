// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsonpath.h"
#include "text/needle.h"

namespace kv::text {

class JsonTree;

/// Looks in JSON texts for a value at certain places that means the same as a given one. A value; any thread.
/// Any depth is fine; takes time and memory like compareJson(). Bytes that are no JSON never match.
class JsonMatch
{
public:
    /// `path`: one, as JsonPathSet reads it; with `*` it names many places, of which one has to match.
    /// `wanted`: JSON, compared as compareJson() does; what is no JSON stands for the string of these
    /// characters, so that `Ada` looks for `"Ada"`, and 42 for the number.
    static tl::expected<JsonMatch, JsonPathProblem> make(const QString &path, QByteArrayView wanted);

    /// The value that matches, as it is written; the first of several. Of members with the same name the last
    /// counts, as it does to a program that reads them.
    Span find(QByteArrayView json) const;

private:
    JsonMatch() = default;
    Span matched(const JsonTree &tree, QByteArrayView json, quint32 value) const;

    JsonPathSet m_path;
    QByteArray m_wanted; // canonical
};

} // namespace kv::text
