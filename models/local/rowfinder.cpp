// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/rowfinder.h"

#include "core/keyorder.h"
#include "local/namespacefile.h"

#include <sqlite3.h>

namespace kv::local {

namespace {

constexpr char walkRows[] = "SELECT key, blob_id, expiration, metadata FROM _mf_entries WHERE key >= ?1 "
                            "ORDER BY key";

/// A key that is more steps away is sooner looked up.
constexpr int mostSteps = 4;
/// The keys lie too far apart for a walk.
constexpr int mostInVain = 16;

} // namespace

Result<std::optional<Row>> RowFinder::find(const QByteArray &key)
{
    if (m_inVain > mostInVain)
        return NamespaceFile::find(m_db, key);
    const bool goesOn = m_walk && compareKeys(m_before, key) < 0;
    m_before = key;
    for (int steps = 0; goesOn && m_at && compareKeys(*m_at, key) < 0 && steps < mostSteps; ++steps) {
        if (const Result<> done = step(); !done)
            return fail(done.error());
    }
    if (!goesOn || (m_at && compareKeys(*m_at, key) < 0)) {
        m_inVain += m_walk ? 1 : 0;
        if (const Result<> done = seek(key); !done)
            return fail(done.error());
    }
    if (!m_at || *m_at != QByteArrayView(key))
        return std::optional<Row>();
    return std::optional(NamespaceFile::rowOf(*m_walk, 1));
}

Result<> RowFinder::seek(const QByteArray &key)
{
    m_walk.reset(); // which resets the one statement that there is
    m_at.reset();
    Result<Statement> walk = m_db.prepare(walkRows);
    if (!walk)
        return fail(walk.error());
    m_walk.emplace(std::move(*walk));
    m_begin = key;
    m_walk->bindText(1, m_begin);
    return step();
}

Result<> RowFinder::step()
{
    m_at.reset();
    const int code = m_walk->step();
    if (code == SQLITE_ROW)
        m_at = m_walk->text(0); // behind all texts there may be blobs, which are no keys
    return code == SQLITE_ROW || code == SQLITE_DONE ? Result<>() : fail(m_db.error(code));
}

} // namespace kv::local
