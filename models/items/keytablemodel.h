// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "items/keydiff.h"
#include "items/keyfilter.h"
#include "items/keyfinding.h"
#include "items/listing.h"
#include "items/peekcache.h"
#include "store/async.h"
#include "store/keylist.h"
#include "store/store.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>

#include <chrono>

namespace kv::items {

/// The keys of one store as a table, in byte order; built for a million rows.
///
/// Lists the whole store once in the background and shows pages as they come; a filter only narrows what is
/// shown. Values and sizes are peeked when a cell is asked for, in batches. Nothing blocks.
///
/// A prefix narrows at once. The rows of any other filter are found on a thread of the model's own, told by
/// isFinding(): at first the rows of the filter before stay, then the model is reset to the first that were
/// found, and others are inserted behind them. When keys come, go or change, the rows are found again,
/// looking only at what is new, and only rows that differ are removed or inserted.
///
/// A store whose capabilities() say listsByPage is read lazily: a page at once, another when the view nears
/// the end of the rows (canFetchMore() and fetchMore()) or until loadAll() has come to the end. Never are two
/// listings under way. A prefix that is not in what was read is listed by the store, after a pause in typing.
/// Any other filter shows what it finds in what was read, and nothing is read on for it unasked.
/// What the store says of single keys by keysChanged() is put in place without a request.
///
/// When the store says changed() the listing is read again and only rows that differ are removed, inserted
/// or changed, so a view keeps its selection and place. Too many differences, a new prefix or a new store
/// reset the model between aboutToReload() and reloaded(): the view then finds its place by key.
/// The model never calls Store::setWatching(): who puts it on screen does.
class KeyTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Key, Value, Size, Expires, Metadata, ColumnCount };
    /// All roles work in every column. SizeRole, MissingRole, UnknownRole, HeadRole, and DisplayRole of the
    /// columns Value and Size, have the row peeked when it was not; no other role does.
    enum Role {
        KeyRole = Qt::UserRole, ///< QByteArray
        SizeRole,               ///< qint64, bytes of the value; -1: not known
        MissingRole,            ///< bool: peeked, and there is no value
        HeadRole,               ///< QByteArray: the first headBytes bytes of the value
        ExpirationRole,         ///< qint64, seconds since 1970; invalid: none
        ExpiredRole,            ///< bool, against the clock
        MetadataRole,           ///< QByteArray, JSON text; invalid: none
        LoadStateRole,          ///< LoadState of the peek
        PeekErrorRole,          ///< kv::Error when LoadStateRole says Failed
        UnknownRole,            ///< bool: peeked, and there is a value that only reading the entry tells
    };
    Q_ENUM(Role)

    /// Bytes of each value that are peeked.
    static constexpr int headBytes = 256;
    /// Rows whose peeks are kept.
    static constexpr int peekCapacity = 20'000;
    /// Keys of a page that is read lazily, and so of one request.
    static constexpr int pageKeys = 1000;
    /// Pages that refresh() reads again at most when reading lazily.
    static constexpr int mostPagesAgain = 5;

    explicit KeyTableModel(QObject *parent = nullptr);
    ~KeyTableModel() override;

    /// Shows another store, from its first key; the prefix stays. Null: nothing. Whether it is read lazily is
    /// decided here.
    void setStore(std::shared_ptr<Store> store);
    const std::shared_ptr<Store> &store() const { return m_store; }
    /// Shows only keys that start with these bytes. At once, also while loading. When reading lazily, those
    /// that were read are shown at once; unless that are all of them, the store lists them after a pause.
    void setPrefix(const QByteArray &prefix);
    /// filter().prefix()
    const QByteArray &prefix() const { return m_prefix; }
    /// Shows only keys that the filter lets through. What it can tell of a prefix is narrowed to as by
    /// setPrefix().
    void setFilter(const KeyFilter &filter);
    const KeyFilter &filter() const { return m_filter; }
    /// Rows of the filter are being looked for; those shown may be fewer, or of the filter before.
    bool isFinding() const { return m_finds; }
    /// How many keys the finding under way, or the last one, has looked at.
    int lookedCount() const { return m_looked; }
    /// What the pattern was too expensive for, the last time that rows were found.
    struct Expense
    {
        int keys = 0;        ///< That are left out for it.
        QByteArray firstKey; ///< One of them.
        bool gaveUp = false; ///< So many that the rest was not looked at.
    };
    const Expense &expense() const { return m_expense; }
    /// The rows as they are now, to be looked through elsewhere.
    const KeyRows &rows() const { return m_rows; }
    /// All keys that were read, and those of them that begin with prefix().
    KeyRows allRows() const { return {m_shown.keys, {0, m_shown.keys.size()}}; }
    KeyRows listedRows() const { return {m_shown.keys, m_shown.keys.withPrefix(m_prefix)}; }
    /// Has the store list the prefix without waiting for the end of the pause, if one is under way.
    void endPause();
    /// What the listing reads; another detail reads the store anew. At first ListDetail::Rows. With
    /// ListDetail::Names no row has an expiration or metadata.
    void setDetail(ListDetail detail);
    void setClock(Clock clock);
    /// How long lazy reading waits: after a change of the prefix, and for further cells that are looked at.
    /// At first 300 and 120.
    void setPauses(std::chrono::milliseconds typing, std::chrono::milliseconds looking);
    /// Reads the store again; after a failed or running reading too. Lazily: the beginning, as many pages as
    /// were read but not above mostPagesAgain; rows behind that stay as they were read. After a failed
    /// reading of a page it reads that page instead.
    void refresh();
    /// Tells views that relative times and expiries may read otherwise now. Call as often as they should
    /// tick.
    void touchTimes();

    /// The shown row of `key`, or -1.
    int rowOf(const QByteArray &key) const;
    /// The key of a shown row.
    QByteArray keyAt(int row) const;
    /// The same without a copy, of a row that there is. Valid until the model changes.
    QByteArrayView rowKey(int row) const;
    /// The first shown row whose key is not less than `key`; rowCount() when there is none.
    int lowerBoundRow(const QByteArray &key) const;
    /// Whether the store is read page by page as one scrolls; every page is a request.
    bool isLazy() const { return m_lazy; }
    /// Reads page after page until all keys with prefix() are there. Goes on from where an earlier reading
    /// ended, was stopped or failed.
    void loadAll();
    /// Reads one page more, also after a failure.
    void loadMore();
    /// Ends loadAll() at once. What was read stays, and reading can be gone on with.
    void stopLoading();
    bool isLoadingAll() const { return m_loadingAll; }
    /// Whether there is more to read of the keys with prefix(). Always false when not reading lazily.
    bool canLoadMore() const;

    /// What was read so far, shown or not, to be looked through elsewhere.
    const KeyList &keysRead() const { return m_shown.keys; }
    /// Keys read so far that start with listedPrefix(), shown or not.
    int totalCount() const { return m_shown.keys.size(); }
    /// What the listing in use was narrowed to at the store; prefix() starts with it unless a reading is due.
    /// Always empty when not reading lazily.
    const QByteArray &listedPrefix() const { return m_shown.prefix; }
    /// Whether totalCount() is all that the store has with listedPrefix(), as of the last reading: the whole
    /// store if that is empty.
    bool isComplete() const { return m_shown.complete; }
    /// Whether the rows are all keys that filter() lets through, as of the last reading. May be true where
    /// isComplete() is not: a listing that has come past all keys with prefix().
    bool showsAll() const { return listsAll() && !m_finds; }
    /// A reading is under way, the first or a later one, or due at the end of a pause; or rows are looked
    /// for.
    bool isLoading() const { return m_reading != Reading::None || m_pause.isActive() || m_finds; }
    /// False once a listing has said that there is no store at the target.
    bool storeExists() const { return m_shown.storeExists; }
    /// Why the last reading failed; what had been read stays shown.
    const std::optional<Error> &error() const { return m_error; }
    /// Bytes held on the heap for the keys read, for rows and for peeks.
    qint64 memory() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// False while a page is under way or due and after a failure: a view must not ask again and again.
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// One of totalCount(), isComplete(), showsAll(), isLoading(), isLoadingAll(), canLoadMore(),
    /// storeExists(), error(), filter(), isFinding(), lookedCount() or expense() is another.
    void stateChanged();
    /// Around every model reset. After one for a new store the rows follow as insertions.
    void aboutToReload();
    void reloaded();

private:
    enum class Reading { None, First, Page, Again, Comparing };

    std::pair<const KeyBlock *, int> locate(int row) const;
    QVariant displayData(int row, int column) const;
    QVariant toolTip(int row, int column) const;
    QString wordsForNoHead(const PeekCell &cell) const;
    /// The row's peek if there is one; asks for it when `load` and it is missing or outdated.
    const PeekCell *peekCell(int row, bool load) const;
    void startReading();
    void list(const ListQuery &query);
    void addPage(const KeyPage &page);
    void showArrived();
    void readingEnded(bool cancelled);
    void compareInBackground();
    void applyDifferences(const Differences &differences);
    void applyInPlace(const Differences &differences, KeyList next);
    void applyHunks(const std::vector<Hunk> &hunks);
    void applyHunk(const Hunk &hunk);
    void finishReading();
    void endReading();
    void fail(const Error &error);
    void scheduleRefresh();
    void resetTo(KeyList keys);
    void clearReading();
    // Other filters than a prefix
    bool isNarrowed() const { return !m_filter.isPrefix(); }
    void find(bool fresh);
    void findAgain();
    void stopFinding();
    void forgetFound();
    void takeFound(const FoundPiece &piece);
    void showFound();
    void showUpdate(const Differences &differences);
    void resetRows(KeyRows rows);

    void sendPeeks();
    void sendLazyPeeks();
    void takePeeks(const QList<QByteArray> &keys, const Result<QList<Peek>> &result, quint64 stamp);
    void peeksChanged(const QList<QByteArray> &keys);

    // Lazily
    bool listsAll() const;
    bool mayReadOn() const;
    void turnToPrefix();
    bool takeFromAside();
    void putAside(Listing listing);
    void pauseEnded();
    void readPage();
    void requestPage();
    void takePage(const KeyPage &page);
    void pageEnded();
    bool adoptAnew();
    void readBeginningAgain();
    void requestBeginning();
    bool beginningIsRead();
    void takeChanges(const QList<KeyChange> &changes);

    std::shared_ptr<Store> m_store;
    QByteArray m_prefix;
    ListDetail m_detail = ListDetail::Rows;
    Clock m_clock = systemClock();

    // What is read, and of it the rows that are shown; those of a filter may still be of an older list. While
    // differences are applied, backwards, the first m_boundary rows are still of m_rows and the others are of
    // m_next from m_nextStart on.
    Listing m_shown;
    KeyRows m_rows;
    bool m_applying = false;
    KeyRows m_next;
    int m_boundary = 0;
    int m_nextStart = 0;

    KeyFilter m_filter;
    bool m_finds = false;
    bool m_findsFresh = false; // in place of the rows shown
    bool m_foundShown = false; // some of what is found is shown already
    bool m_findAgain = false;  // the list has changed since
    quint64 m_findGeneration = 0;
    Pending<Result<FoundPiece>> m_finding;
    KeyRows m_found; // all of the finding under way
    int m_looked = 0;
    Expense m_expense;
    KeyFilter m_knownFilter; // of the last finding that came to its end
    std::optional<KeyRows> m_known;
    QTimer m_findArrivals;
    QTimer m_expiries;
    QThreadPool m_findPool;

    Reading m_reading = Reading::None;
    quint64 m_generation = 0; // of readings; answers of an older one are dropped
    Pending<Result<KeyPage>> m_listing;
    Listing m_incoming;
    std::optional<Error> m_error;
    QTimer m_arrivals;
    QTimer m_refreshTimer;
    bool m_readAgain = false;
    QElapsedTimer m_readingSince;
    qint64 m_lastReadingMs = 0;
    QElapsedTimer m_sinceReading;
    QThreadPool m_pool;
    Pending<Result<Differences>> m_comparing;

    bool m_lazy = false;
    bool m_loadingAll = false;
    bool m_pageFailed = false;       // m_error tells of a page, not of reading again
    bool m_cursorRefused = false;    // there is no going on from where m_shown ends
    bool m_pageWasEmpty = false;     // the last one
    int m_pagesLeft = 0;             // that may be read in one go, without being asked
    QTimer m_pause;                  // of typing
    std::optional<Listing> m_anew;   // another listing, of which the first page is under way
    std::vector<Listing> m_aside;    // listings of other prefixes, the last used last
    QList<KeyChange> m_sinceRequest; // changes that the answer under way may not know of

    mutable PeekCache m_peeks{peekCapacity};
    mutable QTimer m_peekTimer;
    int m_lookingMs = 120;
    int m_peeksUnderWay = 0;
    quint64 m_peekGeneration = 0; // of stores
};

} // namespace kv::items
