// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/target.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

/// What an opened folder holds, as plain data: read by models/wrangler, filled in with what lies on disk by
/// models/local, shown by the window and printed by kvw.
namespace kv {

enum class Severity { Error, Warning, Hint };

/// Something a wrangler file's author should know. Lines and columns count from 1; 0: not known.
struct Diagnostic
{
    Severity severity = Severity::Error;
    QString message; ///< One sentence, in wrangler's own terms.
    int line = 0;
    int column = 0;

    bool operator==(const Diagnostic &) const = default;
};

/// Which of a binding's two ids a target stands for.
enum class IdKind { Id, Preview };

/// One target that can be opened, and what is known of it.
struct TargetInfo
{
    Target target;
    /// How kvw and the window call it: "local:TODO", "local:TODO@staging:preview", "local:#<id>".
    QString name;
    IdKind kind = IdKind::Id;
    /// The environment whose binding leads here; empty for the top level.
    QString environment;
    /// Commands that use this target as they are typed, "wrangler dev" or "wrangler kv key put --preview".
    QStringList usedBy;
    /// What one should know who looks at this target, a sentence each: where wrangler's commands disagree.
    QStringList notes;
    /// The database file that holds it or would hold it, absolute.
    QString path;
    bool exists = false;
    /// Kept in the layout of wrangler 3.0 to 3.8, which current wrangler no longer sees: read-only.
    bool oldLayout = false;
    /// Entries in the store, expired ones too; nullopt: not counted (yet) or no store.
    std::optional<qint64> count;

    bool operator==(const TargetInfo &) const = default;
};

/// One item of kv_namespaces.
struct Binding
{
    QString name;
    std::optional<QString> id;
    std::optional<QString> previewId;
    std::optional<bool> remote;
    int line = 0; ///< of the item in the file, from 1
    int column = 0;
    /// Up to four. Always the local target of `id` (or of the binding's name when it has none); when there is
    /// a preview_id, the local target of that; then the remote targets of those ids that are there and not
    /// empty.
    QList<TargetInfo> targets;

    /// The target of that place and id; null when there is none.
    const TargetInfo *target(Place place, IdKind kind) const
    {
        for (const TargetInfo &info : targets) {
            if (info.target.place == place && info.kind == kind)
                return &info;
        }
        return nullptr;
    }

    bool operator==(const Binding &) const = default;
};

/// The top level of a wrangler file (empty name) or one `env.NAME`.
struct Environment
{
    QString name;
    QString workerName; ///< As deployed: "shop" or "shop-staging"; may be empty.
    std::optional<QString> accountId;
    int line = 0;
    QList<Binding> bindings;
    /// An Error here means that wrangler refuses to run in this environment.
    QList<Diagnostic> diagnostics;

    bool operator==(const Environment &) const = default;
};

/// One wrangler file.
struct Worker
{
    QString configPath;              ///< absolute
    QString relativePath;            ///< from the project folder, for people
    QString name;                    ///< the top level's `name`; may be empty
    QString stateRoot;               ///< the `v3` folder that wrangler keeps for it, absolute; may not exist
    QList<Environment> environments; ///< the top level first; empty when the file cannot be read
    /// Why the file as a whole cannot be used.
    std::optional<Error> error;

    bool operator==(const Worker &) const = default;
};

/// Everything found under one folder.
struct Project
{
    QString root; ///< absolute
    QList<Worker> workers;
    /// Local stores that no binding names.
    QList<TargetInfo> onlyOnDisk;
    /// Folders that could not be read, and the like.
    QList<Error> problems;

    bool operator==(const Project &) const = default;
};

} // namespace kv
