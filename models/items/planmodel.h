// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "jobs/plan.h"
#include "store/async.h"

#include <QAbstractTableModel>
#include <QFile>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace kv::items {

/// The steps of a plan file as a table, in which each can be left out. The file is gone through once, in the
/// background; rows come as it is read. Values are never kept, and keys lie in a temporary file of their own,
/// so that a million steps take some tens of MiB.
class PlanModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { What, Key, Size, Expires, ColumnCount };
    enum class Kind : quint8 { Add, Change, Delete };

    enum Role {
        KindRole = Qt::UserRole + 1, ///< int of Kind
        KeyRole,                     ///< QByteArray
    };

    /// Steps that are to be carried out.
    struct Chosen
    {
        qint64 adds = 0;
        qint64 changes = 0;
        qint64 deletes = 0;
        qint64 bytes = 0;

        qint64 steps() const { return adds + changes + deletes; }
        bool operator==(const Chosen &) const = default;
    };

    explicit PlanModel(QObject *parent = nullptr);
    ~PlanModel() override;

    void setClock(Clock clock) { m_clock = std::move(clock); }
    void open(const QString &path);
    void clear();

    const QString &path() const { return m_path; }
    bool isReading() const { return m_reading; }
    /// Why the plan could not be read to its end.
    const std::optional<Error> &error() const { return m_error; }
    const Chosen &chosen() const { return m_chosen; }
    bool isChosen(int row) const { return !m_leftOut.at(size_t(row)); }
    bool isAllChosen() const { return m_leftOutCount == 0; }
    void setChosen(int row, bool chosen);
    void setAllChosen(bool chosen);
    /// While true the user cannot choose: something was done with the plan. Until the next plan.
    void setSettled(bool settled) { m_settled = settled; }
    /// By row; true: left out.
    const std::vector<bool> &leftOut() const { return m_leftOut; }
    Kind kindAt(int row) const { return m_rows.at(size_t(row)).kind; }
    QByteArray keyAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// chosen() is another.
    void chosenChanged();
    /// isReading() or error() is another.
    void stateChanged();

private:
    struct Row
    {
        qint64 keyAt = 0; ///< in the file of keys
        qint64 size = 0;
        Expiration expiration;
        quint16 keySize = 0;
        Kind kind = Kind::Add;
    };
    using Rows = std::vector<Row>;
    class Scan;

    void take(const Rows &rows);
    void count(const Row &row, int sign);
    QVariant display(const Row &row, int number, int column) const;

    Clock m_clock = systemClock();
    QString m_path;
    std::shared_ptr<Scan> m_scan;
    Pending<Result<Rows>> m_pending;
    quint64 m_generation = 0;
    bool m_reading = false;
    std::optional<Error> m_error;
    Rows m_rows;
    std::vector<bool> m_leftOut;
    qint64 m_leftOutCount = 0;
    Chosen m_chosen;
    bool m_settled = false;
    mutable QFile m_keys;
};

} // namespace kv::items
