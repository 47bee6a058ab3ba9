// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/canonicalwalk.h"

#include "text/jsontext.h"

#include <algorithm>

namespace kv::text {

QByteArray memberName(const JsonTree &tree, quint32 name)
{
    const QByteArrayView token = tree.scalar(name);
    if (token.contains('\\'))
        return decodedString(token);
    return QByteArray::fromRawData(token.data() + 1, token.size() - 2);
}

CanonicalWalk::CanonicalWalk(const JsonTree &tree, const JsonPathSet &ignore)
    : m_tree(tree),
      m_ignore(ignore),
      m_hasValue(!ignore.hasRoot()),
      m_below(ignore.root())
{
}

QByteArrayView CanonicalWalk::next()
{
    if (m_hasValue)
        return giveValue();
    if (m_frames.empty()) {
        m_piece = Piece::End;
        return {};
    }
    return isInObject() ? nextMember() : nextElement();
}

QByteArrayView CanonicalWalk::giveValue()
{
    m_hasValue = false;
    m_given = m_value;
    if (!m_tree.isContainer(m_value)) {
        m_piece = Piece::Scalar;
        return canonicalScalar(m_tree.scalar(m_value), m_buffer);
    }
    m_piece = Piece::Open;
    open();
    return isInObject() ? "{" : "[";
}

void CanonicalWalk::open()
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

/// Puts the members of an object onto m_members, the first in order last, without those that do not count.
void CanonicalWalk::gather(const Frame &frame)
{
    const quint32 end = m_tree.behind(frame.value);
    for (quint32 at = frame.value + 1; at < end; at = m_tree.behind(at + 1)) {
        QByteArray name = memberName(m_tree, at);
        if (!isIgnored(name))
            m_members.push_back({std::move(name), at + 1});
    }
    const auto own = m_members.begin() + frame.next;
    std::sort(own, m_members.end(), [](const Member &a, const Member &b) {
        const int order = QByteArrayView(a.name).compare(b.name);
        return order != 0 ? order > 0 : a.value > b.value; // the last of a name first
    });
    m_members.erase(
        std::unique(own, m_members.end(), [](const Member &a, const Member &b) { return a.name == b.name; }),
        m_members.end());
}

bool CanonicalWalk::isIgnored(const QByteArray &name)
{
    const Frame &frame = m_frames.back();
    const size_t count = m_places.size() - frame.places;
    return m_ignore.member(m_places.data() + frame.places, count, name, m_below);
}

QByteArrayView CanonicalWalk::nextMember()
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
    m_piece = Piece::Name;
    return m_buffer;
}

QByteArrayView CanonicalWalk::nextElement()
{
    Frame &frame = m_frames.back();
    const quint32 end = m_tree.behind(frame.value);
    while (frame.next < end) {
        m_value = frame.next;
        frame.next = m_tree.behind(frame.next);
        if (m_ignore.element(m_places.data() + frame.places, m_places.size() - frame.places, frame.index++,
                             m_below))
            continue;
        m_hasValue = true;
        if (frame.first) {
            frame.first = 0;
            return giveValue();
        }
        m_piece = Piece::Comma;
        return ",";
    }
    return close("]");
}

QByteArrayView CanonicalWalk::close(QByteArrayView bracket)
{
    m_given = m_frames.back().value;
    m_places.resize(m_frames.back().places);
    m_frames.pop_back();
    m_piece = Piece::Close;
    return bracket;
}

} // namespace kv::text
