// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/patternmodel.h"

#include "items/keytablemodel.h"
#include "store/runon.h"
#include "text/units.h"
#include "text/utf8.h"

namespace kv::items {

namespace {

constexpr int restMs = 250; // after a change, since another may follow
constexpr int tellMs = 100;
constexpr qint64 betweenLooks = 4096; // keys

QString examplesText(const QList<QByteArray> &examples)
{
    QStringList words;
    for (const QByteArray &example : examples)
        words << text::displayKey(example);
    return words.join(QStringLiteral("   "));
}

} // namespace

PatternModel::PatternModel(KeyTableModel *source, QObject *parent)
    : QAbstractTableModel(parent),
      m_source(source)
{
    m_pool.setMaxThreadCount(1);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &PatternModel::walk);
    m_tell.setInterval(tellMs);
    connect(&m_tell, &QTimer::timeout, this, &PatternModel::stateChanged);
    connect(source, &QAbstractItemModel::rowsInserted, this, &PatternModel::later);
    connect(source, &QAbstractItemModel::rowsRemoved, this, &PatternModel::later);
    connect(source, &QAbstractItemModel::modelReset, this, &PatternModel::later);
}

PatternModel::~PatternModel()
{
    m_walk.cancel();
    m_pool.waitForDone(); // ends within some thousand keys
}

void PatternModel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    m_again.stop();
    if (active) {
        walk();
        return;
    }
    m_walk.cancel();
    m_running = false;
    m_tell.stop();
    take(Found{}, false);
}

/// The source is another. While it is written all the time it must not keep the machine busy.
void PatternModel::later()
{
    if (!m_active)
        return;
    m_stale = true;
    if (!m_running && !m_again.isActive()) {
        m_again.start(int(qMax<qint64>(restMs, m_lastMs * 2)));
        Q_EMIT stateChanged();
    }
}

void PatternModel::walk()
{
    m_stale = false;
    m_running = true;
    m_total = m_source->rowCount();
    m_done = std::make_shared<std::atomic<qint64>>(0);
    m_since.start();
    const auto keys = m_source->rows();
    const bool final = m_source->showsAll();
    using Answer = Result<Found>;
    const auto future = runOn<Answer>(m_pool, [keys, done = m_done](const Stop &stop) -> Answer {
        text::KeyGroups groups;
        for (const KeyRows::Piece &piece : keys.pieces()) {
            for (int i = 0; i < piece.size(); ++i) {
                groups.add(piece.block->key(piece.at(i)));
                if (groups.count() % betweenLooks == 0) {
                    if (stop())
                        return fail(ErrorKind::Cancelled, QString());
                    done->store(groups.count(), std::memory_order_relaxed);
                }
            }
        }
        return groups.finish();
    });
    m_walk = Pending(future);
    whenDone(future, this, [this, final, done = m_done](const Answer &found) {
        if (done != m_done || !m_running)
            return; // of a walk before this one
        m_running = false;
        m_tell.stop();
        m_lastMs = m_since.elapsed();
        take(found, final);
    });
    m_tell.start();
    Q_EMIT stateChanged();
}

void PatternModel::take(const Result<Found> &found, bool final)
{
    beginResetModel();
    m_found = found ? *found : Found{};
    m_counted = 0;
    for (const text::KeyGroup &group : std::as_const(m_found))
        m_counted += group.count;
    m_final = final;
    endResetModel();
    if (m_active && m_stale)
        later();
    Q_EMIT stateChanged();
}

int PatternModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_found.size());
}

int PatternModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant PatternModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Keys || section == Share ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Pattern"), tr("Keys"), tr("Share"), tr("For example")};
    return titles[section];
}

QVariant PatternModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const text::KeyGroup &group = m_found[index.row()];
    switch (role) {
    case GlobRole:
        return text::templateGlob(group.shape);
    case PrefixRole:
        return text::templatePrefix(group.shape);
    case CountRole:
        return group.count;
    case ExamplesRole:
        return QVariant::fromValue(group.examples);
    case Qt::TextAlignmentRole:
        return int((index.column() == Keys || index.column() == Share ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    case Qt::ToolTipRole: {
        QStringList lines{text::templateText(group.shape)};
        for (const QByteArray &example : group.examples)
            lines << text::displayKey(example);
        return lines.join(u'\n');
    }
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Pattern:
        return text::templateText(group.shape);
    case Keys:
        return text::countText(group.count);
    case Share: {
        const double share = m_counted > 0 ? double(group.count) * 100 / double(m_counted) : 0;
        return share > 0 && share < 0.1 ? tr("< 0.1 %") : tr("%1 %").arg(share, 0, 'f', 1);
    }
    case Example:
        return examplesText(group.examples);
    default:
        return {};
    }
}

} // namespace kv::items
