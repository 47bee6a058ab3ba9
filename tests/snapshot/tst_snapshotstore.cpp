// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/snapshotstore.h"

#include "snapshot/snapshotfiles.h"
#include "store/memorystore.h"
#include "store/storecontract.cpp"

using namespace kv;
using namespace kv::test;
using snapshot::SnapshotStore;

namespace {

/// Writes go into a store in memory and from there into a file; reads come from the file. So the contract's
/// tests of reading are held against what SnapshotStore makes of a file.
class WrittenSnapshot : public Store
{
    Q_OBJECT

public:
    WrittenSnapshot(std::shared_ptr<SnapshotFolder> folder, std::shared_ptr<MemoryStore> memory)
        : m_folder(std::move(folder)),
          m_memory(std::move(memory)),
          m_file(m_folder->path())
    {
        connect(&m_file, &Store::changed, this, &Store::changed);
    }
    WrittenSnapshot(const WrittenSnapshot &other, const Clock &)
        : WrittenSnapshot(other.m_folder, other.m_memory)
    {
    }

    Capabilities capabilities() const override { return {}; }
    QFuture<Result<KeyPage>> list(const ListQuery &query) override { return m_file.list(query); }
    QFuture<Result<std::optional<qint64>>> count() override { return m_file.count(); }
    QFuture<Result<Entry>> get(const QByteArray &key) override { return m_file.get(key); }
    QFuture<Result<QList<Peek>>> peek(const QList<QByteArray> &keys, int headBytes) override
    {
        return m_file.peek(keys, headBytes);
    }
    QFuture<Result<QList<Fetched>>> fetch(const QList<QByteArray> &keys, qint64 mostBytes) override
    {
        return m_file.fetch(keys, mostBytes);
    }
    QFuture<Result<Revision>> put(const Put &put) override
    {
        Put own = put;
        own.expect = translated(put.key, put.expect);
        return written<Revision>(m_memory->put(own), put.key);
    }
    QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &puts) override
    {
        return m_memory->putMany(puts);
    }
    QFuture<Result<Revision>> rename(const QByteArray &from, const QByteArray &to,
                                     const Expect &expect) override
    {
        return written<Revision>(m_memory->rename(from, to, translated(from, expect)), to);
    }
    QFuture<Result<RemoveReport>> remove(const QList<Removal> &removals) override
    {
        QList<Removal> own = removals;
        for (Removal &removal : own)
            removal.expect = translated(removal.key, removal.expect);
        const auto done = m_memory->remove(own);
        save();
        return done;
    }
    void setWatching(bool on) override { m_file.setWatching(on); }

private:
    /// The file's revisions are not the memory's.
    Expect translated(const QByteArray &key, const Expect &expect)
    {
        if (expect.state != Expect::State::Unchanged)
            return expect;
        const auto ours = waitFor(m_file.get(key));
        const auto theirs = waitFor(m_memory->get(key));
        const bool same = ours && theirs && ours->revision == expect.revision;
        return Expect::unchanged(same ? theirs->revision : QByteArray("another"));
    }
    template <class T> QFuture<Result<T>> written(const QFuture<Result<T>> &done, const QByteArray &key)
    {
        if (!done.result())
            return done;
        save();
        const auto entry = waitFor(m_file.get(key));
        return readyFuture(entry ? Result<T>(entry->revision) : Result<T>(fail(entry.error())));
    }
    void save()
    {
        const auto pages = waitForAll(m_memory->list({.pages = 0}));
        if (!pages.first()->storeExists)
            return;
        QList<Entry> entries;
        for (const auto &page : pages)
            for (int i = 0; i < page->keys->size(); ++i)
                entries << waitFor(m_memory->get(page->keys->key(i).toByteArray())).value();
        const Result<> done = writeFile(m_folder->path(), entries, snapshot::Format::BulkJson);
        if (!done)
            qWarning("%s", qPrintable(done.error().detail));
        QMetaObject::invokeMethod(this, &Store::changed, Qt::QueuedConnection);
    }

    std::shared_ptr<SnapshotFolder> m_folder;
    std::shared_ptr<MemoryStore> m_memory;
    SnapshotStore m_file;
};

std::shared_ptr<Store> makeFresh(const Clock &clock)
{
    return std::make_shared<WrittenSnapshot>(std::make_shared<SnapshotFolder>(),
                                             std::make_shared<MemoryStore>(clock));
}

std::shared_ptr<Store> makeSecond(const std::shared_ptr<Store> &first, const Clock &clock)
{
    return std::make_shared<WrittenSnapshot>(static_cast<const WrittenSnapshot &>(*first), clock);
}

} // namespace

class TestSnapshotStore : public StoreContract
{
    Q_OBJECT

public:
    TestSnapshotStore() : StoreContract({makeFresh, makeSecond}) {}
};

QTEST_GUILESS_MAIN(TestSnapshotStore)
#include "store/moc_storecontract.cpp"
#include "tst_snapshotstore.moc"
