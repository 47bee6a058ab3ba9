// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/keymatcher.h"

#include "text/globregex.h"
#include "text/pattern.h"
#include "text/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <cstring>
#include <mutex>
#include <optional>

namespace kv::text {

using Answer = KeyMatcher::Answer;

namespace {

// Steps on one key: milliseconds, where a sensible expression takes a few hundred steps at most.
constexpr uint32_t mostSteps = 200'000;
constexpr uint32_t mostDepth = 20'000;
constexpr uint32_t mostHeapKiB = 16 * 1024;
constexpr size_t leastStack = 32 * 1024;
constexpr size_t mostStack = 1024 * 1024;

template <auto release> struct Release
{
    template <class T> void operator()(T *thing) const { release(thing); }
};
using Code = std::unique_ptr<pcre2_code, Release<pcre2_code_free>>;

QString messageOf(int code)
{
    std::array<PCRE2_UCHAR, 256> buffer{};
    pcre2_get_error_message(code, buffer.data(), buffer.size());
    return QString::fromUtf8(reinterpret_cast<const char *>(buffer.data()));
}

tl::expected<Code, PatternProblem> compileCode(const QByteArray &text, uint32_t options)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.constData()), size_t(text.size()), options,
                            &error, &offset, nullptr));
    if (!code)
        return tl::unexpected(PatternProblem{std::min(qsizetype(offset), text.size()), messageOf(error)});
    return code;
}

#ifdef Q_OS_WIN
bool has(QByteArrayView key, QByteArrayView text)
{
    return key.contains(text);
}
#else
bool has(QByteArrayView key, QByteArrayView text)
{
    if (key.isEmpty()) // memmem() takes no null pointer, be it to nothing
        return text.isEmpty();
    return memmem(key.data(), size_t(key.size()), text.data(), size_t(text.size())) != nullptr;
}
#endif

quint64 eightAt(const char *at)
{
    quint64 eight = 0;
    std::memcpy(&eight, at, 8);
    return eight;
}

bool isAscii(QByteArrayView key)
{
    const char *at = key.data();
    const char *const end = at + key.size();
    quint64 seen = 0;
    if (key.size() >= 8) {
        for (; end - at > 8; at += 8)
            seen |= eightAt(at);
        seen |= eightAt(end - 8); // some of them for the second time
    } else {
        for (; at != end; ++at)
            seen |= quint64(uchar(*at));
    }
    return !(seen & 0x8080'8080'8080'8080ull);
}

} // namespace

/// One expression twice: for keys that are UTF-8, and for others.
struct KeyMatcher::Codes
{
    Code characters;             ///< null: it has bytes that no such key has
    Code bytes;                  ///< null: it speaks of characters, which other keys do not have
    std::optional<Pattern> glob; ///< for other keys, in place of `bytes`
    mutable std::once_flag made;

    void makeQuick() const
    {
        // What cannot be compiled further is interpreted, under the same limits.
        std::call_once(made, [this] {
            for (pcre2_code *code : {characters.get(), bytes.get()})
                if (code)
                    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
        });
    }
};

/// What matching needs to write to; one for each thread.
struct KeyTrial::Scratch
{
    std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>> data;
    std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>> context;
    std::unique_ptr<pcre2_jit_stack, Release<pcre2_jit_stack_free>> stack;

    Scratch()
        : data(pcre2_match_data_create(1, nullptr)),
          context(pcre2_match_context_create(nullptr)),
          stack(pcre2_jit_stack_create(leastStack, mostStack, nullptr))
    {
        pcre2_set_match_limit(context.get(), mostSteps);
        pcre2_set_depth_limit(context.get(), mostDepth);
        pcre2_set_heap_limit(context.get(), mostHeapKiB);
        pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
    }
};

KeyTrial::Scratch &KeyTrial::scratch()
{
    thread_local Scratch one;
    return one;
}

bool KeyPattern::narrows(const KeyPattern &wider) const
{
    if (*this == wider || wider.isEmpty())
        return true;
    // Folding is not undone by ignoring case, so that a stricter pattern is the narrower one.
    if (ignoreCase && !wider.ignoreCase)
        return false;
    if (wider.mode == Mode::Contains && (mode == Mode::Contains || mode == Mode::Prefix))
        return text.contains(wider.text);
    return wider.mode == Mode::Prefix && mode == Mode::Prefix && text.startsWith(wider.text);
}

KeyMatcher::KeyMatcher() = default;

tl::expected<KeyMatcher, PatternProblem> KeyMatcher::compile(const KeyPattern &pattern)
{
    KeyMatcher matcher;
    matcher.m_pattern = pattern;
    matcher.m_text = pattern.text;
    if (pattern.isEmpty())
        return matcher;
    using Mode = KeyPattern::Mode;
    Mode mode = pattern.mode;
    if (mode == Mode::Glob) {
        if (const Pattern glob(pattern.text); !glob.isGlob()) {
            mode = Mode::Contains;
            matcher.m_text = glob.text();
        }
    }
    if (mode != Mode::Regex && mode != Mode::Glob && !pattern.ignoreCase) {
        matcher.m_way = mode == Mode::Prefix ? Way::Prefix : Way::Contains;
        return matcher;
    }

    if (mode == Mode::Regex && matcher.m_text.size() > longestRegex)
        return tl::unexpected(PatternProblem{longestRegex, QStringLiteral("regular expression is too long")});
    uint32_t options = pattern.ignoreCase ? PCRE2_CASELESS : 0;
    uint32_t ofBytes = PCRE2_NEVER_UTF;
    if (mode == Mode::Glob || mode == Mode::Regex) {
        options |= PCRE2_NEVER_BACKSLASH_C; // it would take characters apart
    } else {
        options |= PCRE2_LITERAL | (mode == Mode::Prefix ? PCRE2_ANCHORED : 0);
        ofBytes = 0; // a text cannot ask for it
    }
    if (mode == Mode::Glob)
        matcher.m_text = regexOfGlob(matcher.m_text);
    auto codes = std::make_shared<Codes>();
    // What is not UTF-8 cannot be in a key that is.
    if (isUtf8(matcher.m_text)) {
        auto characters = compileCode(matcher.m_text, options | PCRE2_UTF);
        if (!characters)
            return tl::unexpected(characters.error());
        codes->characters = std::move(*characters);
    }
    if (mode == Mode::Glob && !pattern.ignoreCase) {
        codes->glob.emplace(pattern.text);
    } else {
        auto bytes = compileCode(matcher.m_text, options | ofBytes);
        if (bytes)
            codes->bytes = std::move(*bytes);
        else if (!codes->characters)
            return tl::unexpected(bytes.error());
    }
    matcher.m_codes = std::move(codes);
    matcher.m_way = Way::Codes;
    return matcher;
}

KeyMatcher::Answer KeyMatcher::match(QByteArrayView key) const
{
    return KeyTrial(*this).match(key);
}

KeyTrial::KeyTrial(const KeyMatcher &matcher) : m_matcher(matcher), m_codes(matcher.m_codes.get())
{
    if (!m_codes)
        return;
    m_codes->makeQuick();
    m_scratch = &scratch();
}

KeyMatcher::Answer KeyTrial::match(QByteArrayView key) const
{
    const auto answer = [](bool fits) { return fits ? Answer::Yes : Answer::No; };
    switch (m_matcher.m_way) {
    case KeyMatcher::Way::Codes:
        return matchCode(key);
    case KeyMatcher::Way::Contains:
        return answer(has(key, m_matcher.m_text));
    case KeyMatcher::Way::Prefix:
        return answer(key.startsWith(m_matcher.m_text));
    case KeyMatcher::Way::All:
        break;
    }
    return Answer::Yes;
}

KeyMatcher::Answer KeyTrial::matchCode(QByteArrayView key) const
{
    const bool characters = isAscii(key) || key.isValidUtf8();
    if (!characters && m_codes->glob)
        return m_codes->glob->matches(key) ? Answer::Yes : Answer::No;
    const pcre2_code *code = characters ? m_codes->characters.get() : m_codes->bytes.get();
    if (!code)
        return Answer::No;
    // Null would be a pattern of no length to older versions of the library.
    const auto *subject = reinterpret_cast<PCRE2_SPTR>(key.isEmpty() ? "" : key.data());
    const auto size = size_t(key.size());
    pcre2_match_data *data = m_scratch->data.get();
    pcre2_match_context *context = m_scratch->context.get();
    int found = pcre2_jit_match(code, subject, size, 0, 0, data, context);
    if (found == PCRE2_ERROR_JIT_BADOPTION) // was not compiled further
        found = pcre2_match(code, subject, size, 0, PCRE2_NO_UTF_CHECK, data, context);
    if (found >= 0)
        return Answer::Yes;
    return found == PCRE2_ERROR_NOMATCH ? Answer::No : Answer::TooExpensive;
}

} // namespace kv::text
