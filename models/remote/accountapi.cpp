// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/accountapi.h"

#include "remote/apierror.h"
#include "remote/jsonwalk.h"
#include "remote/keypath.h"
#include "store/operation.h"
#include "text/jsontext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace kv::remote {

namespace {

/// More pages than any account fills; where a server that answers for ever is given up.
constexpr int mostPages = 200;

QByteArray accountPath(const QString &accountId)
{
    return "/accounts/" + percentEncoded(accountId.toUtf8());
}

QByteArray namespacesPath(const QString &accountId)
{
    return accountPath(accountId) + "/storage/kv/namespaces";
}

QByteArray titleBody(const QString &title)
{
    return "{\"title\":" + text::canonicalString(title.toUtf8()) + '}';
}

Result<AccountNamespace> readNamespace(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    AccountNamespace found{object.value(QLatin1String("id")).toString(),
                           object.value(QLatin1String("title")).toString()};
    if (found.id.isEmpty())
        return fail(ErrorKind::Protocol, QStringLiteral("Cloudflare names a namespace without an id."));
    return found;
}

Result<Account> readAccount(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    Account found{object.value(QLatin1String("id")).toString(),
                  object.value(QLatin1String("name")).toString()};
    if (found.id.isEmpty())
        return fail(ErrorKind::Protocol, QStringLiteral("Cloudflare names an account without an id."));
    return found;
}

/// An id goes into a path; an empty one would make another path of it.
Result<> checkId(const QString &id, const QString &whose)
{
    if (id.isEmpty() || id == QLatin1String(".") || id == QLatin1String(".."))
        return fail(ErrorKind::InvalidInput, QStringLiteral("There is no %1 id.").arg(whose));
    return {};
}

/// Reads page after page of a list and gathers its items.
template <class T> class Paging : public Operation<QList<T>>
{
public:
    using Read = Result<T> (*)(const QJsonValue &);

    Paging(ApiClient *client, const Request &request, int perPage, Read read)
        : Operation<QList<T>>(client),
          m_client(client),
          m_request(request),
          m_query(request.query),
          m_perPage(perPage),
          m_read(read)
    {
    }

    void next()
    {
        ++m_page;
        m_request.query = "page=" + QByteArray::number(m_page) + "&per_page=" + QByteArray::number(m_perPage);
        if (!m_query.isEmpty())
            m_request.query += '&' + m_query;
        this->await(m_client->send(m_request), [this](const Result<Response> &response) {
            if (!response)
                return this->finish(fail(response.error()));
            take(*response);
        });
    }

private:
    void take(const Response &response)
    {
        const QJsonArray items = response.result().toArray();
        const qsizetype before = m_ids.size();
        for (const auto &item : items) {
            Result<T> read = m_read(item);
            if (!read)
                return this->finish(fail(read.error()));
            if (!m_ids.contains(read->id)) {
                m_ids.insert(read->id);
                m_all.append(*std::move(read));
            }
        }
        // A server may grant fewer a page than were asked for, so its own word goes first. One that gives the
        // same page again and again adds nothing.
        const QJsonObject info = response.resultInfo();
        const int perPage = info.value(QLatin1String("per_page")).toInt(m_perPage);
        const int total = info.value(QLatin1String("total_count")).toInt(-1);
        const bool last = total >= 0 ? m_ids.size() >= total : items.size() < std::min(perPage, m_perPage);
        if (last || m_ids.size() == before || m_page >= mostPages)
            return this->finish(std::move(m_all));
        next();
    }

    ApiClient *m_client;
    Request m_request;
    QByteArray m_query;
    int m_perPage;
    Read m_read;
    int m_page = 0;
    QSet<QString> m_ids;
    QList<T> m_all;
};

Result<TokenStatus> readTokenStatus(const Response &response)
{
    const QJsonObject object = response.result().toObject();
    TokenStatus status;
    status.id = object.value(QLatin1String("id")).toString();
    status.status = object.value(QLatin1String("status")).toString();
    status.isActive = status.status == QLatin1String("active");
    const QDateTime expires =
        QDateTime::fromString(object.value(QLatin1String("expires_on")).toString(), Qt::ISODate);
    if (expires.isValid())
        status.expiresAt = expires.toSecsSinceEpoch();
    return status;
}

/// Sends one request and makes its answer into a T.
template <class T, class Read> QFuture<Result<T>> ask(ApiClient *client, const Request &request, Read read)
{
    auto *operation = new Operation<T>(client);
    operation->await(client->send(request), [operation, read](const Result<Response> &response) {
        operation->finish(response ? read(*response) : Result<T>(fail(response.error())));
    });
    return operation->future();
}

QFuture<Result<QList<AccountNamespace>>> allNamespaces(ApiClient *client, const QString &accountId)
{
    using List = QList<AccountNamespace>;
    auto *paging = new Paging<AccountNamespace>(
        client, {.path = namespacesPath(accountId), .query = "order=title&direction=asc"}, 1000,
        readNamespace);
    paging->next();
    auto *operation = new Operation<List>(client);
    operation->await(paging->future(), [operation](Result<List> list) {
        if (list) // by title, whatever order the server has
            std::stable_sort(list->begin(), list->end(),
                             [](const auto &a, const auto &b) { return a.title < b.title; });
        operation->finish(std::move(list));
    });
    return operation->future();
}

Result<> nothing(const Response &)
{
    return {};
}

} // namespace

QFuture<Result<QList<Account>>> AccountApi::listAccounts() const
{
    auto *paging = new Paging<Account>(
        m_client.get(), {.path = "/accounts", .access = Request::Access::Account}, 50, readAccount);
    paging->next();
    return paging->future();
}

QFuture<Result<TokenStatus>> AccountApi::verifyToken(const QString &accountId) const
{
    const Credential &credential = m_client->credential();
    if (credential.kind != Credential::Kind::Token)
        return readyFuture(Result<TokenStatus>(
            fail(ErrorKind::InvalidInput, QStringLiteral("Only a token can be asked about."))));
    const Request atUser{.path = "/user/tokens/verify", .access = Request::Access::Account};
    const Request atAccount{.path = accountPath(accountId) + "/tokens/verify",
                            .access = Request::Access::Account};
    if (credential.secret.startsWith("cfut_") ||
        (accountId.isEmpty() && !credential.secret.startsWith("cfat_")))
        return ask<TokenStatus>(m_client.get(), atUser, readTokenStatus);
    if (const auto id = checkId(accountId, QStringLiteral("account")); !id)
        return readyFuture(Result<TokenStatus>(fail(id.error())));
    if (credential.secret.startsWith("cfat_"))
        return ask<TokenStatus>(m_client.get(), atAccount, readTokenStatus);
    // The older tokens do not tell whose they are. The user's endpoint does not know an account's.
    auto *operation = new Operation<TokenStatus>(m_client.get());
    operation->await(m_client->send(atUser), [operation, client = m_client.get(),
                                              atAccount](const Result<Response> &response) {
        if (response)
            return operation->finish(readTokenStatus(*response));
        if (response.error().kind != ErrorKind::Unauthorised)
            return operation->finish(fail(response.error()));
        operation->await(client->send(atAccount), [operation](const Result<Response> &again) {
            operation->finish(again ? readTokenStatus(*again) : Result<TokenStatus>(fail(again.error())));
        });
    });
    return operation->future();
}

QFuture<Result<void>> AccountApi::probe(const QString &accountId) const
{
    if (const auto id = checkId(accountId, QStringLiteral("account")); !id)
        return readyFuture(Result<void>(fail(id.error())));
    return ask<void>(m_client.get(), {.path = namespacesPath(accountId), .query = "per_page=1"}, nothing);
}

QFuture<Result<QList<AccountNamespace>>> AccountApi::listNamespaces(const QString &accountId) const
{
    if (const auto id = checkId(accountId, QStringLiteral("account")); !id)
        return readyFuture(Result<QList<AccountNamespace>>(fail(id.error())));
    return allNamespaces(m_client.get(), accountId);
}

QFuture<Result<bool>> AccountApi::mayWrite(const QString &accountId) const
{
    if (const auto id = checkId(accountId, QStringLiteral("account")); !id)
        return readyFuture(Result<bool>(fail(id.error())));
    auto *operation = new Operation<bool>(m_client.get());
    const Request request{.method = "POST",
                          .path = namespacesPath(accountId),
                          .contentType = "application/json",
                          .body = titleBody({}),
                          .idempotent = false,
                          .access = Request::Access::Write};
    operation->await(m_client->send(request), [operation](const Result<Response> &response) {
        const auto kind = response ? ErrorKind::InvalidInput : response.error().kind;
        if (kind == ErrorKind::InvalidInput || kind == ErrorKind::Unauthorised)
            return operation->finish(Result<bool>(kind == ErrorKind::InvalidInput));
        operation->finish(fail(response.error()));
    });
    return operation->future();
}

QFuture<Result<AccountNamespace>> AccountApi::createNamespace(const QString &accountId,
                                                              const QString &title) const
{
    using Created = Result<AccountNamespace>;
    if (const auto id = checkId(accountId, QStringLiteral("account")); !id)
        return readyFuture(Created(fail(id.error())));
    auto *operation = new Operation<AccountNamespace>(m_client.get());
    const Request request{.method = "POST",
                          .path = namespacesPath(accountId),
                          .contentType = "application/json",
                          .body = titleBody(title),
                          .idempotent = false,
                          .access = Request::Access::Write};
    operation->await(m_client->send(request), [operation, client = m_client.get(), accountId,
                                               title](const Result<Response> &response) {
        if (response)
            return operation->finish(readNamespace(response->result()));
        // Whether it was made is not known: the answer got lost. Another request for it could only hear that
        // there is one already.
        if (response.error().kind != ErrorKind::Network)
            return operation->finish(fail(response.error()));
        operation->await(allNamespaces(client, accountId), [operation, title, lost = response.error()](
                                                               const Result<QList<AccountNamespace>> &list) {
            const auto found = list ? std::find_if(list->begin(), list->end(),
                                                   [&](const auto &one) { return one.title == title; })
                                    : QList<AccountNamespace>::const_iterator();
            operation->finish(list && found != list->end() ? Created(*found) : Created(fail(lost)));
        });
    });
    return operation->future();
}

QFuture<Result<void>> AccountApi::renameNamespace(const QString &accountId, const QString &id,
                                                  const QString &title) const
{
    for (const auto &ok :
         {checkId(accountId, QStringLiteral("account")), checkId(id, QStringLiteral("namespace"))})
        if (!ok)
            return readyFuture(Result<void>(fail(ok.error())));
    // The answer held nothing until 2024, and holds the namespace since.
    return ask<void>(m_client.get(),
                     {.method = "PUT",
                      .path = namespacesPath(accountId) + '/' + percentEncoded(id.toUtf8()),
                      .contentType = "application/json",
                      .body = titleBody(title),
                      .access = Request::Access::Write},
                     nothing);
}

QFuture<Result<void>> AccountApi::deleteNamespace(const QString &accountId, const QString &id) const
{
    for (const auto &ok :
         {checkId(accountId, QStringLiteral("account")), checkId(id, QStringLiteral("namespace"))})
        if (!ok)
            return readyFuture(Result<void>(fail(ok.error())));
    auto *operation = new Operation<void>(m_client.get());
    const Request request{.method = "DELETE",
                          .path = namespacesPath(accountId) + '/' + percentEncoded(id.toUtf8()),
                          .access = Request::Access::Write};
    operation->await(m_client->send(request), [operation](const Result<Response> &response) {
        // Gone is gone: by a request of ours whose answer got lost, or by somebody else.
        if (!response && response.error().apiCode != 10013)
            return operation->finish(fail(response.error()));
        operation->finish({});
    });
    return operation->future();
}

} // namespace kv::remote
