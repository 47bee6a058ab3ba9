// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/plan.h"
#include "text/jsonsame.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace kv::jobs {

namespace {

/// Numbers as eight bytes each, so that no two entries are written the same way.
void add(QCryptographicHash &hash, qint64 number)
{
    const qint64 bytes = qToLittleEndian(number);
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&bytes), sizeof(bytes)));
}

void add(QCryptographicHash &hash, const QByteArray &bytes)
{
    add(hash, bytes.size());
    hash.addData(bytes);
}

} // namespace

Fingerprint fingerprintOf(const Entry &entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    add(hash, entry.value);
    add(hash, entry.expiration ? 1 : 0);
    add(hash, entry.expiration.value_or(0));
    add(hash, entry.metadata ? 1 : 0);
    // Cloudflare writes metadata anew: the same JSON comes back in other bytes.
    add(hash, entry.metadata ? text::canonicalJson(*entry.metadata) : QByteArray());
    return hash.result();
}

} // namespace kv::jobs
