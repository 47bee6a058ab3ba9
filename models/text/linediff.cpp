// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/linediff.h"

#include "text/sequencediff.h"

#include <QHash>

#include <algorithm>

namespace kv::text {
namespace {

constexpr qsizetype mostPairs = 4096;    // of lines that are looked at for the most alike
constexpr qsizetype bytesLookedAt = 256; // of a line, for that
constexpr int alike = 300;               // thousandths from which two lines are one that was changed

/// How much two lines have in common at both ends, in thousandths.
int likeness(QByteArrayView a, QByteArrayView b)
{
    a = a.trimmed();
    b = b.trimmed();
    const qsizetype longer = std::min(std::max(a.size(), b.size()), 2 * bytesLookedAt);
    const qsizetype shorter = std::min(a.size(), b.size());
    if (shorter == 0)
        return a.size() == b.size() ? 1000 : 0;
    qsizetype head = 0;
    while (head < std::min(shorter, bytesLookedAt) && a[head] == b[head])
        ++head;
    qsizetype tail = 0;
    while (tail < std::min(shorter - head, bytesLookedAt) && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    return int((head + tail) * 1000 / longer);
}

} // namespace

LineDiff::Side::Side(const QByteArray &source) : text(source), begins{0}
{
    const char *data = text.constData();
    const qsizetype size = text.size();
    for (qsizetype i = 0; i < size; ++i) {
        if (data[i] == '\n' || (data[i] == '\r' && (i + 1 == size || data[i + 1] != '\n')))
            begins.push_back(i + 1);
    }
    if (begins.back() != size)
        begins.push_back(size);
}

QByteArrayView LineDiff::Side::whole(qsizetype line) const
{
    const qsizetype begin = begins[size_t(line)];
    return QByteArrayView(text).sliced(begin, begins[size_t(line) + 1] - begin);
}

QByteArrayView LineDiff::Side::line(qsizetype line) const
{
    return whole(line).chopped(lineEnd(line).size());
}

QByteArrayView LineDiff::Side::lineEnd(qsizetype line) const
{
    const QByteArrayView all = whole(line);
    return all.last(all.endsWith("\r\n") ? 2 : all.endsWith('\n') || all.endsWith('\r') ? 1 : 0);
}

LineDiff::LineDiff(const QByteArray &left, const QByteArray &right, const std::atomic_bool *stop)
    : m_sides{Side(left), Side(right)}
{
    std::array<std::vector<int>, 2> numbers;
    {
        QHash<QByteArrayView, int> known;
        for (size_t side = 0; side < 2; ++side) {
            numbers[side].reserve(size_t(m_sides[side].count()));
            for (qsizetype i = 0; i < m_sides[side].count(); ++i) {
                int &number = known[m_sides[side].whole(i)];
                if (number == 0)
                    number = int(known.size()); // from 1
                numbers[side].push_back(number);
            }
        }
    }
    const CommonItems common = commonItems(numbers[0], numbers[1], stop);
    m_coarse = common.coarse;
    m_rows.reserve(size_t(std::max(leftLineCount(), rightLineCount())));
    qsizetype l = 0;
    qsizetype r = 0;
    for (const auto &[left, right] : common.pairs) {
        align(l, left, r, right);
        m_rows.push_back({left, right, AlignedKind::Same});
        l = left + 1;
        r = right + 1;
    }
    align(l, leftLineCount(), r, rightLineCount());
}

/// Lines of both sides that have nothing in common: puts those beside each other that are the most alike.
void LineDiff::align(qsizetype left, qsizetype leftEnd, qsizetype right, qsizetype rightEnd)
{
    const qsizetype n = leftEnd - left;
    const qsizetype m = rightEnd - right;
    if (n == 0 || m == 0 || n == m || n * m > mostPairs) {
        zip(left, leftEnd, right, rightEnd);
        return;
    }
    // best[i][j]: the most that the lines from i and from j on can have in common.
    std::vector<int> best(size_t((n + 1) * (m + 1)), 0);
    std::vector<int> here(size_t(n * m));
    const auto at = [m](qsizetype i, qsizetype j) { return size_t(i * (m + 1) + j); };
    for (qsizetype i = n - 1; i >= 0; --i) {
        for (qsizetype j = m - 1; j >= 0; --j) {
            const int like = likeness(leftLine(left + i), rightLine(right + j));
            here[size_t(i * m + j)] = like >= alike ? like : 0;
            best[at(i, j)] = std::max(
                {best[at(i + 1, j)], best[at(i, j + 1)], best[at(i + 1, j + 1)] + here[size_t(i * m + j)]});
        }
    }
    qsizetype from = 0;
    qsizetype fromRight = 0;
    for (qsizetype i = 0, j = 0; i < n && j < m;) {
        const int like = here[size_t(i * m + j)];
        if (like > 0 && best[at(i, j)] == best[at(i + 1, j + 1)] + like) {
            zip(left + from, left + i, right + fromRight, right + j);
            add(left + i, right + j);
            from = ++i;
            fromRight = ++j;
        } else if (best[at(i, j)] == best[at(i + 1, j)]) {
            ++i;
        } else {
            ++j;
        }
    }
    zip(left + from, leftEnd, right + fromRight, rightEnd);
}

/// The first beside the first, and so on.
void LineDiff::zip(qsizetype left, qsizetype leftEnd, qsizetype right, qsizetype rightEnd)
{
    while (left < leftEnd && right < rightEnd)
        add(left++, right++);
    while (left < leftEnd)
        m_rows.push_back({left++, -1, AlignedKind::Left});
    while (right < rightEnd)
        m_rows.push_back({-1, right++, AlignedKind::Right});
}

void LineDiff::add(qsizetype left, qsizetype right)
{
    // The same can stand beside the same here where the search was coarse.
    const bool same = m_sides[0].whole(left) == m_sides[1].whole(right);
    m_rows.push_back({left, right, same ? AlignedKind::Same : AlignedKind::Changed});
}

ChangedSpans LineDiff::spans(qsizetype row) const
{
    const Row &found = this->row(row);
    if (found.kind != AlignedKind::Changed)
        return {};
    return changedSpans(leftLine(found.left), rightLine(found.right));
}

} // namespace kv::text
