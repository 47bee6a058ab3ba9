// SPDX-License-Identifier: GPL-3.0-or-later
// What a CompareModel does on its own thread: finds the rows of a filter, ticks, counts ticks. And how what
// was found takes the place of what is shown.
#include "items/comparemodel.h"

#include "store/async.h"

#include <QElapsedTimer>

#include <algorithm>
#include <numeric>

namespace kv::items {

using jobs::RowFilter;

namespace {

// Of an answer that took long, the next is asked for later: it must not take a processor for itself.
constexpr int pauseFactor = 3;
constexpr int leastPauseMs = 80;
// Rows ticked in one go; others may read the file between two of them.
constexpr size_t ticksAtOnce = 65536;
// More gaps than this are not told one by one: a view works at each.
constexpr int mostRanges = 64;

struct Found
{
    std::vector<quint32> numbers;
    qint64 tookMs = 0;
};

struct Ticked
{
    jobs::Counts counts = {};
    qint64 shown = 0;
};

/// Old rows [begin, end) that new rows [newBegin, newEnd) stand in place of.
struct Patch
{
    size_t begin, end, newBegin, newEnd;
};

/// How one ascending list becomes another; nullopt: in more steps than are worth it.
std::optional<std::vector<Patch>> patches(const std::vector<quint32> &before,
                                          const std::vector<quint32> &after)
{
    std::vector<Patch> result;
    size_t i = 0;
    size_t j = 0;
    while (i < before.size() || j < after.size()) {
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            ++i;
            ++j;
            continue;
        }
        Patch patch{i, i, j, j};
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && (j == after.size() || before[i] < after[j]))
                patch.end = ++i;
            else if (j < after.size() && (i == before.size() || after[j] < before[i]))
                patch.newEnd = ++j;
            else
                break;
        }
        result.push_back(patch);
        if (int(result.size()) > mostRanges)
            return {};
    }
    return result;
}

} // namespace

template <class T>
void CompareModel::onPool(std::function<T(const std::atomic<bool> &)> work, std::function<void(T)> then)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    whenDone(promise->future(), this,
             [then = std::move(then), generation = m_generation, this](Result<T> result) {
                 if (generation == m_generation && result)
                     then(std::move(*result));
             });
    m_pool.start([promise, work = std::move(work), cancel = m_cancel] {
        if (!cancel->asked)
            promise->addResult(Result<T>(work(cancel->asked)));
        promise->finish();
    });
}

void CompareModel::setFilter(const RowFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_pinned = -1;
    if (m_file && m_file->tickedCount() > 0)
        countTicks();
    if (!m_file) {
        m_filtered = filter != RowFilter{};
        return;
    }
    // What an older filter is still looking for is of no use; ticks on their way stay.
    if (m_filter == RowFilter{}) {
        m_findAgain = false;
        m_findSoon.stop();
        Q_EMIT aboutToMove();
        beginResetModel();
        m_filtered = false;
        m_numbers = {};
        m_shown = int(m_file->rowCount());
        endResetModel();
        Q_EMIT moved();
        Q_EMIT stateChanged();
        return;
    }
    find();
}

/// Finds the filter's rows, now or, when that is under way, right after.
void CompareModel::find()
{
    if (!m_file || m_filter == RowFilter{})
        return;
    if (m_finding) {
        m_findAgain = true;
        return;
    }
    m_finding = true;
    m_findAgain = false;
    onPool<Result<Found>>(
        [file = m_file, filter = m_filter](const std::atomic<bool> &cancel) -> Result<Found> {
            QElapsedTimer timer;
            timer.start();
            auto numbers = file->find(filter, [&cancel] { return cancel.load(); });
            if (!numbers)
                return tl::unexpected(numbers.error());
            return Found{std::move(*numbers), timer.elapsed()};
        },
        [this, filter = m_filter](Result<Found> result) {
            m_finding = false;
            if (!result) {
                if (result.error().kind != ErrorKind::Cancelled)
                    Q_EMIT failed(result.error());
            } else if (filter == m_filter) {
                m_tookMs = result->tookMs;
                show(std::move(result->numbers));
            } else {
                m_findAgain = false; // another filter: at once
                find();
                return;
            }
            findSoon();
            Q_EMIT stateChanged();
        });
    Q_EMIT stateChanged();
}

/// Puts what was found in place of what is shown.
void CompareModel::show(Numbers numbers)
{
    if (m_filter == RowFilter{})
        return;
    if (m_pinned >= 0) {
        const auto at = std::lower_bound(numbers.begin(), numbers.end(), quint32(m_pinned));
        if (at == numbers.end() || *at != m_pinned)
            numbers.insert(at, quint32(m_pinned));
    }
    if (m_filtered && numbers == m_numbers)
        return;
    const auto steps = m_filtered ? patches(m_numbers, numbers) : std::nullopt;
    const bool onlyMore = steps && steps->size() == 1 && steps->front().begin == m_numbers.size();
    if (onlyMore) { // the usual case while a comparison runs; no view need look where it stands
        beginInsertRows({}, int(m_numbers.size()), int(numbers.size()) - 1);
        m_numbers = std::move(numbers);
        endInsertRows();
        return;
    }
    Q_EMIT aboutToMove();
    if (!steps) {
        beginResetModel();
        m_filtered = true;
        m_numbers = std::move(numbers);
        endResetModel();
    } else {
        for (auto step = steps->rbegin(); step != steps->rend(); ++step) {
            if (step->end > step->begin) {
                beginRemoveRows({}, int(step->begin), int(step->end) - 1);
                m_numbers.erase(m_numbers.begin() + qsizetype(step->begin),
                                m_numbers.begin() + qsizetype(step->end));
                endRemoveRows();
            }
            if (step->newEnd > step->newBegin) {
                const auto count = step->newEnd - step->newBegin;
                beginInsertRows({}, int(step->begin), int(step->begin + count) - 1);
                m_numbers.insert(m_numbers.begin() + qsizetype(step->begin),
                                 numbers.begin() + qsizetype(step->newBegin),
                                 numbers.begin() + qsizetype(step->newEnd));
                endInsertRows();
            }
        }
    }
    Q_EMIT moved();
}

void CompareModel::appended()
{
    if (!m_file)
        return;
    if (!m_filtered) {
        const int rows = int(m_file->rowCount());
        if (rows > m_shown) {
            beginInsertRows({}, m_shown, rows - 1);
            m_shown = rows;
            endInsertRows();
            Q_EMIT stateChanged();
        }
        return;
    }
    m_findAgain = true;
    findSoon();
}

void CompareModel::findSoon()
{
    if (m_findAgain && !m_finding && !m_findSoon.isActive())
        m_findSoon.start(int(std::max<qint64>(leastPauseMs, pauseFactor * m_tookMs)));
}

void CompareModel::changed(qint64 begin, qint64 end)
{
    if (!m_file || end <= begin)
        return;
    const int first = lowerBound(begin);
    const int last = lowerBound(end) - 1;
    if (last >= first && first < rowCount())
        Q_EMIT dataChanged(index(first, 0), index(std::min(last, rowCount() - 1), ColumnCount - 1));
    if (m_filtered)
        appended();
    if (m_file->tickedCount() > 0)
        countTicks();
}

void CompareModel::setTicked(const QList<std::pair<int, int>> &ranges, bool ticked)
{
    if (!m_file)
        return;
    // Rows that are their own numbers are counted up elsewhere: there may be ten million.
    Numbers numbers;
    QList<std::pair<int, int>> runs;
    for (const auto &[from, to] : ranges) {
        const int first = std::max(0, from);
        const int last = std::min(to, rowCount() - 1);
        if (first > last)
            continue;
        if (m_filtered)
            numbers.insert(numbers.end(), m_numbers.begin() + first, m_numbers.begin() + last + 1);
        else
            runs << std::pair(first, last);
    }
    tick(
        [numbers = std::move(numbers), runs](const std::atomic<bool> &) -> Result<Numbers> {
            Numbers all = numbers;
            for (const auto &[first, last] : runs) {
                const size_t at = all.size();
                all.resize(at + size_t(last - first) + 1);
                std::iota(all.begin() + qsizetype(at), all.end(), quint32(first));
            }
            return all;
        },
        ticked);
}

void CompareModel::setAllTicked(const RowFilter &which, bool ticked)
{
    if (!m_file)
        return;
    tick([file = m_file, which](
             const std::atomic<bool> &cancel) { return file->find(which, [&] { return cancel.load(); }); },
         ticked);
}

void CompareModel::tick(const std::function<Result<Numbers>(const std::atomic<bool> &)> &which, bool ticked)
{
    onPool<Result<>>(
        [file = m_file, which, ticked](const std::atomic<bool> &cancel) -> Result<> {
            const auto numbers = which(cancel);
            if (!numbers)
                return tl::unexpected(numbers.error());
            for (size_t at = 0; at < numbers->size() && !cancel; at += ticksAtOnce) {
                const auto begin = numbers->begin() + qsizetype(at);
                const auto end = numbers->begin() + qsizetype(std::min(numbers->size(), at + ticksAtOnce));
                if (auto done = file->setTicked({begin, end}, ticked); !done)
                    return done;
            }
            return {};
        },
        [this](const Result<> &result) {
            if (!result && result.error().kind != ErrorKind::Cancelled)
                Q_EMIT failed(result.error());
            if (rowCount() > 0)
                Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
            if (m_filter.tickedOnly)
                find();
            countTicks();
        });
}

void CompareModel::countTicks()
{
    if (!m_file)
        return;
    if (m_counting) {
        m_countAgain = true;
        return;
    }
    m_counting = true;
    m_countAgain = false;
    onPool<Result<Ticked>>(
        [file = m_file, shown = m_filter](const std::atomic<bool> &cancel) -> Result<Ticked> {
            Ticked ticked;
            if (file->tickedCount() == 0)
                return ticked;
            for (int status = 0; status < jobs::statusCount; ++status) {
                RowFilter filter;
                filter.statuses = {};
                filter.statuses[size_t(status)] = true;
                filter.tickedOnly = true;
                const auto rows = file->find(filter, [&cancel] { return cancel.load(); });
                if (!rows)
                    return tl::unexpected(rows.error());
                ticked.counts[size_t(status)] = qint64(rows->size());
            }
            RowFilter filter = shown;
            filter.tickedOnly = true;
            const auto rows = file->find(filter, [&cancel] { return cancel.load(); });
            if (!rows)
                return tl::unexpected(rows.error());
            ticked.shown = qint64(rows->size());
            return ticked;
        },
        [this](const Result<Ticked> &ticked) {
            m_counting = false;
            if (!ticked) {
                if (ticked.error().kind != ErrorKind::Cancelled)
                    Q_EMIT failed(ticked.error());
            } else if (ticked->counts != m_ticked || ticked->shown != m_tickedShown) {
                m_ticked = ticked->counts;
                m_tickedShown = ticked->shown;
                Q_EMIT ticksChanged();
            }
            if (m_countAgain)
                countTicks();
        });
}

} // namespace kv::items
