// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "jobs/comparison.h"
#include "ui/diffsheet.h"

#include <array>
#include <atomic>
#include <memory>
#include <optional>

namespace kv::ui {

enum class DiffForm { Lines, Json, Hex };
inline constexpr int diffForms = 3;

/// One side of an entry: there, not there, or not to be read.
struct DiffSide
{
    std::optional<Entry> entry;
    bool unread = false; ///< Nothing is known of it; `entry` is empty.
};

/// What two sides of an entry have in common, and how they are shown.
struct DiffResult
{
    enum class Value {
        Equal,
        Differs,
        Formatting, ///< The same JSON in other bytes.
        Ignored,    ///< Differs only in places that do not matter.
        OneSided,   ///< One side has no such entry, or could not be read.
    };

    std::shared_ptr<const DiffSheet> sheet;
    DiffForm form = DiffForm::Lines;
    std::array<bool, diffForms> available = {};
    std::array<QString, diffForms> whyNot; ///< A sentence for each form that is not available.

    Value value = Value::OneSided;
    bool metadataDiffers = false;
    bool expirationDiffers = false;
    qint64 secondsApart = -1; ///< Of two expirations; -1: not two.
    /// Of JSON: members and elements that differ, and how many there are on either side; -1: not counted.
    qint64 fieldsDiffer = -1;
    qint64 fields = -1;
    qint64 runs = 0; ///< Of rows that differ, in the value.
    /// Both are large and so different that not all they have in common was found.
    bool coarse = false;
};

struct DiffRequest
{
    DiffSide left;
    DiffSide right;
    jobs::IgnoreRules ignore;
    std::optional<DiffForm> form; ///< none: what suits the values
    qint64 nowMs = 0;
};

/// Compares two sides and lays them out. Takes its time: for a worker thread. Nothing (null sheet) when
/// `stop` became true.
DiffResult makeDiff(const DiffRequest &request, const std::shared_ptr<std::atomic_bool> &stop);

} // namespace kv::ui
