// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/planmodel.h"

#include "jobs/pool.h"
#include "text/units.h"
#include "text/utf8.h"

#include <QDir>
#include <QPromise>
#include <QTemporaryFile>

namespace kv::items {

namespace {

constexpr size_t batchRows = 4096;
constexpr qint64 batchBytes = 4 * 1024 * 1024; // of values: large ones should not keep the table waiting

} // namespace

/// The walk through the file, on a thread of the pool. Shared with the model, which may go first.
class PlanModel::Scan
{
public:
    Scan() : keys(QDir::temp().filePath(QStringLiteral("kvworkbench-keys"))) {}

    void run(QPromise<Result<Rows>> &promise, const QString &path)
    {
        auto reader = jobs::PlanReader::open(path);
        if (!reader) {
            promise.addResult(Result<Rows>(fail(reader.error())));
            return;
        }
        Rows rows;
        qint64 told = (*reader)->position();
        const auto tell = [&] {
            if (rows.empty())
                return true;
            if (!keys.flush()) {
                promise.addResult(Result<Rows>(fail(ErrorKind::Full, keys.errorString(), keys.fileName())));
                return false;
            }
            promise.addResult(Result<Rows>(std::exchange(rows, {})));
            told = (*reader)->position();
            return true;
        };
        while (!promise.isCanceled()) {
            const auto step = (*reader)->next();
            if (!step) {
                if (tell())
                    promise.addResult(Result<Rows>(fail(step.error())));
                return;
            }
            if (!*step) {
                tell();
                return;
            }
            const jobs::PlanStep &one = **step;
            Row row;
            row.keyAt = written;
            row.keySize = quint16(qMin<qsizetype>(one.key.size(), std::numeric_limits<quint16>::max()));
            row.kind = !one.put ? Kind::Delete : one.expect.isEmpty() ? Kind::Add : Kind::Change;
            if (one.put) {
                row.size = one.put->value.size();
                row.expiration = one.put->expiration;
            }
            if (keys.write(one.key.constData(), row.keySize) != row.keySize) {
                promise.addResult(Result<Rows>(fail(ErrorKind::Full, keys.errorString(), keys.fileName())));
                return;
            }
            written += row.keySize;
            rows.push_back(row);
            if ((rows.size() >= batchRows || (*reader)->position() - told >= batchBytes) && !tell())
                return;
        }
    }

    QTemporaryFile keys;
    qint64 written = 0;
};

PlanModel::PlanModel(QObject *parent) : QAbstractTableModel(parent) {}

PlanModel::~PlanModel() = default;

void PlanModel::open(const QString &path)
{
    clear();
    m_path = path;
    m_scan = std::make_shared<Scan>();
    if (!m_scan->keys.open()) {
        m_error = Error{
            .kind = ErrorKind::Denied, .detail = m_scan->keys.errorString(), .path = m_scan->keys.fileName()};
        Q_EMIT stateChanged();
        return;
    }
    m_keys.setFileName(m_scan->keys.fileName());
    m_reading = true;
    auto promise = std::make_shared<QPromise<Result<Rows>>>();
    promise->start();
    const auto future = promise->future();
    jobs::pool().start([scan = m_scan, path, promise] {
        scan->run(*promise, path);
        promise->finish();
    });
    m_pending = Pending<Result<Rows>>(future);
    whenEach(
        future, this,
        [this, generation = m_generation](const Result<Rows> &rows) {
            if (generation != m_generation)
                return;
            if (rows)
                take(*rows);
            else
                m_error = rows.error();
        },
        [this, generation = m_generation](bool) {
            if (generation != m_generation)
                return;
            m_reading = false;
            Q_EMIT stateChanged();
        });
    Q_EMIT stateChanged();
}

void PlanModel::clear()
{
    ++m_generation;
    m_pending.cancel();
    beginResetModel();
    m_path.clear();
    m_keys.close();
    m_scan.reset();
    m_reading = false;
    m_error.reset();
    m_rows = {};
    m_leftOut = {};
    m_leftOutCount = 0;
    m_chosen = {};
    m_settled = false;
    endResetModel();
    Q_EMIT chosenChanged();
    Q_EMIT stateChanged();
}

void PlanModel::take(const Rows &rows)
{
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(rows.size()) - 1);
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    m_leftOut.resize(m_rows.size(), false);
    for (const Row &row : rows)
        count(row, 1);
    endInsertRows();
    Q_EMIT chosenChanged();
}

void PlanModel::count(const Row &row, int sign)
{
    qint64 &kind = row.kind == Kind::Add      ? m_chosen.adds
                   : row.kind == Kind::Change ? m_chosen.changes
                                              : m_chosen.deletes;
    kind += sign;
    m_chosen.bytes += sign * row.size;
}

void PlanModel::setChosen(int row, bool chosen)
{
    if (isChosen(row) == chosen)
        return;
    m_leftOut[size_t(row)] = !chosen;
    m_leftOutCount += chosen ? -1 : 1;
    count(m_rows[size_t(row)], chosen ? 1 : -1);
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT chosenChanged();
}

void PlanModel::setAllChosen(bool chosen)
{
    for (size_t row = 0; row < m_rows.size(); ++row) {
        if (m_leftOut[row] == chosen)
            count(m_rows[row], chosen ? 1 : -1);
    }
    m_leftOut.assign(m_rows.size(), !chosen);
    m_leftOutCount = chosen ? 0 : qint64(m_rows.size());
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT chosenChanged();
}

QByteArray PlanModel::keyAt(int row) const
{
    const Row &found = m_rows.at(size_t(row));
    // Opened for the first key, and not before: the walk has written it by then.
    if (!m_keys.isOpen() && !m_keys.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return {};
    if (!m_keys.seek(found.keyAt))
        return {};
    return m_keys.read(found.keySize);
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PlanModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

Qt::ItemFlags PlanModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == What && !m_settled)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant PlanModel::display(const Row &row, int number, int column) const
{
    switch (column) {
    case What:
        return row.kind == Kind::Add      ? tr("+ add")
               : row.kind == Kind::Change ? tr("≠ change")
                                          : tr("− delete");
    case Key:
        return text::displayKey(keyAt(number));
    case Size:
        return row.kind == Kind::Delete ? QString() : text::sizeText(row.size);
    case Expires:
        return row.expiration ? text::relativeTime(*row.expiration, m_clock()) : QString();
    default:
        return {};
    }
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows.at(size_t(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return display(row, index.row(), index.column());
    case Qt::CheckStateRole:
        if (index.column() == What)
            return int(isChosen(index.row()) ? Qt::Checked : Qt::Unchecked);
        return {};
    case Qt::TextAlignmentRole:
        if (index.column() == Size)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case Qt::AccessibleTextRole:
        if (index.column() == What && !isChosen(index.row()))
            return tr("%1, left out").arg(display(row, index.row(), What).toString());
        return display(row, index.row(), index.column());
    case KindRole:
        return int(row.kind);
    case KeyRole:
        return keyAt(index.row());
    default:
        return {};
    }
}

bool PlanModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole || index.column() != What || m_settled)
        return false;
    setChosen(index.row(), value.toInt() == Qt::Checked);
    return true;
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole && section == Size)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("What"), tr("Key"), tr("Size"), tr("Expires")};
    return titles[section];
}

} // namespace kv::items
