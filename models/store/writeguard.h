// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outerstore.h"

namespace kv {

/// A store behind a lock: while it is locked every read goes through and every write is refused with
/// ErrorKind::ReadOnly, whoever asks and by whatever way. Unlocked it is the store itself.
class WriteGuard : public OuterStore
{
    Q_OBJECT

public:
    /// `reason`: why it is read-only while it is locked; one sentence.
    WriteGuard(std::shared_ptr<Store> store, QString reason);

    void setLocked(bool locked);
    bool isLocked() const { return m_locked; }

    Capabilities capabilities() const override;
    QFuture<Result<Revision>> put(const Put &put) override;
    QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) override;
    QFuture<Result<Revision>> rename(const QByteArray &from, const QByteArray &to,
                                     const Expect &expect) override;
    QFuture<Result<RemoveReport>> remove(const QList<Removal> &removals) override;

private:
    Error refusal() const;

    QString m_reason;
    bool m_locked = true;
};

} // namespace kv
