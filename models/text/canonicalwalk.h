// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsonpath.h"
#include "text/jsontree.h"

#include <QByteArray>

#include <deque>
#include <vector>

namespace kv::text {

/// Gives the canonical text of a tree piece by piece, without what `ignore` has. Where the pieces are cut
/// depends on the canonical text alone, so two walks may be compared piece by piece. Both must outlive it.
class CanonicalWalk
{
public:
    enum class Piece { Open, Close, Name, Comma, Scalar, End };

    CanonicalWalk(const JsonTree &tree, const JsonPathSet &ignore);

    /// Empty at the end. Holds until the next call.
    QByteArrayView next();
    /// What next() gave. A Name comes with its comma and colon.
    Piece piece() const { return m_piece; }
    /// The value that next() opened, closed or gave as a scalar, by its number in the tree.
    quint32 value() const { return m_given; }

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
    QByteArrayView giveValue();
    void open();
    void gather(const Frame &frame);
    bool isIgnored(const QByteArray &name);
    QByteArrayView nextMember();
    QByteArrayView nextElement();
    QByteArrayView close(QByteArrayView bracket);

    const JsonTree &m_tree;
    const JsonPathSet &m_ignore;
    Piece m_piece = Piece::End;
    quint32 m_given = 0;
    quint32 m_value = 0;
    bool m_hasValue = false; // m_value is what comes next, with the places m_below
    JsonPathSet::Places m_below;
    std::deque<Frame> m_frames; // grows without a copy of itself
    // Stacks: the innermost open container's own are the last.
    std::vector<Member> m_members;
    JsonPathSet::Places m_places;
    QByteArray m_buffer;
};

/// A member's name as decodedString() gives it, without a copy where the text has it as it is.
QByteArray memberName(const JsonTree &tree, quint32 name);

} // namespace kv::text
