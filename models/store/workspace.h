// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "core/result.h"
#include "store/entrystream.h"

#include <QFuture>
#include <QObject>
#include <QStringList>

#include <memory>

namespace kv {

class Cloudflare;
class Store;

/// What of a file was passed over when it was opened as a store. Plain data; of the first thousand of each.
struct Omissions
{
    qint64 duplicates = 0; ///< Items whose key comes again further down; the last one counts.
    QList<QByteArray> duplicateKeys;
    qint64 troubles = 0;        ///< Items that are no entry.
    QList<Error> firstTroubles; ///< Why, with line and column.
    QStringList remarks;        ///< Sentences about what was passed over inside of entries.

    bool isEmpty() const { return duplicates == 0 && troubles == 0 && remarks.isEmpty(); }
    bool operator==(const Omissions &) const = default;
};

/// What the window works on: one opened folder and the stores its targets lead to. The window knows only
/// this; app/ decides what stands behind it. Lives on the GUI thread; nothing here blocks.
class Workspace : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Opens a folder (or a wrangler file in it) and reads it in the background; projectChanged() follows,
    /// and again whenever a wrangler file or a store on disk comes, goes or changes its count.
    virtual void openFolder(const QString &path) = 0;
    /// Lets go of the folder: project() is empty from now on, and projectChanged() tells so.
    virtual void closeFolder() = 0;
    /// Makes a copy of the sample project to work on, unless there is one, and answers its folder.
    virtual QFuture<Result<QString>> sampleProject() = 0;
    /// Reads everything again now.
    virtual void refresh() = 0;
    /// The newest reading; empty before the first.
    virtual const Project &project() const = 0;
    /// True while the first reading of a folder is under way.
    virtual bool isReading() const = 0;
    /// The one door to the data: every read and write of the window goes through the store it answers.
    /// Two calls with the same target answer the same store while either is held. Null for a remote target
    /// while cloudflare() is not Ready; after a change of the credential it answers another store.
    virtual std::shared_ptr<Store> open(const Target &target) = 0;
    /// The project's side at Cloudflare; lives as long as the workspace.
    virtual Cloudflare &cloudflare() = 0;
    /// Whether a remote target is to be guarded as production: its namespace is some binding's `id`, whether
    /// or not it is another's `preview_id` as well, or no binding names it, so that nobody here knows who
    /// uses it.
    virtual bool isProduction(const Target &target) const = 0;
    /// Production opens read-only. Allows changes of this target until the program ends, or takes that back.
    virtual void allowChanges(const Target &target, bool allowed) = 0;
    virtual bool changesAllowed(const Target &target) const = 0;

    /// Another folder's project, read once: for targets that do not belong to this one.
    virtual QFuture<Result<Project>> readOther(const QString &path) = 0;
    /// Where comparisons, plans and rollbacks of this project are kept: a folder of the program's own,
    /// absolute, made when need be. Never inside the project.
    virtual QString workFolder() const = 0;
    /// A snapshot file to read from; blocks, any thread.
    virtual Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path) const = 0;
    /// What is not to be seen in a store that open() answered, once its first listing is there; nothing for
    /// one that shows everything.
    virtual Omissions omissionsOf(const Store &store) const = 0;
    /// A snapshot file to write; its name says its format. `sourceName`: the target that it is of. Blocks,
    /// any thread.
    virtual Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path,
                                                              const QString &sourceName) const = 0;

Q_SIGNALS:
    void projectChanged();
    /// The folder cannot be read at all, or vanished.
    void failed(const kv::Error &error);
};

} // namespace kv
