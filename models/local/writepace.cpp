// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/writepace.h"

#include <QThread>

#include <sqlite3.h>

namespace kv::local {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Nobody else: as many rows as share a commit well, yet well below a millisecond for whoever comes now.
constexpr microseconds alone{500};
/// Somebody else: some rows.
constexpr microseconds asGuest{200};
/// The lock stays free at least this long between two transactions when others have the database open.
constexpr milliseconds pause{2};
/// Others who wrote within this time are taken to be writing still.
constexpr milliseconds stillWriting{2000};
/// How long their next commit is waited for.
constexpr milliseconds mostForACommit{20};
/// How soon a commit of theirs is seen.
constexpr microseconds look{100};

bool isWithin(const QElapsedTimer &since, std::chrono::nanoseconds time)
{
    return since.isValid() && since.nsecsElapsed() < time.count();
}

} // namespace

std::optional<qint64> WritePace::version()
{
    Result<Statement> pragma = m_db.prepare("PRAGMA data_version");
    if (!pragma || pragma->step() != SQLITE_ROW)
        return std::nullopt;
    return pragma->integer(0);
}

bool WritePace::othersWrite() const
{
    return isWithin(m_sinceTheirs, stillWriting);
}

bool WritePace::haveCommitted()
{
    const std::optional<qint64> now = version();
    const std::optional<qint64> before = std::exchange(m_version, now);
    if (!now || !before || now == before)
        return false;
    m_sinceTheirs.start();
    return true;
}

void WritePace::begin()
{
    m_isLong = true;
    haveCommitted();
}

microseconds WritePace::wait(const MayGoOn &mayGoOn)
{
    if (!m_isLong)
        return asGuest;
    if (!m_others)
        m_others.emplace(m_path);
    haveCommitted(); // and who knows when: not worth following
    if (!othersWrite() && !m_others->areThere())
        return alone;
    QElapsedTimer waited;
    waited.start();
    QElapsedTimer sinceLook;
    sinceLook.start();
    bool committed = false;
    while (mayGoOn()) {
        const bool enough =
            othersWrite() ? committed || !isWithin(waited, mostForACommit) : !isWithin(m_sinceOurs, pause);
        if (enough)
            break;
        QThread::usleep(look.count());
        // One that was seen late, because the processor was busy, has perhaps the next one close behind it.
        committed = haveCommitted() && isWithin(sinceLook, 3 * look);
        sinceLook.start();
    }
    return asGuest;
}

void WritePace::ended()
{
    m_sinceOurs.start();
}

} // namespace kv::local
