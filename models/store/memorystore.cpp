// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/memorystore.h"

#include "store/checkput.h"
#include "store/keylist.h"

#include <QPromise>

namespace kv {

namespace {

// A cursor is a colon and the last key that was told, if there is one; before it stands a sign for each empty
// page, since no two pages of a listing have the same cursor.
QByteArray cursorAfter(const QByteArray &key)
{
    return ':' + key;
}

QByteArray cursorPastNothing(const QByteArray &cursor)
{
    return '>' + (cursor.isEmpty() ? cursorAfter({}) : cursor);
}

QByteArray keyBefore(const QByteArray &cursor)
{
    return cursor.mid(cursor.indexOf(':') + 1);
}

} // namespace

bool MemoryStore::ByBytes::operator()(const QByteArray &a, const QByteArray &b) const
{
    return compareKeys(a, b) < 0;
}

MemoryStore::MemoryStore(Clock clock, QObject *parent)
    : Store(parent),
      m_entries(std::make_shared<Entries>()),
      m_clock(std::move(clock))
{
    m_entries->stores.insert(this);
}

MemoryStore::MemoryStore(const MemoryStore &sameEntries, QObject *parent)
    : Store(parent),
      m_entries(sameEntries.m_entries),
      m_clock(sameEntries.m_clock),
      m_capabilities(sameEntries.m_capabilities),
      m_pageSize(sameEntries.m_pageSize)
{
    m_entries->stores.insert(this);
}

MemoryStore::~MemoryStore()
{
    m_entries->stores.remove(this); // promises that still wait die with m_waiting, which cancels them
}

// How calls become steps

template <class T> QFuture<Result<T>> MemoryStore::submit(Call call, std::function<Result<T>()> work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    auto future = promise->future();
    enqueue({call, [this, call, promise, work = std::move(work)] {
                 if (!promise->isCanceled()) {
                     const auto failure = takeFailure(call);
                     promise->addResult(failure ? Result<T>(fail(*failure)) : work());
                 }
                 promise->finish();
                 return false;
             }});
    return future;
}

void MemoryStore::enqueue(Step step)
{
    ++m_callCounts[step.call];
    m_waiting.push_back(std::move(step));
    while (!m_held && !m_waiting.empty())
        runStep(0);
}

void MemoryStore::runStep(size_t index)
{
    Step step = std::move(m_waiting[index]);
    m_waiting.erase(m_waiting.begin() + std::ptrdiff_t(index));
    if (step.run())
        m_waiting.push_front(std::move(step));
}

int MemoryStore::release(int steps)
{
    if (steps < 0)
        m_held = false;
    int done = 0;
    for (; !m_waiting.empty() && (steps < 0 || done < steps); ++done)
        runStep(0);
    return done;
}

void MemoryStore::releaseAt(int index)
{
    Q_ASSERT(index >= 0 && size_t(index) < m_waiting.size());
    runStep(size_t(index));
}

QList<MemoryStore::Call> MemoryStore::waitingCalls() const
{
    QList<Call> calls;
    for (const Step &step : m_waiting)
        calls.append(step.call);
    return calls;
}

void MemoryStore::failNext(Call call, const Error &error)
{
    m_failures[call].append(error);
}

std::optional<Error> MemoryStore::takeFailure(Call call)
{
    const auto failures = m_failures.find(call);
    if (failures == m_failures.end() || failures->isEmpty())
        return std::nullopt;
    return failures->takeFirst();
}

// Reads

QFuture<Result<KeyPage>> MemoryStore::list(const ListQuery &query)
{
    auto promise = std::make_shared<QPromise<Result<KeyPage>>>();
    promise->start();
    auto future = promise->future();
    enqueue({Call::List, [this, promise, query = ListQuery(query), left = query.pages]() mutable {
                 if (promise->isCanceled()) {
                     promise->finish();
                     return false;
                 }
                 const auto failure = takeFailure(Call::List);
                 const Result<KeyPage> next = failure ? Result<KeyPage>(fail(*failure)) : page(query);
                 promise->addResult(next);
                 if (!next || next->last || --left == 0) {
                     promise->finish();
                     return false;
                 }
                 query.cursor = next->cursor;
                 return true;
             }});
    return future;
}

Result<KeyPage> MemoryStore::page(const ListQuery &query)
{
    if (m_emptyPages > 0) {
        --m_emptyPages;
        KeyPage empty;
        empty.keys = KeyBlock::Builder().build();
        empty.cursor = cursorPastNothing(query.cursor);
        return empty;
    }
    KeyBlock::Builder builder;
    const int most = query.pageSize > 0 ? query.pageSize : m_pageSize;
    const auto &items = m_entries->items;
    const QByteArray before = keyBefore(query.cursor);
    auto it = before.isEmpty() ? items.lower_bound(query.prefix) : items.upper_bound(before);
    KeyPage page;
    for (; it != items.end() && it->first.startsWith(query.prefix) && builder.size() < most; ++it) {
        const Item &item = it->second;
        const bool rows = query.detail == ListDetail::Rows;
        builder.add(it->first, rows ? item.expiration : Expiration(), rows && item.metadata.has_value(),
                    rows ? QByteArrayView(item.metadata.value_or(QByteArray())) : QByteArrayView());
        page.cursor = cursorAfter(it->first);
    }
    page.last = it == items.end() || !it->first.startsWith(query.prefix);
    if (page.last)
        page.cursor.clear();
    page.storeExists = m_entries->exists;
    page.keys = builder.build();
    return page;
}

QFuture<Result<std::optional<qint64>>> MemoryStore::count()
{
    return submit<std::optional<qint64>>(Call::Count, [this]() -> Result<std::optional<qint64>> {
        if (!m_entries->exists)
            return std::optional<qint64>();
        return std::optional<qint64>(size());
    });
}

QFuture<Result<Entry>> MemoryStore::get(const QByteArray &key)
{
    return submit<Entry>(Call::Get, [this, key] { return getNow(key); });
}

Result<Entry> MemoryStore::getNow(const QByteArray &key) const
{
    const auto it = m_entries->items.find(key);
    if (it == m_entries->items.end())
        return fail(ErrorKind::NotFound, QStringLiteral("There is no such key."));
    const Item &item = it->second;
    return Entry{key,
                 item.value,
                 item.expiration,
                 item.metadata,
                 QByteArray::number(item.revision),
                 item.valueMissing,
                 m_unsettled.contains(key)};
}

QFuture<Result<QList<Fetched>>> MemoryStore::fetch(const QList<QByteArray> &keys, qint64 mostBytes)
{
    return submit<QList<Fetched>>(Call::Fetch, [this, keys, mostBytes] { return fetchNow(keys, mostBytes); });
}

Result<QList<Fetched>> MemoryStore::fetchNow(const QList<QByteArray> &keys, qint64 mostBytes) const
{
    QList<Fetched> fetched;
    qint64 bytes = 0;
    for (const QByteArray &key : keys) {
        Result<Entry> entry = getNow(key);
        bytes += entry ? entry->value.size() : 0;
        if (bytes > mostBytes && !fetched.isEmpty())
            break;
        fetched.append({key, std::move(entry)});
    }
    return fetched;
}

QFuture<Result<QList<Peek>>> MemoryStore::peek(const QList<QByteArray> &keys, int headBytes)
{
    return submit<QList<Peek>>(Call::Peek, [this, keys, headBytes] { return peekNow(keys, headBytes); });
}

Result<QList<Peek>> MemoryStore::peekNow(const QList<QByteArray> &keys, int headBytes) const
{
    QList<Peek> peeks;
    for (const QByteArray &key : keys) {
        const auto it = m_entries->items.find(key);
        if (it == m_entries->items.end() || it->second.valueMissing)
            peeks.append(Peek{key, -1, {}});
        else if (m_peeksTextOnly && !it->second.value.isValidUtf8())
            peeks.append(Peek{.key = key, .unknown = true});
        else
            peeks.append(Peek{key, it->second.value.size(), it->second.value.left(headBytes)});
    }
    return peeks;
}

qint64 MemoryStore::size() const
{
    return qint64(m_entries->items.size());
}

// Writes

QFuture<Result<Revision>> MemoryStore::put(const Put &put)
{
    return submit<Revision>(Call::Put, [this, put] { return putNow(put); });
}

QFuture<Result<QList<Result<Revision>>>> MemoryStore::putMany(const QList<Put> &puts)
{
    return submit<QList<Result<Revision>>>(Call::PutMany, [this, puts]() -> Result<QList<Result<Revision>>> {
        QList<Result<Revision>> results;
        for (const Put &put : puts)
            results.append(putNow(put));
        return results;
    });
}

QFuture<Result<Revision>> MemoryStore::rename(const QByteArray &from, const QByteArray &to,
                                              const Expect &expect)
{
    return submit<Revision>(Call::Rename, [this, from, to, expect] { return renameNow(from, to, expect); });
}

QFuture<Result<RemoveReport>> MemoryStore::remove(const QList<Removal> &removals)
{
    return submit<RemoveReport>(Call::Remove, [this, removals] { return removeNow(removals); });
}

Result<> MemoryStore::checkWritable() const
{
    if (!m_capabilities.writable)
        return fail(ErrorKind::ReadOnly, m_capabilities.readOnlyReason);
    return {};
}

Result<> MemoryStore::checkExpect(const QByteArray &key, const Expect &expect) const
{
    const auto it = m_entries->items.find(key);
    const bool absent = it == m_entries->items.end();
    if (expect.state == Expect::State::Absent && !absent)
        return fail(ErrorKind::Conflict, QStringLiteral("The key exists already."));
    if (expect.state == Expect::State::Unchanged && absent)
        return fail(ErrorKind::Conflict, QStringLiteral("The entry was deleted meanwhile."));
    if (expect.state == Expect::State::Unchanged &&
        QByteArray::number(it->second.revision) != expect.revision)
        return fail(ErrorKind::Conflict, QStringLiteral("The entry was changed meanwhile."));
    return {};
}

Result<> MemoryStore::checkKept(const Put &put, const Expiration &stored) const
{
    if (!m_capabilities.resendsExpiration || !put.expiration.isKeep() || !stored)
        return {};
    return checkExpiration(*stored, m_clock());
}

Result<Revision> MemoryStore::putNow(const Put &put)
{
    if (auto ok = checkWritable(); !ok)
        return fail(ok.error());
    if (auto ok = checkPut(put, m_clock()); !ok)
        return fail(ok.error());
    if (auto ok = checkExpect(put.key, put.expect); !ok)
        return fail(ok.error());
    Item item;
    const auto it = m_entries->items.find(put.key);
    const bool found = it != m_entries->items.end();
    if (found)
        item = it->second;
    if (put.value.isKeep() && !found)
        return fail(ErrorKind::NotFound, QStringLiteral("There is no such key."));
    if (auto ok = checkKept(put, item.expiration); !ok)
        return fail(ok.error());
    item.value = put.value.over(item.value);
    item.expiration = put.expiration.over(item.expiration);
    item.metadata = put.metadata.over(item.metadata);
    item.valueMissing = item.valueMissing && put.value.isKeep();
    const Revision revision = store(put.key, std::move(item));
    tellChanged({put.key});
    return revision;
}

Result<Revision> MemoryStore::renameNow(const QByteArray &from, const QByteArray &to, const Expect &expect)
{
    if (auto ok = checkWritable(); !ok)
        return fail(ok.error());
    if (auto ok = checkNewKey(to); !ok)
        return fail(ok.error());
    if (auto ok = checkExpect(from, expect); !ok)
        return fail(ok.error());
    const auto it = m_entries->items.find(from);
    if (it == m_entries->items.end())
        return fail(ErrorKind::NotFound, QStringLiteral("There is no such key."));
    if (auto ok = checkExpect(to, Expect::absent()); !ok)
        return fail(ok.error());
    Item item = std::move(it->second);
    m_entries->items.erase(it);
    const Revision revision = store(to, std::move(item));
    tellChanged({from, to});
    return revision;
}

Result<RemoveReport> MemoryStore::removeNow(const QList<Removal> &removals)
{
    if (auto ok = checkWritable(); !ok)
        return fail(ok.error());
    RemoveReport report;
    for (const Removal &removal : removals) {
        const bool there = m_entries->items.contains(removal.key);
        if (!there)
            report.missing.append(removal.key);
        else if (!checkExpect(removal.key, removal.expect))
            report.conflicted.append(removal.key);
        else {
            m_entries->items.erase(removal.key);
            report.removed.append(removal.key);
        }
    }
    if (!report.removed.isEmpty())
        tellChanged(report.removed);
    return report;
}

Revision MemoryStore::store(const QByteArray &key, Item item)
{
    item.revision = ++m_entries->lastRevision;
    const Revision revision = QByteArray::number(item.revision);
    m_entries->items.insert_or_assign(key, std::move(item));
    m_entries->exists = true;
    return revision;
}

KeyChange MemoryStore::changeOf(const QByteArray &key) const
{
    const auto it = m_entries->items.find(key);
    if (it == m_entries->items.end())
        return {.key = key, .exists = false};
    return {.key = key, .expiration = it->second.expiration, .metadata = it->second.metadata};
}

void MemoryStore::tellChanged(const QList<QByteArray> &ourOwn)
{
    // Later, as a store with a thread of its own would.
    for (MemoryStore *store : std::as_const(m_entries->stores)) {
        if (store == this && !ourOwn.isEmpty() && m_capabilities.listsByPage) {
            QList<KeyChange> changes;
            for (const QByteArray &key : ourOwn)
                changes.append(changeOf(key));
            QMetaObject::invokeMethod(
                this, [this, changes] { Q_EMIT keysChanged(changes); }, Qt::QueuedConnection);
        } else if (store->m_watching || (!ourOwn.isEmpty() && store == this)) {
            QMetaObject::invokeMethod(store, &Store::changed, Qt::QueuedConnection);
        }
    }
}

// The outside

void MemoryStore::plant(const Entry &entry)
{
    store(entry.key, {entry.value, entry.expiration, entry.metadata, 0, entry.valueMissing});
    tellChanged({});
}

void MemoryStore::uproot(const QByteArray &key)
{
    if (m_entries->items.erase(key) > 0)
        tellChanged({});
}

void MemoryStore::setUnsettled(const QByteArray &key, bool on)
{
    if (on)
        m_unsettled.insert(key);
    else
        m_unsettled.remove(key);
}

void MemoryStore::destroyEntries()
{
    m_entries->items.clear();
    m_entries->exists = false;
    tellChanged({});
}

} // namespace kv
