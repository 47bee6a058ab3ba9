// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/valuereading.h"

#include "local/valuefiles.h"
#include "store/fixedpool.h"

#include <QThread>

#include <algorithm>
#include <atomic>
#include <limits>

namespace kv::local {

namespace {

/// What one thread takes on at a time: enough for the taking to weigh nothing, few enough that none is waited
/// for long.
constexpr size_t rowsAtATime = 16;
/// Fewer rows than these are read before another thread has woken.
constexpr size_t worthHelp = 64;
/// More than these only wait for one another in the system.
constexpr int mostHelpers = 3;

/// Threads that help to read; of all stores, so that many open ones do not want many.
QThreadPool &helpers()
{
    static FixedPool threads(std::clamp(QThread::idealThreadCount() - 1, 0, mostHelpers));
    return threads;
}

} // namespace

Result<Entry> entryOf(const QByteArray &key, Row row, const ValueFiles &values)
{
    Result<ValueFiles::Head> value = values.read(row.blobId, std::numeric_limits<qint64>::max());
    if (!value && value.error().kind != ErrorKind::NotFound)
        return fail(value.error());
    Entry entry;
    entry.key = key;
    entry.expiration = expirationSeconds(row.expirationMs);
    entry.revision = revisionOf(row);
    entry.metadata = std::move(row.metadata);
    entry.valueMissing = !value;
    if (value)
        entry.value = std::move(value->bytes);
    return entry;
}

/// What the threads share. Whoever has taken rows on may touch all of it until it has counted them as done;
/// whoever finds none left, only the counters.
struct ValueReading::Work
{
    Work(const Location &place, std::span<const QByteArray> names, std::span<const std::optional<Row>> rowsOf,
         qint64 most)
        : location(place),
          keys(names),
          rows(rowsOf),
          mostBytes(most),
          size(rowsOf.size()),
          entries(rowsOf.size())
    {
    }

    /// Takes rows on and reads their values until none are left.
    void help(const MayGoOn &mayGoOn)
    {
        std::optional<ValueFiles> values; // its open folder is one thread's
        for (;;) {
            const size_t from = next.fetch_add(rowsAtATime);
            if (from >= size)
                return;
            const size_t to = std::min(from + rowsAtATime, size);
            if (!values)
                values.emplace(location);
            for (size_t i = from; i < to; ++i) {
                if (mayGoOn && !mayGoOn())
                    stopped = true;
                if (!stopped && rows[i] && bytes.load() <= mostBytes)
                    read(i, *values);
            }
            done.fetch_add(to - from);
            done.notify_all();
        }
    }

    void read(size_t i, const ValueFiles &values)
    {
        Result<Entry> entry = entryOf(keys[i], *rows[i], values);
        bytes += entry ? entry->value.size() : 0;
        entries[i].emplace(std::move(entry));
    }

    const Location &location;
    std::span<const QByteArray> keys;
    std::span<const std::optional<Row>> rows;
    qint64 mostBytes;
    size_t size;
    std::vector<std::optional<Result<Entry>>> entries;
    std::atomic<size_t> next = 0; ///< The first row that nobody has taken on.
    std::atomic<size_t> done = 0; ///< How many have been dealt with.
    std::atomic<qint64> bytes = 0;
    std::atomic<bool> stopped = false;
};

ValueReading::ValueReading(const Location &location, std::span<const QByteArray> keys,
                           std::span<const std::optional<Row>> rows, qint64 mostBytes)
    : m_work(std::make_shared<Work>(location, keys, rows, mostBytes))
{
}

ValueReading::~ValueReading() = default;

void ValueReading::run(const MayGoOn &mayGoOn)
{
    if (m_work->size >= worthHelp) {
        // Only threads that are free at once: what waits in a queue comes when all is done.
        for (int i = 0; i < helpers().maxThreadCount(); ++i) {
            if (!helpers().tryStart([work = m_work] { work->help({}); }))
                break;
        }
    }
    m_work->help(mayGoOn);
    for (size_t done = m_work->done; done < m_work->size; done = m_work->done)
        m_work->done.wait(done);
}

bool ValueReading::isWhole() const
{
    return !m_work->stopped;
}

std::optional<Result<Entry>> ValueReading::take(size_t i)
{
    return std::exchange(m_work->entries[i], std::nullopt);
}

} // namespace kv::local
