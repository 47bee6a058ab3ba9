// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

/// What parts a key into folders. Pure functions over bytes, any thread.
namespace kv::text {

/// One delimiter or several, each of one byte or more. A value; any thread.
class Delimiters
{
public:
    /// None: nothing is parted.
    Delimiters() = default;
    /// Empty ones, and those that come twice, are dropped.
    explicit Delimiters(const QList<QByteArray> &delimiters);
    /// From what a person typed: one, or several with spaces between them. Spaces alone are a delimiter of
    /// one space.
    static Delimiters parse(QByteArrayView typed);

    bool isEmpty() const { return m_all.isEmpty(); }
    const QList<QByteArray> &all() const { return m_all; }
    /// What parse() would read as these.
    QByteArray typed() const { return m_all.join(' '); }
    /// The offset behind the first delimiter that begins at `from` or later, or -1. Of several it is the one
    /// that ends first, so that all keys with the bytes up to there are parted at the same place.
    qsizetype end(QByteArrayView key, qsizetype from) const;

    bool operator==(const Delimiters &) const = default;

private:
    QList<QByteArray> m_all;
};

/// The delimiter that a sample of keys seems to be built with: the one that parts most of them into folders
/// of two or more. Empty: none does. `sample`: some hundred keys from all over the list; any order.
QByteArray guessDelimiter(const QList<QByteArray> &sample);

} // namespace kv::text
