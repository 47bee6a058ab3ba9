// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keytablemodel.h"

#include "core/limits.h"
#include "text/classify.h"
#include "text/units.h"
#include "text/utf8.h"

namespace kv::items {

namespace {
constexpr int arrivalMs = 60; // pages that come within this time are shown together
constexpr int peekDelayMs = 8;
constexpr int typingMs = 300;
constexpr int foundMs = 30;      // rows found within this time are shown together
constexpr int expiriesMs = 5000; // between two looks at which rows have come to expire soon
} // namespace

KeyTableModel::KeyTableModel(QObject *parent) : QAbstractTableModel(parent)
{
    m_pool.setMaxThreadCount(1);
    m_arrivals.setSingleShot(true);
    m_arrivals.setInterval(arrivalMs);
    connect(&m_arrivals, &QTimer::timeout, this, &KeyTableModel::showArrived);
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &KeyTableModel::refresh);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingMs);
    connect(&m_pause, &QTimer::timeout, this, &KeyTableModel::pauseEnded);
    m_findPool.setMaxThreadCount(1);
    m_findArrivals.setSingleShot(true);
    m_findArrivals.setInterval(foundMs);
    connect(&m_findArrivals, &QTimer::timeout, this, &KeyTableModel::showFound);
    m_expiries.setInterval(expiriesMs);
    connect(&m_expiries, &QTimer::timeout, this, &KeyTableModel::findAgain);
    m_peekTimer.setSingleShot(true);
    m_peekTimer.setInterval(peekDelayMs);
    connect(&m_peekTimer, &QTimer::timeout, this, &KeyTableModel::sendPeeks);
}

KeyTableModel::~KeyTableModel()
{
    clearReading();
    stopFinding();
    m_pool.waitForDone(); // a cancelled comparison ends within some thousand rows
    m_findPool.waitForDone();
}

void KeyTableModel::setStore(std::shared_ptr<Store> store)
{
    if (m_applying) { // asked by somebody who listens to a row that comes or goes
        QMetaObject::invokeMethod(
            this, [this, store] { setStore(store); }, Qt::QueuedConnection);
        return;
    }
    if (store == m_store)
        return;
    if (m_store)
        disconnect(m_store.get(), nullptr, this, nullptr);
    clearReading();
    m_store = std::move(store);
    ++m_peekGeneration;
    m_peeksUnderWay = 0;
    m_peeks.clear();
    m_peekTimer.stop();
    m_error.reset();
    m_lastReadingMs = 0;
    m_sinceReading.invalidate();
    m_aside.clear();
    m_sinceRequest.clear();
    m_pageFailed = false;
    m_cursorRefused = false;
    m_lazy = m_store && m_store->capabilities().listsByPage;
    m_peekTimer.setInterval(m_lazy ? m_lookingMs : peekDelayMs);
    m_shown = {};
    if (m_lazy)
        m_shown.prefix = m_prefix;
    forgetFound();
    resetTo({});
    if (m_store) {
        connect(m_store.get(), &Store::changed, this, &KeyTableModel::scheduleRefresh);
        if (m_lazy) {
            connect(m_store.get(), &Store::keysChanged, this, &KeyTableModel::takeChanges);
            readPage();
        } else {
            startReading();
        }
    }
    Q_EMIT stateChanged();
}

void KeyTableModel::setDetail(ListDetail detail)
{
    if (detail == m_detail)
        return;
    m_detail = detail;
    if (m_store) {
        clearReading();
        if (m_lazy)
            readBeginningAgain();
        else
            startReading();
        Q_EMIT stateChanged();
    }
}

void KeyTableModel::setPauses(std::chrono::milliseconds typing, std::chrono::milliseconds looking)
{
    m_pause.setInterval(typing);
    m_lookingMs = int(looking.count());
    if (m_lazy)
        m_peekTimer.setInterval(m_lookingMs);
}

void KeyTableModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
    touchTimes();
}

void KeyTableModel::touchTimes()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Expires), index(rowCount() - 1, Expires));
}

// Rows

std::pair<const KeyBlock *, int> KeyTableModel::locate(int row) const
{
    return m_applying && row >= m_boundary ? m_next.at(m_nextStart + row - m_boundary) : m_rows.at(row);
}

QByteArrayView KeyTableModel::rowKey(int row) const
{
    const auto [block, at] = locate(row);
    return block->key(at);
}

int KeyTableModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_applying ? m_boundary + m_next.size() - m_nextStart : m_rows.size();
}

int KeyTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

int KeyTableModel::lowerBoundRow(const QByteArray &key) const
{
    int low = 0;
    int high = rowCount();
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (compareKeys(rowKey(middle), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int KeyTableModel::rowOf(const QByteArray &key) const
{
    const int row = lowerBoundRow(key);
    return row < rowCount() && rowKey(row) == key ? row : -1;
}

QByteArray KeyTableModel::keyAt(int row) const
{
    return row >= 0 && row < rowCount() ? rowKey(row).toByteArray() : QByteArray();
}

qint64 KeyTableModel::memory() const
{
    qint64 bytes = m_shown.keys.memory() + m_rows.memory() + m_peeks.memory();
    for (const Listing &listing : m_aside)
        bytes += listing.keys.memory();
    return bytes;
}

// Cells

Qt::ItemFlags KeyTableModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QVariant KeyTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Key"), tr("Value"), tr("Size"), tr("Expires"), tr("Metadata")};
    return titles[section];
}

QVariant KeyTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int row = index.row();
    const auto [block, at] = locate(row);
    const Expiration expiration = block->expiration(at);
    switch (role) {
    case Qt::DisplayRole:
        return displayData(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case KeyRole:
        return block->key(at).toByteArray();
    case SizeRole:
        return peekCell(row, true)->size;
    case HeadRole:
        return peekCell(row, true)->head;
    case MissingRole: {
        const PeekCell *cell = peekCell(row, true);
        return cell->state == LoadState::Loaded && cell->size < 0 && !cell->unknown;
    }
    case UnknownRole:
        return peekCell(row, true)->unknown;
    case ExpirationRole:
        return expiration ? QVariant(*expiration) : QVariant();
    case ExpiredRole:
        return expiration && limits::isExpired(*expiration, m_clock());
    case MetadataRole:
        return block->hasMetadata(at) ? QVariant(block->metadata(at).toByteArray()) : QVariant();
    case LoadStateRole: {
        const PeekCell *cell = peekCell(row, false);
        return QVariant::fromValue(cell ? cell->state : LoadState::Empty);
    }
    case PeekErrorRole: {
        const PeekCell *cell = peekCell(row, false);
        return cell && cell->error ? QVariant::fromValue(*cell->error) : QVariant();
    }
    default:
        return {};
    }
}

QString KeyTableModel::wordsForNoHead(const PeekCell &cell) const
{
    if (cell.unknown)
        return tr("(binary or large)");
    return m_lazy ? tr("gone by now") : tr("missing on disk");
}

QVariant KeyTableModel::displayData(int row, int column) const
{
    const auto [block, at] = locate(row);
    switch (column) {
    case Key:
        return text::displayKey(block->key(at));
    case Value:
    case Size: {
        const PeekCell *cell = peekCell(row, true);
        if (cell->size < 0)
            return column == Value && cell->state == LoadState::Loaded ? wordsForNoHead(*cell) : QString();
        if (column == Size)
            return text::sizeText(cell->size);
        const auto kind = text::classify(cell->head, cell->size == cell->head.size());
        return text::summary(kind, cell->head, cell->size);
    }
    case Expires: {
        const Expiration expiration = block->expiration(at);
        return expiration ? text::relativeTime(*expiration, m_clock()) : QString();
    }
    case Metadata:
        // Shown as it is stored, but on one line.
        return block->hasMetadata(at)
                   ? text::summary(text::ContentKind::Json, block->metadata(at), block->metadata(at).size())
                   : QString();
    default:
        return {};
    }
}

QVariant KeyTableModel::toolTip(int row, int column) const
{
    const auto [block, at] = locate(row);
    switch (column) {
    case Key:
        return text::displayKey(block->key(at));
    case Expires: {
        const Expiration expiration = block->expiration(at);
        if (!expiration)
            return {};
        return tr("%1\n%2 local time\n%3")
            .arg(text::relativeTime(*expiration, m_clock(), 2), text::localText(*expiration),
                 text::utcText(*expiration));
    }
    case Size: {
        const PeekCell *cell = peekCell(row, false);
        return cell && cell->size >= 0 ? tr("%1 bytes").arg(text::countText(cell->size)) : QVariant();
    }
    case Value: {
        const PeekCell *cell = peekCell(row, false);
        if (cell && cell->unknown)
            return tr("Binary or large: open the entry to see its value");
        if (!cell || cell->size < 0)
            return {};
        if (text::isTextual(text::classify(cell->head, cell->size == cell->head.size())))
            return QString::fromUtf8(cell->head.left(text::lengthWithoutCutSequence(cell->head)));
        return displayData(row, column);
    }
    case Metadata:
        return block->hasMetadata(at) ? QVariant(QString::fromUtf8(block->metadata(at))) : QVariant();
    default:
        return {};
    }
}

} // namespace kv::items
