// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/target.h"
#include "local/location.h"
#include "local/namespacefile.h"
#include "store/store.h"

#include <QThread>

#include <atomic>
#include <chrono>
#include <memory>

namespace kv::local {

class LocalWorker;
class PutBatch;

/// A namespace on this disk, as `wrangler dev` keeps it. Owns one thread, on which its database is opened,
/// used and closed; lets go of the file when nothing has been asked for a second, so that workerd can
/// check-point. Destroying it ends waits at once and drops what is queued.
class LocalStore : public Store
{
    Q_OBJECT

public:
    explicit LocalStore(Target target, Clock clock = systemClock(), QObject *parent = nullptr);
    ~LocalStore() override;

    Capabilities capabilities() const override;
    /// Where the database lies, or would, with no symbolic link on the way.
    QByteArray identity() const override;
    QFuture<Result<KeyPage>> list(const ListQuery &query) override;
    QFuture<Result<std::optional<qint64>>> count() override;
    QFuture<Result<Entry>> get(const QByteArray &key) override;
    QFuture<Result<QList<Peek>>> peek(const QList<QByteArray> &keys, int headBytes) override;
    QFuture<Result<QList<Fetched>>> fetch(const QList<QByteArray> &keys, qint64 mostBytes) override;
    QFuture<Result<Revision>> put(const Put &put) override;
    QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) override;
    QFuture<Result<Revision>> rename(const QByteArray &from, const QByteArray &to,
                                     const Expect &expect) override;
    QFuture<Result<RemoveReport>> remove(const QList<Removal> &removals) override;
    void setWatching(bool on) override;
    /// How long requests from now on wait while another program holds the lock; NamespaceFile::patienceMs
    /// when nobody says otherwise.
    void setPatience(std::chrono::milliseconds patience);

    /// How often a watched store's files are looked at, in milliseconds.
    static constexpr int watchIntervalMs = 200;

private:
    template <class T, class Work> QFuture<Result<T>> post(Work work);

    Target m_target;
    Clock m_clock;
    Location m_location; // found anew whenever the files change
    std::shared_ptr<std::atomic_bool> m_stop = std::make_shared<std::atomic_bool>(false);
    std::shared_ptr<PutBatch> m_puts; // the batch that may still be open
    QThread m_thread;
    LocalWorker *m_worker = nullptr; // lives on m_thread, which deletes it
};

} // namespace kv::local
