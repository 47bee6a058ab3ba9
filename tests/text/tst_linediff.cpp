// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/linediff.h"

#include "text/sequencediff.h"
#include "text/utf8.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace kv::text;

namespace {

/// The rows as one letter each.
QByteArray shape(const LineDiff &diff)
{
    QByteArray out;
    for (qsizetype i = 0; i < diff.rowCount(); ++i)
        out += "=~<>."[int(diff.row(i).kind)];
    return out;
}

/// What is not so, or nothing: the rows hold each line of both texts once, in order, and are what they say.
QByteArray breach(const LineDiff &diff, const QByteArray &left, const QByteArray &right)
{
    QByteArray seenLeft;
    QByteArray seenRight;
    qsizetype l = 0;
    qsizetype r = 0;
    for (qsizetype i = 0; i < diff.rowCount(); ++i) {
        const LineDiff::Row &row = diff.row(i);
        const bool onLeft = row.left >= 0;
        const bool onRight = row.right >= 0;
        if ((onLeft && row.left != l++) || (onRight && row.right != r++))
            return "a line is missing or out of order";
        QByteArray a;
        QByteArray b;
        if (onLeft)
            a = diff.leftLine(row.left).toByteArray() + diff.leftEnd(row.left).toByteArray();
        if (onRight)
            b = diff.rightLine(row.right).toByteArray() + diff.rightEnd(row.right).toByteArray();
        seenLeft += a;
        seenRight += b;
        const AlignedKind kind = onLeft && onRight ? (a == b ? AlignedKind::Same : AlignedKind::Changed)
                                 : onLeft          ? AlignedKind::Left
                                                   : AlignedKind::Right;
        if (row.kind != kind)
            return "a row is not what it says: " + a + b;
    }
    if (seenLeft != left || seenRight != right)
        return "text is missing";
    return {};
}

QByteArray without(QByteArrayView text, const std::vector<Span> &spans)
{
    QByteArray out;
    qsizetype at = 0;
    for (const Span &span : spans) {
        if (span.begin < at || span.end <= span.begin || span.end > text.size() ||
            (at > 0 && span.begin == at))
            return "no spans";
        out += text.sliced(at, span.begin - at);
        at = span.end;
    }
    return out + text.sliced(at).toByteArray();
}

/// The obvious way to the length of what is in common.
int longestCommon(const std::vector<int> &a, const std::vector<int> &b)
{
    std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1, 0));
    for (size_t i = 0; i < a.size(); ++i) {
        for (size_t j = 0; j < b.size(); ++j)
            best[i + 1][j + 1] = a[i] == b[j] ? best[i][j] + 1 : std::max(best[i][j + 1], best[i + 1][j]);
    }
    return best[a.size()][b.size()];
}

std::vector<int> numbers(QRandomGenerator &random, int count, int below)
{
    std::vector<int> out;
    for (int i = 0; i < count; ++i)
        out.push_back(int(random.bounded(below)));
    return out;
}

bool holds(const CommonItems &common, const std::vector<int> &a, const std::vector<int> &b)
{
    int l = -1;
    int r = -1;
    for (const auto &[x, y] : common.pairs) {
        if (x <= l || y <= r || a.at(size_t(x)) != b.at(size_t(y)))
            return false;
        l = x;
        r = y;
    }
    return true;
}

} // namespace

class TestLineDiff : public QObject
{
    Q_OBJECT

private slots:
    void shapes_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *left, const char *right, const char *expected) {
            QTest::newRow(name) << QByteArray(left) << QByteArray(right) << QByteArray(expected);
        };
        row("nothing", "", "", "");
        row("one side", "a\nb", "", "<<");
        row("other side", "", "\n", ">");
        row("equal", "a\nb\n", "a\nb\n", "==");
        row("changed", "a\nb\nc\n", "a\nx\nc\n", "=~=");
        row("put in", "a\nc\n", "a\nb\nc\n", "=>=");
        row("taken out", "a\nb\nc\n", "a\nc\n", "=<=");
        row("more behind", "a", "a\nb", "~>");
        row("the last end", "a\nb", "a\nb\n", "=~");
        row("other ends", "a\r\nb\rc\n", "a\nb\nc\n", "~~=");
        row("the most alike", "  \"name\": 1,\n", "  \"other\": 5,\n  \"name\": 2,\n", ">~");
        row("twice the most alike", "x1\nqq\nname: 1\n", "name: 2\n", "<<~");
        row("moved", "a\nb\nc\nd\n", "d\na\nb\nc\n", ">===<");
        row("not UTF-8", "\xff\n\xfe\n", "\xff\n\xfd\n", "=~");
    }
    void shapes()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        QFETCH(QByteArray, expected);
        const LineDiff diff(left, right);
        QCOMPARE(shape(diff), expected);
        QCOMPARE(breach(diff, left, right), QByteArray());
        QVERIFY(!diff.isCoarse());
    }

    void linesWithoutTheirEnds()
    {
        const LineDiff diff("a\r\nb\r\rc\n", "");
        QCOMPARE(diff.leftLineCount(), 4);
        QCOMPARE(diff.leftLine(0), QByteArrayView("a"));
        QCOMPARE(diff.leftEnd(0), QByteArrayView("\r\n"));
        QCOMPARE(diff.leftEnd(1), QByteArrayView("\r"));
        QCOMPARE(diff.leftLine(2), QByteArrayView(""));
        QCOMPARE(diff.leftEnd(3), QByteArrayView("\n"));
        QCOMPARE(diff.rightLineCount(), 0);
    }

    void onlyTheEndDiffers()
    {
        const LineDiff diff("a\r\n", "a\n");
        QCOMPARE(diff.row(0).kind, AlignedKind::Changed);
        QCOMPARE(diff.spans(0), ChangedSpans());
    }

    void spans()
    {
        const LineDiff diff("  \"price\": 10, \"at\": 5\n", "  \"price\": 12, \"it\": 5\n");
        const ChangedSpans spans = diff.spans(0);
        QCOMPARE(spans.left, (std::vector<Span>{{12, 13}, {16, 17}}));
        QCOMPARE(spans.right, (std::vector<Span>{{12, 13}, {16, 17}}));
    }

    void spansKeepCodePointsWhole()
    {
        // é and è share their first byte, é and ĩ their last.
        const ChangedSpans first = changedSpans("aéb", "aèb");
        QCOMPARE(first.left, (std::vector<Span>{{1, 3}}));
        QCOMPARE(first.right, (std::vector<Span>{{1, 3}}));
        const ChangedSpans last = changedSpans("aéb", "aĩb");
        QCOMPARE(last.left, (std::vector<Span>{{1, 3}}));
        const ChangedSpans put = changedSpans("é", "éé");
        QCOMPARE(put.left, std::vector<Span>());
        QCOMPARE(put.right, (std::vector<Span>{{2, 4}}));
        const ChangedSpans stray = changedSpans("\x80\x80", "\x80\x81\x80");
        QCOMPARE(without("\x80\x80", stray.left), without("\x80\x81\x80", stray.right));
    }

    void spansOfLongLines()
    {
        QByteArray a = "begin ";
        QByteArray b = "begin ";
        for (int i = 0; i < 200000; ++i) {
            a += QByteArray::number(i * 3) + ' ';
            b += QByteArray::number(i * 7 + 1) + ' ';
        }
        const ChangedSpans spans = changedSpans(a + "end", b + "end");
        QCOMPARE(spans.left.size(), size_t(1));
        QCOMPARE(spans.right.size(), size_t(1));
        QCOMPARE(without(a + "end", spans.left), without(b + "end", spans.right));
    }

    void random()
    {
        QRandomGenerator random(11);
        static const char *pieces[] = {"a", "b",    "{",  "}",    "name: ", "é",
                                       "è", "\xff", "\n", "\r\n", "\r",     "\n"};
        for (int i = 0; i < 3000; ++i) {
            const auto make = [&] {
                QByteArray out;
                for (quint32 n = random.bounded(40); n > 0; --n)
                    out += pieces[random.bounded(quint32(std::size(pieces)))];
                return out;
            };
            const QByteArray left = make();
            QByteArray right = random.bounded(2) ? left : make();
            right.insert(qsizetype(random.bounded(quint32(right.size()) + 1)), make().left(5));
            const LineDiff diff(left, right);
            const QByteArray problem = breach(diff, left, right);
            QVERIFY2(problem.isEmpty(), (problem + " in " + left + " | " + right).constData());
            for (qsizetype row = 0; row < diff.rowCount(); ++row) {
                const ChangedSpans spans = diff.spans(row);
                if (diff.row(row).kind != AlignedKind::Changed) {
                    QCOMPARE(spans, ChangedSpans());
                    continue;
                }
                const QByteArrayView a = diff.leftLine(diff.row(row).left);
                const QByteArrayView b = diff.rightLine(diff.row(row).right);
                QCOMPARE(without(a, spans.left), without(b, spans.right));
                QCOMPARE(spans == ChangedSpans(), a == b);
            }
        }
    }

    void findsAllThatIsInCommon()
    {
        QRandomGenerator random(5);
        for (int i = 0; i < 2000; ++i) {
            const int below = 1 + int(random.bounded(12));
            const auto a = numbers(random, int(random.bounded(30)), below);
            const auto b = numbers(random, int(random.bounded(30)), below);
            const CommonItems common = commonItems(a, b);
            QVERIFY(!common.coarse);
            QVERIFY(holds(common, a, b));
            QCOMPARE(int(common.pairs.size()), longestCommon(a, b));
        }
    }

    /// Each would take hours, or all memory, if looked through to the end.
    void large_data()
    {
        QTest::addColumn<std::vector<int>>("a");
        QTest::addColumn<std::vector<int>>("b");
        QTest::addColumn<int>("expected"); // pairs
        QRandomGenerator random(3);
        constexpr int many = 500'000;
        std::vector<int> growing(many);
        std::iota(growing.begin(), growing.end(), 0);
        std::vector<int> shuffled = growing;
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        std::vector<int> sparse = growing;
        for (size_t i = 0; i < sparse.size(); i += 5)
            sparse[i] = -1;
        std::vector<int> swapped = growing;
        for (size_t i = 0; i + 1 < swapped.size(); i += 4)
            std::swap(swapped[i], swapped[i + 1]);
        std::vector<int> other(many);
        std::iota(other.begin(), other.end(), many);
        std::vector<int> period(many);
        for (size_t i = 0; i < period.size(); ++i)
            period[i] = int(i % 3);
        QTest::newRow("nothing in common") << growing << other << 0;
        QTest::newRow("shuffled") << growing << shuffled << 500;
        QTest::newRow("every fifth another") << growing << sparse << many / 5 * 4 - 1;
        QTest::newRow("neighbours swapped") << growing << swapped << many / 4 * 3 - 1;
        QTest::newRow("few numbers") << numbers(random, many, 2) << numbers(random, many, 2) << 0;
        QTest::newRow("more numbers") << numbers(random, many, 5000) << numbers(random, many, 5000) << 0;
        QTest::newRow("period and noise") << period << numbers(random, many, 3) << 0;
        QTest::newRow("many against few") << numbers(random, many, 300) << numbers(random, 300, 300) << 0;
        QTest::newRow("20,000 of few") << numbers(random, 20000, 100) << numbers(random, 20000, 100) << 0;
    }
    void large()
    {
        using Numbers = std::vector<int>;
        QFETCH(Numbers, a);
        QFETCH(Numbers, b);
        QFETCH(int, expected);
        const CommonItems common = commonItems(a, b);
        QVERIFY(holds(common, a, b));
        QVERIFY2(int(common.pairs.size()) >= expected, QByteArray::number(int(common.pairs.size())));
    }

    void coarseIsSaid()
    {
        QRandomGenerator random(9);
        QVERIFY(commonItems(numbers(random, 100'000, 50), numbers(random, 100'000, 50)).coarse);
        const std::atomic_bool stop = true;
        QVERIFY(commonItems({1, 2, 3}, {3, 1, 2}, &stop).coarse);
    }

    void texts()
    {
        QRandomGenerator random(4);
        QByteArray left;
        QByteArray right;
        while (left.size() < 1024 * 1024) {
            left += QByteArray::number(random.bounded(1000)) + '\n';
            right += QByteArray::number(random.bounded(1000)) + '\n';
        }
        const LineDiff diff(left, right);
        QCOMPARE(breach(diff, left, right), QByteArray());
        QVERIFY(diff.isCoarse());
    }
};

QTEST_APPLESS_MAIN(TestLineDiff)
#include "tst_linediff.moc"
