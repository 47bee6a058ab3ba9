// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "jobs/comparison.h"
#include "jobs/rowblock.h"
#include "text/jsonpath.h"

#include <optional>

namespace kv::jobs {

/// What a listing tells of a key.
struct Listed
{
    Expiration expiration;
    bool hasMetadata = false;
    QByteArrayView metadata;
};

/// What a reading made of a key on one side. At most one of `entry` and `problem` is there; neither: there is
/// no such key.
struct SideRead
{
    std::optional<Entry> entry;
    QString problem; ///< Why the value cannot be told; untranslated.
};

/// Says what a row is, by the rules of a comparison. Immutable; any thread.
class RowJudge
{
public:
    /// InvalidInput: a place that is to be ignored cannot be read.
    static Result<RowJudge> make(const CompareSpec &spec);

    /// Adds the row of a key that one side lists.
    void addLone(PackedRows &rows, QByteArrayView key, const Listed &listed, bool isLeft) const;
    /// Adds the row of a key that both list, as far as listings tell.
    void addPair(PackedRows &rows, QByteArrayView key, const Listed &left, const Listed &right) const;

    /// The row once both sides were read. An entry that has expired by `nowMs` is not there. A key that
    /// neither side has any more is Same: there is nothing to carry over.
    void judge(CompareRow &row, const SideRead &left, const SideRead &right, qint64 nowMs) const;
    /// The row whose values are known to be other ones, by their sizes.
    void judgeBySize(CompareRow &row, qint64 leftSize, qint64 rightSize) const;
    /// Whether values with these beginnings and different sizes could be the same JSON. An empty one is none.
    bool mayBeSameJson(QByteArrayView leftHead, QByteArrayView rightHead) const;

private:
    enum class Values { Same, Formatting, Different };

    explicit RowJudge(const CompareSpec &spec) : m_depth(spec.depth), m_ignore(spec.ignore) {}
    bool sameExpiration(const Expiration &left, const Expiration &right) const;
    bool sameMetadata(QByteArrayView left, bool hasLeft, QByteArrayView right, bool hasRight) const;
    Values compareValues(QByteArrayView left, QByteArrayView right) const;
    static void settle(CompareRow &row);

    Depth m_depth;
    IgnoreRules m_ignore;
    text::JsonPlaces m_places; ///< what m_ignore.jsonPaths means
};

} // namespace kv::jobs
