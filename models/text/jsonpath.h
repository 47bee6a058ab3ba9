// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>
#include <vector>

namespace kv::text {

/// Why a path could not be read.
struct JsonPathProblem
{
    qsizetype path = 0;   ///< Which one of those given, from 0.
    qsizetype offset = 0; ///< Where in it, in UTF-16 units. Its size when it ends too early.
    QString message;      ///< One translated sentence without a position.

    bool operator==(const JsonPathProblem &) const = default;
};

/// Places in JSON documents, as a small part of JSONPath names them: `$` is the whole; `.name`, `['any
/// name']` and `["any name"]` a member; `[0]` an element, counted from 0; `.*` and `[*]` every member and
/// element. A name without quotes has letters, digits, `_`, `-`, `$`, `@` and whatever is not ASCII; one in
/// quotes has JSON's escapes. A value; any thread.
class JsonPathSet
{
public:
    /// The places of the set that lie below a value: numbers that only this set knows.
    using Places = std::vector<quint32>;

    static tl::expected<JsonPathSet, JsonPathProblem> parse(const QStringList &paths);
    /// Adds one; a problem (its `path` is 0) leaves the set as it was.
    std::optional<JsonPathProblem> add(QStringView path);

    bool isEmpty() const { return m_nodes.size() == 1 && !m_nodes.front().ends; }
    /// Whether the set has the whole document.
    bool hasRoot() const { return m_nodes.front().ends; }
    /// The places below the whole document.
    Places root() const { return m_nodes.size() > 1 ? Places{0} : Places(); }
    /// Goes from a value, with its places [from, from + count), to its member: gives that one's places in
    /// `below`. True: the set has the member itself. `name` is as decodedString() gives it.
    bool member(const quint32 *from, size_t count, const QByteArray &name, Places &below) const;
    /// The same for an element of an array.
    bool element(const quint32 *from, size_t count, qint64 index, Places &below) const;
    /// Whether one of these places has an element below it that is named by its number.
    bool countsElements(const Places &places) const;

private:
    struct Node
    {
        bool ends = false;
        quint32 any = 0; // 0, the root, stands for none
        QHash<QByteArray, quint32> names;
        QHash<qint64, quint32> indexes;
    };
    struct Step;
    class Parser;
    quint32 &next(quint32 node, const Step &step);
    bool arrive(quint32 node, Places &below) const;

    std::vector<Node> m_nodes = std::vector<Node>(1);
};

/// Places in an entry's value, and in its metadata.
struct JsonPlaces
{
    JsonPathSet value;
    JsonPathSet metadata;

    /// Reads `$.a` as a place in values and `metadata:$.a` as one in metadata.
    static tl::expected<JsonPlaces, JsonPathProblem> parse(const QStringList &places);
};

} // namespace kv::text
