// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/keychainstore.h"

#include <QObject>
#include <QPromise>
#include <QTimer>

#include <functional>
#include <qt6keychain/keychain.h>

namespace kv::credentials {

namespace {

const char serviceName[] = "kvworkbench";

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {.kind = ErrorKind::NotFound};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {.kind = ErrorKind::Denied, .detail = QStringLiteral("the keychain was not opened")};
    default:
        return {.kind = ErrorKind::Internal,
                .detail = QStringLiteral("no keychain answers: %1").arg(job.errorString())};
    }
}

/// One question to the keychain: it ends with the job, with the clock, or with the store, whichever is first.
template <class T> class Question : public QObject
{
public:
    explicit Question(QObject *store) : QObject(store) { m_promise.start(); }

    QFuture<Result<T>> future() const { return m_promise.future(); }

    /// Asks the keychain, and calls `then` with the job when it has answered in time. The job deletes itself,
    /// also one that nobody waits for any more.
    template <class Job, class Then> void ask(Job *job, int milliseconds, Then then)
    {
        job->setInsecureFallback(false);
        auto *clock = new QTimer(this);
        connect(job, &QKeychain::Job::finished, this, [this, clock, job, then] {
            clock->stop();
            if (!m_answered)
                then(*job);
        });
        connect(clock, &QTimer::timeout, this, [this] {
            answer(fail(ErrorKind::Internal, QStringLiteral("no keychain answers: it took too long")));
        });
        clock->setSingleShot(true);
        clock->start(milliseconds);
        job->start();
    }

    void answer(Result<T> result)
    {
        m_answered = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
        deleteLater();
    }

private:
    QPromise<Result<T>> m_promise;
    bool m_answered = false;
};

} // namespace

class KeychainStore::Private : public QObject
{
public:
    Private(int answerMs, int userMs) : m_answerMs(answerMs), m_userMs(userMs) {}

    /// Calls `go(question)` once a keychain has answered, else ends the question with the error.
    template <class T> QFuture<Result<T>> afterProbe(std::function<void(Question<T> *)> go)
    {
        auto *question = new Question<T>(this);
        const QFuture<Result<T>> future = question->future();
        if (m_answers) {
            go(question);
            return future;
        }
        // A name that nothing is kept under: to look for it opens nothing and asks the user nothing.
        auto *job = new QKeychain::ReadPasswordJob(QLatin1String(serviceName));
        job->setKey(QStringLiteral("is anybody there"));
        question->ask(job, m_answerMs, [this, question, go = std::move(go)](const QKeychain::Job &done) {
            if (done.error() != QKeychain::NoError && done.error() != QKeychain::EntryNotFound) {
                question->answer(fail(errorOf(done)));
                return;
            }
            m_answers = true;
            go(question);
        });
        return future;
    }

    int userMs() const { return m_userMs; }

private:
    const int m_answerMs;
    const int m_userMs;
    bool m_answers = false;
};

KeychainStore::KeychainStore(int answerMs, int userMs) : d(std::make_unique<Private>(answerMs, userMs)) {}

KeychainStore::~KeychainStore() = default;

QFuture<Result<void>> KeychainStore::probe()
{
    return d->afterProbe<void>([](Question<void> *question) { question->answer({}); });
}

QFuture<Result<QByteArray>> KeychainStore::read(const QString &name)
{
    return d->afterProbe<QByteArray>([name, ms = d->userMs()](Question<QByteArray> *question) {
        auto *job = new QKeychain::ReadPasswordJob(QLatin1String(serviceName));
        job->setKey(name);
        question->ask(job, ms, [question](const QKeychain::ReadPasswordJob &done) {
            question->answer(done.error() == QKeychain::NoError ? Result<QByteArray>(done.binaryData())
                                                                : fail(errorOf(done)));
        });
    });
}

QFuture<Result<void>> KeychainStore::write(const QString &name, const QByteArray &secret)
{
    return d->afterProbe<void>([name, secret, ms = d->userMs()](Question<void> *question) {
        auto *job = new QKeychain::WritePasswordJob(QLatin1String(serviceName));
        job->setKey(name);
        job->setBinaryData(secret);
        question->ask(job, ms, [question](const QKeychain::Job &done) {
            question->answer(done.error() == QKeychain::NoError ? Result<void>() : fail(errorOf(done)));
        });
    });
}

QFuture<Result<void>> KeychainStore::remove(const QString &name)
{
    return d->afterProbe<void>([name, ms = d->userMs()](Question<void> *question) {
        auto *job = new QKeychain::DeletePasswordJob(QLatin1String(serviceName));
        job->setKey(name);
        question->ask(job, ms, [question](const QKeychain::Job &done) {
            question->answer(done.error() == QKeychain::NoError ? Result<void>() : fail(errorOf(done)));
        });
    });
}

} // namespace kv::credentials
