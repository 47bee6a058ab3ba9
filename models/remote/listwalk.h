// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/answers.h"
#include "remote/parts.h"
#include "store/operation.h"

namespace kv::remote {

/// Store::list(): one request a page, one after the other.
class ListWalk : public Operation<KeyPage>
{
public:
    ListWalk(Parts &parts, const ListQuery &query);

private:
    void next();
    void take(const Response &response);
    void show(Result<ListedKeys> listed);

    Parts &m_parts;
    ListQuery m_query;
    QByteArray m_askedPrefix;
    QByteArray m_cursor;               // Cloudflare's
    std::optional<QByteArray> m_after; // the last key of the page before; empty: there is none
    int m_page = 0;
};

} // namespace kv::remote
