// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

/// Finding by a few letters, in an order that can be foretold.
namespace kv::text {

/// What one typed into a field that finds things. Upper and lower case are the same for ASCII letters; other
/// letters are compared as they are, so fold both sides first where that matters. A value; any thread.
class Fuzzy
{
public:
    /// How a text fits, the best first. The order of results goes by this before anything else.
    enum class Fit {
        Whole,     ///< It is what was typed.
        Beginning, ///< It begins so.
        Word,      ///< A word in it begins so.
        Words,     ///< Several words were typed, and each begins one in it; or their first letters were.
        Inside,    ///< What was typed stands in it; each word of it, where there are several.
        Scattered, ///< Its letters stand in it in this order.
        None,
    };

    Fuzzy() = default;
    explicit Fuzzy(QByteArrayView typed);
    /// Nothing was typed: everything fits as Inside.
    bool isEmpty() const { return m_typed.isEmpty(); }

    /// The lower the better; -1: it does not fit. Of the same fit, what stands nearer to the beginning comes
    /// first, then what is shorter.
    int rank(QByteArrayView text) const;
    Fit fit(QByteArrayView text) const { return fitOf(rank(text)); }
    static Fit fitOf(int rank);
    /// The same rank, but no better than of `fit`; -1 stays so.
    static int atBest(int rank, Fit fit);

private:
    int rankWords(QByteArrayView text) const;

    QByteArray m_typed; // folded, without space around it
    QList<QByteArray> m_words;
};

} // namespace kv::text
