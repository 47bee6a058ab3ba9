// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <memory>

namespace kv {

/// A store behind a lock: while it is locked every read goes through and every write is refused with
/// ErrorKind::ReadOnly, whoever asks and by whatever way. Unlocked it is the store itself.
class WriteGuard : public Store
{
    Q_OBJECT

public:
    /// `reason`: why it is read-only while it is locked; one sentence.
    WriteGuard(std::shared_ptr<Store> store, QString reason);

    void setLocked(bool locked);
    bool isLocked() const { return m_locked; }

    Capabilities capabilities() const override;
    QByteArray identity() const override { return m_store->identity(); }
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
    Error refusal() const;

    std::shared_ptr<Store> m_store;
    QString m_reason;
    bool m_locked = true;
};

} // namespace kv
