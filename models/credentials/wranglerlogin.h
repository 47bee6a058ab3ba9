// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credential.h"
#include "core/result.h"

#include <QFuture>
#include <QProcessEnvironment>
#include <QString>

namespace kv::credentials {

/// A `wrangler` on PATH, absolute, that is no part of the project: neither it nor what it links to lies in
/// `projectFolder`, and relative folders of PATH do not count. Empty: there is none. Blocks on the disk.
QString wranglerOnPath(const QProcessEnvironment &environment, const QString &projectFolder);

/// How wrangler is asked for its login.
struct WranglerQuestion
{
    QString program; ///< as wranglerOnPath() answers
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString home;          ///< absolute; wrangler runs there
    QString projectFolder; ///< whose programs are kept off wrangler's PATH
    QString profile;       ///< Findings::profile; empty or "default": the default one
    int timeoutMs = 30'000;
};

/// Runs `PROGRAM auth token --json`, with which wrangler renews its own login, and answers what it prints.
/// Runs in the home folder and not in the project, without a shell. Unauthorised: wrangler is not logged in.
/// When the credential stops working it does not say: findCredential() may know, once this has ended.
/// Cancelling the future ends the program. Needs an event loop on the calling thread.
QFuture<Result<Credential>> askWrangler(const WranglerQuestion &question);

} // namespace kv::credentials
