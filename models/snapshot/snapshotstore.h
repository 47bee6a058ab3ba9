// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "store/store.h"

#include <QStringList>

#include <memory>

namespace kv::snapshot {

/// A snapshot file as a store that can only be read. The file is gone through once, in the background, before
/// the first answer; its keys, expirations and metadata stay in memory, its values are read from the file
/// when asked for. Looks at the file again when it changes. Of several items with one key the last one
/// counts, as it does for wrangler. A file that breaks off, or is no snapshot, fails every call with the
/// reason; items that are no entry are left out, and troubles() names them.
class SnapshotStore : public Store
{
    Q_OBJECT

public:
    /// `clock`: from when an `expiration_ttl` counts.
    explicit SnapshotStore(const QString &path, const Clock &clock = systemClock(),
                           QObject *parent = nullptr);
    ~SnapshotStore() override;

    // What going through the file has shown. Nothing before the first answer; any thread.

    /// Items that were passed over because their key comes again, and the keys of the first thousand.
    qint64 duplicates() const;
    QList<QByteArray> duplicateKeys() const;
    /// Items that are no entry, and why of the first thousand, with line and column.
    qint64 troubleCount() const;
    QList<Error> troubles() const;
    /// Sentences about what was passed over in entries, of the first thousand.
    QStringList remarks() const;

    Capabilities capabilities() const override;
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

    /// How often a watched file is looked at, in milliseconds.
    static constexpr int watchIntervalMs = 200;

private:
    struct Inner;
    template <class T, class Work> QFuture<Result<T>> post(Work work);
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::snapshot
