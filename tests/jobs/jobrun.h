// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/job.h"
#include "store/memorystore.h"
#include "support/waitfor.h"

namespace kv::test {

/// Runs the event loop until the job is no longer Running, twenty seconds at most; answers its state then.
inline jobs::Job::State waitUntilStopped(jobs::Job &job)
{
    QEventLoop loop;
    QObject::connect(&job, &jobs::Job::stateChanged, &loop, [&loop](jobs::Job::State state) {
        if (state != jobs::Job::State::Running)
            loop.quit();
    });
    QTimer::singleShot(20'000, &loop, &QEventLoop::quit);
    if (job.state() == jobs::Job::State::Running)
        loop.exec();
    return job.state();
}

/// The rows of a test that stops a job in each of the three ways, as the column `what`.
inline void addWaysToStop()
{
    QTest::addColumn<int>("what");
    QTest::newRow("pause") << 0;
    QTest::newRow("cancel") << 1;
    QTest::newRow("destroy") << 2;
}

/// Starts the job and waits until it stops.
inline jobs::Job::State run(jobs::Job &job)
{
    job.start();
    return waitUntilStopped(job);
}

/// Runs the event loop until the store holds back that many calls.
inline bool waitForCalls(const MemoryStore &store, qsizetype calls)
{
    return QTest::qWaitFor([&] { return store.waitingCalls().size() >= calls; }, 10'000);
}

inline Entry entryOf(const QByteArray &key, const QByteArray &value, Expiration expiration = {},
                     Metadata metadata = {})
{
    return {.key = key, .value = value, .expiration = expiration, .metadata = std::move(metadata)};
}

/// All that a store holds, by key; revisions are left out.
inline QMap<QByteArray, Entry> contentOf(Store &store)
{
    QMap<QByteArray, Entry> content;
    QList<QByteArray> keys;
    for (const Result<KeyPage> &page : waitForAll(store.list({.pages = 0}))) {
        for (int i = 0; page && i < page->keys->size(); ++i)
            keys.append(page->keys->key(i).toByteArray());
    }
    while (!keys.isEmpty()) {
        const auto fetched = waitFor(store.fetch(keys, 1 << 30));
        if (!fetched || fetched->isEmpty())
            return {};
        for (const Fetched &one : *fetched) {
            if (!one.entry)
                return {};
            Entry entry = *one.entry;
            entry.revision.clear();
            content.insert(one.key, entry);
        }
        keys.remove(0, fetched->size());
    }
    return content;
}

} // namespace kv::test

namespace kv {

inline bool operator==(const Entry &a, const Entry &b)
{
    return a.key == b.key && a.value == b.value && a.expiration == b.expiration && a.metadata == b.metadata &&
           a.revision == b.revision && a.valueMissing == b.valueMissing;
}

} // namespace kv

/// In a test function: the job must have stopped in this state; otherwise its error is shown.
#define QCOMPARE_STATE(job, expected, wanted)                                                                \
    do {                                                                                                     \
        const auto kvState = (expected);                                                                     \
        QVERIFY2(kvState == (wanted),                                                                        \
                 qPrintable(QStringLiteral("state %1: %2")                                                   \
                                .arg(int(kvState))                                                           \
                                .arg((job).error() ? (job).error()->detail : QString())));                   \
    } while (false)
