// SPDX-License-Identifier: GPL-3.0-or-later
// The first byte chooses the encoding, one of gzSbu:%&"jmt; the rest is decoded by hand.
#include "fuzz/require.h"
#include "text/decoded.h"
#include "text/json.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QByteArrayView bytes = kv::fuzz::view(data, size);
    if (bytes.isEmpty())
        return 0;
    const qsizetype chosen = QByteArrayView("gzSbu:%&\"jmt").indexOf(bytes.front());
    if (chosen < 0)
        return 0;
    bytes = bytes.sliced(1);
    const Encoding encoding = allEncodings().at(chosen);
    const DecodeLimits limits{.layerBytes = 256 * 1024};
    const Layer layer = decode(encoding, bytes, {}, limits);
    require(layer.encoding == encoding, "the layer is of the kind that was asked for");
    require(layer.bytes.size() <= limits.layerBytes, "the limit holds");
    if (layer.problem) {
        require(layer.problem->offset >= 0 && layer.problem->offset <= bytes.size(),
                "a problem lies in the bytes");
        require(!layer.problem->message.isEmpty(), "a problem has words");
    }
    if (layer.refused())
        return 0;
    if (layer.rendition) {
        require(encoding == Encoding::Timestamp || !validate(layer.bytes), "what is shown is JSON");
    } else if (const auto again = encode(encoding, layer.bytes, layer.style)) {
        const Layer second = decode(encoding, *again, {}, limits);
        require(!second.problem && second.bytes == layer.bytes, "what is written decodes to the same");
    } else {
        require(encoding == Encoding::JsonString, "only JSON strings cannot hold any bytes");
    }
    return 0;
}
