// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "items/keydiff.h"
#include "items/peekcache.h"
#include "store/async.h"
#include "store/keylist.h"
#include "store/store.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>

namespace kv::items {

/// The keys of one store as a table, in byte order; built for a million rows.
///
/// Lists the whole store once in the background and shows pages as they come; a prefix only narrows what is
/// shown. Values and sizes are peeked when a cell is asked for, in batches. Nothing blocks.
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
    /// All roles work in every column. SizeRole, MissingRole, HeadRole, and DisplayRole of the columns Value
    /// and Size, have the row peeked when it was not; no other role does.
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
    };
    Q_ENUM(Role)

    /// Bytes of each value that are peeked.
    static constexpr int headBytes = 256;
    /// Rows whose peeks are kept.
    static constexpr int peekCapacity = 20'000;

    explicit KeyTableModel(QObject *parent = nullptr);
    ~KeyTableModel() override;

    /// Shows another store, from its first key; the prefix stays. Null: nothing.
    void setStore(std::shared_ptr<Store> store);
    const std::shared_ptr<Store> &store() const { return m_store; }
    /// Shows only keys that start with these bytes. At once, also while loading.
    void setPrefix(const QByteArray &prefix);
    const QByteArray &prefix() const { return m_prefix; }
    /// What the listing reads; another detail reads the store anew. At first ListDetail::Rows. With
    /// ListDetail::Names no row has an expiration or metadata.
    void setDetail(ListDetail detail);
    void setClock(Clock clock);
    /// Reads the store again; after a failed or running reading too.
    void refresh();
    /// Tells views that relative times and expiries may read otherwise now. Call as often as they should
    /// tick.
    void touchTimes();

    /// The shown row of `key`, or -1.
    int rowOf(const QByteArray &key) const;
    /// The key of a shown row.
    QByteArray keyAt(int row) const;
    /// The first shown row whose key is not less than `key`; rowCount() when there is none.
    int lowerBoundRow(const QByteArray &key) const;
    /// Keys read so far, shown or not.
    int totalCount() const { return m_keys.size(); }
    /// Whether totalCount() is the whole store as of the last reading.
    bool isComplete() const { return m_complete; }
    /// A reading is under way, the first or a later one.
    bool isLoading() const { return m_reading != Reading::None; }
    /// False once a listing has said that there is no store at the target.
    bool storeExists() const { return m_storeExists; }
    /// Why the last reading failed; what had been read stays shown.
    const std::optional<Error> &error() const { return m_error; }
    /// Bytes held on the heap for the keys read and for peeks.
    qint64 memory() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// One of totalCount(), isComplete(), isLoading(), storeExists() or error() is another.
    void stateChanged();
    /// Around every model reset. After one for a new store the rows follow as insertions.
    void aboutToReload();
    void reloaded();

private:
    enum class Reading { None, First, Again, Comparing };

    QByteArrayView rowKey(int row) const;
    std::pair<const KeyList *, int> locate(int row) const;
    QVariant displayData(int row, int column) const;
    QVariant toolTip(int row, int column) const;
    /// The row's peek if there is one; asks for it when `load` and it is missing or outdated.
    const PeekCell *peekCell(int row, bool load) const;
    void startReading();
    void addPage(const KeyPage &page);
    void showArrived();
    void readingEnded(bool cancelled);
    void compareInBackground();
    void applyDifferences(const Differences &differences);
    void applyInPlace(const Differences &differences);
    void applyHunk(const Hunk &hunk);
    void finishReading();
    void fail(const Error &error);
    void scheduleRefresh();
    void resetTo(KeyList keys);
    void clearReading();
    void sendPeeks();
    void takePeeks(const QList<QByteArray> &keys, const Result<QList<Peek>> &result, quint64 stamp);
    void peeksChanged(const QList<QByteArray> &keys);

    std::shared_ptr<Store> m_store;
    QByteArray m_prefix;
    ListDetail m_detail = ListDetail::Rows;
    Clock m_clock = systemClock();

    // What is shown: the rows m_range of m_keys. While differences are applied, backwards, the first
    // m_boundary rows are still of m_keys and the others are of m_next from m_nextStart on.
    KeyList m_keys;
    KeyList::Range m_range;
    bool m_applying = false;
    KeyList m_next;
    KeyList::Range m_nextRange;
    int m_boundary = 0;
    int m_nextStart = 0;

    Reading m_reading = Reading::None;
    quint64 m_generation = 0; // of readings; answers of an older one are dropped
    Pending<Result<KeyPage>> m_listing;
    KeyList m_incoming;
    bool m_complete = false;
    bool m_storeExists = true;
    bool m_incomingExists = true;
    std::optional<Error> m_error;
    QTimer m_arrivals;
    QTimer m_refreshTimer;
    bool m_readAgain = false;
    QElapsedTimer m_readingSince;
    qint64 m_lastReadingMs = 0;
    QElapsedTimer m_sinceReading;
    QThreadPool m_pool;
    Pending<Result<Differences>> m_comparing;

    mutable PeekCache m_peeks{peekCapacity};
    mutable QTimer m_peekTimer;
    int m_peeksUnderWay = 0;
    quint64 m_peekGeneration = 0; // of stores
};

} // namespace kv::items
