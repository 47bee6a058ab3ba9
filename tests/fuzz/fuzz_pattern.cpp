// SPDX-License-Identifier: GPL-3.0-or-later
// The first line is a pattern in every mode that there is, the rest a key.
#include "fuzz/require.h"
#include "text/globregex.h"
#include "text/keymatcher.h"
#include "text/needle.h"
#include "text/pattern.h"

using namespace kv::text;
using kv::fuzz::require;

namespace {

KeyMatcher::Answer answer(KeyPattern::Mode mode, QByteArrayView text, bool ignoreCase, QByteArrayView key)
{
    const auto matcher = KeyMatcher::compile({mode, text.toByteArray(), ignoreCase});
    if (!matcher) {
        require(mode == KeyPattern::Mode::Regex, "only a regular expression can be wrong");
        require(!matcher.error().message.isEmpty() && matcher.error().offset <= text.size(),
                "a problem has words and a place");
        return KeyMatcher::Answer::No;
    }
    return matcher->match(key);
}

bool agree(KeyMatcher::Answer answer, bool fits)
{
    return answer == KeyMatcher::Answer::TooExpensive || (answer == KeyMatcher::Answer::Yes) == fits;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using Mode = KeyPattern::Mode;
    QByteArrayView key = kv::fuzz::view(data, size);
    const QByteArrayView typed = kv::fuzz::takeLine(key);
    const Pattern pattern(typed);
    const bool fits = pattern.matches(key);
    if (!pattern.isGlob())
        require(fits == key.contains(pattern.text()), "a text is contained");
    for (const bool ignoreCase : {false, true}) {
        for (const Mode mode : {Mode::Prefix, Mode::Contains, Mode::Glob, Mode::Regex})
            answer(mode, typed, ignoreCase, key);
        const Span span = Needle(typed, ignoreCase).find(key);
        require(!span || (span.offset + span.length <= key.size()), "what is found lies in the key");
        require(!key.contains(typed) || span, "what is there is found");
    }
    require(agree(answer(Mode::Prefix, typed, false, key), key.startsWith(typed)), "a prefix is one");
    require(agree(answer(Mode::Contains, typed, false, key), key.contains(typed)), "a part is one");
    if (!typed.isEmpty() && typed.isValidUtf8()) // as whatever is typed
        require(agree(answer(Mode::Glob, typed, false, key), fits), "a glob is a glob");
    return 0;
}
