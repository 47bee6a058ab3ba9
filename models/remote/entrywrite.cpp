// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/entrywrite.h"

#include "core/limits.h"
#include "remote/answers.h"
#include "remote/apierror.h"
#include "remote/entryread.h"
#include "remote/keypath.h"
#include "remote/revision.h"

namespace kv::remote {

namespace {

/// Whether an entry is what the caller expects; nullptr: there is none.
Result<> checkExpect(const Expect &expect, const Entry *current)
{
    if (expect.state == Expect::State::Absent && current)
        return fail(ErrorKind::Conflict, QStringLiteral("The key exists already."));
    if (expect.state == Expect::State::Unchanged && !current)
        return fail(ErrorKind::Conflict, QStringLiteral("The entry was deleted meanwhile."));
    if (expect.state == Expect::State::Unchanged && current->revision != expect.revision)
        return fail(ErrorKind::Conflict, QStringLiteral("The entry was changed meanwhile."));
    return {};
}

} // namespace

Result<> checkResent(const Expiration &expiration, qint64 nowMs)
{
    if (expiration && *expiration < nowMs / 1000 + limits::minimumTtlSeconds)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("The entry expires in less than %1 seconds, and Cloudflare cannot be told "
                                   "so again, as each write must. Give it another expiration, or none.")
                        .arg(limits::minimumTtlSeconds));
    return {};
}

EntryWrite::EntryWrite(Parts &parts, const Entry &entry)
    : Operation<void>(parts.owner),
      m_parts(parts),
      m_entry(entry)
{
    if (!fitsInUrl(entry.key)) {
        sendInBulk(true);
        return;
    }
    await(parts.client->send(parts.requests.put(entry)), [this](const Result<Response> &response) {
        if (response)
            return finish({});
        if (isGatewayRefusal(response.error()))
            return sendInBulk(true);
        // Should an empty body be taken for none, a form says that it is meant.
        if (response.error().kind == ErrorKind::InvalidInput && m_entry.value.isEmpty() && !m_entry.metadata)
            return await(m_parts.client->send(m_parts.requests.put(m_entry, true)),
                         [this](const Result<Response> &again) {
                             finish(again ? Result<void>() : fail(again.error()));
                         });
        finish(fail(response.error()));
    });
}

void EntryWrite::sendInBulk(bool again)
{
    const QByteArray body = '[' + NamespaceRequests::bulkItem(m_entry) + ']';
    await(m_parts.client->send(m_parts.requests.bulkPut(body)),
          [this, again](const Result<Response> &response) {
              if (!response)
                  return finish(fail(response.error()));
              if (readUnsuccessfulKeys(*response).isEmpty())
                  return finish({});
              if (again)
                  return sendInBulk(false);
              finish(fail(ErrorKind::Protocol, QStringLiteral("Cloudflare did not write the key.")));
          });
}

PutWork::PutWork(Parts &parts, const Put &put) : Operation<Revision>(parts.owner), m_parts(parts), m_put(put)
{
    parts.turns->wait({put.key}, this, [this](const KeyTurns::Turn &turn) {
        hold(turn);
        start();
    });
}

void PutWork::start()
{
    if (m_put.expect.state == Expect::State::Absent)
        return await((new KeyCheck(m_parts, m_put.key))->future(), [this](const Result<bool> &exists) {
            if (!exists)
                return finish(fail(exists.error()));
            if (*exists)
                return finish(fail(ErrorKind::Conflict, QStringLiteral("The key exists already.")));
            write(std::nullopt, Overlay::absent());
        });
    if (m_put.expect.state == Expect::State::Anything && !m_put.value.isKeep() &&
        !m_put.expiration.isKeep() && !m_put.metadata.isKeep())
        return write(std::nullopt, std::nullopt); // it does not matter what is there
    await((new EntryRead(m_parts, m_put.key))->future(), [this](Result<Entry> read) {
        read = m_parts.overlay.shownToWriter(m_put.key, std::move(read));
        if (!read && !isKeyMissing(read.error()))
            return finish(fail(read.error()));
        if (const auto ok = checkExpect(m_put.expect, read ? &*read : nullptr); !ok)
            return finish(fail(ok.error()));
        if (read)
            write(*read, read->revision);
        else
            write(std::nullopt, Overlay::absent());
    });
}

void PutWork::write(const std::optional<Entry> &current, const std::optional<Revision> &before)
{
    if (m_put.value.isKeep() && !current)
        return finish(fail(ErrorKind::NotFound, QStringLiteral("There is no such key.")));
    const Entry old = current.value_or(Entry());
    if (m_put.expiration.isKeep())
        if (const auto ok = checkResent(old.expiration, m_parts.clock()); !ok)
            return finish(fail(ok.error()));
    Entry entry{m_put.key,
                m_put.value.over(old.value),
                m_put.expiration.over(old.expiration),
                m_put.metadata.over(old.metadata),
                {}};
    entry.revision = revisionOf(entry.value, entry.expiration, entry.metadata);
    await((new EntryWrite(m_parts, entry))->future(), [this, entry, before](const Result<void> &written) {
        if (!written)
            return finish(fail(written.error()));
        m_parts.noteWritten(entry, before);
        finish(entry.revision);
    });
}

RenameWork::RenameWork(Parts &parts, const QByteArray &from, const QByteArray &to, const Expect &expect)
    : Operation<Revision>(parts.owner),
      m_parts(parts),
      m_from(from),
      m_to(to),
      m_expect(expect)
{
    parts.turns->wait({from, to}, this, [this](const KeyTurns::Turn &turn) {
        hold(turn);
        start();
    });
}

void RenameWork::start()
{
    await((new EntryRead(m_parts, m_from))->future(), [this](Result<Entry> read) {
        read = m_parts.overlay.shownToWriter(m_from, std::move(read));
        if (!read && !isKeyMissing(read.error()))
            return finish(fail(read.error()));
        if (const auto ok = checkExpect(m_expect, read ? &*read : nullptr); !ok)
            return finish(fail(ok.error()));
        if (!read)
            return finish(fail(read.error()));
        if (const auto ok = checkResent(read->expiration, m_parts.clock()); !ok)
            return finish(fail(ok.error()));
        await((new KeyCheck(m_parts, m_to))->future(), [this, entry = *read](const Result<bool> &exists) {
            if (!exists)
                return finish(fail(exists.error()));
            if (*exists)
                return finish(fail(ErrorKind::Conflict, QStringLiteral("The key exists already.")));
            copy(entry);
        });
    });
}

void RenameWork::copy(Entry entry)
{
    entry.key = m_to;
    entry.unsettled = false;
    await((new EntryWrite(m_parts, entry))->future(), [this, entry](const Result<void> &written) {
        if (!written)
            return finish(fail(written.error()));
        m_parts.noteWritten(entry, Overlay::absent());
        removeOld(entry.revision);
    });
}

void RenameWork::removeOld(const Revision &revision)
{
    await(deleteKey(m_parts, m_from), [this, revision](const Result<void> &deleted) {
        if (!deleted) {
            Error error = deleted.error();
            error.detail.prepend(
                QStringLiteral("The entry lies under the new key, but the old one could not be deleted. "));
            return finish(fail(std::move(error)));
        }
        m_parts.overlay.deleted(m_from, revision);
        m_parts.tell({{m_from, false, {}, {}}});
        finish(revision); // the key is no part of it
    });
}

} // namespace kv::remote
