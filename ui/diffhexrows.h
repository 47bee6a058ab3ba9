// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diffsheet.h"

#include <atomic>

namespace kv::ui {

/// Two values as rows of a hex view, byte under byte, each made when it is looked at. A side may be absent.
class DiffHexRows : public DiffRows
{
public:
    /// Null: the side has no value. `stop` ends the comparing early; the rows are of no use then.
    DiffHexRows(const QByteArray *left, const QByteArray *right, const std::atomic_bool &stop);

    qint64 rowCount() const override { return m_rowCount; }
    Kind kind(qint64 row) const override;
    DiffCell cell(qint64 row, Side side, qsizetype most) const override;
    qsizetype longest() const override;
    int numberWidth() const override { return m_digits; }
    const std::vector<qint64> &differences() const override { return m_differences; }

private:
    bool differs(qint64 row) const;

    QByteArray m_bytes[2];
    bool m_present[2];
    qint64 m_rowCount = 0;
    int m_digits = 0;
    std::vector<qint64> m_differences;
};

} // namespace kv::ui
