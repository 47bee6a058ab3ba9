// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/searchjob.h"

#include <vector>

namespace kv::jobs {

/// A store to be searched.
struct SearchSubject
{
    std::shared_ptr<Store> store;
    /// What the same keys have in common under whatever name; empty: the store's own identity(), or the
    /// store.
    QByteArray identity;
};

/// Looks for one query in several stores. Those on this disk are searched one after the other, and beside
/// them those that count requests, one after the other; the same keys are searched once. A store that fails
/// does not keep the others from going on.
///
/// Paused when the rest waits for consent or was told to; Failed, with the first failure, when the others are
/// through: start() then tries what failed from where it stopped.
class SearchAll : public Job
{
    Q_OBJECT

public:
    SearchAll(const QList<SearchSubject> &subjects, const SearchQuery &query,
              const SearchOptions &options = {}, QObject *parent = nullptr);
    ~SearchAll() override;

    /// Goes on with all that is not over, also with what waits for consent.
    void start() override;
    void pause() override;
    void cancel() override;
    /// Goes on with one: its consent, or another try.
    void startOne(int subject);

    int size() const { return int(m_parts.size()); }
    /// The subject before this one whose keys these are; -1: none, it is searched itself.
    int sameAs(int subject) const { return m_parts[size_t(subject)].sameAs; }
    /// Null for one that is the same as another.
    const SearchJob *job(int subject) const { return m_parts[size_t(subject)].job.get(); }

Q_SIGNALS:
    /// In key order for each subject.
    void found(int subject, const QList<kv::jobs::SearchHit> &hits);
    /// The state of its job is another one.
    void subjectChanged(int subject);

private:
    struct Part
    {
        std::unique_ptr<SearchJob> job;
        int sameAs = -1;
        bool isCounted = false;
        bool isDue = false; ///< To be started when its turn comes.
    };
    bool canGoOn(const Part &part) const;
    void advance();
    void sum();

    std::vector<Part> m_parts;
    bool m_advancing = false;
};

} // namespace kv::jobs
