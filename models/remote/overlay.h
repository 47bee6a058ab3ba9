// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/entry.h"
#include "core/keyorder.h"
#include "core/result.h"
#include "store/keyblock.h"

#include <QSet>

#include <map>
#include <memory>
#include <optional>

namespace kv::remote {

/// What was acknowledged of our own writes and may not show in what Cloudflare answers yet. Bounded in time
/// and in size; what does not fit is forgotten, eldest first. One thread.
class Overlay
{
public:
    /// The revision of a key that is not there.
    static Revision absent() { return {}; }

    explicit Overlay(Clock clock) : m_clock(std::move(clock)) {}

    /// `before`: what the key was just before, as read; nullopt: nobody looked.
    void wrote(const Entry &entry, const std::optional<Revision> &before);
    void deleted(const QByteArray &key, const std::optional<Revision> &before);

    /// What to show of what was read: the entry that was acknowledged (`unsettled`, or NotFound when it was
    /// deleted) in place of an older one, else what was read. One that agrees, or that somebody else wrote
    /// since, ends the matter.
    Result<Entry> shown(const QByteArray &key, Result<Entry> read);
    /// The same before a write: where nobody looked before our own write, what was read is not taken for
    /// older.
    Result<Entry> shownToWriter(const QByteArray &key, Result<Entry> read);

    /// One of our writes to that key that is not confirmed; the entry is nullopt when it was deleted.
    struct Written
    {
        std::optional<Entry> entry;
        qint64 atMs = 0;
        QSet<Revision> older;       ///< what a late answer may still show
        bool knowsAllOlder = false; ///< nothing else was there before
    };
    /// Null when there is none.
    const Written *find(const QByteArray &key);

    /// A page with our writes put in. It covers the keys from `after` (exclusive; empty: from the first) to
    /// its last, or to the end of the prefix when `last`. `exactAfter`: false when `after` is not known.
    std::shared_ptr<const KeyBlock> patched(const std::shared_ptr<const KeyBlock> &page,
                                            const QByteArray &prefix, const std::optional<QByteArray> &after,
                                            bool last);
    bool isEmpty() const { return m_written.empty(); }

    static constexpr qint64 lifeMs = 120'000;
    static constexpr int mostKeys = 20'000;
    static constexpr qint64 mostBytes = 64LL * 1024 * 1024;

private:
    struct ByBytes
    {
        bool operator()(const QByteArray &a, const QByteArray &b) const { return compareKeys(a, b) < 0; }
    };
    using Map = std::map<QByteArray, Written, ByBytes>;

    void note(const QByteArray &key, std::optional<Entry> entry, const std::optional<Revision> &before);
    Result<Entry> judge(const QByteArray &key, Result<Entry> read, bool writer);
    void expire();
    void forget(Map::iterator it);
    bool isOver(const Written &written) const;

    Clock m_clock;
    Map m_written;
    std::multimap<qint64, QByteArray> m_byAge;
    qint64 m_bytes = 0;
};

} // namespace kv::remote
