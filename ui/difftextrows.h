// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsondiff.h"
#include "text/linediff.h"
#include "ui/diffsheet.h"

#include <functional>

namespace kv::ui {

/// Gathers where the runs of rows begin that differ.
std::vector<qint64> runsOf(qint64 rows, const std::function<bool(qint64)> &differs);

/// Two texts as aligned lines. A side may be absent.
class DiffLineRows : public DiffRows
{
public:
    /// Null: the side has no value.
    DiffLineRows(const QByteArray *left, const QByteArray *right, const std::atomic_bool &stop);

    bool isCoarse() const { return m_diff.isCoarse(); }
    qint64 rowCount() const override { return m_diff.rowCount(); }
    Kind kind(qint64 row) const override;
    DiffCell cell(qint64 row, Side side, qsizetype most) const override;
    qsizetype longest() const override { return m_longest; }
    int numberWidth() const override;
    const std::vector<qint64> &differences() const override { return m_differences; }

private:
    text::LineDiff m_diff;
    std::vector<qint64> m_differences;
    qsizetype m_longest = 0;
};

/// Two JSON texts as aligned members and elements. A side may be absent.
class DiffJsonRows : public DiffRows
{
public:
    /// Null when a value is no JSON text. With one side alone, the other is taken to be the same and not
    /// shown.
    static std::shared_ptr<DiffJsonRows> make(const QByteArray *left, const QByteArray *right,
                                              const text::JsonPathSet &ignore, const std::atomic_bool &stop);

    bool isCoarse() const { return m_diff.isCoarse(); }
    qint64 values() const { return m_diff.values(); }
    qint64 differing() const { return m_diff.differing(); }
    qint64 rowCount() const override { return m_diff.rowCount(); }
    Kind kind(qint64 row) const override;
    DiffCell cell(qint64 row, Side side, qsizetype most) const override;
    qsizetype longest() const override { return m_longest; }
    int numberWidth() const override { return 0; }
    const std::vector<qint64> &differences() const override { return m_differences; }

private:
    DiffJsonRows(text::JsonDiff diff, bool hasLeft, bool hasRight, const std::atomic_bool &stop);

    text::JsonDiff m_diff;
    bool m_has[2];
    std::vector<qint64> m_differences;
    qsizetype m_longest = 0;
};

} // namespace kv::ui
