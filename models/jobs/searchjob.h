// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"
#include "jobs/search.h"

#include <memory>
#include <optional>

namespace kv::jobs {

struct SearchOptions
{
    /// Only these keys; nothing is listed then. Else those of the store that have the query's prefix.
    std::optional<SearchKeys> keys;
    /// The job pauses once when it has used so many requests and is not through; -1: never. See
    /// wantsConsent().
    qint64 askAfterRequests = -1;
    /// Of so many hits in keys the sizes and first bytes of their values are asked for, where that is cheap.
    qint64 mostPeeks = 10'000;
};

/// Looks for a query in the keys or values of one store, in key order, reading and matching at the same time.
/// Hits are told in batches and not kept; memory does not grow with the store. An entry that cannot be read
/// is counted and told in troubles(), and the search goes on; what concerns the whole store (no connection, a
/// damaged file) is Failed, and start() goes on from there. Expired entries that still lie in the store are
/// looked at, too.
class SearchJob : public Job
{
    Q_OBJECT

public:
    SearchJob(const std::shared_ptr<Store> &store, const SearchQuery &query,
              const SearchOptions &options = {}, QObject *parent = nullptr);
    ~SearchJob() override;

    /// Failed with ErrorKind::InvalidInput when checkQuery() says so.
    void start() override;
    void cancel() override;

    const SearchQuery &query() const;
    const SearchReport &report() const;
    /// Keys that could not be read, each with a sentence; at most some thousands (report().unread counts
    /// all).
    const QList<std::pair<QByteArray, QString>> &troubles() const;
    /// The job paused itself after SearchOptions::askAfterRequests; start() is the consent to the rest.
    bool wantsConsent() const;

Q_SIGNALS:
    /// In key order; never empty.
    void found(const QList<kv::jobs::SearchHit> &hits);

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

/// Finds out what a search costs, without reading a value and without spending a request: on this disk it
/// counts the keys and adds up the values' sizes in the background, telling what it has so far; of a store
/// that counts requests it tells the figures at once. Finished at the end; Failed when the store cannot be
/// listed.
class SearchCostJob : public Job
{
    Q_OBJECT

public:
    SearchCostJob(const std::shared_ptr<Store> &store, const SearchQuery &query,
                  const std::optional<SearchKeys> &keys = {}, QObject *parent = nullptr);
    ~SearchCostJob() override;

    void start() override;
    void cancel() override;

    /// Reads otherwise with each progressed().
    const SearchCost &cost() const;

private:
    struct Work;
    std::unique_ptr<Work> m_work;
};

} // namespace kv::jobs
