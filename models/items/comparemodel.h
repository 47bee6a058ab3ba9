// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparisonfile.h"

#include <QAbstractTableModel>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace kv {
class Store;
}

namespace kv::items {

class RowSizes;

/// The rows of a comparison as a table, for ten million of them: rows are read from the file as they are
/// looked at, and a filter is a list of row numbers that is made on a thread of its own.
///
/// A row of the file keeps its number for ever; the row of the model it is shown as changes with the filter
/// and as the comparison goes on.
class CompareModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Tick, Sign, Key, Why, Left, Right, ColumnCount };
    enum Role {
        RowRole = Qt::UserRole, ///< kv::jobs::CompareRow
        KeyRole,                ///< QByteArray
    };

    /// The sentences of the table; they belong to the window.
    struct Words
    {
        std::function<QString(const jobs::CompareRow &row)> sign;
        /// `problem`: why a row could not be read, untranslated evidence; empty where there is none.
        std::function<QString(const jobs::CompareRow &row, const QString &problem)> why;
        QString key;
        QString reason;
        QString left;
        QString right;
    };

    explicit CompareModel(QObject *parent = nullptr);
    ~CompareModel() override;

    void setWords(const Words &words);
    /// Shows another comparison, or none; filter and words stay.
    void setFile(std::shared_ptr<jobs::ComparisonFile> file);
    const std::shared_ptr<jobs::ComparisonFile> &file() const { return m_file; }
    /// Where the keys lie (null: nobody knows just now), for sizes that the comparison did not need: of what
    /// is on one side only. They are asked for only where that costs no reading.
    void setStores(std::shared_ptr<Store> left, std::shared_ptr<Store> right);
    /// Sizes of a row's values that somebody has read, in bytes; -1: not read.
    void learnSizes(qint64 number, qint64 left, qint64 right);

    void setFilter(const jobs::RowFilter &filter);
    const jobs::RowFilter &filter() const { return m_filter; }
    /// Rows are being found for the filter; what is shown is what an older state of it found.
    bool isFinding() const { return m_finding || m_findAgain; }
    /// This row of the file stays in sight whatever becomes of it while the comparison goes on, until another
    /// filter is set; -1: none.
    void setPinned(qint64 number) { m_pinned = number; }

    /// The file has rows behind what was the last.
    void appended();
    /// These rows of the file (half-open) read otherwise now.
    void changed(qint64 begin, qint64 end);

    qint64 numberOf(int row) const; ///< Of a model's row in the file; -1: no such row.
    int rowOf(qint64 number) const; ///< -1: not shown.
    int lowerBound(qint64 number) const;
    std::optional<jobs::CompareRow> rowAt(int row) const;
    QByteArray keyAt(int row) const;

    /// Ticks rows of the model, or takes their ticks away; ranges are first and last row.
    void setTicked(const QList<std::pair<int, int>> &ranges, bool ticked);
    /// The same for every row of the file that `which` shows.
    void setAllTicked(const jobs::RowFilter &which, bool ticked);
    /// How many rows of each status are ticked; follows ticks and the comparison a moment later.
    const jobs::Counts &ticked() const { return m_ticked; }
    /// How many of the rows shown are ticked.
    qint64 tickedShown() const { return m_tickedShown; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// Rows are about to change, and have changed: for views that keep their place.
    void aboutToMove();
    void moved();
    /// rowCount() or isFinding() reads otherwise now.
    void stateChanged();
    /// ticked() or tickedShown() reads otherwise now.
    void ticksChanged();
    /// The file could not be read or written.
    void failed(const kv::Error &error);

private:
    using Numbers = std::vector<quint32>;
    struct Cancel
    {
        std::atomic<bool> asked = false;
    };

    void find();
    void findSoon();
    void show(Numbers numbers);
    void tick(const std::function<Result<Numbers>(const std::atomic<bool> &)> &which, bool ticked);
    void countTicks();
    Result<jobs::CompareRow> fileRow(qint64 number) const;
    QString sizeWords(const jobs::CompareRow &row, bool left, qint64 number) const;
    void showSizes(qint64 first, qint64 last);
    template <class T>
    void onPool(std::function<T(const std::atomic<bool> &)> work, std::function<void(T)> then);

    std::shared_ptr<jobs::ComparisonFile> m_file;
    RowSizes *m_sizes;
    Words m_words;
    jobs::RowFilter m_filter;
    bool m_filtered = false;
    Numbers m_numbers; // shown rows, when m_filtered
    int m_shown = 0;   // rows shown, when not m_filtered
    qint64 m_pinned = -1;
    bool m_finding = false;
    bool m_findAgain = false;
    qint64 m_tookMs = 0;
    bool m_counting = false;
    bool m_countAgain = false;
    jobs::Counts m_ticked = {};
    qint64 m_tickedShown = 0;
    quint64 m_generation = 0;
    std::shared_ptr<Cancel> m_cancel;
    QTimer m_findSoon;
    mutable bool m_toldFailure = false;
    QThreadPool m_pool;
};

} // namespace kv::items

Q_DECLARE_METATYPE(kv::jobs::CompareRow)
