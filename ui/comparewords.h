// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparejob.h"

#include <QString>

/// Sentences about a comparison. `left` and `right`: what its sides are called, "Preview".
namespace kv::ui::comparewords {

/// ≠ + − = ? and ≈ for what is the same JSON in other bytes.
QString sign(const jobs::CompareRow &row);
QString sign(jobs::Status status);
/// "value, metadata", "only in Preview", "expiration, 2 h apart".
QString why(const jobs::CompareRow &row, const QString &problem, const QString &left, const QString &right);
/// "differ", "only in Preview": what a count of rows is followed by.
QString status(jobs::Status status, const QString &left, const QString &right);
QString depth(jobs::Depth depth);

/// How long that many requests take at Cloudflare's pace of 1,200 in 5 minutes: "about 2 min".
QString pace(qint64 requests);
/// What comparing will cost, before it starts.
QString cost(const jobs::CompareCost &cost, jobs::Depth depth);
/// What is known of a running comparison's requests: "14 requests · 242 to go · about 1 min left".
QString requests(const jobs::Progress &progress);

} // namespace kv::ui::comparewords
