// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>
#include <vector>

namespace kv::text {

/// Where the values of a JSON text begin and end, so that one can go from a value to the one behind it. Eight
/// bytes a value, no recursion at any depth. Values are numbered in the order they are written, 0 being the
/// whole; a member is two, its name and its value. The bytes must outlive it.
class JsonTree
{
public:
    /// Nothing when the bytes are no JSON text, or 4 GiB long or longer.
    static std::optional<JsonTree> parse(QByteArrayView bytes);

    bool isObject(quint32 value) const { return first(value) == '{'; }
    bool isArray(quint32 value) const { return first(value) == '['; }
    bool isContainer(quint32 value) const { return isObject(value) || isArray(value); }
    /// Its first byte's offset.
    qsizetype begin(quint32 value) const { return m_nodes[value].begin; }
    /// The token as it is written. Not for containers.
    QByteArrayView scalar(quint32 value) const
    {
        return m_bytes.sliced(m_nodes[value].begin, m_nodes[value].end - m_nodes[value].begin);
    }
    /// The number behind a value and all that is in it. A container's content begins at the number behind its
    /// own.
    quint32 behind(quint32 value) const { return isContainer(value) ? m_nodes[value].end : value + 1; }

private:
    struct Node
    {
        quint32 begin; // byte
        quint32 end;   // byte behind a scalar; node behind a container
    };
    explicit JsonTree(QByteArrayView bytes) : m_bytes(bytes) {}
    char first(quint32 value) const { return m_bytes[m_nodes[value].begin]; }

    QByteArrayView m_bytes;
    std::vector<Node> m_nodes;
};

} // namespace kv::text
