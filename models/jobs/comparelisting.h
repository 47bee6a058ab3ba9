// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparephase.h"
#include "jobs/listmerge.h"
#include "store/async.h"

namespace kv::jobs {

/// Merges both listings into the file, page by page. Of each side one page is merged, one waits, and none
/// more is asked for.
class CompareListing : public ComparePhase
{
public:
    CompareListing(CompareWork &work, PhaseEvents events, QObject *parent = nullptr);
    ~CompareListing() override;

    void run() override;
    void rest() override { m_running = false; }

private:
    struct Side
    {
        std::shared_ptr<Store> store;
        bool isCounted = false;
        MergeSide now;
        QByteArray nowCursor; // with which `now` was asked for
        std::optional<KeyPage> next;
        QByteArray nextCursor;
        QByteArray cursor; // of the page behind the last that came
        bool isListed = false;
        bool isResumed = false; // the cursor was found in the file, and not tried yet
        int pageSize = 0;
        std::optional<Pending<Result<KeyPage>>> asked; // until its answer was taken
    };
    struct Done;

    void ask(size_t side);
    void take(size_t side, Result<KeyPage> page);
    bool shift(Side &side);
    void advance();
    void startMerge();
    void takeMerged(Result<Done> done);
    void stop(const Error &error);
    bool tell();
    QString nameOf(size_t side) const;

    CompareWork &m_work;
    PhaseEvents m_events;
    std::array<Side, 2> m_sides;
    CompareState m_state;
    qint64 m_keys = 0;
    bool m_running = false;
    bool m_merging = false;
    std::optional<Error> m_failure; // told when what is being merged is in the file
};

} // namespace kv::jobs
