// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparisonfile.h"
#include "jobs/jobrun.h"
#include "jobs/planjob.h"

#include <QFile>
#include <QTemporaryDir>

#include <numeric>

namespace kv::test {

/// The clock of these tests.
inline constexpr qint64 testNowMs = 1'700'000'000'000;
inline Clock testClock()
{
    return [] { return testNowMs; };
}

/// A comparison of two stores whose rows are all ticked. What differs is taken for Different, by a simpler
/// way than CompareJob's.
inline std::shared_ptr<jobs::ComparisonFile> comparisonOf(const QString &path, Store &left, Store &right)
{
    using namespace jobs;
    CompareSpec spec;
    spec.leftName = QStringLiteral("left");
    spec.rightName = QStringLiteral("right");
    spec.left.namespaceId = QStringLiteral("left");
    spec.right.namespaceId = QStringLiteral("right");
    const auto file = ComparisonFile::create(path, spec);
    if (!file)
        return nullptr;
    const auto leftEntries = contentOf(left);
    const auto rightEntries = contentOf(right);
    QList<QByteArray> keys = leftEntries.keys() + rightEntries.keys();
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    std::vector<CompareRow> rows;
    for (const QByteArray &key : std::as_const(keys)) {
        CompareRow row{.key = key};
        const bool onLeft = leftEntries.contains(key);
        const bool onRight = rightEntries.contains(key);
        row.status = !onRight                                ? Status::OnlyLeft
                     : !onLeft                               ? Status::OnlyRight
                     : leftEntries[key] == rightEntries[key] ? Status::Same
                                                             : Status::Different;
        if (row.status == Status::Different)
            row.reasons = Reason::Value;
        rows.push_back(row);
    }
    CompareState done;
    done.phase = CompareState::Phase::Done;
    std::vector<quint32> all(rows.size());
    std::iota(all.begin(), all.end(), 0);
    if (!(*file)->append(rows, done) || !(*file)->setTicked(all, true))
        return nullptr;
    return *file;
}

inline QList<jobs::PlanStep> stepsOf(const QString &path)
{
    QList<jobs::PlanStep> steps;
    auto reader = jobs::PlanReader::open(path);
    while (reader) {
        const auto step = (*reader)->next();
        if (!step || !*step)
            break;
        steps.append(**step);
    }
    return steps;
}

inline QByteArray contentOfFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Writes a plan of these steps, the head's counts made of them.
inline Result<jobs::PlanHead> writePlan(const QString &path, const QList<jobs::PlanStep> &steps,
                                        const jobs::PlanHead &head = {})
{
    auto writer = jobs::PlanWriter::create(path, head);
    if (!writer)
        return fail(writer.error());
    for (const jobs::PlanStep &step : steps) {
        if (const auto added = (*writer)->add(step); !added)
            return fail(added.error());
    }
    return (*writer)->finish();
}

/// What a store behind Cloudflare's API can: requests are counted, and writes take no conditions.
inline Capabilities countedCapabilities()
{
    return {.listsByPage = true,
            .resendsExpiration = true,
            .keysPerListRequest = 1000,
            .keysPerReadRequest = 100,
            .keysPerWriteRequest = 10'000,
            .writesConditionally = false};
}

} // namespace kv::test
