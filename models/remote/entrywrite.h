// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/parts.h"
#include "store/operation.h"

namespace kv::remote {

/// Writes one entry as Cloudflare takes it, all fields anew, whether a URL can carry the key or not.
class EntryWrite : public Operation<void>
{
public:
    EntryWrite(Parts &parts, const Entry &entry);

private:
    void sendInBulk(bool again);

    Parts &m_parts;
    Entry m_entry;
};

/// Store::put(): reads what is kept or expected, compares, writes.
class PutWork : public Operation<Revision>
{
public:
    PutWork(Parts &parts, const Put &put);

private:
    void start();
    void write(const std::optional<Entry> &current, const std::optional<Revision> &before);

    Parts &m_parts;
    Put m_put;
};

/// Store::rename(): reads, looks whether the new key is free, writes, and deletes the old one last.
class RenameWork : public Operation<Revision>
{
public:
    RenameWork(Parts &parts, const QByteArray &from, const QByteArray &to, const Expect &expect);

private:
    void start();
    void copy(Entry entry);
    void removeOld(const Revision &revision);

    Parts &m_parts;
    QByteArray m_from;
    QByteArray m_to;
    Expect m_expect;
};

} // namespace kv::remote
