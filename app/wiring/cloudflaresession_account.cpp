// SPDX-License-Identifier: GPL-3.0-or-later
// What a session that has a credential does with it: the account, its namespaces, the budget.
#include "app/wiring/cloudflaresession.h"

namespace kv::wiring {

using remote::AccountApi;

QString CloudflareSession::credentialSource() const
{
    if (m_client)
        return m_client->credential().source;
    return m_findings.credential ? m_findings.credential->source : QString();
}

void CloudflareSession::chooseAccount(const QString &id)
{
    m_chosenAccount = id;
    if (!m_client || id == m_accountId)
        return;
    m_namespaces.reset();
    m_namespacesError.reset();
    ++m_generation;
    checkClient();
}

void CloudflareSession::refreshNamespaces()
{
    if (m_state != State::Ready)
        return;
    const auto future = AccountApi(m_client).listNamespaces(m_accountId);
    m_listing = Pending(future);
    whenDone(future, this,
             [this, generation = m_generation](const Result<QList<AccountNamespace>> &namespaces) {
                 if (generation == m_generation)
                     takeNamespaces(namespaces);
             });
}

void CloudflareSession::takeNamespaces(const Result<QList<AccountNamespace>> &namespaces)
{
    if (!namespaces && namespaces.error().kind == ErrorKind::Cancelled)
        return; // another listing took its place
    if (namespaces)
        m_namespaces = *namespaces;
    m_namespacesError = namespaces ? std::nullopt : std::optional(namespaces.error());
    Q_EMIT changed();
}

template <class T> QFuture<Result<T>> CloudflareSession::thenRefresh(const QFuture<Result<T>> &future)
{
    whenDone(future, this, [this](const Result<T> &result) {
        if (result)
            refreshNamespaces();
    });
    return future;
}

QFuture<Result<AccountNamespace>> CloudflareSession::createNamespace(const QString &title)
{
    if (m_state != State::Ready)
        return readyFuture(Result<AccountNamespace>(fail(ErrorKind::Unauthorised, QString())));
    return thenRefresh(AccountApi(m_client).createNamespace(m_accountId, title));
}

QFuture<Result<void>> CloudflareSession::renameNamespace(const QString &id, const QString &title)
{
    if (m_state != State::Ready)
        return readyFuture(Result<void>(fail(ErrorKind::Unauthorised, QString())));
    return thenRefresh(AccountApi(m_client).renameNamespace(m_accountId, id, title));
}

QFuture<Result<void>> CloudflareSession::deleteNamespace(const QString &id)
{
    if (m_state != State::Ready)
        return readyFuture(Result<void>(fail(ErrorKind::Unauthorised, QString())));
    return thenRefresh(AccountApi(m_client).deleteNamespace(m_accountId, id));
}

Budget CloudflareSession::budget() const
{
    return m_client ? m_client->budget() : Budget{};
}

} // namespace kv::wiring
