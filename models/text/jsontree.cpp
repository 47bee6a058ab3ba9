// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsontree.h"

#include "text/jsonreader.h"

#include <limits>

namespace kv::text {

std::optional<JsonTree> JsonTree::parse(QByteArrayView bytes)
{
    using Kind = JsonReader::Kind;
    if (bytes.size() >= qsizetype(std::numeric_limits<quint32>::max()))
        return {};
    JsonTree tree(bytes);
    JsonReader reader(bytes);
    std::vector<quint32> open;
    for (;;) {
        const JsonReader::Token token = reader.next();
        switch (token.kind) {
        case Kind::Problem:
            return {};
        case Kind::End:
            return tree;
        case Kind::Open:
            open.push_back(quint32(tree.m_nodes.size()));
            [[fallthrough]];
        case Kind::Name:
        case Kind::Scalar:
            tree.m_nodes.push_back({quint32(token.begin), quint32(token.end)});
            break;
        case Kind::Close:
            tree.m_nodes[open.back()].end = quint32(tree.m_nodes.size());
            open.pop_back();
            break;
        case Kind::Colon:
        case Kind::Comma:
            break;
        }
    }
}

} // namespace kv::text
