// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/secretstore.h"

#include "store/async.h"

namespace kv::credentials {

QFuture<Result<QByteArray>> MemorySecretStore::read(const QString &name)
{
    const auto found = m_secrets.constFind(name);
    return readyFuture(found == m_secrets.constEnd()
                           ? Result<QByteArray>(fail(ErrorKind::NotFound, QString()))
                           : Result<QByteArray>(*found));
}

QFuture<Result<void>> MemorySecretStore::write(const QString &name, const QByteArray &secret)
{
    m_secrets.insert(name, secret);
    return readyFuture(Result<void>());
}

QFuture<Result<void>> MemorySecretStore::remove(const QString &name)
{
    m_secrets.remove(name);
    return readyFuture(Result<void>());
}

} // namespace kv::credentials
