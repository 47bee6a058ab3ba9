// SPDX-License-Identifier: GPL-3.0-or-later
// The first line is a path, the rest the JSON in which it is looked for.
#include "fuzz/require.h"
#include "text/jsonoutline.h"
#include "text/jsonpath.h"

using namespace kv::text;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QByteArrayView rest = kv::fuzz::view(data, size);
    const QString path = QString::fromUtf8(kv::fuzz::takeLine(rest));
    JsonPathSet paths;
    if (const auto problem = paths.add(path)) {
        kv::fuzz::require(problem->offset >= 0 && problem->offset <= path.size(),
                          "a problem lies in the path");
        kv::fuzz::require(!problem->message.isEmpty(), "a problem has words");
        return 0;
    }
    const QByteArray text = rest.toByteArray();
    const auto range = JsonOutline::read(text).find(paths);
    kv::fuzz::require(!range || (range->begin < range->end && range->end <= text.size()),
                      "what is found is there");
    return 0;
}
