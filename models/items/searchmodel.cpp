// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/searchmodel.h"

#include "text/units.h"
#include "text/utf8.h"

#include <QPoint>

#include <algorithm>

namespace kv::items {

using jobs::SearchHit;

namespace {

constexpr quintptr noParent = quintptr(-1);

bool isSpace(char32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// As displayKey() shows a code point, but for a backslash, which is one.
QString shown(const text::CodePoint &c)
{
    if (!c.valid)
        return QStringLiteral("\\x%1").arg(uint(c.value), 2, 16, QLatin1Char('0'));
    if (text::needsEscape(c.value))
        return text::escaped(c.value);
    QString sign;
    sign += QChar::fromUcs4(c.value);
    return sign;
}

/// The key as text, and where in it the hit's bytes are.
ExcerptLine keyLine(const SearchHit &hit)
{
    ExcerptLine line;
    const QByteArrayView key(hit.key);
    const qsizetype at = std::clamp<qsizetype>(hit.offset, 0, key.size());
    const qsizetype end = std::clamp<qsizetype>(hit.offset + hit.length, at, key.size());
    const QString before = text::displayKey(key.first(at));
    const QString match = text::displayKey(key.sliced(at, end - at));
    line.matchAt = int(before.size());
    line.matchLength = int(match.size());
    line.text = before + match + text::displayKey(key.sliced(end));
    return line;
}

} // namespace

ExcerptLine excerptLine(const SearchHit &hit)
{
    ExcerptLine line;
    const QByteArrayView bytes(hit.excerpt);
    const qint64 matchBegin = hit.isInKey ? -1 : hit.offset - hit.excerptAt;
    const qint64 matchEnd = hit.isInKey ? -1 : matchBegin + hit.length;
    if (hit.excerptAt > 0)
        line.text += QStringLiteral("…");
    bool wasSpace = true;
    int end = -1;
    for (qsizetype i = 0; i < bytes.size();) {
        if (i == matchBegin)
            line.matchAt = int(line.text.size());
        if (i >= matchEnd && end < 0)
            end = int(line.text.size());
        const text::CodePoint c = text::codePointAt(bytes, i);
        i += c.length;
        if (c.valid && isSpace(c.value)) {
            // Within what was found each is to be seen.
            if (!wasSpace || (i > matchBegin && i <= matchEnd))
                line.text += QLatin1Char(' ');
            wasSpace = true;
            continue;
        }
        wasSpace = false;
        line.text += shown(c);
    }
    if (!hit.isInKey)
        line.matchLength = (end < 0 ? int(line.text.size()) : end) - line.matchAt;
    if (hit.excerptAt + bytes.size() < hit.size)
        line.text += QStringLiteral("…");
    return line;
}

SearchModel::SearchModel(QObject *parent) : QAbstractItemModel(parent) {}

void SearchModel::setHeadings(const QString &key, const QString &value, const QString &size)
{
    m_headings[Key] = key;
    m_headings[Value] = value;
    m_headings[Size] = size;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void SearchModel::setMoreWords(std::function<QString(qint64, qint64)> words)
{
    m_more = std::move(words);
}

void SearchModel::clear()
{
    beginResetModel();
    m_groups.clear();
    endResetModel();
}

int SearchModel::addGroup(const QString &title)
{
    const int row = int(m_groups.size());
    beginInsertRows({}, row, row);
    Group group;
    group.title = title;
    m_groups.push_back(std::move(group));
    endInsertRows();
    return row;
}

void SearchModel::setState(int number, const QString &words, int tone)
{
    Group &group = m_groups[size_t(number)];
    if (group.words == words && group.tone == tone)
        return;
    group.words = words;
    group.tone = tone;
    Q_EMIT dataChanged(index(number, 0), index(number, ColumnCount - 1));
}

void SearchModel::addHits(int number, const QList<SearchHit> &hits)
{
    Group &group = m_groups[size_t(number)];
    group.found += hits.size();
    const qsizetype room = std::clamp<qsizetype>(mostKept - group.hits.size(), 0, hits.size());
    const QModelIndex parent = groupIndex(number);
    if (room > 0) {
        const int first = int(group.hits.size());
        beginInsertRows(parent, first, first + int(room) - 1);
        group.hits += hits.mid(0, room);
        endInsertRows();
    }
    if (group.found <= group.hits.size())
        return;
    const int last = int(group.hits.size());
    if (group.hasMoreRow) {
        Q_EMIT dataChanged(index(last, 0, parent), index(last, ColumnCount - 1, parent));
        return;
    }
    beginInsertRows(parent, last, last);
    group.hasMoreRow = true;
    endInsertRows();
}

QModelIndex SearchModel::groupIndex(int group) const
{
    return index(group, 0);
}

const SearchHit *SearchModel::hitAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == noParent)
        return nullptr;
    const Group &group = m_groups[size_t(index.internalId())];
    return index.row() < group.hits.size() ? &group.hits.at(index.row()) : nullptr;
}

QModelIndex SearchModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : noParent);
}

QModelIndex SearchModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == noParent)
        return {};
    return createIndex(int(index.internalId()), 0, noParent);
}

int SearchModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.internalId() != noParent || parent.column() != 0)
        return 0;
    const Group &group = m_groups[size_t(parent.row())];
    return int(group.hits.size()) + (group.hasMoreRow ? 1 : 0);
}

int SearchModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant SearchModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return index.column() == Size ? int(Qt::AlignRight | Qt::AlignVCenter)
                                      : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (index.internalId() == noParent)
        return groupData(m_groups[size_t(index.row())], index.row(), index.column(), role);
    if (role == GroupRole)
        return int(index.internalId());
    if (const SearchHit *hit = hitAt(index))
        return hitData(*hit, index.column(), role);
    const Group &group = m_groups[size_t(index.internalId())];
    if (role == Qt::DisplayRole && index.column() == Value && m_more)
        return m_more(group.found, group.hits.size());
    return {};
}

QVariant SearchModel::groupData(const Group &group, int number, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == Key ? group.title : column == Value ? group.words : QVariant();
    case Qt::AccessibleTextRole:
        return column == Key ? QStringLiteral("%1, %2").arg(group.title, group.words) : QVariant();
    case Qt::ToolTipRole:
        return group.words;
    case GroupRole:
        return number;
    case ToneRole:
        return group.tone;
    default:
        return {};
    }
}

QVariant SearchModel::hitData(const SearchHit &hit, int column, int role) const
{
    if (role == KeyRole)
        return hit.key;
    if (column == Size)
        return role == Qt::DisplayRole && hit.size >= 0 ? text::sizeText(hit.size) : QVariant();
    if (role != Qt::DisplayRole && role != MatchRole && role != Qt::ToolTipRole)
        return {};
    const ExcerptLine line = column == Value ? excerptLine(hit)
                             : hit.isInKey   ? keyLine(hit)
                                             : ExcerptLine{text::displayKey(hit.key), 0, 0};
    if (role == MatchRole)
        return QPoint(line.matchAt, line.matchLength);
    return line.text;
}

QVariant SearchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return m_headings[section];
    if (role == Qt::TextAlignmentRole)
        return int((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace kv::items
