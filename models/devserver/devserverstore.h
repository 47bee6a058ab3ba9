// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "devserver/finder.h"
#include "store/outerstore.h"

namespace kv::devserver {

struct Parts;

/// A store on this disk that a dev server may have open. workerd waits for no lock: what a Worker writes in
/// the moment in which another process holds the write lock fails. So writes of several keys go through the
/// bulk endpoints of the very process that has the database open, where it has some: there is one writer
/// then, and no put of the Worker meets another. Everything else is the file store's own: reading, writing a
/// single key, all writing while nobody has the database open, and what the server does not keep to the byte.
///
/// **Conditions.** The server knows none. So each request is small, and the keys of a put or removal that
/// expects something are read in the file right before it. What the Worker writes to the same key within
/// these milliseconds is overwritten, where by file it would not be; that is what it costs that none of its
/// puts fails, and capabilities() says so by `writesConditionally` while a server is used. Each key is read
/// again afterwards: the answer is what lies in the file, and what the server did not write there goes by
/// file, whether it said so, said nothing or is gone.
///
/// Cancelling stops between two requests; one that is under way may still be carried out.
class DevServerStore : public OuterStore
{
    Q_OBJECT

public:
    /// `file`: the store of the namespace with this id whose rows are at `databasePath`.
    DevServerStore(std::shared_ptr<Store> file, const QString &databasePath, const QString &namespaceId,
                   FinderOptions options = {}, Clock clock = systemClock());
    ~DevServerStore() override;

    /// Whether a namespace with this id can be written to through a server.
    static bool canServe(const QString &namespaceId);

    Capabilities capabilities() const override;
    QFuture<Result<Revision>> put(const Put &put) override;
    QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) override;
    QFuture<Result<Revision>> rename(const QByteArray &from, const QByteArray &to,
                                     const Expect &expect) override;
    QFuture<Result<RemoveReport>> remove(const QList<Removal> &removals) override;

private:
    template <class Work> auto run(Work *work);
    template <class T, class Write> QFuture<Result<T>> writeOne(Write write);

    std::shared_ptr<Parts> m_parts;
};

} // namespace kv::devserver
