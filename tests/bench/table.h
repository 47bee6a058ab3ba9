// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <algorithm>
#include <cstdio>

namespace kv::bench {

/// What a bench measured, one figure a line: ours, the reference of the same run, their ratio, what is
/// wanted.
class Table
{
public:
    /// Small sizes are judged by nobody: what is there once weighs as much as what is there a million times.
    Table(const QByteArray &title, bool judges) : m_judges(judges)
    {
        std::printf("%s\n%-50s %12s %12s %7s  %s\n", title.constData(), "figure", "ours", "reference",
                    "ratio", "wanted");
    }

    /// A figure and what it is measured against, both in `unit`; a `most` above 0 is the ratio wanted.
    void ratio(const char *figure, double ours, double reference, const char *unit, double most = 0) const
    {
        const double ratio = ours / reference;
        std::printf("%-50s %9.3f %-2s %9.3f %-2s %7.3f  ", figure, ours, unit, reference, unit, ratio);
        if (most > 0)
            std::printf("<= %.2f%s", most, ratio <= most || !m_judges ? "" : "  MISSED");
        std::printf("\n");
        std::fflush(stdout);
    }
    /// A figure that stands alone; a `most` above 0 is wanted of it.
    void alone(const char *figure, double ours, const char *unit, double most = 0) const
    {
        std::printf("%-50s %9.3f %-2s %12s %7s  ", figure, ours, unit, "", "");
        if (most > 0)
            std::printf("< %g %s%s", most, unit, ours < most || !m_judges ? "" : "  MISSED");
        std::printf("\n");
        std::fflush(stdout);
    }
    void note(const char *text) const { std::printf("  %s\n", text); }

private:
    bool m_judges;
};

inline double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    const qsizetype half = values.size() / 2;
    return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Seconds of two ways to do the same.
struct Pair
{
    double ours = 0;
    double reference = 0;
};

/// The medians of `rounds` rounds of both, each of which answers its seconds; who begins alternates, so that
/// neither always finds what the other left behind.
template <class Ours, class Reference> Pair alternate(int rounds, Ours ours, Reference reference)
{
    QList<double> mine;
    QList<double> theirs;
    for (int round = 0; round < rounds; ++round) {
        if (round % 2)
            theirs << reference();
        mine << ours();
        if (round % 2 == 0)
            theirs << reference();
    }
    return {median(mine), median(theirs)};
}

/// Says what went wrong, which no slowness is, and ends the bench.
[[noreturn]] inline void wrong(const char *what)
{
    std::fprintf(stderr, "WRONG: %s\n", what);
    std::exit(1);
}

inline bool isSmoke(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (qstrcmp(argv[i], "--smoke") == 0)
            return true;
        std::fprintf(stderr, "Usage: %s [--smoke]\n  --smoke  small sizes: seconds, not minutes\n", argv[0]);
        std::exit(qstrcmp(argv[i], "--help") == 0 ? 0 : 2);
    }
    return false;
}

} // namespace kv::bench
