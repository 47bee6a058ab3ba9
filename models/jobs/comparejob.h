// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "jobs/comparisonfile.h"
#include "jobs/job.h"
#include "store/store.h"

#include <memory>

namespace kv::jobs {

struct CompareWork;
class ComparePhase;

struct CompareOptions
{
    /// Reading values that costs more requests than this waits for consent; -1: never asks.
    qint64 askAboveRequests = 100;
    /// Rows that differ are read once more this long after they were first seen so, in milliseconds.
    int secondLookMs = 5000;
    Clock clock = systemClock();
};

/// Compares two stores into a ComparisonFile: first a merge of both listings, whose rows are there at once,
/// then the values of the rows that need them, then a second look at what differs where a side is at
/// Cloudflare. Memory does not grow with the number of keys. Goes on from the file's state, whoever left it.
class CompareJob : public Job
{
    Q_OBJECT

public:
    CompareJob(std::shared_ptr<ComparisonFile> file, std::shared_ptr<Store> left,
               std::shared_ptr<Store> right, const CompareOptions &options = {}, QObject *parent = nullptr);
    ~CompareJob() override;

    void start() override;
    void pause() override;
    void cancel() override;

    const std::shared_ptr<ComparisonFile> &file() const { return m_file; }
    /// The job paused itself before reading values, or before the second look (the file's state tells which),
    /// since that costs progress().requestsLeft requests. start() gives consent; finishWithoutValues() leaves
    /// the rows as they are.
    bool wantsConsent() const;
    void finishWithoutValues();

Q_SIGNALS:
    /// The file has rows behind what was the last.
    void rowsAppended();
    /// These rows (half-open) read otherwise now.
    void rowsChanged(qint64 begin, qint64 end);

private:
    void enter();
    template <class Phase> void enterPhase(Phase *phase);
    void turnTo(CompareState::Phase phase);
    void leavePhase();
    void take(const Progress &progress);
    void stop(const Error &error);

    std::shared_ptr<ComparisonFile> m_file;
    std::unique_ptr<CompareWork> m_work;
    ComparePhase *m_phase = nullptr;
    qint64 m_bytesBefore = 0; // read in earlier phases
    bool m_wantsConsent = false;
    bool m_hasConsent = false;
    bool m_isTurning = false;
};

/// What comparing costs before anything was read, in requests: `atLeast` for the listings; the rest depends
/// on how many keys there are. 0 where neither side counts requests.
struct CompareCost
{
    qint64 listRequestsAtLeast = 0;
    int keysPerListRequest = 0; ///< on both sides together, one request each; 0: free
    int keysPerReadRequest = 0;
    int keysPerSecondLookRequest = 0; ///< of keys that differ, once everything else is done
};
CompareCost costOf(const CompareSpec &spec, const Capabilities &left, const Capabilities &right);

} // namespace kv::jobs
