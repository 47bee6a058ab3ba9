// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace kv {
class Store;
}

namespace kv::cli {

/// Runs one command and answers the exit code. Needs a QCoreApplication.
int runCommand(const Arguments &arguments);

/// What --help prints.
QByteArray help();

// The commands, each in a file of its own. Their words and options have been looked at already.

/// `kvw targets`: the only command that is about the project and not about keys.
int listTargets(const Arguments &arguments);
/// `kvw list|get|info|put|delete`, on the opened target.
int keyCommand(Store &store, const Arguments &arguments);
int compare(const Arguments &arguments);
int search(const Arguments &arguments);
int exportSnapshot(const Arguments &arguments);
int importSnapshot(const Arguments &arguments);
int copy(const Arguments &arguments);
int applyPlan(const Arguments &arguments);

} // namespace kv::cli
