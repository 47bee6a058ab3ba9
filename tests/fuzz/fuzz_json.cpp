// SPDX-License-Identifier: GPL-3.0-or-later
// Formatting and compacting never change a token, and what is not JSON is left alone.
#include "fuzz/require.h"
#include "text/json.h"
#include "text/jsonproblems.h"
#include "text/jsonreader.h"
#include "text/jsontext.h"

using namespace kv::text;
using kv::fuzz::require;

namespace {

/// However wrong the text is, reading it comes to an end.
void readToTheEnd(QByteArrayView bytes)
{
    JsonReader reader(bytes);
    const qsizetype most = 20 * (bytes.size() + 2);
    for (qsizetype step = 0;; ++step) {
        require(step < most, "a reader comes to an end");
        const JsonReader::Token token = reader.next();
        require(token.begin >= 0 && token.begin <= token.end && token.end <= bytes.size(),
                "tokens lie in the text");
        if (token.kind == JsonReader::Kind::End ||
            (token.kind == JsonReader::Kind::Problem && !reader.recover()))
            return;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes = kv::fuzz::view(data, size);
    const auto problem = validate(bytes);
    const QByteArray pretty = format(bytes);
    const QByteArray flat = compact(bytes);
    const auto all = problems(bytes, 50);
    require(problem.has_value() == !all.isEmpty(), "there are problems when there is a first one");
    readToTheEnd(bytes);
    if (problem) {
        require(*problem == all.constFirst(), "the first problem is the first");
        require(pretty == bytes && flat == bytes, "what is not JSON stays");
        return 0;
    }
    require(!validate(pretty) && !validate(flat), "what was JSON is JSON");
    require(compact(pretty) == flat, "formatting and compacting gives the same tokens");
    require(format(flat) == format(compact(pretty)), "formatting depends on nothing but the tokens");
    if (bytes.trimmed().startsWith('"')) {
        const QByteArray meaning = decodedString(flat);
        require(decodedString(canonicalString(meaning)) == meaning, "a string's meaning comes back");
    }
    return 0;
}
