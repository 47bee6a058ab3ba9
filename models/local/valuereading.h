// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "local/location.h"
#include "local/maygoon.h"
#include "local/row.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kv::local {

class ValueFiles;

/// The entry that a row and the value that it names make; `valueMissing` when there is no such value.
Result<Entry> entryOf(const QByteArray &key, Row row, const ValueFiles &values);

/// Makes entries of rows: reads the values that they name, each in a file of its own. What the system does to
/// open a file is most of it, and is done for several files at once where there are processors to spare.
class ValueReading
{
public:
    /// The keys and their rows, or none, are borrowed. Once the values hold more than `mostBytes` no further
    /// one is begun.
    ValueReading(const Location &location, std::span<const QByteArray> keys,
                 std::span<const std::optional<Row>> rows, qint64 mostBytes);
    ~ValueReading();

    /// Reads on this thread, and on others while it lasts; none is at it any more when this returns.
    /// `mayGoOn` is asked on this thread only.
    void run(const MayGoOn &mayGoOn);
    /// False when `mayGoOn` said so: not all that should be there has been read.
    bool isWhole() const;
    /// The entry of the key at `i`; nothing when it has no row, or was not begun. To be taken once.
    std::optional<Result<Entry>> take(size_t i);

private:
    struct Work;
    std::shared_ptr<Work> m_work; // also of a thread that comes too late to find anything to do
};

} // namespace kv::local
