// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "store/store.h"

#include <QSet>

#include <deque>
#include <functional>
#include <map>

namespace kv {

/// A Store whose entries lie in memory, with every promise that store.h makes. Tests drive the window with
/// it: answers can be held back and let go one by one or out of order, and failures can be ordered.
class MemoryStore : public Store
{
    Q_OBJECT

public:
    /// The calls of Store, to name one.
    enum class Call { List, Count, Get, Fetch, Peek, Put, PutMany, Rename, Remove };

    explicit MemoryStore(Clock clock = systemClock(), QObject *parent = nullptr);
    /// Another store on the same entries, as a second program would have it.
    explicit MemoryStore(const MemoryStore &sameEntries, QObject *parent = nullptr);
    ~MemoryStore() override;

    Capabilities capabilities() const override { return m_capabilities; }
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
    void setWatching(bool on) override { m_watching = on; }
    bool isWatching() const { return m_watching; }

    /// Puts an entry in place as another program would: no rule is checked. Its revision is made anew.
    void plant(const Entry &entry);
    /// Takes an entry away as another program would.
    void uproot(const QByteArray &key);
    /// Drops every entry and the store itself; list() then says that there is none.
    void destroyEntries();
    qint64 size() const;
    /// Writes are refused with ErrorKind::ReadOnly when not writable. With listsByPage, writes of our own are
    /// told by keysChanged(); with resendsExpiration, a write that keeps an expiration less than a minute
    /// away is refused.
    void setCapabilities(const Capabilities &capabilities) { m_capabilities = capabilities; }
    /// Keys a page when the query leaves it open. At first 1000.
    void setPageSize(int keys) { m_pageSize = keys; }
    /// The next pages of listings come empty, each with a cursor, as they may at Cloudflare.
    void insertEmptyPages(int pages) { m_emptyPages = pages; }
    /// Values that are not UTF-8 are peeked as unknown, as at Cloudflare.
    void setPeeksTextOnly(bool on) { m_peeksTextOnly = on; }
    /// From now on get() says of `key` that it is, or is not, unsettled.
    void setUnsettled(const QByteArray &key, bool on);

    /// From now on calls wait. One step is one answer, or one page of a listing; the work itself is done
    /// when its step is let go.
    void hold() { m_held = true; }
    /// Lets the first `steps` waiting steps go in order, later ones stay held; -1: all that wait, and no
    /// more holding. Answers how many went.
    int release(int steps = -1);
    /// Lets the waiting step at `index` go before its elders.
    void releaseAt(int index);
    /// The calls that wait, eldest first.
    QList<Call> waitingCalls() const;
    /// The next step of this call fails with `error` and does nothing. Several pile up.
    void failNext(Call call, const Error &error);
    /// How often a call was made since the beginning.
    int callCount(Call call) const { return m_callCounts.value(call); }

private:
    struct Item
    {
        QByteArray value;
        Expiration expiration;
        Metadata metadata;
        quint64 revision = 0;
        bool valueMissing = false;
    };
    struct ByBytes
    {
        bool operator()(const QByteArray &a, const QByteArray &b) const;
    };
    struct Entries
    {
        std::map<QByteArray, Item, ByBytes> items;
        bool exists = false;
        quint64 lastRevision = 0;
        QSet<MemoryStore *> stores;
    };
    struct Step
    {
        Call call;
        std::function<bool()> run; ///< Answers whether it wants another turn.
    };

    template <class T> QFuture<Result<T>> submit(Call call, std::function<Result<T>()> work);
    void enqueue(Step step);
    void runStep(size_t index);
    std::optional<Error> takeFailure(Call call);
    Result<KeyPage> page(const ListQuery &query);
    Result<Entry> getNow(const QByteArray &key) const;
    Result<QList<Fetched>> fetchNow(const QList<QByteArray> &keys, qint64 mostBytes) const;
    Result<QList<Peek>> peekNow(const QList<QByteArray> &keys, int headBytes) const;
    Result<Revision> putNow(const Put &put);
    Result<Revision> renameNow(const QByteArray &from, const QByteArray &to, const Expect &expect);
    Result<RemoveReport> removeNow(const QList<Removal> &removals);
    Result<> checkKept(const Put &put, const Expiration &stored) const;
    Result<> checkExpect(const QByteArray &key, const Expect &expect) const;
    Result<> checkWritable() const;
    Revision store(const QByteArray &key, Item item);
    void tellChanged(const QList<QByteArray> &ourOwn);
    KeyChange changeOf(const QByteArray &key) const;

    std::shared_ptr<Entries> m_entries;
    Clock m_clock;
    Capabilities m_capabilities;
    int m_pageSize = 1000;
    int m_emptyPages = 0;
    bool m_peeksTextOnly = false;
    QSet<QByteArray> m_unsettled;
    bool m_watching = false;
    bool m_held = false;
    std::deque<Step> m_waiting;
    QHash<Call, QList<Error>> m_failures;
    QHash<Call, int> m_callCounts;
};

} // namespace kv
