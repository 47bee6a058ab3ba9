// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keytreemodel.h"

#include "items/keytablemodel.h"
#include "text/units.h"
#include "text/utf8.h"

#include <algorithm>

namespace kv::items {

KeyTreeModel::KeyTreeModel(KeyTableModel *source, QObject *parent)
    : QAbstractItemModel(parent),
      m_source(source),
      m_root(std::make_unique<Node>())
{
    m_growTimer.setSingleShot(true);
    m_growTimer.setInterval(0);
    connect(&m_growTimer, &QTimer::timeout, this, &KeyTreeModel::grow);
    follow();
}

KeyTreeModel::~KeyTreeModel() = default;

void KeyTreeModel::setActive(bool active)
{
    if (active == m_active)
        return;
    Q_EMIT aboutToReload();
    beginResetModel();
    m_active = active;
    rebuild();
    endResetModel();
    Q_EMIT reloaded();
}

void KeyTreeModel::setDelimiters(const text::Delimiters &delimiters)
{
    if (delimiters == m_delimiters)
        return;
    Q_EMIT aboutToReload();
    beginResetModel();
    m_delimiters = delimiters;
    rebuild();
    endResetModel();
    Q_EMIT reloaded();
}

// Nodes and rows

int KeyTreeModel::beginOf(const Node &node) const
{
    int begin = 0;
    for (const Node *at = &node; at; at = at->parent)
        begin += at->offset;
    return begin;
}

/// The last run that begins at this child or before.
size_t KeyTreeModel::runWithChild(const Node &node, int child) const
{
    const auto has = [&](size_t at) {
        return at < node.runs.size() && node.runs[at].first <= child &&
               child - node.runs[at].first < node.runs[at].children();
    };
    for (const size_t near : {node.lastRun, node.lastRun + 1}) {
        if (has(near))
            return node.lastRun = near;
    }
    const auto behind = std::upper_bound(node.runs.begin(), node.runs.end(), child,
                                         [](int number, const Run &run) { return number < run.first; });
    return node.lastRun = size_t(behind - node.runs.begin()) - 1;
}

/// The first run that ends behind `row`, counted from the node's first.
size_t KeyTreeModel::runAfter(const Node &node, int row) const
{
    const auto it = std::partition_point(node.runs.begin(), node.runs.end(),
                                         [row](const Run &run) { return run.end() <= row; });
    return size_t(it - node.runs.begin());
}

const KeyTreeModel::Run &KeyTreeModel::runOf(const QModelIndex &index) const
{
    const Node &node = *static_cast<const Node *>(index.constInternalPointer());
    return node.runs[runWithChild(node, index.row())];
}

/// The node of what an index stands for; null: it was not opened, or is a key.
KeyTreeModel::Node *KeyTreeModel::nodeOf(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return m_root.get();
    return parent.column() == 0 ? runOf(parent).node.get() : nullptr;
}

QModelIndex KeyTreeModel::indexOf(const Node &node) const
{
    if (!node.parent)
        return {};
    const Run &run = node.parent->runs[runAfter(*node.parent, node.offset)];
    return createIndex(run.first, 0, node.parent);
}

QByteArrayView KeyTreeModel::prefixOfRun(const Node &node, const Run &run) const
{
    const QByteArrayView key = m_source->rowKey(beginOf(node) + run.row);
    return key.first(m_delimiters.end(key, node.prefixLength));
}

/// The first row in [row, end) whose key does not begin with `prefix`, as that of `row` does. Looks near
/// first, since most folders are small.
int KeyTreeModel::endOfPrefix(QByteArrayView prefix, int row, int end) const
{
    int inside = row;
    int step = 1;
    while (inside + step < end && m_source->rowKey(inside + step).startsWith(prefix)) {
        inside += step;
        step = step < end / 2 ? step * 2 : step;
    }
    int outside = std::min(inside + step, end);
    while (outside - inside > 1) {
        const int middle = inside + (outside - inside) / 2;
        if (m_source->rowKey(middle).startsWith(prefix))
            inside = middle;
        else
            outside = middle;
    }
    return outside;
}

/// Keys come in order, so that only what reaches to the last row may still become more.
bool KeyTreeModel::isFinal(int end) const
{
    return end < m_source->rowCount() || m_source->showsAll();
}

bool KeyTreeModel::isFolder(const QModelIndex &index) const
{
    return index.isValid() && runOf(index).folder;
}

QByteArray KeyTreeModel::keyOf(const QModelIndex &index) const
{
    return index.isValid() && !isFolder(index) ? m_source->keyAt(rowsOf(index).begin) : QByteArray();
}

QByteArray KeyTreeModel::prefixOf(const QModelIndex &index) const
{
    if (!isFolder(index))
        return {};
    return prefixOfRun(*static_cast<const Node *>(index.constInternalPointer()), runOf(index)).toByteArray();
}

KeyList::Range KeyTreeModel::rowsOf(const QModelIndex &index) const
{
    if (!index.isValid())
        return {0, m_root->rows};
    const Node &node = *static_cast<const Node *>(index.constInternalPointer());
    const Run &run = runOf(index);
    const int begin = beginOf(node) + run.row;
    if (run.folder)
        return {begin, begin + run.rows};
    const int row = begin + index.row() - run.first;
    return {row, row + 1};
}

QList<QByteArray> KeyTreeModel::foldersOf(const QByteArray &key) const
{
    QList<QByteArray> folders;
    for (qsizetype end = m_delimiters.end(key, 0); end >= 0; end = m_delimiters.end(key, end))
        folders << key.first(end);
    return folders;
}

QModelIndex KeyTreeModel::indexOfKey(const QByteArray &key) const
{
    int row = m_active ? m_source->rowOf(key) : -1;
    for (Node *node = m_root.get(); node && row >= 0;) {
        const size_t at = runAfter(*node, row);
        if (at == node->runs.size() || node->runs[at].row > row)
            break;
        const Run &run = node->runs[at];
        if (!run.folder)
            return createIndex(run.first + row - run.row, 0, node);
        row -= run.row;
        node = run.node.get();
    }
    return {};
}

QModelIndex KeyTreeModel::indexOfFolder(const QByteArray &prefix) const
{
    int row = m_active ? m_source->lowerBoundRow(prefix) : 0;
    if (row >= m_root->rows || !m_source->rowKey(row).startsWith(prefix))
        return {};
    for (Node *node = m_root.get(); node;) {
        const size_t at = runAfter(*node, row);
        if (at == node->runs.size() || node->runs[at].row > row || !node->runs[at].folder)
            break;
        const Run &run = node->runs[at];
        const qsizetype length = prefixOfRun(*node, run).size();
        if (length == prefix.size())
            return createIndex(run.first, 0, node);
        if (length > prefix.size())
            break;
        row -= run.row;
        node = run.node.get();
    }
    return {};
}

bool KeyTreeModel::isGrowing(const QModelIndex &folder) const
{
    const Node *node = nodeOf(folder);
    return node && isWanting(*node);
}

// The model

QModelIndex KeyTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    Node *node = nodeOf(parent);
    if (!node || row < 0 || row >= node->children || column < 0 || column >= KeyTableModel::ColumnCount)
        return {};
    return createIndex(row, column, node);
}

QModelIndex KeyTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return indexOf(*static_cast<const Node *>(index.constInternalPointer()));
}

int KeyTreeModel::rowCount(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node ? node->children : 0;
}

int KeyTreeModel::columnCount(const QModelIndex &) const
{
    return KeyTableModel::ColumnCount;
}

bool KeyTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return m_root->children > 0;
    return parent.column() == 0 && isFolder(parent);
}

QVariant KeyTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_source->headerData(section, orientation, role);
}

Qt::ItemFlags KeyTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return isFolder(index) ? flags : flags | Qt::ItemNeverHasChildren;
}

bool KeyTreeModel::canFetchMore(const QModelIndex &parent) const
{
    return parent.isValid() && parent.column() == 0 && isFolder(parent) && !nodeOf(parent);
}

QVariant KeyTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::DoNotUseParent))
        return {};
    if (isFolder(index))
        return folderData(index, role);
    const int row = rowsOf(index).begin;
    if (role == FolderRole)
        return false;
    if (role == Qt::DisplayRole && index.column() == KeyTableModel::Key)
        return keyText(*static_cast<const Node *>(index.constInternalPointer()), row);
    return m_source->data(m_source->index(row, index.column()), role);
}

/// What of a key its folder does not say. The key that is its folder's very prefix shows the folder's name.
QString KeyTreeModel::keyText(const Node &node, int row) const
{
    const QByteArrayView key = m_source->rowKey(row);
    const int before = key.size() > node.prefixLength ? node.prefixLength
                       : node.parent                  ? node.parent->prefixLength
                                                      : 0;
    return text::displayKey(key.sliced(before));
}

QVariant KeyTreeModel::folderData(const QModelIndex &index, int role) const
{
    const Node &node = *static_cast<const Node *>(index.constInternalPointer());
    const KeyList::Range rows = rowsOf(index);
    switch (role) {
    case FolderRole:
        return true;
    case PrefixRole:
        return prefixOf(index);
    case CountRole:
        return rows.size();
    case CountIsFinalRole:
        return isFinal(rows.end);
    case Qt::DisplayRole:
        if (index.column() == KeyTableModel::Key)
            return text::displayKey(prefixOfRun(node, runOf(index)).sliced(node.prefixLength));
        if (index.column() == KeyTableModel::Value)
            return countWords(rows.size(), isFinal(rows.end));
        return {};
    case Qt::ToolTipRole:
        return tr("%1\n%2").arg(text::displayKey(prefixOf(index)),
                                countWords(rows.size(), isFinal(rows.end)));
    case Qt::AccessibleTextRole:
        if (index.column() == KeyTableModel::Key)
            return tr("Folder %1, %2")
                .arg(text::displayKey(prefixOfRun(node, runOf(index)).sliced(node.prefixLength)),
                     countWords(rows.size(), isFinal(rows.end)));
        return {};
    case Qt::TextAlignmentRole:
        return int((index.column() == KeyTableModel::Size ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    default:
        return {};
    }
}

QString KeyTreeModel::countWords(int count, bool final) const
{
    const QString number = text::countText(count);
    if (!final)
        return count == 1 ? tr("1 key so far") : tr("%1 keys so far").arg(number);
    return count == 1 ? tr("1 key") : tr("%1 keys").arg(number);
}

} // namespace kv::items
