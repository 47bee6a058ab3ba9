// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <memory>

namespace kv::snapshot {

/// A snapshot file as a store that can only be read. The file is gone through once, in the background, before
/// the first answer; its keys, expirations and metadata stay in memory, its values are read from the file
/// when asked for. Looks at the file again when it changes.
class SnapshotStore : public Store
{
    Q_OBJECT

public:
    explicit SnapshotStore(const QString &path, QObject *parent = nullptr);
    ~SnapshotStore() override;

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

private:
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::snapshot
