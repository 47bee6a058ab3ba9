// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wiring/cloudflaresession.h"
#include "app/wiring/projectreader.h"
#include "app/wiring/storeopener.h"
#include "store/async.h"
#include "store/workspace.h"

#include <QFileSystemWatcher>
#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <optional>

namespace kv::wiring {

/// The Workspace of the real program: wrangler files and stores on this disk, read on a thread of its own and
/// read again when they change. Runs nothing that a project holds.
class ProjectWorkspace : public Workspace
{
    Q_OBJECT

public:
    explicit ProjectWorkspace(SessionParts parts = {}, QObject *parent = nullptr);
    ~ProjectWorkspace() override;

    void openFolder(const QString &path) override;
    void closeFolder() override;
    QFuture<Result<QString>> sampleProject() override;
    void refresh() override;
    const Project &project() const override { return m_reading.project; }
    bool isReading() const override { return m_first; }
    std::shared_ptr<Store> open(const Target &target) override;
    CloudflareSession &cloudflare() override { return m_cloudflare; }
    bool isProduction(const Target &target) const override;
    void allowChanges(const Target &target, bool allowed) override;
    bool changesAllowed(const Target &target) const override;
    QFuture<Result<Project>> readOther(const QString &path) override;
    QString workFolder() const override;
    Result<std::unique_ptr<EntrySource>> openSnapshot(const QString &path) const override;
    Omissions omissionsOf(const Store &store) const override;
    Result<std::unique_ptr<EntrySink>> createSnapshot(const QString &path,
                                                      const QString &sourceName) const override;

    /// Quiet time after a change of a file before it is read, and how often the stores are looked at, in ms.
    static constexpr int settleMs = 150;
    static constexpr int lookMs = 1000;

private:
    void read();
    void look();
    void take(const Result<Reading> &result);
    /// Watches what the newest reading names. Answers whether any of it, not watched so far, may have changed
    /// since it was read.
    bool watch();
    QStringList wranglerFolders() const;

    QString m_path;
    Reading m_reading;
    QByteArray m_state; ///< stateOf(m_reading) when it was taken
    bool m_first = false;
    bool m_readAgain = false;
    qint64 m_readFromMs = 0;     ///< when the newest reading began
    std::optional<Error> m_told; ///< why the folder cannot be read, as failed() told it
    CloudflareSession m_cloudflare;
    StoreOpener m_opener;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QTimer m_look;
    std::shared_ptr<std::atomic_bool> m_stop;
    Pending<Result<std::pair<Reading, QByteArray>>> m_reader;
    Pending<Result<std::optional<std::pair<Reading, QByteArray>>>> m_looker;
    QThreadPool m_pool;
};

} // namespace kv::wiring
