// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/credentialcheck.h"

#include "store/async.h"

#include <algorithm>

namespace kv::wiring {

using remote::ApiClient;
using remote::TokenStatus;

CredentialCheck::CredentialCheck(std::shared_ptr<ApiClient> client, Wanted wanted, QObject *parent)
    : QObject(parent),
      m_client(std::move(client)),
      m_api(m_client),
      m_wanted(std::move(wanted))
{
    m_promise.start();
}

QFuture<Result<CheckedCredential>> CredentialCheck::run()
{
    whenDone(m_api.listAccounts(), this,
             [this](const Result<QList<Account>> &accounts) { takeAccounts(accounts); });
    return m_promise.future();
}

void CredentialCheck::takeAccounts(const Result<QList<Account>> &accounts)
{
    // A token that may do no more than read and write KV is refused here, or told of no account.
    if (!accounts && accounts.error().kind != ErrorKind::Unauthorised)
        return finish(fail(accounts.error()));
    if (accounts)
        m_found.accounts = *accounts;
    const bool named = std::any_of(m_found.accounts.begin(), m_found.accounts.end(),
                                   [this](const Account &account) { return account.id == m_wanted.account; });
    if (!m_wanted.firm && !named && !m_found.accounts.isEmpty())
        m_wanted.account.clear();
    m_found.accountId = m_wanted.account;
    if (m_wanted.account.isEmpty() && m_found.accounts.size() == 1)
        m_found.accountId = m_found.accounts.first().id;
    if (!m_found.accountId.isEmpty() && m_wanted.thorough)
        return probe();
    if (!m_found.accountId.isEmpty() || !m_found.accounts.isEmpty())
        return finish(m_found);
    // Neither an account of its own nor one to try it on: at least it is known whether it is a token at all.
    if (m_client->credential().kind != Credential::Kind::Token)
        return finish(fail(accounts ? Error{.kind = ErrorKind::Unauthorised} : accounts.error()));
    whenDone(m_api.verifyToken({}), this, [this](const Result<TokenStatus> &status) { takeStatus(status); });
}

void CredentialCheck::takeStatus(const Result<TokenStatus> &status)
{
    if (!status)
        return finish(fail(status.error()));
    if (!status->isActive)
        return finish(fail(ErrorKind::Unauthorised, QStringLiteral("the token is %1").arg(status->status)));
    finish(m_found);
}

void CredentialCheck::probe()
{
    whenDone(m_api.probe(m_found.accountId), this, [this](const Result<void> &result) {
        if (!result)
            return finish(fail(result.error()));
        askForWriting();
    });
}

void CredentialCheck::askForWriting()
{
    whenDone(m_api.mayWrite(m_found.accountId), this, [this](const Result<bool> &may) {
        if (may)
            m_found.mayWrite = *may;
        finish(m_found); // whether it may write shows at the first write, too
    });
}

void CredentialCheck::finish(Result<CheckedCredential> result)
{
    m_promise.addResult(std::move(result));
    m_promise.finish();
}

} // namespace kv::wiring
