// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/keyorder.h"

#include <algorithm>
#include <cstring>

namespace kv {

int compareKeys(QByteArrayView a, QByteArrayView b)
{
    const auto n = std::min(a.size(), b.size());
    const int order = n > 0 ? std::memcmp(a.data(), b.data(), size_t(n)) : 0;
    return order != 0 ? order : int(a.size() > b.size()) - int(a.size() < b.size());
}

std::optional<QByteArray> endOfPrefix(QByteArrayView prefix)
{
    // The prefix with its last byte that can grow grown by one.
    QByteArray end = prefix.toByteArray();
    while (!end.isEmpty() && uchar(end.back()) == 0xff)
        end.chop(1);
    if (end.isEmpty())
        return std::nullopt;
    end.back() = char(uchar(end.back()) + 1);
    return end;
}

} // namespace kv
