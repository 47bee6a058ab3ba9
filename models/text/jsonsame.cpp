// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonsame.h"

#include "text/canonicalwalk.h"

namespace kv::text {
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
