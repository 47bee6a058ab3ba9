// SPDX-License-Identifier: GPL-3.0-or-later
// A line with a path, a line with a value, then the JSON in which the path should have that value.
#include "fuzz/require.h"
#include "text/json.h"
#include "text/jsonmatch.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QByteArrayView json = kv::fuzz::view(data, size);
    const QString path = QString::fromUtf8(kv::fuzz::takeLine(json));
    const QByteArrayView wanted = kv::fuzz::takeLine(json);
    const auto match = JsonMatch::make(path, wanted);
    if (!match) {
        require(!match.error().message.isEmpty() && match.error().offset <= path.size(),
                "a problem has words");
        return 0;
    }
    const Span found = match->find(json);
    if (found) {
        require(found.offset + found.length <= json.size(), "what is found lies in the JSON");
        require(!validate(json) && !validate(json.sliced(found.offset, found.length)),
                "what is found is a value");
    }
    return 0;
}
