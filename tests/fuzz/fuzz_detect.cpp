// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is claimed can be decoded.
#include "fuzz/require.h"
#include "text/decoded.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes = kv::fuzz::view(data, size);
    const DecodeLimits limits{.layerBytes = 256 * 1024, .totalBytes = 1024 * 1024, .layers = 4};
    const Decoded found = detect(bytes, {}, limits);
    require(found.layers.size() <= limits.layers && !found.stopped, "the limits hold");
    qsizetype total = 0;
    QList<Encoding> chain;
    for (const Layer &layer : found.layers) {
        require(!layer.refused(), "what is claimed is not refused");
        require(!layer.problem || &layer == &found.layers.constLast(),
                "only the last layer may have a problem");
        total += layer.bytes.size();
        chain << layer.encoding;
    }
    require(total <= limits.totalBytes, "the limit of all layers holds");
    const Decoded again = decodeAs(chain, bytes, {}, limits);
    require(again.layers.size() == chain.size(), "chosen by hand it is as many layers");
    for (qsizetype i = 0; i < chain.size(); ++i)
        require(again.layers.at(i).bytes == found.layers.at(i).bytes, "chosen by hand it is the same");
    return 0;
}
