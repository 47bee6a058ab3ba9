// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/target.h"
#include "store/store.h"

#include <memory>

namespace kv::remote {

class ApiClient;

/// A namespace at Cloudflare. Every call is one or more requests of the client's queue; `Target::accountId`
/// and `namespaceId` must be set. Lives on its client's thread.
///
/// Cloudflare shows a write everywhere within about a minute. Until then get(), peek() and list() answer what
/// it acknowledged, for two minutes at most or until a read agrees (Entry::unsettled).
class RemoteStore : public Store
{
    Q_OBJECT

public:
    RemoteStore(std::shared_ptr<ApiClient> client, const Target &target, const Clock &clock = systemClock(),
                QObject *parent = nullptr);
    ~RemoteStore() override;

    Capabilities capabilities() const override;
    /// Pages of 10 to 1000 keys, 1000 when the query leaves it open; one request each.
    QFuture<Result<KeyPage>> list(const ListQuery &query) override;
    /// Always nullopt.
    QFuture<Result<std::optional<qint64>>> count() override;
    /// Two requests. ErrorKind::Protocol for a value that Cloudflare can only hand out as text and that is
    /// none: under a key that no URL can carry.
    QFuture<Result<Entry>> get(const QByteArray &key) override;
    /// One request for 100 keys.
    QFuture<Result<QList<Peek>>> peek(const QList<QByteArray> &keys, int headBytes) override;
    /// One request for 100 keys, and two more for each value that is no text. Fewer entries than there is
    /// room for where the next few would take a request of their own. A failure in the middle answers what
    /// was read before it; whoever asks again from there learns what it was, if it lasts. ErrorKind::Protocol
    /// in place of an entry as for get().
    QFuture<Result<QList<Fetched>>> fetch(const QList<QByteArray> &keys, qint64 mostBytes) override;
    /// Puts that set value, expiration and metadata and expect nothing: one request for up to 10,000 of them
    /// or 50 MB. The others cost what put() costs. What Cloudflare leaves undone twice is
    /// ErrorKind::Protocol. A failure that is not about single keys (no connection, no permission) ends the
    /// sending, and is the answer of all that was not sent; the whole never fails. A key that comes a second
    /// time is ErrorKind::InvalidInput there.
    QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) override;
    /// One request, after up to two that read what is kept or expected. Cloudflare has no conditional write:
    /// what another program writes between that reading and the writing is overwritten.
    QFuture<Result<Revision>> put(const Put &put) override;
    /// Copies, and deletes the old key only once the copy is acknowledged.
    QFuture<Result<Revision>> rename(const QByteArray &from, const QByteArray &to,
                                     const Expect &expect) override;
    /// One request for up to 10,000 keys, after two for each key that must be unchanged or absent. Cloudflare
    /// does not say whether a key was there: it is `removed` either way, unless it was to be
    /// unchanged and so was looked at.
    QFuture<Result<RemoveReport>> remove(const QList<Removal> &removals) override;
    /// Nothing to watch: looking costs requests.
    void setWatching(bool) override {}

private:
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

} // namespace kv::remote
