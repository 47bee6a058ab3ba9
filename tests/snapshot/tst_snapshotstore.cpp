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
        QList<Put> own = puts;
        for (Put &put : own)
            put.expect = translated(put.key, put.expect);
        const auto done = waitFor(m_memory->putMany(own));
        if (!done)
            return readyFuture(done);
        save();
        QList<Result<Revision>> answers;
        for (qsizetype i = 0; i < puts.size(); ++i)
            answers << (done->at(i) ? revisionOf(puts.at(i).key) : done->at(i));
        return readyFuture(Result<QList<Result<Revision>>>(answers));
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
        return readyFuture(revisionOf(key));
    }
    Result<Revision> revisionOf(const QByteArray &key)
    {
        const auto entry = waitFor(m_file.get(key));
        return entry ? Result<Revision>(entry->revision) : Result<Revision>(fail(entry.error()));
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

private:
    std::unique_ptr<SnapshotFolder> m_folder;

    static QByteArray keysOf(SnapshotStore &store, const QByteArray &prefix = {})
    {
        QByteArrayList keys;
        for (const auto &page : waitForAll(store.list({.prefix = prefix, .pages = 0})))
            for (int i = 0; page && i < page->keys->size(); ++i)
                keys << page->keys->key(i).toByteArray();
        return keys.join(' ');
    }

private Q_SLOTS:
    void init()
    {
        setNow(startMs);
        m_folder = std::make_unique<SnapshotFolder>();
    }

    void isOnlyRead()
    {
        SnapshotStore store(m_folder->make("[{\"key\":\"a\",\"value\":\"1\"}]"));
        QVERIFY(!store.capabilities().writable);
        QVERIFY(!store.capabilities().readOnlyReason.isEmpty());
        QVERIFY(store.capabilities().sizesAreCheap);
        QVERIFY(!store.capabilities().listsByPage);
        QVERIFY_ERROR(waitFor(store.put({.key = "a", .value = QByteArray("2")})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.putMany({{.key = "a", .value = QByteArray("2")}})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.rename("a", "b", {})), ErrorKind::ReadOnly);
        QVERIFY_ERROR(waitFor(store.remove({{"a", {}}})), ErrorKind::ReadOnly);
        QCOMPARE(keysOf(store), QByteArray("a"));
    }

    void ofSeveralItemsWithOneKeyTheLastCounts()
    {
        SnapshotStore store(m_folder->make("[{\"key\":\"b\",\"value\":\"1\",\"metadata\":1},"
                                           "{\"key\":\"c\",\"value\":\"\"},{\"key\":\"b\",\"value\":\"22\"},"
                                           "{\"key\":\"a\",\"value\":\"\"},{\"key\":\"b\",\"value\":\"333\","
                                           "\"expiration\":5}]"));
        QCOMPARE(store.duplicates(), 0); // not looked at yet
        QCOMPARE(keysOf(store), QByteArray("a b c"));
        const auto entry = waitFor(store.get("b"));
        QVERIFY_RESULT(entry);
        QCOMPARE(entry->value, QByteArray("333"));
        QCOMPARE(entry->expiration, Expiration(5));
        QCOMPARE(entry->metadata, Metadata());
        QCOMPARE(waitFor(store.peek({"b"}, 2)).value().first().size, 3);
        QCOMPARE(store.duplicates(), 2);
        QCOMPARE(store.duplicateKeys(), (QList<QByteArray>{"b", "b"}));
    }

    void itemsThatAreNoEntryAreNamed()
    {
        SnapshotStore store(m_folder->make("[{\"key\":\"a\",\"value\":\"1\"},\n{\"key\":\"b\"},\n"
                                           "{\"key\":\"c\",\"value\":\"3\",\"more\":1}]"));
        QCOMPARE(waitFor(store.count()).value(), std::optional<qint64>(2));
        QCOMPARE(store.troubleCount(), 1);
        QCOMPARE(store.troubles().first().line, 2);
        QCOMPARE(store.troubles().first().path, m_folder->path());
        QVERIFY(store.remarks().first().contains(QStringLiteral("more")));
        QVERIFY_ERROR(waitFor(store.get("b")), ErrorKind::NotFound);
    }

    void aBrokenFileFailsEveryCall()
    {
        SnapshotStore store(m_folder->make("[{\"key\":\"a\",\"value\":\"1\"},"));
        QVERIFY_ERROR(waitFor(store.list({})), ErrorKind::Corrupt);
        QVERIFY_ERROR(waitFor(store.count()), ErrorKind::Corrupt);
        QVERIFY_ERROR(waitFor(store.get("a")), ErrorKind::Corrupt);
        QVERIFY_ERROR(waitFor(store.peek({"a"}, 1)), ErrorKind::Corrupt);
        const auto fetched = waitFor(store.fetch({"a"}, 100));
        QVERIFY_ERROR(fetched, ErrorKind::Corrupt);
        QVERIFY(fetched.error().detail.contains(QStringLiteral(" 1 entries")));
        // And is fine once it is.
        m_folder->make("[{\"key\":\"a\",\"value\":\"1\"}]");
        QCOMPARE(waitFor(store.get("a")).value().value, QByteArray("1"));
    }

    void aFileThatIsSomethingElse()
    {
        SnapshotStore store(m_folder->make("[{\"name\":\"a\"}]"));
        QVERIFY_ERROR(waitFor(store.list({})), ErrorKind::InvalidInput);
        SnapshotStore folder(m_folder->folder());
        QVERIFY_ERROR(waitFor(folder.list({})), ErrorKind::InvalidInput);
    }

    void filesComeChangeAndGo()
    {
        SnapshotStore store(m_folder->path());
        QSignalSpy changed(&store, &Store::changed);
        QVERIFY(!waitFor(store.list({})).value().storeExists);
        QVERIFY(!waitFor(store.count()).value().has_value());
        QVERIFY_ERROR(waitFor(store.get("a")), ErrorKind::NotFound);
        QVERIFY_ERROR(waitFor(store.fetch({"a"}, 9)).value().first().entry, ErrorKind::NotFound);
        QCOMPARE(waitFor(store.peek({"a"}, 9)).value().first().size, -1);
        QCOMPARE(changed.count(), 0);

        m_folder->make("[{\"key\":\"a\",\"value\":\"1\"}]");
        QCOMPARE(keysOf(store), QByteArray("a"));
        QTRY_COMPARE(changed.count(), 1);
        m_folder->make("[{\"key\":\"b\",\"value\":\"2\"},{\"key\":\"a\",\"value\":\"3\"}]");
        QCOMPARE(waitFor(store.get("a")).value().value, QByteArray("3"));
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(QFile::remove(m_folder->path()));
        QVERIFY_ERROR(waitFor(store.get("a")), ErrorKind::NotFound);
        QVERIFY(!waitFor(store.list({})).value().storeExists);
        QTRY_COMPARE(changed.count(), 3);
    }

    void watchingTellsUnasked()
    {
        m_folder->make("[]");
        SnapshotStore store(m_folder->path());
        store.setWatching(true);
        QSignalSpy changed(&store, &Store::changed);
        QVERIFY_RESULT(waitFor(store.count()));
        m_folder->make("[{\"key\":\"a\",\"value\":\"1\"}]");
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(keysOf(store), QByteArray("a"));
        QVERIFY(QFile::remove(m_folder->path()));
        QTRY_COMPARE(changed.count(), 2);
        QCOMPARE(keysOf(store), QByteArray());
        QCOMPARE(changed.count(), 2); // once for each change
    }

    void aTtlCountsFromTheReading()
    {
        setNow(5'000'000);
        SnapshotStore store(m_folder->make("[{\"key\":\"a\",\"value\":\"1\",\"expiration_ttl\":100}]"),
                            clock());
        QCOMPARE(waitFor(store.get("a")).value().expiration, Expiration(5100));
        setNow(9'000'000);
        QCOMPARE(waitFor(store.get("a")).value().expiration, Expiration(5100));
    }

    void fetchStopsAtTheBytesAskedFor()
    {
        SnapshotStore store(
            m_folder->make("[{\"key\":\"a\",\"value\":\"12345\"},{\"key\":\"b\",\"value\":\"123\"},"
                           "{\"key\":\"c\",\"value\":\"1\"}]"));
        const auto sizeOf = [&](qint64 most) {
            return waitFor(store.fetch({"a", "x", "b", "c"}, most)).value().size();
        };
        QCOMPARE(sizeOf(0), 1);
        QCOMPARE(sizeOf(5), 2); // what is not there takes no room
        QCOMPARE(sizeOf(7), 2);
        QCOMPARE(sizeOf(8), 3);
        QCOMPARE(sizeOf(9), 4);
    }

    void manyKeysInAnyOrder()
    {
        // Several blocks, written backwards, each key twice.
        const int keys = 40'000;
        {
            QFile file(m_folder->path());
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (int i = 2 * keys - 1; i >= 0; --i)
                file.write("{\"key\":\"" + QByteArray::number(1'000'000 + i / 2) + "\",\"value\":\"" +
                           QByteArray::number(i) + "\",\"metadata\":" + QByteArray::number(i) + "}\n");
        }
        SnapshotStore store(m_folder->path());
        const auto pages = waitForAll(store.list({.pages = 0}));
        int row = 0;
        for (const auto &page : pages) {
            QVERIFY_RESULT(page);
            for (int i = 0; i < page->keys->size(); ++i, ++row) {
                QCOMPARE(page->keys->key(i).toByteArray(), QByteArray::number(1'000'000 + row));
                QCOMPARE(page->keys->metadata(i).toByteArray(), QByteArray::number(2 * row)); // the later one
            }
        }
        QCOMPARE(row, keys);
        QCOMPARE(store.duplicates(), keys);
        QCOMPARE(store.duplicateKeys().size(), 1000);
        QCOMPARE(waitFor(store.get("1020000")).value().value, QByteArray("40000"));
        // From the middle of a block to the middle of another, and blocks that are shared.
        const auto some = waitForAll(store.list({.prefix = "101", .pages = 0}));
        int found = 0;
        for (const auto &page : some)
            found += page->keys->size();
        QCOMPARE(found, 10'000);
        const auto names = waitForAll(store.list({.pages = 0, .detail = ListDetail::Names}));
        QVERIFY(!names.first()->keys->hasMetadata(0));
        QCOMPARE(names.first()->keys->size(), pages.first()->keys->size());
    }

    void goingWhileItReads()
    {
        // A line that is gone through for a while: a hole, which takes no room on the disk.
        QFile file(m_folder->make("{\"key\":\"a\",\"value\":\""));
        QVERIFY(file.open(QIODevice::Append) && file.resize(1'000'000'000'000));
        file.close();
        QFuture<Result<KeyPage>> listing;
        {
            SnapshotStore store(m_folder->path());
            listing = store.list({});
            QTest::qWait(1);
        }
        QVERIFY(listing.isFinished());
        QCOMPARE(listing.resultCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestSnapshotStore)
#include "store/moc_storecontract.cpp"
#include "tst_snapshotstore.moc"
