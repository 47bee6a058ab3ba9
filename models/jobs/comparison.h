// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/target.h"

#include <QFlags>
#include <QList>
#include <QStringList>

#include <array>

/// What a comparison is asked and what it answers, as plain data.
namespace kv::jobs {

/// How deep to look.
enum class Depth : quint8 {
    Names,  ///< Which keys there are.
    Rows,   ///< Metadata and expiration too: both come with the listing, no value is read.
    Values, ///< Values too.
};

/// What does not matter. Kept per project.
struct IgnoreRules
{
    /// Expirations at most this far apart are the same, in seconds. One that is there and one that is not
    /// always differ.
    qint64 expirationSeconds = 0;
    /// Places in values (`$.updatedAt`) and in metadata (`metadata:$.at`), as text/jsonpath.h reads them.
    QStringList jsonPaths;
    /// Keys that start with one of these are left out altogether.
    QList<QByteArray> prefixes;
    /// The same JSON in other bytes is the same.
    bool jsonFormatting = false;

    bool operator==(const IgnoreRules &) const = default;
};

struct CompareSpec
{
    QString leftName; ///< As the user calls the targets, "remote:TODO:preview".
    QString rightName;
    Target left;
    Target right;
    Depth depth = Depth::Values;
    IgnoreRules ignore;
    QByteArray prefix; ///< Only keys that start with these bytes.
    /// Read rows that differ once more, where a side is at Cloudflare, before they are called different.
    bool secondLook = true;

    bool operator==(const CompareSpec &) const = default;
};

enum class Status : quint8 {
    OnlyLeft,
    OnlyRight,
    Different,
    Same,
    Unread, ///< On both sides, and not known yet: the values were not read, or could not be.
};
inline constexpr int statusCount = 5;

/// Why a row is Different, or (Failed) why it is Unread.
enum class Reason : quint8 {
    Value = 1,      ///< The values' bytes, and for JSON what they mean.
    Metadata = 2,   ///< What it means as JSON; its formatting never counts.
    Expiration = 4, ///< Further apart than is ignored.
    Formatting = 8, ///< The same JSON in other bytes. Never together with Value.
    Failed = 16,    ///< A side could not be read; ComparisonFile::problem() says why.
};
Q_DECLARE_FLAGS(Reasons, Reason)

/// One key of a comparison.
struct CompareRow
{
    QByteArray key;
    Status status = Status::Unread;
    Reasons reasons;
    /// Metadata or expiration differ already and the values have still to be read.
    bool valuePending = false;
    /// The user has chosen it for the plan.
    bool ticked = false;
    Expiration leftExpiration;
    Expiration rightExpiration;
    qint64 leftSize = -1; ///< Bytes of the value; -1: not known, or no such key on this side.
    qint64 rightSize = -1;

    bool operator==(const CompareRow &) const = default;
};

/// Rows of each Status, by its number.
using Counts = std::array<qint64, statusCount>;

} // namespace kv::jobs

Q_DECLARE_OPERATORS_FOR_FLAGS(kv::jobs::Reasons)
