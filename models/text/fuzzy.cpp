// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/fuzzy.h"

#include <algorithm>
#include <optional>

namespace kv::text {

namespace {

constexpr int mostTold = 4095; // bits of a rank that places and sizes have
constexpr qsizetype longestTyped = 512;

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || uchar(c) >= 0x80;
}

/// Whether a word begins at `at`: user:1, readMe, a_b.
bool beginsWord(QByteArrayView text, qsizetype at)
{
    if (!isLetter(text[at]))
        return at == 0;
    if (at == 0 || !isLetter(text[at - 1]))
        return true;
    const bool upper = text[at] >= 'A' && text[at] <= 'Z';
    return upper && text[at - 1] >= 'a' && text[at - 1] <= 'z';
}

bool standsAt(QByteArrayView text, qsizetype at, QByteArrayView typed)
{
    for (qsizetype i = 0; i < typed.size(); ++i) {
        if (folded(text[at + i]) != typed[i])
            return false;
    }
    return true;
}

struct Found
{
    Fuzzy::Fit fit = Fuzzy::Fit::None;
    qsizetype at = 0;
};

/// The best place of `typed` in one piece.
Found findWhole(QByteArrayView text, QByteArrayView typed)
{
    Found best;
    for (qsizetype at = 0; at + typed.size() <= text.size(); ++at) {
        if (folded(text[at]) != typed[0] || !standsAt(text, at, typed))
            continue;
        if (at == 0)
            return {text.size() == typed.size() ? Fuzzy::Fit::Whole : Fuzzy::Fit::Beginning, 0};
        if (beginsWord(text, at))
            return {Fuzzy::Fit::Word, at};
        if (best.fit == Fuzzy::Fit::None)
            best = {Fuzzy::Fit::Inside, at};
    }
    return best;
}

/// Where the letters stand in this order; `firstOnly`: as first letters of words.
std::optional<qsizetype> findLetters(QByteArrayView text, QByteArrayView typed, bool firstOnly)
{
    qsizetype next = 0;
    qsizetype first = 0;
    for (qsizetype at = 0; at < text.size() && next < typed.size(); ++at) {
        if (folded(text[at]) != typed[next] || (firstOnly && !beginsWord(text, at)))
            continue;
        if (next++ == 0)
            first = at;
    }
    return next == typed.size() ? std::optional(first) : std::nullopt;
}

int rankOf(Fuzzy::Fit fit, qsizetype at, qsizetype size)
{
    const auto told = [](qsizetype number) { return int(std::min<qsizetype>(number, mostTold)); };
    return int(fit) << 24 | told(at) << 12 | told(size);
}

} // namespace

Fuzzy::Fuzzy(QByteArrayView typed) : m_typed(typed.first(std::min(typed.size(), longestTyped)).toByteArray())
{
    m_typed = m_typed.trimmed();
    std::transform(m_typed.begin(), m_typed.end(), m_typed.begin(), folded);
    for (const QByteArray &word : m_typed.split(' ')) {
        if (!word.isEmpty())
            m_words << word;
    }
}

Fuzzy::Fit Fuzzy::fitOf(int rank)
{
    return rank < 0 ? Fit::None : Fit(rank >> 24);
}

int Fuzzy::atBest(int rank, Fit fit)
{
    return rank < 0 || fitOf(rank) >= fit ? rank : int(fit) << 24 | (rank & 0xff'ffff);
}

int Fuzzy::rank(QByteArrayView text) const
{
    if (m_typed.isEmpty())
        return rankOf(Fit::Inside, 0, 0);
    const Found whole = findWhole(text, m_typed);
    if (whole.fit <= Fit::Word)
        return rankOf(whole.fit, whole.at, text.size());
    if (m_words.size() > 1) {
        if (const int words = rankWords(text); words >= 0)
            return words;
    } else if (m_typed.size() > 1) {
        if (const auto at = findLetters(text, m_typed, true))
            return rankOf(Fit::Words, *at, text.size());
    }
    if (whole.fit == Fit::Inside)
        return rankOf(Fit::Inside, whole.at, text.size());
    if (m_words.size() > 1)
        return -1; // letters scattered over several words say nothing any more
    if (const auto at = findLetters(text, m_typed, false))
        return rankOf(Fit::Scattered, *at, text.size());
    return -1;
}

int Fuzzy::rankWords(QByteArrayView text) const
{
    Fit worst = Fit::Words;
    qsizetype first = text.size();
    for (const QByteArray &word : m_words) {
        const Found found = findWhole(text, word);
        if (found.fit == Fit::None)
            return -1;
        if (found.fit > Fit::Word)
            worst = Fit::Inside;
        first = std::min(first, found.at);
    }
    return rankOf(worst, first, text.size());
}

} // namespace kv::text
