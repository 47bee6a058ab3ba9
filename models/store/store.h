// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "store/keyblock.h"

#include <QFuture>
#include <QObject>

namespace kv {

/// What a listing reads of each entry.
enum class ListDetail {
    Names, ///< Keys only; the cheapest walk the store can make.
    Rows,  ///< Keys, expirations and metadata.
};

struct ListQuery
{
    QByteArray prefix; ///< Only keys that start with these bytes.
    QByteArray cursor; ///< From an earlier page, or empty for the first.
    int pages = 1;     ///< How many pages to deliver; 0: to the end.
    int pageSize = 0;  ///< Keys a page at most; 0: what suits the store.
    ListDetail detail = ListDetail::Rows;
};

/// Keys in byte order. An empty page with a cursor is not the end; `last` is.
struct KeyPage
{
    std::shared_ptr<const KeyBlock> keys;
    QByteArray cursor;
    bool last = false;
    /// False when there is no store at this target yet (then `keys` is empty and `last` is true).
    bool storeExists = true;
};

/// The beginning of a value, for the list.
struct Peek
{
    QByteArray key;
    qint64 size = -1; ///< Bytes of the whole value; -1: the value is missing or the key is gone.
    QByteArray head;  ///< The first bytes, as many as were asked for.
    /// There is a value, but it cannot be told in a batch (Cloudflare hands many out as text only): binary or
    /// too large. Reading the entry tells. `size` and `head` mean nothing then.
    bool unknown = false;
};

/// What a bulk read made of one key.
struct Fetched
{
    QByteArray key;
    /// The entry, or why there is none: NotFound when there is no such key. Any other error concerns this key
    /// alone.
    Result<Entry> entry;
};

/// A key to delete, and what it must still be.
struct Removal
{
    QByteArray key;
    Expect expect;
};

/// What became of each key of a remove().
struct RemoveReport
{
    QList<QByteArray> removed;
    QList<QByteArray> missing;    ///< Were not there.
    QList<QByteArray> conflicted; ///< Were not what was expected; left alone.
};

struct Capabilities
{
    bool writable = true;
    /// Why not, when not writable: one sentence.
    QString readOnlyReason;
    /// Listing costs requests of a budget: list page by page as one scrolls, and narrow by prefix at the
    /// store. Otherwise listing to the end is cheap.
    bool listsByPage = false;
    /// A write sends the expiration along, also one that stays: one that is less than a minute away is
    /// refused. Otherwise what is not edited stays as it is, whatever it is.
    bool resendsExpiration = false;
    /// How many keys one request of the budget lists, reads (fetch) and writes (putMany, remove); 0: nothing
    /// is counted.
    int keysPerListRequest = 0;
    int keysPerReadRequest = 0;
    int keysPerWriteRequest = 0;
    /// peek() tells a value's size without reading the value.
    bool sizesAreCheap = false;
    /// `expect` costs nothing and holds in the very moment of the write. Otherwise it costs a reading of each
    /// key, and what somebody writes between that reading and the write is overwritten.
    bool writesConditionally = true;

    /// Whether an `expect` of keys that were read just before is worth what it costs.
    bool expectsCheaply() const { return writesConditionally || keysPerReadRequest == 0; }
};

/// What a write made of one key, for a list that does not want to be read again.
struct KeyChange
{
    QByteArray key;
    bool exists = true; ///< False: it was deleted.
    Expiration expiration;
    Metadata metadata;
};

/// Reads and writes one target.
///
/// Lives on the thread that made it (the GUI thread in the window); every call returns at once. A future
/// that is cancelled stops the work behind it; one that ends without a result was cancelled. Deliver with
/// whenDone() or whenEach() from async.h, never with QFuture::then(context): Qt 6.4 aborts when the context
/// dies first. Destroying the store cancels what is under way.
class Store : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual Capabilities capabilities() const = 0;
    /// The same for stores that surely hold the very same keys, whatever their targets are called; empty:
    /// targets tell. Looks at a few names on the disk, no more.
    virtual QByteArray identity() const { return {}; }
    /// Delivers up to `query.pages` pages as the results of one future, in key order, as they are read.
    /// An Error ends the listing.
    virtual QFuture<Result<KeyPage>> list(const ListQuery &query) = 0;
    /// How many entries lie in the store, expired ones too; nullopt: no store at this target yet, or one that
    /// can only be counted by listing it all (Capabilities::listsByPage), which is not done unasked.
    virtual QFuture<Result<std::optional<qint64>>> count() = 0;
    /// The whole entry, an expired one too; ErrorKind::NotFound when there is none.
    virtual QFuture<Result<Entry>> get(const QByteArray &key) = 0;
    /// Size and first `headBytes` bytes of each value, in the order asked.
    virtual QFuture<Result<QList<Peek>>> peek(const QList<QByteArray> &keys, int headBytes) = 0;
    /// Whole entries of the first of `keys`, in the order asked: as many as hold at most `mostBytes` of
    /// values together, and at least one. Whoever wants the rest asks again from there.
    virtual QFuture<Result<QList<Fetched>>> fetch(const QList<QByteArray> &keys, qint64 mostBytes) = 0;
    /// Writes one entry, creating the store if need be, and answers its new revision.
    virtual QFuture<Result<Revision>> put(const Put &put) = 0;
    /// Many puts, each with an answer of its own, in the order given; no key twice. Cancelling stops between
    /// two of them: what is written stays written. A store that takes long for it tells by the future's
    /// progress value how many it is done with.
    virtual QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) = 0;
    /// Moves an entry to another key, value, expiration and metadata untouched. Conflict when `to` exists or
    /// `from` is not as expected.
    virtual QFuture<Result<Revision>> rename(const QByteArray &from, const QByteArray &to,
                                             const Expect &expect) = 0;
    virtual QFuture<Result<RemoveReport>> remove(const QList<Removal> &removals) = 0;
    /// While true, changed() tells of writes from outside. Costs a little; switch on for what is on screen.
    virtual void setWatching(bool on) = 0;

Q_SIGNALS:
    /// Something in the store is not what it was: another program wrote, or the files came, went or were
    /// replaced. Also after writes of our own.
    void changed();
    /// Just these keys are other than they were, by writes through this store. A store with
    /// Capabilities::listsByPage says this in place of changed() wherever it knows.
    void keysChanged(const QList<kv::KeyChange> &changes);
    /// capabilities() may answer otherwise now.
    void capabilitiesChanged();
    /// True while a write waits for another program to let go of the store.
    void waiting(bool waits);
};

} // namespace kv
