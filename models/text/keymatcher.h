// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <tl/expected.hpp>

#include <memory>

namespace kv::text {

/// What a key has to look like, as it was typed. Plain data.
struct KeyPattern
{
    enum class Mode {
        Prefix,   ///< Begins with the text.
        Contains, ///< Has the text somewhere.
        Glob,     ///< Fits the text as a Pattern of pattern.h.
        Regex,    ///< Has a place that the text, a Perl-compatible regular expression, matches.
    };
    Mode mode = Mode::Prefix;
    QByteArray text;
    /// Letters of any script match whatever their case: Unicode's simple folding in keys that are UTF-8,
    /// ASCII's in others.
    bool ignoreCase = false;

    /// Whether every key fits.
    bool isEmpty() const { return text.isEmpty(); }
    bool operator==(const KeyPattern &) const = default;
    /// Whether whatever fits this one surely fits `wider`, too: as when one more letter was typed.
    bool narrows(const KeyPattern &wider) const;
};

/// Why a regular expression cannot be used.
struct PatternProblem
{
    qsizetype offset = 0; ///< In bytes of the text: where it was noticed.
    QString message;      ///< One sentence without its full stop, in English, as PCRE2 tells it.
};

/// A KeyPattern made ready to be tried on many keys. A value that is cheap to copy, and for any number of
/// threads at a time.
///
/// In a regular expression a character is a code point where the key is valid UTF-8, and a byte where it is
/// not; \w, \d, \s and \b know ASCII only. How much work one key may cost is limited, so that no expression
/// takes for ever.
class KeyMatcher
{
public:
    enum class Answer {
        No,
        Yes,
        TooExpensive, ///< Given up on: the expression tries too many ways on this key.
    };
    /// Longest regular expression, in bytes.
    static constexpr qsizetype longestRegex = 8192;

    /// Fits every key.
    KeyMatcher();
    /// Only a regular expression can be wrong. Takes microseconds; what takes longer is done at the first
    /// match.
    static tl::expected<KeyMatcher, PatternProblem> compile(const KeyPattern &pattern);

    const KeyPattern &pattern() const { return m_pattern; }
    /// For single keys; a loop makes a KeyTrial before.
    Answer match(QByteArrayView key) const;

private:
    friend class KeyTrial;
    struct Codes;
    enum class Way { All, Prefix, Contains, Codes };

    KeyPattern m_pattern;
    QByteArray m_text;
    Way m_way = Way::All;
    std::shared_ptr<const Codes> m_codes;
};

/// A matcher at work on one thread: what need be got ready is, so that a key costs no more than it must.
/// Neither outlives the matcher nor leaves the thread that made it.
class KeyTrial
{
public:
    explicit KeyTrial(const KeyMatcher &matcher);
    KeyMatcher::Answer match(QByteArrayView key) const;

private:
    KeyMatcher::Answer matchCode(QByteArrayView key) const;

    const KeyMatcher &m_matcher;
    const KeyMatcher::Codes *m_codes = nullptr;
    struct Scratch;
    Scratch *m_scratch = nullptr;
    static Scratch &scratch();
};

} // namespace kv::text
