// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "credentials/secretstore.h"

#include <memory>

namespace kv::credentials {

/// Keeps secrets in the system's keychain, under the service "kvworkbench". Never falls back to a file.
///
/// Where no keychain answers, every call ends with an error within `answerMs`; a keychain that has answered
/// once is given `userMs`, since it may ask its user for a password. Needs an event loop on its thread.
/// Cancelling a future or destroying the store gives up the answer; what the keychain does then is its own.
class KeychainStore : public SecretStore
{
public:
    static constexpr int defaultAnswerMs = 5'000;
    static constexpr int defaultUserMs = 60'000;

    explicit KeychainStore(int answerMs = defaultAnswerMs, int userMs = defaultUserMs);
    ~KeychainStore() override;

    /// Whether a keychain answers: an error says why not. Asked once, then remembered.
    QFuture<Result<void>> probe();

    QFuture<Result<QByteArray>> read(const QString &name) override;
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<Result<void>> remove(const QString &name) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace kv::credentials
