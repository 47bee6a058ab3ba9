// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/look.h"

namespace kv::devserver {

namespace {

/// Of values that are in memory together.
constexpr qint64 mostBytes = 16LL * 1024 * 1024;

} // namespace

Look::Look(std::shared_ptr<Store> store, QList<QByteArray> keys, Matches matches, QObject *parent)
    : Operation<QHash<QByteArray, Seen>>(parent),
      m_store(std::move(store)),
      m_keys(std::move(keys)),
      m_matches(std::move(matches))
{
    next();
}

void Look::next()
{
    if (m_at == m_keys.size())
        return finish(m_seen);
    await(m_store->fetch(m_keys.mid(m_at), mostBytes), [this](const Result<QList<Fetched>> &some) {
        if (!some)
            return finish(fail(some.error()));
        if (some->isEmpty())
            return finish(fail(ErrorKind::Internal, QStringLiteral("The store did not read any key.")));
        for (const Fetched &one : *some) {
            Seen seen;
            if (one.entry)
                seen = {.exists = true,
                        .revision = one.entry->revision,
                        .matches = !one.entry->valueMissing && m_matches && m_matches(*one.entry)};
            else if (!meansNoSuchKey(one.entry.error()))
                seen.trouble = one.entry.error();
            m_seen.insert(one.key, seen);
        }
        m_at += some->size();
        next();
    });
}

} // namespace kv::devserver
