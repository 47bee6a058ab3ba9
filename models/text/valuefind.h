// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/stop.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <vector>

/// Finding and replacing in one value. Pure functions, any thread; offsets and lengths are bytes.
namespace kv::text {

/// What is looked for.
struct FindWhat
{
    QByteArray needle; ///< Bytes, or the expression in UTF-8.
    bool caseSensitive = false;
    bool wholeWord = false; ///< No letter, digit, underscore or byte above 127 stands next to it.
    bool regex = false;     ///< A Perl-compatible expression, held against each line by itself.

    bool operator==(const FindWhat &) const = default;
};

/// One place where it was found.
struct Found
{
    qsizetype at = 0;
    qsizetype length = 0; ///< Never 0: an expression that fits nothing at all is not a place.

    bool operator==(const Found &) const = default;
};

struct Finds
{
    std::vector<Found> places; ///< In order and apart from each other.
    bool more = false;         ///< There are more than `mostFinds`; these are the first.
    bool stopped = false;
    QString problem; ///< The expression is none, in one translated sentence.
};

inline constexpr size_t mostFinds = 1'000'000;

/// Every place, from the beginning. Case is told apart in ASCII, and in all of Unicode when the needle goes
/// beyond ASCII or is an expression. An expression that explodes on a line gives up on that line.
Finds findAll(QByteArrayView bytes, const FindWhat &what, const Stop &stop = {});

/// `length` bytes at `at` become `with`.
struct Edit
{
    qsizetype at = 0;
    qsizetype length = 0;
    QByteArray with;

    bool operator==(const Edit &) const = default;
};

/// What is written in the place of one find. In an expression's replacement `$1` or `\1` is what its first
/// group took, `$0` the whole, `\n` and `\t` what they are elsewhere, and `\\` and `$$` the sign itself;
/// otherwise it is taken as it is. `found` must be a find of `what` in `bytes`.
QByteArray replacementFor(QByteArrayView bytes, const Found &found, const FindWhat &what,
                          const QByteArray &with);

/// The edits that replace every place, neighbours joined to a few hundred kilobytes each, so that there are
/// never many. Empty when stopped.
std::vector<Edit> editsFor(QByteArrayView bytes, const std::vector<Found> &places, const FindWhat &what,
                           const QByteArray &with, const Stop &stop = {});

/// The bytes after the edits.
QByteArray edited(QByteArrayView bytes, const std::vector<Edit> &edits);

} // namespace kv::text
