// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/overlay.h"

#include "core/limits.h"
#include "remote/apierror.h"

#include <cmath>

namespace kv::remote {

void Overlay::wrote(const Entry &entry, const std::optional<Revision> &before)
{
    note(entry.key, entry, before);
}

void Overlay::deleted(const QByteArray &key, const std::optional<Revision> &before)
{
    note(key, std::nullopt, before);
}

void Overlay::note(const QByteArray &key, std::optional<Entry> entry, const std::optional<Revision> &before)
{
    Written written{std::move(entry), m_clock(), {}, before.has_value()};
    if (before)
        written.older.insert(*before);
    if (const auto it = m_written.find(key); it != m_written.end()) {
        // Everything that the last write hid may still come up.
        written.older.unite(it->second.older);
        written.older.insert(it->second.entry ? it->second.entry->revision : absent());
        written.knowsAllOlder = it->second.knowsAllOlder;
        forget(it);
    }
    written.older.remove(written.entry ? written.entry->revision : absent());
    m_bytes += written.entry ? written.entry->value.size() : 0;
    m_byAge.emplace(written.atMs, key);
    m_written.insert_or_assign(key, std::move(written));
    expire();
}

bool Overlay::isOver(const Written &written) const
{
    const qint64 now = m_clock();
    // A clock that was set back must not keep it for ever.
    return std::abs(now - written.atMs) > lifeMs ||
           (written.entry && written.entry->expiration && limits::isExpired(*written.entry->expiration, now));
}

void Overlay::forget(Map::iterator it)
{
    m_bytes -= it->second.entry ? it->second.entry->value.size() : 0;
    const auto [first, last] = m_byAge.equal_range(it->second.atMs);
    for (auto age = first; age != last; ++age) {
        if (age->second == it->first) {
            m_byAge.erase(age);
            break;
        }
    }
    m_written.erase(it);
}

void Overlay::expire()
{
    while (!m_byAge.empty()) {
        const auto eldest = m_written.find(m_byAge.begin()->second);
        if (!isOver(eldest->second) && int(m_written.size()) <= mostKeys && m_bytes <= mostBytes)
            break;
        forget(eldest);
    }
}

const Overlay::Written *Overlay::find(const QByteArray &key)
{
    const auto it = m_written.find(key);
    if (it == m_written.end())
        return nullptr;
    if (!isOver(it->second))
        return &it->second;
    forget(it);
    return nullptr;
}

Result<Entry> Overlay::shown(const QByteArray &key, Result<Entry> read)
{
    return judge(key, std::move(read), false);
}

Result<Entry> Overlay::shownToWriter(const QByteArray &key, Result<Entry> read)
{
    return judge(key, std::move(read), true);
}

Result<Entry> Overlay::judge(const QByteArray &key, Result<Entry> read, bool writer)
{
    if (!read && !isKeyMissing(read.error()))
        return read;
    const Written *written = find(key);
    if (!written)
        return read;
    const Revision seen = read ? read->revision : absent();
    const Revision ours = written->entry ? written->entry->revision : absent();
    const bool older =
        seen != ours && (written->older.contains(seen) || (!writer && !written->knowsAllOlder));
    if (!older) {
        forget(m_written.find(key));
        return read;
    }
    if (!written->entry)
        return fail(Error{.kind = ErrorKind::NotFound,
                          .detail = QStringLiteral("There is no such key."),
                          .apiCode = 10009});
    Result<Entry> acknowledged(*written->entry);
    acknowledged->unsettled = true;
    return acknowledged;
}

std::shared_ptr<const KeyBlock> Overlay::patched(const std::shared_ptr<const KeyBlock> &page,
                                                 const QByteArray &prefix,
                                                 const std::optional<QByteArray> &after, bool last)
{
    expire();
    if (m_written.empty() || (page->size() == 0 && !last))
        return page;
    // The part of our writes that lies in the page's range.
    auto from = m_written.begin();
    if (after && !after->isEmpty())
        from = m_written.upper_bound(*after);
    else if (!after && page->size() > 0)
        from = m_written.lower_bound(page->key(0).toByteArray());
    else if (!after)
        from = m_written.end();
    auto to = m_written.end();
    if (!last)
        to = m_written.upper_bound(page->key(page->size() - 1).toByteArray());
    KeyBlock::Builder builder;
    int row = 0;
    const auto keep = [&](int i) {
        builder.add(page->key(i), page->expiration(i), page->hasMetadata(i), page->metadata(i));
    };
    for (auto it = from; it != to; ++it) {
        const auto &[key, written] = *it;
        if (!key.startsWith(prefix) || isOver(written))
            continue;
        while (row < page->size() && compareKeys(page->key(row), key) < 0)
            keep(row++);
        if (row < page->size() && page->key(row) == QByteArrayView(key))
            ++row;
        if (written.entry)
            builder.add(key, written.entry->expiration, written.entry->metadata.has_value(),
                        written.entry->metadata.value_or(QByteArray()));
    }
    while (row < page->size())
        keep(row++);
    return builder.build();
}

} // namespace kv::remote
