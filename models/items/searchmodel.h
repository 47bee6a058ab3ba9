// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/search.h"

#include <QAbstractItemModel>

#include <functional>
#include <vector>

namespace kv::items {

/// What a search found, as a tree: a row for each target, below it its hits as they come, up to mostKept of
/// each. What a target's row says beside its name comes from outside, in words.
class SearchModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Key, Value, Size, ColumnCount };
    enum Role {
        KeyRole = Qt::UserRole, ///< QByteArray; of a hit
        GroupRole,              ///< int: the target, from 0; of both
        /// Where in the text of the cell what was found is: its first UTF-16 unit and how many there are, as
        /// a QPoint(first, count); count 0: nowhere.
        MatchRole,
        ToneRole, ///< int: what setState() was given; of a target
    };
    /// Hits of one target that are kept: more than a person reads. The others are counted.
    static constexpr qint64 mostKept = 10'000;

    explicit SearchModel(QObject *parent = nullptr);

    /// The names of the columns.
    void setHeadings(const QString &key, const QString &value, const QString &size);
    /// What follows the last hit of a target that had more: gets how many were found and how many are kept.
    void setMoreWords(std::function<QString(qint64 found, qint64 kept)> words);
    void clear();
    /// A target behind the others; answers its number.
    int addGroup(const QString &title);
    /// What stands beside a target's name, and a number of the caller's for its looks.
    void setState(int group, const QString &words, int tone);
    void addHits(int group, const QList<jobs::SearchHit> &hits);

    qint64 found(int group) const { return m_groups[size_t(group)].found; }
    qint64 kept(int group) const { return m_groups[size_t(group)].hits.size(); }
    QModelIndex groupIndex(int group) const;
    /// The hit at an index, or null.
    const jobs::SearchHit *hitAt(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Group
    {
        QString title;
        QString words;
        int tone = 0;
        qint64 found = 0;
        QList<jobs::SearchHit> hits;
        bool hasMoreRow = false;
    };
    QVariant groupData(const Group &group, int number, int column, int role) const;
    QVariant hitData(const jobs::SearchHit &hit, int column, int role) const;

    QString m_headings[ColumnCount];
    std::function<QString(qint64, qint64)> m_more;
    std::vector<Group> m_groups;
};

/// A line of text for bytes of a value, and where in it `length` bytes at `offset` are: white space as one
/// space, what cannot be seen and what is no UTF-8 as signs, an ellipsis where the value goes on.
struct ExcerptLine
{
    QString text;
    int matchAt = 0; ///< In UTF-16 units.
    int matchLength = 0;
};
ExcerptLine excerptLine(const jobs::SearchHit &hit);

} // namespace kv::items
