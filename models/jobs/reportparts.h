// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/report.h"

#include <optional>

/// What the formats of a report share.
namespace kv::jobs::parts {

/// Gathers what is written into larger pieces. After a failure it takes everything and keeps nothing.
class Sink
{
public:
    explicit Sink(QIODevice &device) : m_device(device) {}

    Sink &operator<<(QByteArrayView bytes);
    Sink &operator<<(const QByteArray &bytes) { return *this << QByteArrayView(bytes); }
    Sink &operator<<(const char *text) { return *this << QByteArrayView(text); }
    Sink &operator<<(const QString &text) { return *this << QByteArrayView(text.toUtf8()); }
    bool hasFailed() const { return m_error.has_value(); }
    /// Writes what is left; the first failure.
    Result<> finish();

private:
    void flush();

    QIODevice &m_device;
    QByteArray m_buffer;
    std::optional<Error> m_error;
};

/// Calls `take` with the rows of these statuses, in key order, until it gives false. Blocks without such rows
/// are not read.
Result<> eachRow(const ComparisonFile &file, const ReportOptions &options,
                 const std::array<bool, statusCount> &statuses,
                 const std::function<bool(const CompareRow &)> &take);

/// Words that programs read: "only-left", "different".
QByteArrayView statusName(Status status);
/// "names", "meta", "values".
QByteArrayView depthName(Depth depth);
/// "value", "metadata", …, for each bit that is set.
QList<QByteArrayView> reasonNames(Reasons reasons);
/// Why it could not be read; empty for other rows.
Result<QString> problemOf(const ComparisonFile &file, const CompareRow &row);

Result<> writePage(const ComparisonFile &file, bool html, Sink &out, const ReportOptions &options);
Result<> writeCsv(const ComparisonFile &file, Sink &out, const ReportOptions &options);
Result<> writeJson(const ComparisonFile &file, Sink &out, const ReportOptions &options);

} // namespace kv::jobs::parts
