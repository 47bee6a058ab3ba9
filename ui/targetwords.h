// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv {
struct Binding;
struct TargetInfo;
} // namespace kv

/// Sentences about a target: which one it is and who uses it. `binding` is empty (no name) for a store that
/// no binding names.
namespace kv::ui::targetwords {

/// An id for the eye: "0677…64db"; ids of up to 12 characters whole.
QString shortId(const QString &id);
/// "id 0677…64db", "preview_id 0677…769a", or what stands in for an id.
QString which(const TargetInfo &info, const Binding &binding);
/// "used by `wrangler dev` and 4 more · not by `wrangler kv key list`, which uses id".
QString usedBy(const TargetInfo &info, const Binding &binding);
/// Every command that uses it, one on each line, and what one should know beside.
QString usedByAll(const TargetInfo &info);
/// What creates a store that is not on disk yet.
QString howToCreate(const TargetInfo &info, const Binding &binding);

} // namespace kv::ui::targetwords
