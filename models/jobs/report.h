// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparisonfile.h"

#include <QIODevice>

namespace kv::jobs {

enum class ReportFormat {
    Markdown, ///< For a review: what was compared, counts, and the first rows that differ, by status.
    Html,     ///< The same as a page of its own, well-formed as XML.
    Csv,      ///< RFC 4180 with a header, UTF-8: a row a key.
    Json,     ///< One object: what was compared, counts, rows; a row a line.
};

struct ReportOptions
{
    /// Markdown and HTML: rows of a status that are listed at most; then how many more there are.
    qint64 mostRows = 200;
    /// CSV and JSON: the rows that are Same too, and those Unread only because values were not asked for.
    bool everyRow = false;
    /// CSV: a "'" goes before a text that a spreadsheet would take for a formula; `key_form` says so.
    bool spreadsheetSafe = true;
    /// Asked now and then whether to give up (ErrorKind::Cancelled). May be empty.
    std::function<bool()> stop;
};

/// Writes what a comparison found to an open device, block by block. No values, no metadata and no folders of
/// this machine are in a report. Keys are data of others: none can break a table, a page or a cell. A key
/// that CSV and JSON cannot hold as text (not UTF-8; in CSV a zero byte, too) is given in base64, and that is
/// said. Blocks: for a worker thread. Meant for a file that no job writes meanwhile.
Result<> writeReport(const ComparisonFile &file, ReportFormat format, QIODevice &device,
                     const ReportOptions &options);

} // namespace kv::jobs
