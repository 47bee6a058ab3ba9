// SPDX-License-Identifier: GPL-3.0-or-later
// What any bytes seem to be, and whether they may be decoded as a picture.
#include "fuzz/require.h"
#include "text/imagelimits.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes = kv::fuzz::view(data, size);
    for (const bool complete : {true, false}) {
        const ContentKind kind = classify(bytes, complete);
        require(!kindText(kind).isEmpty(), "a kind has a name");
        summary(kind, bytes, qint64(bytes.size()) + (complete ? 0 : 10));
        const ImageVerdict verdict = judgeImage(kind, bytes);
        require(verdict.mayDecode == verdict.reason.isEmpty(), "a refusal has a reason");
        if (verdict.mayDecode)
            require(qint64(verdict.size->width) * verdict.size->height <= mostPixels, "the limit holds");
    }
    return 0;
}
