// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/peekcache.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace kv::items {

/// Sizes of values that a comparison did not read: what is on one side only is called different without
/// being read. Asks the stores in batches, for what is looked at, and only those that tell sizes without
/// reading values.
class RowSizes : public QObject
{
    Q_OBJECT

public:
    enum Side { Left, Right };
    struct Size
    {
        qint64 bytes = -1;  ///< -1: not known
        bool comes = false; ///< It was asked for, and known() tells when it is there.
    };

    explicit RowSizes(QObject *parent = nullptr);
    /// Null: a side that is not asked. What was learned stays until clear(). False: they are the same as
    /// before.
    bool setStores(std::shared_ptr<Store> left, std::shared_ptr<Store> right);
    void clear();
    /// The size of the value of `key`, which is row `number` of the file.
    Size want(Side side, const QByteArray &key, qint64 number);
    /// What somebody else has read.
    void learn(Side side, const QByteArray &key, qint64 bytes);

Q_SIGNALS:
    /// Sizes of rows of the file between these two are known now.
    void known(qint64 first, qint64 last);

private:
    struct Asked
    {
        std::shared_ptr<Store> store; ///< null: nobody is asked
        PeekCache cells;
        QHash<QByteArray, qint64> numbers; ///< rows of what is queued or under way
        bool underWay = false;
    };

    void send();
    void send(Side side);
    void take(Side side, const QList<QByteArray> &keys, const Result<QList<Peek>> &result);

    Asked m_sides[2];
    QTimer m_soon; // all cells of a screen ask first
    quint64 m_generation = 0;
};

} // namespace kv::items
