// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as code points and as a key on one line.
#include "fuzz/require.h"
#include "text/utf8.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes = kv::fuzz::view(data, size);
    qsizetype firstBad = -1;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const CodePoint c = codePointAt(bytes, at);
        require(c.length >= 1 && at + c.length <= bytes.size(), "a code point lies in the bytes");
        if (!c.valid && firstBad < 0)
            firstBad = at;
        at += c.length;
    }
    require(firstInvalidUtf8(bytes) == firstBad, "the first bad byte is found");
    require(isUtf8(bytes) == bytes.isValidUtf8(), "Qt means the same");
    const qsizetype uncut = lengthWithoutCutSequence(bytes);
    require(uncut >= 0 && uncut <= bytes.size() && uncut + 3 >= bytes.size(),
            "at most a sequence is cut off");
    const QString shown = displayKey(bytes);
    for (const QChar c : shown)
        require(!needsEscape(c.unicode()) || c.isSurrogate(), "nothing that is shown deceives");
    return 0;
}
