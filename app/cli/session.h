// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/wiring/cloudflaresession.h"
#include "core/project.h"
#include "wrangler/worker.h"

#include <memory>

namespace kv::cli {

/// The project of a folder with all its wrangler files, also the one that wrangler would find further up.
Project wholeProject(const QString &folder, const wrangler::StateOptions &options);
/// That of a command line.
Project wholeProject(const Arguments &arguments);

/// What a session is for: to use keys or namespaces no request is spent on what the credential may do.
enum class SessionUse { Keys, Account };

/// A session with Cloudflare for that project, as far as it gets: Ready, ChooseAccount, NoCredential or
/// Failed. `accountId` goes before every other account; empty: as the project and wrangler say.
std::unique_ptr<wiring::CloudflareSession> openSession(const Project &project, const QString &accountId,
                                                       SessionUse use);

/// Says on standard error why a session does not do, and what to do about it. Answers the exit code.
int reportSession(const wiring::CloudflareSession &session);

/// `kvw accounts` and `kvw namespaces …`.
int listAccounts(const Arguments &arguments);
int namespaces(const Arguments &arguments);

} // namespace kv::cli
