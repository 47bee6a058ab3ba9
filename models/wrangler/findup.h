// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace kv::wrangler {

/// The names of a wrangler file, the one that wins first.
inline constexpr const char *configNames[] = {"wrangler.json", "wrangler.jsonc", "wrangler.toml"};

/// The file that wrangler reads when it is run in `startDir` without `--config`, absolute: each name is
/// looked for up to the root of the file system on its own, so that a wrangler.json in any folder above beats
/// a wrangler.toml in this one. Blocks on the disk.
std::optional<QString> findWranglerFile(const QString &startDir);

/// The `v3` folder in which wrangler keeps its local state: beside the wrangler file, or under `persistTo`
/// (what `--persist-to` is given) taken from `cwd`. Absolute; it need not exist.
QString stateRootOf(const QString &configPath, const QString &persistTo = {}, const QString &cwd = {});

} // namespace kv::wrangler
