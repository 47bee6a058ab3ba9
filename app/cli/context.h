// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "wrangler/worker.h"

namespace kv::cli {

/// The folder that --project (or another option) names, or the current one; absolute.
QString projectFolder(const Arguments &arguments, const char *option = "project");

/// A file that is named on the command line, absolute.
QString absolutePath(const QByteArray &name);

/// What --persist-to says, relative to the current folder as in wrangler.
wrangler::StateOptions stateOptions(const Arguments &arguments);

} // namespace kv::cli
