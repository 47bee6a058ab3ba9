// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace kv::cli {

/// Runs one command and answers the exit code. Needs a QCoreApplication.
int runCommand(const Arguments &arguments);

/// What --help prints.
QByteArray help();

/// `kvw targets`, in a file of its own: the only command that is about the project and not about keys.
int listTargets(const Arguments &arguments);

} // namespace kv::cli
