// SPDX-License-Identifier: GPL-3.0-or-later
// The first line is a pattern, the rest a key.
#include "fuzz/require.h"
#include "text/pattern.h"

using namespace kv::text;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QByteArrayView key = kv::fuzz::view(data, size);
    const QByteArrayView typed = kv::fuzz::takeLine(key);
    const Pattern pattern(typed);
    const bool fits = pattern.matches(key);
    if (!pattern.isGlob())
        kv::fuzz::require(fits == key.contains(pattern.text()), "a text is contained");
    return 0;
}
