// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"

#include <QList>
#include <QString>

#include <utility>

/// What every job that writes must agree on. Pure functions, any thread.
namespace kv::jobs {

/// Keys and a sentence each, as jobs report them.
using Remarks = QList<std::pair<QByteArray, QString>>;
inline constexpr qsizetype mostRemarks = 5000;

/// Appends, unless there are some thousands already.
void addRemark(Remarks &remarks, const QByteArray &key, const QString &sentence);
void addRemarks(Remarks &remarks, const Remarks &more);

/// Whether an error that a store gave for one key would meet every other key too (the connection is gone, the
/// disk is full), so that going on makes no sense and trying again later does.
bool concernsAll(const Error &error);

/// Why this entry cannot be written at `nowMs`, a sentence; empty: it can. An expiration must be a minute
/// ahead.
QString whyNotWritable(const Entry &entry, qint64 nowMs);

/// Why what a store holds could not be put back once it is overwritten, whatever the time, a sentence; empty:
/// it can. Files of a foreign hand may hold what no KV takes.
QString whyNotRestorable(const Entry &entry);

/// An error as a sentence.
QString sentenceOf(const Error &error);

/// A put of all that an entry is.
Put putOf(const Entry &entry, const Expect &expect);

} // namespace kv::jobs
