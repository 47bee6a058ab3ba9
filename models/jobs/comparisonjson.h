// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "jobs/comparisonfile.h"

/// What a comparison is asked and where it is, as JSON in its file. Nothing in it is secret. Any thread.
namespace kv::jobs {

QByteArray toJson(const CompareSpec &spec);
QByteArray toJson(const CompareState &state);
/// Corrupt: no such JSON.
Result<CompareSpec> specFromJson(QByteArrayView json);
Result<CompareState> stateFromJson(QByteArrayView json);

} // namespace kv::jobs
