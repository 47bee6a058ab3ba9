// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/searchjob.h"

#include <QString>

/// Sentences about a search.
namespace kv::ui::searchwords {

/// What a search of one target reads, for its row: "1,204 keys, 3.1 MiB".
QString cost(const jobs::SearchCost &cost, bool readsValues);
/// What it reads of `places` targets together, before it starts. `disk`: of those on this disk, summed;
/// `isSoFar` while they are counted. `remote`: of those that count requests, of which there are `remotes`.
QString costOfAll(int places, const jobs::SearchCost &disk, int remotes, const jobs::SearchCost &remote,
                  bool readsValues);
/// How a target is doing, beside its name: "12 hits · 1,000 of 1,204 keys", and why it stopped.
QString state(const jobs::SearchJob &job);
/// How far all of it is: "Searched 12,000 of 40,000 keys · 3.2 MiB · 17 hits".
QString progress(const jobs::Progress &progress, qint64 hits, bool readsValues);
/// "1 hit", "12 hits"; "1 key", "12 keys".
QString hits(qint64 count);
QString keys(qint64 count);

} // namespace kv::ui::searchwords
