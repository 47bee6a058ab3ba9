// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/removalwork.h"

#include "core/limits.h"
#include "remote/answers.h"
#include "remote/apierror.h"
#include "remote/entryread.h"
#include "remote/keypath.h"

#include <algorithm>

namespace kv::remote {

RemovalWork::RemovalWork(Parts &parts, const QList<Removal> &removals)
    : Operation<RemoveReport>(parts.owner),
      m_parts(parts),
      m_removals(removals)
{
    QList<QByteArray> keys;
    keys.reserve(removals.size());
    for (const Removal &removal : removals)
        keys.append(removal.key);
    parts.turns->wait(keys, this, [this](const KeyTurns::Turn &turn) {
        hold(turn);
        start();
    });
}

void RemovalWork::start()
{
    ++m_looking; // ours, until all are asked for
    for (const Removal &removal : std::as_const(m_removals)) {
        if (m_fates.contains(removal.key))
            continue;
        if (limits::checkKey(removal.key) != limits::KeyProblem::None) {
            m_fates.insert(removal.key, Fate::Missing); // there can be no such key
            continue;
        }
        m_fates.insert(removal.key, Fate::Removed);
        if (removal.expect.state == Expect::State::Anything) {
            m_due.append(removal.key);
            continue;
        }
        ++m_looking;
        await((new EntryRead(m_parts, removal.key))->future(), [this, removal](Result<Entry> read) {
            judge(removal, m_parts.overlay.shownToWriter(removal.key, std::move(read)));
        });
    }
    if (--m_looking == 0)
        removeNext();
}

void RemovalWork::judge(const Removal &removal, const Result<Entry> &read)
{
    if (!read && !isKeyMissing(read.error()))
        return finish(fail(read.error()));
    const bool unchanged = removal.expect.state == Expect::State::Unchanged;
    if (!read) {
        m_fates[removal.key] = Fate::Missing;
    } else if (!unchanged || read->revision != removal.expect.revision) {
        m_fates[removal.key] = Fate::Conflicted;
    } else {
        m_due.append(removal.key);
        m_revisions.insert(removal.key, read->revision);
    }
    if (--m_looking == 0)
        removeNext();
}

void RemovalWork::removeNext()
{
    if (m_due.isEmpty())
        return report();
    const QList<QByteArray> keys = m_due.mid(0, NamespaceRequests::mostKeysToDelete);
    m_due.remove(0, keys.size());
    if (m_removals.size() > 1)
        return removeChunk(keys, true);
    await(deleteKey(m_parts, keys.first()), [this, keys](const Result<void> &deleted) {
        if (!deleted)
            return finish(fail(deleted.error()));
        noteRemoved(keys);
        removeNext();
    });
}

void RemovalWork::removeChunk(const QList<QByteArray> &keys, bool again)
{
    await(m_parts.client->send(m_parts.requests.bulkRemove(keys)),
          [this, keys, again](const Result<Response> &response) {
              if (!response)
                  return finish(fail(response.error()));
              const QList<QByteArray> left = readUnsuccessfulKeys(*response);
              const QSet<QByteArray> notDone(left.begin(), left.end());
              QList<QByteArray> done;
              std::copy_if(keys.begin(), keys.end(), std::back_inserter(done),
                           [&](const QByteArray &key) { return !notDone.contains(key); });
              noteRemoved(done);
              if (notDone.isEmpty())
                  return removeNext();
              if (again)
                  return removeChunk(left, false);
              finish(fail(ErrorKind::Protocol,
                          QStringLiteral("Cloudflare did not delete %1 of %2 keys, even when asked again.")
                              .arg(notDone.size())
                              .arg(m_fates.size())));
          });
}

void RemovalWork::noteRemoved(const QList<QByteArray> &keys)
{
    if (keys.isEmpty())
        return;
    QList<KeyChange> changes;
    for (const QByteArray &key : keys) {
        const auto known = m_revisions.constFind(key);
        m_parts.overlay.deleted(key, known != m_revisions.cend() ? std::optional(*known) : std::nullopt);
        changes.append({key, false, {}, {}});
    }
    m_parts.tell(changes);
}

/// In the order asked.
void RemovalWork::report()
{
    RemoveReport report;
    for (const Removal &removal : std::as_const(m_removals)) {
        switch (m_fates.value(removal.key)) {
        case Fate::Removed:
            report.removed.append(removal.key);
            break;
        case Fate::Missing:
            report.missing.append(removal.key);
            break;
        case Fate::Conflicted:
            report.conflicted.append(removal.key);
            break;
        }
    }
    finish(std::move(report));
}

} // namespace kv::remote
