// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/hexdiff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

class TestHexDiff : public QObject
{
    Q_OBJECT

private slots:
    void rows()
    {
        const QByteArray left = QByteArray(32, 'a') + "0123456789";
        QByteArray right = left + QByteArray(20, 'x');
        right[1] = 'b';
        right[2] = 'b';
        right[5] = 'b';
        const HexDiff diff(left, right);
        QCOMPARE(diff.rowCount(), 4);
        QCOMPARE(diff.kind(0), AlignedKind::Changed);
        QCOMPARE(diff.kind(1), AlignedKind::Same);
        QCOMPARE(diff.kind(2), AlignedKind::Changed);
        QCOMPARE(diff.kind(3), AlignedKind::Right);
        QCOMPARE(HexDiff(right, left).kind(3), AlignedKind::Left);
        const std::vector<Span> spans{{1, 3}, {5, 6}};
        QCOMPARE(diff.spans(0), (ChangedSpans{spans, spans}));
        QCOMPARE(diff.spans(1), ChangedSpans());
        QCOMPARE(diff.spans(2), (ChangedSpans{{}, {{10, 16}}}));
        QCOMPARE(diff.spans(3), (ChangedSpans{{}, {{0, 14}}}));
        QCOMPARE(diff.left(2), QByteArrayView("0123456789"));
        QCOMPARE(diff.differingBytes(), 3 + 20);
        QCOMPARE(diff.firstDifference(0), std::optional<qint64>(0));
        QCOMPARE(diff.nextRun(0), std::optional<qint64>(2));
        QCOMPARE(diff.nextRun(2), std::nullopt);
        QCOMPARE(diff.previousRun(4), std::optional<qint64>(2));
        QCOMPARE(diff.previousRun(2), std::optional<qint64>(0));
        QCOMPARE(diff.previousRun(0), std::nullopt);
    }

    void nothing()
    {
        const HexDiff diff({}, {});
        QCOMPARE(diff.rowCount(), 0);
        QCOMPARE(diff.firstDifference(0), std::nullopt);
        QCOMPARE(diff.nextRun(0), std::nullopt);
        QCOMPARE(diff.previousRun(0), std::nullopt);
        QCOMPARE(HexDiff("a", {}).firstDifference(0), std::optional<qint64>(0));
        QCOMPARE(HexDiff("a", {}).firstDifference(1), std::nullopt);
    }

    void random()
    {
        QRandomGenerator random(2);
        for (int i = 0; i < 2000; ++i) {
            QByteArray left(qsizetype(random.bounded(200)), 'a');
            QByteArray right = left;
            right.resize(qsizetype(random.bounded(200)), 'a');
            for (quint32 n = random.bounded(6); n > 0 && !right.isEmpty(); --n)
                right[qsizetype(random.bounded(quint32(right.size())))] = 'b';
            const HexDiff diff(left, right);
            // The obvious way.
            qint64 bytes = 0;
            QList<qint64> differing;
            for (qsizetype at = 0; at < std::max(left.size(), right.size()); ++at) {
                if (at < left.size() && at < right.size() && left[at] == right[at])
                    continue;
                ++bytes;
                if (differing.isEmpty() || differing.constLast() != at / 16)
                    differing.append(at / 16);
            }
            QCOMPARE(diff.differingBytes(), bytes);
            QList<qint64> starts;
            for (const qint64 row : differing) {
                if (!differing.contains(row - 1))
                    starts.append(row);
            }
            for (qint64 row = 0; row < diff.rowCount(); ++row) {
                QCOMPARE(diff.kind(row) != AlignedKind::Same, differing.contains(row));
                const auto behind = std::find_if(differing.begin(), differing.end(),
                                                 [row](qint64 one) { return one >= row; });
                QCOMPARE(diff.firstDifference(row).value_or(-1), behind == differing.end() ? -1 : *behind);
                const auto next =
                    std::find_if(starts.begin(), starts.end(), [row](qint64 one) { return one > row; });
                QCOMPARE(diff.nextRun(row).value_or(-1), next == starts.end() ? -1 : *next);
                qint64 before = -1;
                for (const qint64 one : starts)
                    before = one < row ? one : before;
                QCOMPARE(diff.previousRun(row).value_or(-1), before);
            }
        }
    }

    void large()
    {
        const QByteArray left(25 * 1024 * 1024, 'a');
        QByteArray right = left;
        right.back() = 'b';
        const HexDiff diff(left, right);
        QCOMPARE(diff.differingBytes(), 1);
        QCOMPARE(diff.firstDifference(0), std::optional(diff.rowCount() - 1));
        QCOMPARE(diff.nextRun(diff.rowCount() - 1), std::nullopt);
    }
};

QTEST_APPLESS_MAIN(TestHexDiff)
#include "tst_hexdiff.moc"
