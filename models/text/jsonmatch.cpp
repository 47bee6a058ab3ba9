// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonmatch.h"

#include "text/canonicalwalk.h"
#include "text/json.h"
#include "text/jsonreader.h"
#include "text/jsonsame.h"
#include "text/jsontext.h"
#include "text/jsontree.h"

#include <algorithm>

namespace kv::text {

namespace {

/// A value on the way, with the places of the path that lie below it.
struct Step
{
    quint32 value = 0;
    bool isPlace = false; ///< The path names the value itself.
    JsonPathSet::Places below;
};

bool leadsOn(const Step &step)
{
    return step.isPlace || !step.below.empty();
}

/// The members that the path leads to, in the order they are written; of those with the same name the last.
std::vector<Step> membersOf(const JsonTree &tree, const JsonPathSet &path, const Step &object)
{
    std::vector<Step> members;
    QHash<QByteArray, size_t> byName;
    const quint32 end = tree.behind(object.value);
    for (quint32 name = object.value + 1; name < end; name = tree.behind(name + 1)) {
        const QByteArray decoded = memberName(tree, name);
        Step member;
        member.value = name + 1;
        member.isPlace = path.member(object.below.data(), object.below.size(), decoded, member.below);
        if (!leadsOn(member))
            continue;
        if (const auto before = byName.constFind(decoded); before != byName.constEnd())
            members[*before].value = member.value; // the same name leads to the same places
        else {
            byName.insert(QByteArray(decoded.constData(), decoded.size()), members.size());
            members.push_back(std::move(member));
        }
    }
    std::sort(members.begin(), members.end(), [](const Step &a, const Step &b) { return a.value < b.value; });
    return members;
}

std::vector<Step> elementsOf(const JsonTree &tree, const JsonPathSet &path, const Step &array)
{
    std::vector<Step> elements;
    const quint32 end = tree.behind(array.value);
    qint64 index = 0;
    for (quint32 value = array.value + 1; value < end; value = tree.behind(value), ++index) {
        Step element;
        element.value = value;
        element.isPlace = path.element(array.below.data(), array.below.size(), index, element.below);
        if (leadsOn(element))
            elements.push_back(std::move(element));
    }
    return elements;
}

/// The bytes of an object or array that begins at `begin`; `json` is known to be JSON.
QByteArrayView containerAt(QByteArrayView json, qsizetype begin)
{
    JsonReader reader(json.sliced(begin));
    for (;;) {
        const JsonReader::Token token = reader.next();
        if (token.kind == JsonReader::Kind::Close && reader.depth() == 0)
            return json.sliced(begin, token.end);
        if (token.kind == JsonReader::Kind::End || token.kind == JsonReader::Kind::Problem)
            return {};
    }
}

} // namespace

tl::expected<JsonMatch, JsonPathProblem> JsonMatch::make(const QString &path, QByteArrayView wanted)
{
    JsonMatch match;
    if (const auto problem = match.m_path.add(path))
        return tl::unexpected<JsonPathProblem>(*problem);
    match.m_wanted = validate(wanted) ? canonicalString(wanted) : canonicalJson(wanted);
    return match;
}

/// Where `value` lies, if it means what is wanted.
Span JsonMatch::matched(const JsonTree &tree, QByteArrayView json, quint32 value) const
{
    const qsizetype begin = tree.begin(value);
    if (!tree.isContainer(value)) {
        const QByteArrayView token = tree.scalar(value);
        QByteArray buffer;
        return canonicalScalar(token, buffer) == m_wanted ? Span{begin, token.size()} : Span();
    }
    if (json[begin] != m_wanted[0])
        return {};
    const QByteArrayView whole = containerAt(json, begin);
    return compareJson(whole, m_wanted) == JsonSame::Same ? Span{begin, whole.size()} : Span();
}

Span JsonMatch::find(QByteArrayView json) const
{
    const auto tree = JsonTree::parse(json);
    if (!tree)
        return {};
    // No deeper than the path is long, whatever the depth of the text.
    std::vector<Step> waiting;
    waiting.push_back({0, m_path.hasRoot(), m_path.root()});
    while (!waiting.empty()) {
        const Step step = std::move(waiting.back());
        waiting.pop_back();
        if (step.isPlace) {
            if (const Span place = matched(*tree, json, step.value))
                return place;
        }
        if (step.below.empty() || !tree->isContainer(step.value))
            continue;
        std::vector<Step> inside =
            tree->isObject(step.value) ? membersOf(*tree, m_path, step) : elementsOf(*tree, m_path, step);
        waiting.insert(waiting.end(), std::make_move_iterator(inside.rbegin()),
                       std::make_move_iterator(inside.rend()));
    }
    return {};
}

} // namespace kv::text
