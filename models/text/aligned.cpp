// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/aligned.h"

#include "text/sequencediff.h"

#include <QHash>

#include <algorithm>

namespace kv::text {
namespace {

constexpr size_t mostWords = 2000; // a line with more that differ is marked as a whole

bool isInsideCodePoint(QByteArrayView text, qsizetype at)
{
    return at > 0 && at < text.size() && (uchar(text[at]) & 0xc0) == 0x80;
}

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           uchar(c) >= 0x80;
}

/// Words, and each other sign by itself.
std::vector<Span> wordsOf(QByteArrayView text)
{
    std::vector<Span> words;
    for (qsizetype at = 0; at < text.size() && words.size() <= mostWords;) {
        qsizetype end = at + 1;
        while (isWordByte(text[at]) && end < text.size() && isWordByte(text[end]))
            ++end;
        words.push_back({at, end});
        at = end;
    }
    return words;
}

void append(std::vector<Span> &spans, qsizetype begin, qsizetype end)
{
    if (begin == end)
        return;
    if (!spans.empty() && spans.back().end == begin)
        spans.back().end = end;
    else
        spans.push_back({begin, end});
}

/// The words that have no partner, as spans from `offset`.
template <class Place>
std::vector<Span> withoutPartner(const std::vector<Span> &words, const CommonItems &common, Place place,
                                 qsizetype offset)
{
    std::vector<Span> spans;
    auto partner = common.pairs.begin();
    for (size_t i = 0; i < words.size(); ++i) {
        if (partner != common.pairs.end() && size_t(place(*partner)) == i)
            ++partner;
        else
            append(spans, offset + words[i].begin, offset + words[i].end);
    }
    return spans;
}

} // namespace

ChangedSpans changedSpans(QByteArrayView left, QByteArrayView right)
{
    const qsizetype shorter = std::min(left.size(), right.size());
    qsizetype head = std::mismatch(left.begin(), left.begin() + shorter, right.begin()).first - left.begin();
    while (isInsideCodePoint(left, head) || isInsideCodePoint(right, head))
        --head;
    qsizetype tail = 0;
    while (tail < shorter - head && left[left.size() - 1 - tail] == right[right.size() - 1 - tail])
        ++tail;
    while (tail > 0 &&
           (isInsideCodePoint(left, left.size() - tail) || isInsideCodePoint(right, right.size() - tail)))
        --tail;
    left = left.sliced(head, left.size() - tail - head);
    right = right.sliced(head, right.size() - tail - head);

    const std::vector<Span> leftWords = wordsOf(left);
    const std::vector<Span> rightWords = wordsOf(right);
    ChangedSpans out;
    if (leftWords.size() > mostWords || rightWords.size() > mostWords) {
        append(out.left, head, head + left.size());
        append(out.right, head, head + right.size());
        return out;
    }
    QHash<QByteArrayView, int> numbers;
    const auto numbered = [&numbers](QByteArrayView text, const std::vector<Span> &words) {
        std::vector<int> out;
        for (const Span &word : words) {
            const QByteArrayView bytes = text.sliced(word.begin, word.end - word.begin);
            const auto known = numbers.constFind(bytes);
            const int number = known == numbers.constEnd() ? int(numbers.size()) : *known;
            if (known == numbers.constEnd())
                numbers.insert(bytes, number);
            out.push_back(number);
        }
        return out;
    };
    const std::vector<int> l = numbered(left, leftWords);
    const CommonItems common = commonItems(l, numbered(right, rightWords));
    out.left = withoutPartner(
        leftWords, common, [](const auto &pair) { return pair.first; }, head);
    out.right = withoutPartner(
        rightWords, common, [](const auto &pair) { return pair.second; }, head);
    return out;
}

} // namespace kv::text
