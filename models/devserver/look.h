// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/operation.h"
#include "store/store.h"

#include <QHash>

#include <functional>
#include <memory>
#include <optional>

namespace kv::devserver {

/// What a key was when it was looked at.
struct Seen
{
    std::optional<Error> trouble; ///< It could not be read; the rest means nothing then.
    bool exists = false;
    Revision revision;
    bool matches = false; ///< It was the entry that was asked about.
};

/// Reads some keys of a store and keeps of each only what it was, not its value.
class Look : public Operation<QHash<QByteArray, Seen>>
{
public:
    using Matches = std::function<bool(const Entry &)>;

    Look(std::shared_ptr<Store> store, QList<QByteArray> keys, Matches matches, QObject *parent);

private:
    void next();

    std::shared_ptr<Store> m_store;
    QList<QByteArray> m_keys;
    qsizetype m_at = 0;
    Matches m_matches;
    QHash<QByteArray, Seen> m_seen;
};

} // namespace kv::devserver
