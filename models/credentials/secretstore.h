// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QFuture>
#include <QHash>
#include <QString>

namespace kv::credentials {

/// Keeps secrets under a name. Lives on the thread that made it; answers come later. NotFound when nothing is
/// kept under the name; Denied when the user said no; any other Error: no keychain answers.
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore() = default;

    virtual QFuture<Result<QByteArray>> read(const QString &name) = 0;
    virtual QFuture<Result<void>> write(const QString &name, const QByteArray &secret) = 0;
    virtual QFuture<Result<void>> remove(const QString &name) = 0;
};

/// Keeps secrets until the program ends.
class MemorySecretStore : public SecretStore
{
public:
    QFuture<Result<QByteArray>> read(const QString &name) override;
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<Result<void>> remove(const QString &name) override;

private:
    QHash<QString, QByteArray> m_secrets;
};

} // namespace kv::credentials
