// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/keyorder.h"
#include "core/limits.h"
#include "jobs/comparejob.h"
#include "store/memorystore.h"
#include "support/waitfor.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

#include <map>
#include <set>

namespace kv::test {

/// Two stores in memory, a clock that stands still, and comparisons of them in files.
class CompareDesk
{
public:
    static constexpr qint64 nowMs = 1'800'000'000'000;
    static constexpr qint64 now = nowMs / 1000;

    std::shared_ptr<MemoryStore> left = std::make_shared<MemoryStore>(clock());
    std::shared_ptr<MemoryStore> right = std::make_shared<MemoryStore>(clock());
    jobs::CompareSpec spec;
    jobs::CompareOptions options{.askAboveRequests = -1, .secondLookMs = 0, .clock = clock()};

    static Clock clock()
    {
        return [] { return nowMs; };
    }

    /// As a store at Cloudflare counts.
    static Capabilities counted(int list, int read)
    {
        return {.listsByPage = true, .keysPerListRequest = list, .keysPerReadRequest = read};
    }

    QString newPath() { return m_dir.filePath(QStringLiteral("%1.kvcompare").arg(++m_files)); }
    std::shared_ptr<jobs::ComparisonFile> newFile()
    {
        const auto file = jobs::ComparisonFile::create(newPath(), spec);
        return file ? *file : nullptr;
    }
    std::unique_ptr<jobs::CompareJob> newJob(const std::shared_ptr<jobs::ComparisonFile> &file)
    {
        return std::make_unique<jobs::CompareJob>(file, left, right, options);
    }
    /// Runs a job until it stands still.
    static jobs::Job::State run(jobs::CompareJob &job)
    {
        job.start();
        return wait(job);
    }
    static jobs::Job::State wait(jobs::CompareJob &job)
    {
        QEventLoop loop;
        QObject::connect(&job, &jobs::Job::stateChanged, &loop, &QEventLoop::quit);
        QTimer::singleShot(20'000, &loop, &QEventLoop::quit);
        if (job.state() == jobs::Job::State::Running)
            loop.exec();
        return job.state();
    }
    /// The rows of a comparison that is run from the beginning; none when it does not finish.
    std::vector<jobs::CompareRow> compare()
    {
        const auto file = newFile();
        const auto job = newJob(file);
        return run(*job) == jobs::Job::State::Finished ? rowsOf(*file) : std::vector<jobs::CompareRow>();
    }
    static std::vector<jobs::CompareRow> rowsOf(const jobs::ComparisonFile &file)
    {
        std::vector<jobs::CompareRow> rows;
        for (qint64 i = 0; i < file.blockCount(); ++i) {
            const auto block = file.block(i);
            if (!block)
                return {};
            rows.insert(rows.end(), (*block)->begin(), (*block)->end());
        }
        return rows;
    }

private:
    QTemporaryDir m_dir;
    int m_files = 0;
};

/// A row as text, to be read where two differ.
inline QByteArray told(const jobs::CompareRow &row)
{
    const auto number = [](const Expiration &at) { return at ? QByteArray::number(*at) : QByteArray("-"); };
    return row.key + " status " + QByteArray::number(int(row.status)) + " reasons " +
           QByteArray::number(int(row.reasons)) + (row.valuePending ? " pending " : " ") +
           number(row.leftExpiration) + ' ' + number(row.rightExpiration) + ' ' +
           QByteArray::number(row.leftSize) + ' ' + QByteArray::number(row.rightSize);
}
inline QByteArrayList told(const std::vector<jobs::CompareRow> &rows)
{
    QByteArrayList lines;
    for (const jobs::CompareRow &row : rows)
        lines << told(row);
    return lines;
}

} // namespace kv::test
