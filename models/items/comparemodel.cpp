// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/comparemodel.h"

#include "items/rowsizes.h"
#include "text/units.h"
#include "text/utf8.h"

#include <algorithm>

namespace kv::items {

using jobs::CompareRow;
using jobs::ComparisonFile;
using jobs::RowFilter;

namespace {

bool showsAll(const RowFilter &filter)
{
    return filter == RowFilter{};
}

} // namespace

CompareModel::CompareModel(QObject *parent)
    : QAbstractTableModel(parent),
      m_sizes(new RowSizes(this)),
      m_cancel(std::make_shared<Cancel>())
{
    m_pool.setMaxThreadCount(1); // ticks and what is found after them keep their order
    m_findSoon.setSingleShot(true);
    connect(&m_findSoon, &QTimer::timeout, this, &CompareModel::find);
    connect(m_sizes, &RowSizes::known, this, &CompareModel::showSizes);
}

CompareModel::~CompareModel()
{
    m_cancel->asked = true;
    m_pool.waitForDone();
}

void CompareModel::setWords(const Words &words)
{
    m_words = words;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void CompareModel::setFile(std::shared_ptr<ComparisonFile> file)
{
    m_cancel->asked = true;
    m_cancel = std::make_shared<Cancel>();
    ++m_generation;
    m_finding = m_findAgain = m_counting = m_countAgain = false;
    m_toldFailure = false;
    m_tookMs = 0;
    m_pinned = -1;
    m_findSoon.stop();
    m_sizes->clear();
    beginResetModel();
    m_file = std::move(file);
    m_filtered = !showsAll(m_filter);
    m_numbers.clear();
    m_shown = m_file && !m_filtered ? int(m_file->rowCount()) : 0;
    m_ticked = {};
    m_tickedShown = 0;
    endResetModel();
    if (m_file && m_filtered)
        find();
    if (m_file)
        countTicks();
    Q_EMIT stateChanged();
    Q_EMIT ticksChanged();
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_filtered ? int(m_numbers.size()) : m_shown;
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

qint64 CompareModel::numberOf(int row) const
{
    if (row < 0 || row >= rowCount())
        return -1;
    return m_filtered ? m_numbers[size_t(row)] : row;
}

int CompareModel::lowerBound(qint64 number) const
{
    if (!m_filtered)
        return int(std::clamp<qint64>(number, 0, m_shown));
    return int(std::lower_bound(m_numbers.begin(), m_numbers.end(), number) - m_numbers.begin());
}

int CompareModel::rowOf(qint64 number) const
{
    const int row = lowerBound(number);
    return number >= 0 && numberOf(row) == number ? row : -1;
}

Result<CompareRow> CompareModel::fileRow(qint64 number) const
{
    const auto block = m_file->block(number / ComparisonFile::rowsPerBlock);
    if (!block) {
        if (!std::exchange(m_toldFailure, true)) {         // once: every cell would tell the same
            auto *self = const_cast<CompareModel *>(this); // data() is const, and telling is not
            QMetaObject::invokeMethod(
                self, [self, error = block.error()] { Q_EMIT self->failed(error); }, Qt::QueuedConnection);
        }
        return tl::unexpected(block.error());
    }
    const auto at = size_t(number % ComparisonFile::rowsPerBlock);
    if (at >= (*block)->size())
        return fail(ErrorKind::NotFound, QStringLiteral("no row %1").arg(number));
    return (**block)[at];
}

std::optional<CompareRow> CompareModel::rowAt(int row) const
{
    const qint64 number = numberOf(row);
    if (number < 0)
        return {};
    auto read = fileRow(number);
    return read ? std::optional(std::move(*read)) : std::nullopt;
}

QByteArray CompareModel::keyAt(int row) const
{
    const auto read = rowAt(row);
    return read ? read->key : QByteArray();
}

void CompareModel::setStores(std::shared_ptr<Store> left, std::shared_ptr<Store> right)
{
    if (m_sizes->setStores(std::move(left), std::move(right)) && rowCount() > 0)
        Q_EMIT dataChanged(index(0, Left), index(rowCount() - 1, Right));
}

void CompareModel::learnSizes(qint64 number, qint64 left, qint64 right)
{
    const int row = rowOf(number);
    if (row < 0)
        return;
    const QByteArray key = keyAt(row);
    if (left >= 0)
        m_sizes->learn(RowSizes::Left, key, left);
    if (right >= 0)
        m_sizes->learn(RowSizes::Right, key, right);
    showSizes(number, number);
}

void CompareModel::showSizes(qint64 first, qint64 last)
{
    const int begin = lowerBound(first);
    const int end = lowerBound(last + 1);
    if (begin < end)
        Q_EMIT dataChanged(index(begin, Left), index(end - 1, Right));
}

/// Empty: there is no such key on this side, or its size is on its way. A dash: nobody knows.
QString CompareModel::sizeWords(const CompareRow &row, bool left, qint64 number) const
{
    if (row.status == (left ? jobs::Status::OnlyRight : jobs::Status::OnlyLeft))
        return {};
    if (const qint64 compared = left ? row.leftSize : row.rightSize; compared >= 0)
        return text::sizeText(compared);
    const auto size = m_sizes->want(left ? RowSizes::Left : RowSizes::Right, row.key, number);
    if (size.bytes >= 0)
        return text::sizeText(size.bytes);
    return size.comes ? QString() : QStringLiteral("—");
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::CheckStateRole && role != RowRole && role != KeyRole &&
        role != Qt::ToolTipRole && role != Qt::TextAlignmentRole)
        return {};
    if (role == Qt::TextAlignmentRole)
        return index.column() >= Left ? int(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    const auto row = rowAt(index.row());
    if (!row)
        return {};
    if (role == RowRole)
        return QVariant::fromValue(*row);
    if (role == KeyRole)
        return row->key;
    if (role == Qt::CheckStateRole)
        return index.column() == Tick ? int(row->ticked ? Qt::Checked : Qt::Unchecked) : QVariant();
    switch (index.column()) {
    case Sign:
        return m_words.sign ? m_words.sign(*row) : QString();
    case Key:
        return text::displayKey(row->key);
    case Why: {
        QString problem;
        if (row->reasons & jobs::Reason::Failed)
            problem = m_file->problem(row->key).value_or(QString());
        return m_words.why ? m_words.why(*row, problem) : QString();
    }
    case Left:
    case Right:
        return sizeWords(*row, index.column() == Left, numberOf(index.row()));
    default:
        return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(section >= Left ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Key:
        return m_words.key;
    case Why:
        return m_words.reason;
    case Left:
        return m_words.left;
    case Right:
        return m_words.right;
    default:
        return {};
    }
}

Qt::ItemFlags CompareModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == Tick)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool CompareModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != Tick || !index.isValid())
        return false;
    setTicked({{index.row(), index.row()}}, value.toInt() == Qt::Checked);
    return true;
}

} // namespace kv::items
