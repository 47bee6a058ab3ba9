// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"
#include "store/cloudflare.h"

namespace kv::test {

/// A Cloudflare without a network: tests set what it shows and say announce(); what the window asks of it is
/// written down, and answered at once.
class FakeCloudflare : public Cloudflare
{
public:
    void start() override { ++starts; }
    void retry() override { ++retries; }
    State state() const override { return shownState; }
    const std::optional<Error> &error() const override { return shownError; }
    QString credentialSource() const override { return source; }
    QString permissions() const override { return shownPermissions; }
    QStringList lookedAt() const override { return places; }
    bool isTypedIn() const override { return typedIn; }
    QFuture<Result<bool>> useToken(const QString &token, Keep keep) override
    {
        tokens << token;
        keeps << keep;
        return readyFuture(tokenAnswer);
    }
    void forgetToken() override { ++forgets; }
    bool hasKeychain() const override { return keychain; }
    QString wranglerProgram() const override { return wrangler; }
    QFuture<Result<void>> askWrangler() override
    {
        ++wranglerRuns;
        return readyFuture(wranglerAnswer);
    }
    const QList<Account> &accounts() const override { return shownAccounts; }
    QString accountId() const override { return account; }
    void chooseAccount(const QString &id) override
    {
        account = id;
        announce();
    }
    const std::optional<QList<AccountNamespace>> &namespaces() const override { return shownNamespaces; }
    const std::optional<Error> &namespacesError() const override { return shownNamespacesError; }
    void refreshNamespaces() override { ++namespaceReads; }
    QFuture<Result<AccountNamespace>> createNamespace(const QString &title) override
    {
        created << title;
        return readyFuture(createAnswer);
    }
    QFuture<Result<void>> renameNamespace(const QString &id, const QString &title) override
    {
        renamed << std::pair(id, title);
        return readyFuture(renameAnswer);
    }
    QFuture<Result<void>> deleteNamespace(const QString &id) override
    {
        deleted << id;
        return readyFuture(deleteAnswer);
    }
    Budget budget() const override { return shownBudget; }

    void announce() { Q_EMIT changed(); }
    void setBudget(const Budget &budget)
    {
        shownBudget = budget;
        Q_EMIT budgetChanged();
    }

    // What it shows.
    State shownState = State::Idle;
    std::optional<Error> shownError;
    QString source;
    QString shownPermissions;
    QStringList places;
    bool typedIn = false;
    bool keychain = true;
    QString wrangler;
    QList<Account> shownAccounts;
    QString account;
    std::optional<QList<AccountNamespace>> shownNamespaces;
    std::optional<Error> shownNamespacesError;
    Budget shownBudget;

    // What it answers.
    Result<bool> tokenAnswer = true;
    Result<void> wranglerAnswer;
    Result<AccountNamespace> createAnswer = AccountNamespace{};
    Result<void> renameAnswer;
    Result<void> deleteAnswer;

    // What it was asked.
    int starts = 0;
    int retries = 0;
    int forgets = 0;
    int wranglerRuns = 0;
    int namespaceReads = 0;
    QStringList tokens;
    QList<Keep> keeps;
    QStringList created;
    QList<std::pair<QString, QString>> renamed;
    QStringList deleted;
};

} // namespace kv::test
