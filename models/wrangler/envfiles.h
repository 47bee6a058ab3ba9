// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QHash>
#include <QList>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>

namespace kv::wrangler {

/// A variable as wrangler sees it, and where its value stands. The value may be a secret.
struct Variable
{
    QString value;
    /// The name of the file, ".env.local"; empty: the process's environment.
    QString file;
    /// The value was written in the project's own files from beginning to end: nothing of it was drawn from
    /// the process's environment, nor from a file that lies elsewhere and is only linked to.
    bool projectsOwn = false;
};

/// The process's environment with the project's `.env` files beneath it. Plain data.
struct Variables
{
    QHash<QString, Variable> fromFiles;
    QProcessEnvironment process;
    QStringList filesRead;    ///< names, in the order in which they were read
    QStringList filesMissing; ///< names of those that are not there
    QList<Error> problems;    ///< files that are there and were not read, and values left out

    /// The variable, an empty one too; nullopt: not set.
    std::optional<Variable> find(const QString &name) const;
};

/// Largest `.env` file that is read, and longest value after `$` references are put in, in bytes and
/// characters.
inline constexpr qint64 maxEnvFileBytes = 256 * 1024;
inline constexpr int maxEnvValue = 64 * 1024;

/// Reads `.env`, `.env.local`, and for a named environment `.env.NAME`, `.env.NAME.local` in `folder`, as
/// wrangler run there with `--env NAME` does: a later file goes over an earlier one, the process's
/// environment over all of them (unless the variable is empty there), and $NAME, ${NAME}, ${NAME:-else},
/// ${NAME:+then} are put in. Regular files only. An empty folder: no files. Runs nothing; blocks on the disk.
Variables readEnvFiles(const QString &folder, const QString &environmentName,
                       const QProcessEnvironment &process);

} // namespace kv::wrangler
