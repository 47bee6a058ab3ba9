// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/listwalk.h"

#include "core/limits.h"
#include "remote/pool.h"
#include "text/utf8.h"

#include <algorithm>

namespace kv::remote {

namespace {

constexpr int leastKeysPerPage = 10;
constexpr int mostKeysPerPage = NamespaceRequests::mostKeysToList;
/// Above this many bytes a page is taken apart off the caller's thread.
constexpr qsizetype largePage = 32 * 1024;

/// Our cursor is the page's last key, without which our own writes could not be put into the next page, and
/// Cloudflare's.
QByteArray joined(const QByteArray &lastKey, const QByteArray &cursor)
{
    return lastKey.toBase64() + ' ' + cursor;
}

std::shared_ptr<const KeyBlock> withPrefix(const std::shared_ptr<const KeyBlock> &keys,
                                           const QByteArray &prefix)
{
    KeyBlock::Builder builder;
    for (int i = 0; i < keys->size(); ++i) {
        if (keys->key(i).startsWith(prefix))
            builder.add(keys->key(i), keys->expiration(i), keys->hasMetadata(i), keys->metadata(i));
    }
    return builder.build();
}

} // namespace

ListWalk::ListWalk(Parts &parts, const ListQuery &query)
    : Operation<KeyPage>(parts.owner),
      m_parts(parts),
      m_query(query),
      m_after(QByteArray())
{
    // Cloudflare takes text for a prefix: one that ends inside a character is asked for without that.
    m_askedPrefix = query.prefix.left(text::lengthWithoutCutSequence(query.prefix));
    if (!text::isUtf8(m_askedPrefix) || m_askedPrefix.size() > limits::keyBytes) {
        finish(KeyPage{.keys = KeyBlock::Builder().build(), .last = true}); // no key is like that
        return;
    }
    if (!query.cursor.isEmpty()) {
        const qsizetype space = query.cursor.indexOf(' ');
        m_cursor = query.cursor.mid(space + 1);
        if (space >= 0)
            m_after = QByteArray::fromBase64(query.cursor.left(space));
        else
            m_after.reset();
    }
    next();
}

void ListWalk::next()
{
    const int limit = m_query.pageSize > 0 ? std::clamp(m_query.pageSize, leastKeysPerPage, mostKeysPerPage)
                                           : mostKeysPerPage;
    await(m_parts.client->send(m_parts.requests.list(m_askedPrefix, m_cursor, limit)),
          [this](const Result<Response> &response) {
              if (response)
                  take(*response);
              else
                  finish(fail(response.error()));
          });
}

void ListWalk::take(const Response &response)
{
    if (response.body.size() <= largePage)
        return show(readListedKeys(response));
    await(onPool<ListedKeys>([response] { return readListedKeys(response); }),
          [this](Result<ListedKeys> listed) { show(std::move(listed)); });
}

void ListWalk::show(Result<ListedKeys> listed)
{
    if (!listed)
        return finish(fail(listed.error()));
    const auto nonsense = [this](const QString &why) { finish(fail(ErrorKind::Protocol, why)); };
    std::shared_ptr<const KeyBlock> keys = listed->keys;
    if (!listed->cursor.isEmpty() && listed->cursor == m_cursor)
        return nonsense(
            QStringLiteral("Cloudflare answers the same cursor again; the listing would not end."));
    if (keys->size() > 0 && m_after && !m_after->isEmpty() && compareKeys(keys->key(0), *m_after) <= 0)
        return nonsense(QStringLiteral("Cloudflare goes back in the listing."));
    m_cursor = listed->cursor;
    const bool last = m_cursor.isEmpty();
    if (m_askedPrefix != m_query.prefix)
        keys = withPrefix(keys, m_query.prefix);
    KeyPage page;
    page.keys = m_parts.overlay.patched(keys, m_query.prefix, m_after, last);
    page.last = last;
    if (listed->keys->size() > 0)
        m_after = listed->keys->key(listed->keys->size() - 1).toByteArray();
    if (!last)
        page.cursor = joined(m_after.value_or(QByteArray()), m_cursor);
    ++m_page;
    if (last || m_page == m_query.pages)
        return finish(std::move(page));
    deliver(std::move(page));
    next();
}

} // namespace kv::remote
