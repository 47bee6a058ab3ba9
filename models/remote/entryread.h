// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/parts.h"
#include "store/operation.h"

#include <optional>

namespace kv::remote {

/// Reads one entry as Cloudflare has it: value and expiration with one request, metadata with another at the
/// same time; by a bulk request, as text, where a URL cannot carry the key.
class EntryRead : public Operation<Entry>
{
public:
    EntryRead(Parts &parts, const QByteArray &key);

private:
    void ask();
    void askInBulk();
    void judge();

    Parts &m_parts;
    QByteArray m_key;
    std::optional<Result<Response>> m_value;
    std::optional<Result<Response>> m_metadata;
    bool m_askedAgain = false;
    bool m_inBulk = false;
};

/// Whether there is such a key, by the shortest way.
class KeyCheck : public Operation<bool>
{
public:
    KeyCheck(Parts &parts, const QByteArray &key);

private:
    void readWhole();

    Parts &m_parts;
    QByteArray m_key;
};

Error noSuchKey();
/// Of a value that was only handed out as text, and is none.
Error notFaithful(const QByteArray &key);

/// Deletes one key, whether a URL can carry it or not.
QFuture<Result<void>> deleteKey(Parts &parts, const QByteArray &key);

} // namespace kv::remote
