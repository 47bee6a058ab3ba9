// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/entryread.h"

#include "remote/answers.h"
#include "remote/apierror.h"
#include "remote/keypath.h"
#include "remote/revision.h"

namespace kv::remote {

Error noSuchKey()
{
    return {.kind = ErrorKind::NotFound, .detail = QStringLiteral("There is no such key."), .apiCode = 10009};
}

Error notFaithful(const QByteArray &key)
{
    return {.kind = ErrorKind::Protocol,
            .detail = QStringLiteral("Cloudflare cannot hand this value out faithfully: %1, so the value "
                                     "comes as text, and it seems to be none.")
                          .arg(fitsInUrl(key) ? QStringLiteral("its firewall refused to do so")
                                              : QStringLiteral("no URL can carry the key"))};
}

EntryRead::EntryRead(Parts &parts, const QByteArray &key)
    : Operation<Entry>(parts.owner),
      m_parts(parts),
      m_key(key)
{
    if (fitsInUrl(key))
        ask();
    else
        askInBulk();
}

void EntryRead::ask()
{
    m_value.reset();
    m_metadata.reset();
    await(m_parts.client->send(m_parts.requests.value(m_key)), [this](Result<Response> response) {
        m_value = std::move(response);
        judge();
    });
    await(m_parts.client->send(m_parts.requests.metadata(m_key)), [this](Result<Response> response) {
        m_metadata = std::move(response);
        judge();
    });
}

void EntryRead::judge()
{
    if (m_inBulk)
        return;
    for (const auto *answer : {&m_value, &m_metadata}) {
        if (!*answer || **answer || isKeyMissing((*answer)->error()))
            continue;
        if (isGatewayRefusal((*answer)->error()))
            return askInBulk();
        return finish(fail((*answer)->error()));
    }
    if (!m_value || !m_metadata)
        return;
    if (m_value->has_value() != m_metadata->has_value() && !std::exchange(m_askedAgain, true))
        return ask(); // it came or went between the two
    if (!*m_value)
        return finish(fail(m_value->error()));
    if (!*m_metadata) // saving it without its metadata would lose that
        return finish(fail(ErrorKind::Conflict,
                           QStringLiteral("The entry was being changed while it was read. Read it again.")));
    Entry entry{m_key, (*m_value)->body, (*m_value)->expiration, readMetadata(**m_metadata), {}};
    entry.revision = revisionOf(entry.value, entry.expiration, entry.metadata);
    finish(std::move(entry));
}

void EntryRead::askInBulk()
{
    m_inBulk = true;
    await(m_parts.client->send(m_parts.requests.bulkGet({m_key}, true)),
          [this](const Result<Response> &response) {
              if (!response)
                  return finish(fail(response.error()));
              const auto values = readBulkValues(*response, true);
              if (!values)
                  return finish(fail(values.error()));
              const BulkValue value = values->value(m_key);
              if (!value.exists)
                  return finish(fail(noSuchKey()));
              if (value.isDoubtful)
                  return finish(fail(notFaithful(m_key)));
              finish(Entry{m_key, value.value, value.expiration, value.metadata,
                           revisionOf(value.value, value.expiration, value.metadata)});
          });
}

KeyCheck::KeyCheck(Parts &parts, const QByteArray &key)
    : Operation<bool>(parts.owner),
      m_parts(parts),
      m_key(key)
{
    // What we wrote lately can only be told from what somebody else did by the whole entry.
    if (!fitsInUrl(key) || parts.overlay.find(key)) {
        readWhole();
        return;
    }
    await(parts.client->send(parts.requests.metadata(key)), [this](const Result<Response> &response) {
        if (response)
            return finish(true);
        if (isKeyMissing(response.error()))
            return finish(false);
        if (isGatewayRefusal(response.error()))
            return readWhole();
        finish(fail(response.error()));
    });
}

void KeyCheck::readWhole()
{
    await((new EntryRead(m_parts, m_key))->future(), [this](Result<Entry> read) {
        read = m_parts.overlay.shownToWriter(m_key, std::move(read));
        if (read || read.error().kind == ErrorKind::Protocol) // there, though not to be read
            return finish(true);
        if (isKeyMissing(read.error()))
            return finish(false);
        finish(fail(read.error()));
    });
}

QFuture<Result<void>> deleteKey(Parts &parts, const QByteArray &key)
{
    auto *operation = new Operation<void>(parts.owner);
    const auto inBulk = [operation, &parts, key] {
        operation->await(
            parts.client->send(parts.requests.bulkRemove({key})),
            [operation](const Result<Response> &response) {
                if (!response)
                    return operation->finish(fail(response.error()));
                if (!readUnsuccessfulKeys(*response).isEmpty())
                    return operation->finish(
                        fail(ErrorKind::Protocol, QStringLiteral("Cloudflare did not delete the key.")));
                operation->finish({});
            });
    };
    if (!fitsInUrl(key)) {
        inBulk();
        return operation->future();
    }
    operation->await(parts.client->send(parts.requests.remove(key)),
                     [operation, inBulk](const Result<Response> &response) {
                         if (response || isKeyMissing(response.error()))
                             return operation->finish({});
                         if (isGatewayRefusal(response.error()))
                             return inBulk();
                         operation->finish(fail(response.error()));
                     });
    return operation->future();
}

} // namespace kv::remote
