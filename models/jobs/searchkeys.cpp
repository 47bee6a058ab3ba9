// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/searchkeys.h"

#include "core/keyorder.h"

#include <algorithm>

namespace kv::jobs {

namespace {

/// Of a page, where listing costs no request: long enough for the asking to weigh nothing, short enough that
/// the values behind it are not waited for long.
constexpr int keysPerPage = 4096;

} // namespace

SearchKeySource::SearchKeySource(std::shared_ptr<Store> store, QByteArray prefix,
                                 std::optional<SearchKeys> keys, std::function<void()> ready)
    : m_store(std::move(store)),
      m_prefix(std::move(prefix)),
      m_given(std::move(keys)),
      m_ready(std::move(ready)),
      m_counts(m_store->capabilities().keysPerListRequest > 0),
      m_listed(m_given.has_value())
{
}

void SearchKeySource::run()
{
    if (m_listing || m_listed || m_next || m_error)
        return;
    m_listing = true;
    m_requests += m_counts ? 1 : 0;
    m_awaiting.await(m_store->list({.prefix = m_prefix,
                                    .cursor = m_cursor,
                                    .pageSize = m_counts ? 0 : keysPerPage,
                                    .detail = ListDetail::Names}),
                     [this](const Result<KeyPage> &page) {
                         m_listing = false;
                         took(page);
                         m_ready();
                     });
}

/// A store that answers like this would be listed for ever, or twice.
std::optional<Error> SearchKeySource::faultOf(const KeyPage &page) const
{
    const auto fault = [](const char *what) {
        return Error{.kind = ErrorKind::Protocol, .detail = QString::fromLatin1(what)};
    };
    if (!page.keys)
        return fault("the listing answered no keys");
    if (!page.last && (page.cursor.isEmpty() || (page.cursor == m_cursor && page.keys->size() == 0)))
        return fault("the listing does not go on");
    if (m_hasLast && page.keys->size() > 0 && compareKeys(page.keys->key(0), m_last) <= 0)
        return fault("the listing goes back to keys that it has told before");
    return {};
}

void SearchKeySource::took(const Result<KeyPage> &page)
{
    if (!page) {
        m_error = page.error();
        return;
    }
    m_error = faultOf(*page);
    if (m_error)
        return;
    m_cursor = page->cursor;
    m_listed = page->last;
    m_storeExists = page->storeExists;
    if (const int size = page->keys->size(); size > 0) {
        m_last = page->keys->key(size - 1).toByteArray();
        m_hasLast = true;
        m_next = page->keys;
    }
}

QList<QByteArray> SearchKeySource::take(qsizetype most)
{
    QList<QByteArray> keys;
    if (m_given) {
        const qint64 count = std::min<qint64>(most, m_given->size - m_givenAt);
        keys.reserve(std::max<qint64>(0, count));
        for (qint64 i = 0; i < count; ++i)
            keys.append(m_given->at(m_givenAt++));
        return keys;
    }
    if (!m_page && m_next) {
        m_page = std::exchange(m_next, nullptr);
        m_pageAt = 0;
    }
    if (!m_page)
        return keys;
    const int count = int(std::min<qsizetype>(most, m_page->size() - m_pageAt));
    keys.reserve(count);
    for (int i = 0; i < count; ++i)
        keys.append(m_page->key(m_pageAt++).toByteArray());
    if (m_pageAt == m_page->size())
        m_page.reset();
    return keys;
}

bool SearchKeySource::isOver() const
{
    return m_given ? m_givenAt >= m_given->size : m_listed && !m_page && !m_next;
}

std::optional<qint64> SearchKeySource::left() const
{
    if (m_given)
        return m_given->size - m_givenAt;
    if (!m_listed)
        return {};
    return (m_page ? m_page->size() - m_pageAt : 0) + (m_next ? m_next->size() : 0);
}

void SearchKeySource::clear()
{
    m_awaiting.drop();
    m_listing = false;
    m_page.reset();
    m_next.reset();
}

} // namespace kv::jobs
