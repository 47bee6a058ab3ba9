// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/keypath.h"

#include <algorithm>

namespace kv::remote {

QByteArray percentEncoded(const QByteArray &key)
{
    return key.toPercentEncoding(); // keeps exactly the unreserved characters of RFC 3986
}

bool fitsInUrl(const QByteArray &key)
{
    const auto isControl = [](char c) { return uchar(c) < 0x20 || c == 0x7f; };
    // A single dot that is a key's whole name would be taken for a step in a path, by Qt already.
    return !key.isEmpty() && key != "." && !key.contains("..") &&
           std::none_of(key.begin(), key.end(), isControl);
}

} // namespace kv::remote
