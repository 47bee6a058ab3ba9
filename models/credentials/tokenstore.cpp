// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/tokenstore.h"

#include "store/async.h"

namespace kv::credentials {

namespace {

QString nameOf(const QString &apiBaseUrl, const QString &projectRoot)
{
    const QString name = QStringLiteral("API token for %1").arg(apiBaseUrl);
    return projectRoot.isEmpty() ? name : QStringLiteral("%1 in %2").arg(name, projectRoot);
}

/// The names that a token may lie under, the one that wins first.
QStringList namesOf(const TokenScope &scope)
{
    QStringList names;
    if (!scope.projectRoot.isEmpty())
        names.append(nameOf(scope.apiBaseUrl, scope.projectRoot));
    names.append(nameOf(scope.apiBaseUrl, {}));
    return names;
}

/// Work in several steps: a promise that lives as long as the token store and gives up with it.
template <class T> class Steps : public QObject
{
public:
    explicit Steps(QObject *owner) : QObject(owner) { m_promise.start(); }
    QFuture<Result<T>> future() const { return m_promise.future(); }
    void answer(Result<T> result)
    {
        m_promise.addResult(std::move(result));
        m_promise.finish();
        deleteLater();
    }

private:
    QPromise<Result<T>> m_promise;
};

} // namespace

class TokenStore::Private
{
public:
    /// Looks under one name after the other and calls `found(name, token, inKeychain)` with the first, or
    /// `found({}, ...)` when there is none.
    template <class T, class Found> void look(Steps<T> *steps, QStringList names, Found found)
    {
        if (names.isEmpty()) {
            found(QString(), QByteArray(), false);
            return;
        }
        const QString name = names.takeFirst();
        if (const auto it = memory.constFind(name); it != memory.constEnd()) {
            found(name, *it, false);
            return;
        }
        if (!keychain) {
            look(steps, names, found);
            return;
        }
        whenDone(keychain->read(name), steps, [=, this](const Result<QByteArray> &token) {
            if (token && !token->isEmpty()) {
                found(name, *token, true);
                return;
            }
            // A keychain that does not answer will not answer the next question either; memory may.
            QStringList rest = names;
            if (!token && token.error().kind != ErrorKind::NotFound)
                rest.removeIf([this](const QString &other) { return !memory.contains(other); });
            look(steps, rest, found);
        });
    }

    std::unique_ptr<SecretStore> keychain;
    QHash<QString, QByteArray> memory;
};

TokenStore::TokenStore(std::unique_ptr<SecretStore> keychain, QObject *parent)
    : QObject(parent),
      d(std::make_unique<Private>())
{
    d->keychain = std::move(keychain);
}

TokenStore::~TokenStore() = default;

QFuture<Result<bool>> TokenStore::keep(const QByteArray &token, const TokenScope &scope,
                                       Cloudflare::Keep where)
{
    const QString name = nameOf(scope.apiBaseUrl, scope.projectRoot);
    // In memory at once, so that it counts even while the keychain thinks.
    d->memory.insert(name, token);
    if (where == Cloudflare::Keep::ThisRun || !d->keychain)
        return readyFuture(Result<bool>(false));
    auto *steps = new Steps<bool>(this);
    const QFuture<Result<bool>> future = steps->future();
    whenDone(d->keychain->write(name, token), steps, [this, steps, name, token](const Result<void> &written) {
        if (written && d->memory.value(name) == token)
            d->memory.remove(name);
        steps->answer(written.has_value());
    });
    return future;
}

QFuture<Result<Credential>> TokenStore::find(const TokenScope &scope)
{
    auto *steps = new Steps<Credential>(this);
    const QFuture<Result<Credential>> future = steps->future();
    d->look(steps, namesOf(scope), [steps](const QString &name, const QByteArray &token, bool inKeychain) {
        if (name.isEmpty()) {
            steps->answer(fail(ErrorKind::NotFound, QStringLiteral("no token was typed in")));
            return;
        }
        steps->answer(Credential{.secret = token,
                                 .source = inKeychain
                                               ? QStringLiteral("a token typed in, kept in the keychain")
                                               : QStringLiteral("a token typed in, kept for this run")});
    });
    return future;
}

QFuture<Result<void>> TokenStore::forget(const TokenScope &scope)
{
    auto *steps = new Steps<void>(this);
    const QFuture<Result<void>> future = steps->future();
    d->look(steps, namesOf(scope), [this, steps](const QString &name, const QByteArray &, bool inKeychain) {
        d->memory.remove(name);
        if (name.isEmpty() || !d->keychain) {
            steps->answer({});
            return;
        }
        whenDone(d->keychain->remove(name), steps, [steps, inKeychain](const Result<void> &removed) {
            // One that lay in memory may lie in the keychain as well, or may not.
            const bool gone = removed || removed.error().kind == ErrorKind::NotFound || !inKeychain;
            steps->answer(gone ? Result<void>() : removed);
        });
    });
    return future;
}

} // namespace kv::credentials
