// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonsame.h"

#include "text/jsontext.h"
#include "text/jsontree.h"

#include <algorithm>
#include <deque>

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
            return isInObject() ? "{" : "[";
        }
        if (m_frames.empty())
            return {};
        return isInObject() ? nextMember() : nextElement();
    }

private:
    struct Member
    {
        QByteArray name; // decoded; without a copy where the text has it as it is
        quint32 value;   // its name stands right before it
    };
    /// An open container. Small, since there may be one for every other byte.
    struct Frame
    {
        quint32 value;      // its own number
        quint32 next;       // array: the next element; object: where its members begin in m_members
        quint32 places;     // where its own begin
        quint32 index : 31; // array: of the next element
        quint32 first : 1;  // nothing of it was given yet
    };

    bool isInObject() const { return m_tree.isObject(m_frames.back().value); }

    void open()
    {
        const bool object = m_tree.isObject(m_value);
        m_frames.push_back({.value = m_value,
                            .next = object ? quint32(m_members.size()) : m_value + 1,
                            .places = quint32(m_places.size()),
                            .index = 0,
                            .first = 1});
        m_places.insert(m_places.end(), m_below.begin(), m_below.end());
        if (object)
            gather(m_frames.back());
    }

    /// Puts the members of an object onto m_members, the first in order last, without those that do not
    /// count.
    void gather(const Frame &frame)
    {
        const quint32 end = m_tree.behind(frame.value);
        for (quint32 at = frame.value + 1; at < end; at = m_tree.behind(at + 1)) {
            const QByteArrayView token = m_tree.scalar(at);
            QByteArray name = token.contains('\\')
                                  ? decodedString(token)
                                  : QByteArray::fromRawData(token.data() + 1, token.size() - 2);
            if (!isIgnored(name))
                m_members.push_back({std::move(name), at + 1});
        }
        const auto own = m_members.begin() + frame.next;
        std::sort(own, m_members.end(), [](const Member &a, const Member &b) {
            const int order = QByteArrayView(a.name).compare(b.name);
            return order != 0 ? order > 0 : a.value > b.value; // the last of a name first
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
        if (m_members.size() == frame.next)
            return close("}");
        // Given from the stack's end, so that what is done with makes room.
        const Member member = std::move(m_members.back());
        m_members.pop_back();
        isIgnored(member.name); // for what is below it
        m_value = member.value;
        m_hasValue = true;
        QByteArray buffer;
        m_buffer = (frame.first ? QByteArrayView() : QByteArrayView(",")).toByteArray();
        m_buffer += canonicalScalar(m_tree.scalar(m_value - 1), buffer);
        m_buffer += ':';
        frame.first = 0;
        return m_buffer;
    }

    QByteArrayView nextElement()
    {
        Frame &frame = m_frames.back();
        const quint32 end = m_tree.behind(frame.value);
        while (frame.next < end) {
            m_value = frame.next;
            frame.next = m_tree.behind(frame.next);
            if (m_ignore.element(m_places.data() + frame.places, m_places.size() - frame.places,
                                 frame.index++, m_below))
                continue;
            m_hasValue = true;
            if (!frame.first)
                return ",";
            frame.first = 0;
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
    std::deque<Frame> m_frames; // grows without a copy of itself
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
