// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonsame.h"

#include "text/jsontext.h"
#include "text/jsontree.h"

#include <algorithm>

namespace kv::text {
namespace {

/// Gives the canonical text of a tree piece by piece. Where the pieces are cut depends on the canonical text
/// alone, so two walks may be compared piece by piece.
class CanonicalWalk
{
public:
    CanonicalWalk(const JsonTree &tree, const JsonPathSet &ignore) : m_tree(tree), m_ignore(ignore)
    {
        m_below = ignore.root();
        m_hasValue = !ignore.hasRoot();
    }

    /// Empty at the end. Holds until the next call.
    QByteArrayView next()
    {
        if (m_hasValue) {
            m_hasValue = false;
            if (!m_tree.isContainer(m_value))
                return canonicalScalar(m_tree.scalar(m_value), m_buffer);
            open();
            return m_frames.back().object ? "{" : "[";
        }
        if (m_frames.empty())
            return {};
        return m_frames.back().object ? nextMember() : nextElement();
    }

private:
    struct Member
    {
        QByteArray name; // decoded; without a copy where the text has it as it is
        quint32 value;   // its name stands right before it
    };
    struct Frame
    {
        bool object;
        bool first = true;
        quint32 at;     // array: the next element
        quint32 end;    // array: behind the last one
        qint64 index;   // array: of the next element
        size_t member;  // object: the next one, in m_members
        size_t members; // object: where its own begin
        size_t places;  // where its own begin
    };

    void open()
    {
        Frame frame{.object = m_tree.isObject(m_value),
                    .at = m_value + 1,
                    .end = m_tree.behind(m_value),
                    .index = 0,
                    .member = m_members.size(),
                    .members = m_members.size(),
                    .places = m_places.size()};
        m_places.insert(m_places.end(), m_below.begin(), m_below.end());
        m_frames.push_back(frame);
        if (frame.object)
            gather(frame);
    }

    /// Puts the members of an object onto m_members, sorted, without those that do not count.
    void gather(const Frame &frame)
    {
        for (quint32 at = frame.at; at < frame.end; at = m_tree.behind(at + 1)) {
            const QByteArrayView token = m_tree.scalar(at);
            QByteArray name = token.contains('\\')
                                  ? decodedString(token)
                                  : QByteArray::fromRawData(token.data() + 1, token.size() - 2);
            if (!isIgnored(name))
                m_members.push_back({std::move(name), at + 1});
        }
        const auto own = m_members.begin() + qsizetype(frame.members);
        std::sort(own, m_members.end(), [](const Member &a, const Member &b) {
            const int order = QByteArrayView(a.name).compare(b.name);
            return order != 0 ? order < 0 : a.value > b.value; // the last of a name first
        });
        m_members.erase(std::unique(own, m_members.end(),
                                    [](const Member &a, const Member &b) { return a.name == b.name; }),
                        m_members.end());
    }

    bool isIgnored(const QByteArray &name)
    {
        const Frame &frame = m_frames.back();
        const size_t count = m_places.size() - frame.places;
        return m_ignore.member(m_places.data() + frame.places, count, name, m_below);
    }

    QByteArrayView nextMember()
    {
        Frame &frame = m_frames.back();
        if (frame.member == m_members.size()) {
            m_members.resize(frame.members);
            return close("}");
        }
        const Member &member = m_members[frame.member++];
        isIgnored(member.name); // for what is below it
        m_value = member.value;
        m_hasValue = true;
        QByteArray buffer;
        m_buffer = (frame.first ? QByteArrayView() : QByteArrayView(",")).toByteArray();
        m_buffer += canonicalScalar(m_tree.scalar(m_value - 1), buffer);
        m_buffer += ':';
        frame.first = false;
        return m_buffer;
    }

    QByteArrayView nextElement()
    {
        Frame &frame = m_frames.back();
        while (frame.at < frame.end) {
            m_value = frame.at;
            frame.at = m_tree.behind(frame.at);
            if (m_ignore.element(m_places.data() + frame.places, m_places.size() - frame.places,
                                 frame.index++, m_below))
                continue;
            m_hasValue = true;
            if (!frame.first)
                return ",";
            frame.first = false;
            return next();
        }
        return close("]");
    }

    QByteArrayView close(QByteArrayView bracket)
    {
        m_places.resize(m_frames.back().places);
        m_frames.pop_back();
        return bracket;
    }

    const JsonTree &m_tree;
    const JsonPathSet &m_ignore;
    quint32 m_value = 0;
    bool m_hasValue = false; // m_value is what comes next, with the places m_below
    JsonPathSet::Places m_below;
    std::vector<Frame> m_frames;
    // Stacks: the innermost open container's own are the last.
    std::vector<Member> m_members;
    JsonPathSet::Places m_places;
    QByteArray m_buffer;
};

} // namespace

JsonSame compareJson(QByteArrayView a, QByteArrayView b, const JsonPathSet &ignore)
{
    const auto left = JsonTree::parse(a);
    if (!left)
        return JsonSame::NotJson;
    if (a == b)
        return JsonSame::Same;
    const auto right = JsonTree::parse(b);
    if (!right)
        return JsonSame::NotJson;
    CanonicalWalk leftWalk(*left, ignore);
    CanonicalWalk rightWalk(*right, ignore);
    for (;;) {
        const QByteArrayView piece = leftWalk.next();
        if (piece != rightWalk.next())
            return JsonSame::Different;
        if (piece.isEmpty())
            return JsonSame::Same;
    }
}

QByteArray canonicalJson(QByteArrayView bytes)
{
    const auto tree = JsonTree::parse(bytes);
    if (!tree)
        return bytes.toByteArray();
    QByteArray out;
    out.reserve(bytes.size());
    const JsonPathSet none;
    CanonicalWalk walk(*tree, none);
    for (QByteArrayView piece = walk.next(); !piece.isEmpty(); piece = walk.next())
        out.append(piece);
    return out;
}

} // namespace kv::text
