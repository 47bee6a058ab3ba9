// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/awaiting.h"
#include "jobs/search.h"

#include <optional>

namespace kv::jobs {

/// The keys that a search goes through, some at a time and in order: those it was given, or those of the
/// store that begin with a prefix, listed page by page and one page ahead. Lives on its job's thread.
class SearchKeySource
{
public:
    /// `ready`: something can be taken, it is over, or error() is set; never from within a call of this.
    SearchKeySource(std::shared_ptr<Store> store, QByteArray prefix, std::optional<SearchKeys> keys,
                    std::function<void()> ready);

    /// Lists another page, when there is room for one.
    void run();
    /// Up to `most` of the next keys; empty: none are there yet, or isOver().
    QList<QByteArray> take(qsizetype most);
    /// Nothing comes any more, and all was taken.
    bool isOver() const;
    /// How many keys will come besides those taken; nullopt: not known.
    std::optional<qint64> left() const;
    bool isListing() const { return m_listing; }
    bool storeExists() const { return m_storeExists; }
    qint64 requests() const { return m_requests; }
    /// Why a listing failed; run() asks again after clearError().
    const std::optional<Error> &error() const { return m_error; }
    void clearError() { m_error.reset(); }
    void clear();

private:
    void took(const Result<KeyPage> &page);
    std::optional<Error> faultOf(const KeyPage &page) const;

    std::shared_ptr<Store> m_store;
    QByteArray m_prefix;
    std::optional<SearchKeys> m_given;
    qint64 m_givenAt = 0;
    std::function<void()> m_ready;
    bool m_counts;
    QByteArray m_cursor;
    bool m_listing = false;
    bool m_listed = false;
    bool m_storeExists = true;
    std::shared_ptr<const KeyBlock> m_page; ///< The keys that come next.
    int m_pageAt = 0;
    std::shared_ptr<const KeyBlock> m_next;
    QByteArray m_last; ///< The last key listed.
    bool m_hasLast = false;
    qint64 m_requests = 0;
    std::optional<Error> m_error;
    Awaiting m_awaiting;
};

} // namespace kv::jobs
