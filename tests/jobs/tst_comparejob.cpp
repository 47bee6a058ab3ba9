// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparedesk.h" // tests/jobs

#include "local/localstore.h"
#include "support/statefolder.h"

#include <QTest>

using namespace kv;
using namespace kv::jobs;
using namespace kv::test;
using State = Job::State;
using Call = MemoryStore::Call;

namespace {

/// Entries by key, in byte order.
struct ByBytes
{
    bool operator()(const QByteArray &a, const QByteArray &b) const { return compareKeys(a, b) < 0; }
};
using Entries = std::map<QByteArray, Entry, ByBytes>;

// The plain reference: each key by itself, in the simplest words. Values and metadata here are JSON of one
// spelling, so that other bytes are other JSON; what formatting does has tests of its own.
std::vector<CompareRow> expected(const Entries &left, const Entries &right, const CompareSpec &spec)
{
    std::set<QByteArray, ByBytes> keys;
    for (const Entries *side : {&left, &right}) {
        for (const auto &[key, entry] : *side)
            keys.insert(key);
    }
    const auto live = [](const Entries &side, const QByteArray &key) -> const Entry * {
        const auto found = side.find(key);
        const bool isThere = found != side.end() &&
                             !(found->second.expiration && *found->second.expiration <= CompareDesk::now);
        return isThere ? &found->second : nullptr;
    };
    std::vector<CompareRow> rows;
    for (const QByteArray &key : keys) {
        if (!key.startsWith(spec.prefix))
            continue;
        if (std::any_of(spec.ignore.prefixes.begin(), spec.ignore.prefixes.end(),
                        [&key](const QByteArray &prefix) { return key.startsWith(prefix); }))
            continue;
        const Entry *l = live(left, key);
        const Entry *r = live(right, key);
        if (!l && !r)
            continue;
        CompareRow row;
        row.key = key;
        if (spec.depth != Depth::Names) {
            row.leftExpiration = l ? l->expiration : Expiration();
            row.rightExpiration = r ? r->expiration : Expiration();
        }
        if (!l || !r) {
            row.status = l ? Status::OnlyLeft : Status::OnlyRight;
            rows.push_back(row);
            continue;
        }
        if (spec.depth != Depth::Names) {
            if (l->metadata != r->metadata)
                row.reasons |= Reason::Metadata;
            if (l->expiration.has_value() != r->expiration.has_value() ||
                (l->expiration && qAbs(*l->expiration - *r->expiration) > spec.ignore.expirationSeconds))
                row.reasons |= Reason::Expiration;
        }
        if (spec.depth == Depth::Values) {
            if (l->valueMissing || r->valueMissing) {
                row.reasons |= Reason::Failed;
            } else {
                row.leftSize = l->value.size();
                row.rightSize = r->value.size();
                if (l->value != r->value)
                    row.reasons |= Reason::Value;
            }
        }
        const Reasons why = row.reasons & ~Reasons(Reason::Failed);
        row.status = why ? Status::Different : row.reasons ? Status::Unread : Status::Same;
        rows.push_back(row);
    }
    return rows;
}

QByteArray someValue(QRandomGenerator &random)
{
    switch (random.bounded(5)) {
    case 0:
        return {};
    case 1:
        return QByteArray(random.bounded(3000), char(random.bounded(256)));
    case 2:
        return QByteArray::number(random.bounded(10));
    case 3:
        return "{\"n\":" + QByteArray::number(random.bounded(3)) + '}';
    default:
        return "\xff\xfe" + QByteArray::number(random.bounded(100));
    }
}

Entry someEntry(QRandomGenerator &random, const QByteArray &key)
{
    Entry entry;
    entry.key = key;
    entry.value = someValue(random);
    if (random.bounded(3) == 0)
        entry.expiration = CompareDesk::now + random.bounded(-3, 200);
    if (random.bounded(3) == 0)
        entry.metadata = "{\"m\":" + QByteArray::number(random.bounded(2)) + '}';
    entry.valueMissing = random.bounded(30) == 0;
    return entry;
}

/// Fills both stores; most keys are on both sides, and most of those the same.
std::pair<Entries, Entries> fill(CompareDesk &desk, QRandomGenerator &random, int keys)
{
    std::pair<Entries, Entries> sides;
    for (int i = 0; i < keys; ++i) {
        QByteArray key =
            QByteArray(1, char('a' + random.bounded(3))) + QByteArray::number(random.bounded(10 * keys));
        if (random.bounded(10) == 0)
            key += QByteArray("\xf0\x9f\x91\x8b\xff").left(random.bounded(6));
        const Entry entry = someEntry(random, key);
        const int where = random.bounded(10);
        if (where != 0)
            sides.first.insert_or_assign(key, entry);
        if (where == 1)
            sides.second.insert_or_assign(key, someEntry(random, key));
        else if (where != 2)
            sides.second.insert_or_assign(key, entry);
    }
    for (const auto &[key, entry] : sides.first)
        desk.left->plant(entry);
    for (const auto &[key, entry] : sides.second)
        desk.right->plant(entry);
    return sides;
}

CompareSpec someSpec(QRandomGenerator &random)
{
    CompareSpec spec;
    spec.depth = Depth(random.bounded(3));
    if (random.bounded(3) == 0)
        spec.prefix = "b";
    if (random.bounded(3) == 0)
        spec.ignore.prefixes = {"a1", "c"};
    if (random.bounded(2) == 0)
        spec.ignore.expirationSeconds = random.bounded(100);
    spec.secondLook = random.bounded(2) == 0;
    return spec;
}

void setCapabilities(MemoryStore &store, QRandomGenerator &random)
{
    store.setPageSize(1 + random.bounded(60));
    if (random.bounded(2) == 0)
        store.setCapabilities(CompareDesk::counted(1000, 1 + random.bounded(40)));
    else
        store.setCapabilities({.sizesAreCheap = random.bounded(2) == 0});
    if (random.bounded(3) == 0)
        store.insertEmptyPages(random.bounded(4));
}

/// A store whose listing is whatever it is told to be.
class DisorderlyStore : public MemoryStore
{
public:
    using MemoryStore::MemoryStore;
    QList<QList<QByteArray>> pages;

    QFuture<Result<KeyPage>> list(const ListQuery &query) override
    {
        const int at = query.cursor.toInt();
        KeyBlock::Builder builder;
        for (const QByteArray &key : pages.value(at))
            builder.add(key, {}, false, {});
        KeyPage page;
        page.keys = builder.build();
        page.last = at + 1 >= pages.size();
        page.cursor = page.last ? QByteArray() : QByteArray::number(at + 1);
        return readyFuture<KeyPage>(page);
    }
};

Entry entryOf(const QByteArray &key, const QByteArray &value, const Metadata &metadata = {})
{
    Entry entry;
    entry.key = key;
    entry.value = value;
    entry.metadata = metadata;
    return entry;
}

} // namespace

class TestCompareJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A store by its id, by its file, and through a link: none of them differs from the others, nor is
    /// copied.
    void oneStoreByOtherNamesIsNoOtherSide()
    {
        StateFolder state;
        QVERIFY(state.put("k", "v"));
        QTemporaryDir folder;
        const QString link = folder.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(state.target.stateRoot, link));
        Target byFile = state.target;
        byFile.databaseName = local::databaseName(std::exchange(byFile.namespaceId, {}));
        Target linked = state.target;
        linked.stateRoot = link;
        Target linkedNew = linked; // nothing is there yet
        linkedNew.namespaceId = QStringLiteral("new");
        Target directNew = state.target;
        directNew.namespaceId = linkedNew.namespaceId;
        const auto comparing = [](const Target &left, const Target &right) {
            CompareDesk desk;
            desk.spec.left = left;
            desk.spec.right = right;
            CompareJob job(desk.newFile(), std::make_shared<local::LocalStore>(left),
                           std::make_shared<local::LocalStore>(right), desk.options);
            return CompareDesk::run(job);
        };
        for (const auto &[left, right] : {std::pair(state.target, byFile), std::pair(state.target, linked),
                                          std::pair(linked, byFile), std::pair(linkedNew, directNew)}) {
            QCOMPARE(comparing(left, right), State::Failed);
            QCOMPARE(comparing(right, left), State::Failed);
        }
        QCOMPARE(comparing(state.target, directNew), State::Finished);
        QCOMPARE(comparing(byFile, linkedNew), State::Finished);
    }

    void theCostIsToldBeforeItStarts()
    {
        CompareSpec spec;
        const Capabilities free;
        CompareCost cost = costOf(spec, free, free);
        QCOMPARE(cost.listRequestsAtLeast, 0);
        QCOMPARE(cost.keysPerReadRequest + cost.keysPerSecondLookRequest, 0);
        cost = costOf(spec, CompareDesk::counted(1000, 100), free);
        QCOMPARE(cost.listRequestsAtLeast, 1);
        QCOMPARE(cost.keysPerReadRequest, 100);
        QCOMPARE(cost.keysPerSecondLookRequest, 100);
        spec.depth = Depth::Rows; // what differs is read all the same, to be sure of it
        cost = costOf(spec, CompareDesk::counted(1000, 100), CompareDesk::counted(500, 20));
        QCOMPARE(cost.listRequestsAtLeast, 2);
        QCOMPARE(cost.keysPerListRequest, 500);
        QCOMPARE(cost.keysPerReadRequest, 0);
        QCOMPARE(cost.keysPerSecondLookRequest, 20);
        spec.secondLook = false;
        QCOMPARE(costOf(spec, CompareDesk::counted(1000, 100), free).keysPerSecondLookRequest, 0);
    }

    void agreesWithThePlainReference()
    {
        for (quint32 seed = 1; seed <= 250; ++seed) {
            QRandomGenerator random(seed);
            CompareDesk desk;
            desk.spec = someSpec(random);
            const auto [left, right] = fill(desk, random, random.bounded(300));
            setCapabilities(*desk.left, random);
            setCapabilities(*desk.right, random);
            const auto file = desk.newFile();
            QVERIFY(file);
            const auto job = desk.newJob(file);
            const State state = CompareDesk::run(*job);
            QVERIFY2(state == State::Finished,
                     qPrintable(QStringLiteral("seed %1: state %2, %3")
                                    .arg(seed)
                                    .arg(int(state))
                                    .arg(job->error() ? job->error()->detail : QString())));
            std::vector<CompareRow> rows = CompareDesk::rowsOf(*file);
            for (CompareRow &row : rows) {
                // A second look tells the size of a value that nothing is compared with, a first one does
                // not.
                if (row.status == Status::OnlyLeft || row.status == Status::OnlyRight)
                    row.leftSize = row.rightSize = -1;
            }
            const QByteArrayList ours = told(rows);
            const QByteArrayList theirs = told(expected(left, right, desk.spec));
            for (int i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
                if (ours.value(i) != theirs.value(i))
                    QFAIL(("seed " + QByteArray::number(seed) + " row " + QByteArray::number(i) +
                           "\nours   " + ours.value(i) + "\ntheirs " + theirs.value(i))
                              .constData());
            }
            QCOMPARE(file->state().phase, CompareState::Phase::Done);
            QCOMPARE(file->state().finishedMs, CompareDesk::nowMs);
        }
    }

    void comparesWhatJsonMeans()
    {
        CompareDesk desk;
        const auto plant = [&desk](const QByteArray &key, const QByteArray &left, const QByteArray &right,
                                   const Metadata &leftMeta = {}, const Metadata &rightMeta = {}) {
            desk.left->plant(entryOf(key, left, leftMeta));
            desk.right->plant(entryOf(key, right, rightMeta));
        };
        plant("a-formatting", R"({"a":1,"b":2})", R"({ "b": 2.0, "a": 1 })");
        plant("b-value", R"({"a":1})", R"({"a":2})");
        plant("c-ignored", R"({"a":1,"at":5})", R"({"a":1,"at":6})");
        plant("d-large", "12345678901234567890", "12345678901234567891");
        plant("e-text", "plain", "PLAIN");
        plant("f-meta-spelling", "x", "x", R"({"v":1,"w":2})", R"({"w":2, "v":1})");
        plant("g-meta-ignored", "x", "x", R"({"at":1})", R"({"at":2})");
        plant("h-meta", "x", "x", R"({"v":1})", R"({"v":2})");
        plant("i-meta-null", "x", "x", QByteArray("null"), {});
        desk.spec.ignore.jsonPaths = QStringList{QStringLiteral("$.at"), QStringLiteral("metadata:$.at")};
        const auto run = [&desk] {
            QMap<QByteArray, int> reasons;
            for (const CompareRow &row : desk.compare())
                reasons.insert(row.key.left(1), row.status == Status::Same ? 0 : int(row.reasons));
            return reasons;
        };
        const int formatting = int(Reason::Formatting);
        const int value = int(Reason::Value);
        QMap<QByteArray, int> expected = {
            {"a", formatting}, {"b", value}, {"c", 0}, {"d", value},
            {"e", value},      {"f", 0},     {"g", 0}, {"h", int(Reason::Metadata)},
            {"i", 0}};
        QCOMPARE(run(), expected);
        // The same where sizes are told before values are read.
        desk.left->setCapabilities({.sizesAreCheap = true});
        desk.right->setCapabilities({.sizesAreCheap = true});
        QCOMPARE(run(), expected);
        desk.spec.ignore.jsonFormatting = true;
        expected["a"] = 0;
        QCOMPARE(run(), expected);
        desk.spec.ignore.jsonPaths = QStringList{QStringLiteral("$..")};
        const auto job = desk.newJob(desk.newFile());
        QCOMPARE(CompareDesk::run(*job), State::Failed);
        QCOMPARE(job->error()->kind, ErrorKind::InvalidInput);
    }

    void refusesOneNamespaceOnBothSides()
    {
        CompareDesk desk;
        desk.spec.left.place = desk.spec.right.place = Place::Remote;
        desk.spec.left.namespaceId = desk.spec.right.namespaceId = QStringLiteral("1234");
        const auto job = desk.newJob(desk.newFile());
        QCOMPARE(CompareDesk::run(*job), State::Failed);
        QCOMPARE(job->error()->kind, ErrorKind::InvalidInput);
        QCOMPARE(desk.left->callCount(Call::List) + desk.right->callCount(Call::List), 0);
        desk.spec.right.namespaceId = QStringLiteral("5678");
        QCOMPARE(CompareDesk::run(*desk.newJob(desk.newFile())), State::Finished);
        desk.right = desk.left;
        QCOMPARE(CompareDesk::run(*desk.newJob(desk.newFile())), State::Failed);
    }

    void tellsWhereThereIsNoStore()
    {
        CompareDesk desk;
        desk.right->plant(entryOf("k", "v"));
        const auto file = desk.newFile();
        QCOMPARE(CompareDesk::run(*desk.newJob(file)), State::Finished);
        QVERIFY(!file->state().leftExists);
        QVERIFY(file->state().rightExists);
        QCOMPARE(file->counts()[size_t(Status::OnlyRight)], 1);
    }

    void holdsListingsToTheirOrder()
    {
        for (const auto &pages :
             {QList<QList<QByteArray>>{{"a", "c", "b"}}, {{"a", "b"}, {"b", "c"}}, {{"a"}, {}, {"A"}}}) {
            CompareDesk desk;
            const auto disorderly = std::make_shared<DisorderlyStore>();
            disorderly->pages = pages;
            desk.right = disorderly;
            desk.left->plant(entryOf("b", "v"));
            desk.spec.right.place = Place::Remote;
            const auto job = desk.newJob(desk.newFile());
            QCOMPARE(CompareDesk::run(*job), State::Failed);
            QCOMPARE(job->error()->kind, ErrorKind::Protocol);
            QVERIFY(job->error()->detail.contains(QLatin1String("right")));
        }
    }

    void looksTwiceAtWhatDiffers()
    {
        for (const Depth depth : {Depth::Names, Depth::Rows, Depth::Values}) {
            CompareDesk desk;
            desk.spec.depth = depth;
            desk.options.secondLookMs = 200;
            desk.right->setCapabilities(CompareDesk::counted(1000, 100));
            desk.left->plant(entryOf("late", "v"));
            desk.left->plant(entryOf("metadata", "v", QByteArray("1")));
            desk.right->plant(entryOf("metadata", "v", QByteArray("2")));
            desk.left->plant(entryOf("stays", "v"));
            desk.right->plant(entryOf("gone", "v"));
            const auto file = desk.newFile();
            const auto job = desk.newJob(file);
            job->start();
            QTRY_COMPARE(file->state().phase, CompareState::Phase::SecondLook);
            QCOMPARE(file->counts()[size_t(Status::OnlyLeft)], 2);
            // Cloudflare shows what was written before.
            desk.right->plant(entryOf("late", "v"));
            desk.right->plant(entryOf("metadata", "v", QByteArray("1")));
            desk.right->uproot("gone");
            QCOMPARE(CompareDesk::wait(*job), State::Finished);
            QCOMPARE(file->counts(), (Counts{1, 0, 0, 3, 0}));
        }
    }

    void takesWhatIsThereWhenItIsRead()
    {
        CompareDesk desk;
        for (const char *key : {"both-go", "left-goes", "other-metadata", "stays"}) {
            desk.left->plant(entryOf(key, "v"));
            desk.right->plant(entryOf(key, "v"));
        }
        const auto file = desk.newFile();
        const auto job = desk.newJob(file);
        connect(job.get(), &CompareJob::rowsAppended, job.get(), [&desk] {
            desk.left->uproot("left-goes");
            desk.left->uproot("both-go");
            desk.right->uproot("both-go");
            desk.left->plant(entryOf("other-metadata", "v", QByteArray("1")));
        });
        QCOMPARE(CompareDesk::run(*job), State::Finished);
        const std::vector<CompareRow> rows = CompareDesk::rowsOf(*file);
        QCOMPARE(rows.size(), size_t(4));
        QCOMPARE(rows[0].status, Status::Same);
        QCOMPARE(rows[1].status, Status::OnlyRight);
        QCOMPARE(rows[2].status, Status::Different);
        QCOMPARE(rows[2].reasons, Reasons(Reason::Metadata));
        QCOMPARE(rows[3].status, Status::Same);
    }

    void keepsWhyAValueCannotBeRead()
    {
        CompareDesk desk;
        Entry missing = entryOf("k", "v");
        missing.valueMissing = true;
        desk.left->plant(entryOf("k", "v"));
        desk.right->plant(missing);
        const auto file = desk.newFile();
        QCOMPARE(CompareDesk::run(*desk.newJob(file)), State::Finished);
        QCOMPARE(file->counts()[size_t(Status::Unread)], 1);
        QCOMPARE(file->row(0)->reasons, Reasons(Reason::Failed));
        QVERIFY(file->problem("k")->startsWith(QLatin1String("right")));
    }

    void doesNotReadWhatSizesTell()
    {
        CompareDesk desk;
        desk.left->setCapabilities({.sizesAreCheap = true});
        desk.right->setCapabilities({.sizesAreCheap = true});
        for (int i = 0; i < 50; ++i) {
            const QByteArray key = QByteArray::number(i);
            desk.left->plant(entryOf(key, QByteArray(100'000, '\xff')));
            desk.right->plant(entryOf(key, QByteArray(100'001, '\xff')));
        }
        const auto file = desk.newFile();
        QCOMPARE(CompareDesk::run(*desk.newJob(file)), State::Finished);
        QCOMPARE(file->counts()[size_t(Status::Different)], 50);
        QCOMPARE(file->row(0)->leftSize, 100'000);
        QCOMPARE(desk.left->callCount(Call::Fetch) + desk.right->callCount(Call::Fetch), 0);
    }

    void costsNoMoreRequestsThanNeedBe()
    {
        CompareDesk desk;
        constexpr int keys = 10'000; // blocks end inside of chunks
        for (int i = 0; i < keys; ++i) {
            const Entry entry = entryOf("k" + QByteArray::number(i), "v");
            desk.left->plant(entry);
            desk.right->plant(entry);
        }
        desk.left->setCapabilities(CompareDesk::counted(1000, 100));
        desk.right->setCapabilities(CompareDesk::counted(1000, 100));
        const auto file = desk.newFile();
        const auto job = desk.newJob(file);
        QCOMPARE(CompareDesk::run(*job), State::Finished);
        QCOMPARE(file->counts()[size_t(Status::Same)], keys);
        for (const auto &store : {desk.left, desk.right}) {
            QCOMPARE(store->callCount(Call::List), keys / 1000);
            QCOMPARE(store->callCount(Call::Fetch), keys / 100);
        }
        QCOMPARE(job->progress().requests, 2 * (keys / 1000 + keys / 100));
        QCOMPARE(file->state().requests, job->progress().requests);
        QCOMPARE(job->progress().requestsLeft, 0);
    }

    void comparesLocalStores()
    {
        const StateFolder left;
        const StateFolder right;
        for (int i = 0; i < 300; ++i) {
            const QByteArray key = "k" + QByteArray::number(i);
            QVERIFY(i % 10 == 1 || left.put(key, "v" + QByteArray::number(i)));
            QVERIFY(i % 10 == 2 || right.put(key, i % 10 == 3 ? "other" : "v" + QByteArray::number(i)));
        }
        CompareDesk desk;
        desk.spec.left = left.target;
        desk.spec.right = right.target;
        const auto file = desk.newFile();
        CompareJob job(file, std::make_shared<local::LocalStore>(left.target),
                       std::make_shared<local::LocalStore>(right.target), desk.options);
        QCOMPARE(CompareDesk::run(job), State::Finished);
        QCOMPARE(file->counts(), (Counts{30, 30, 30, 210, 0}));
        QCOMPARE(job.progress().requests, 0);
    }
};

QTEST_GUILESS_MAIN(TestCompareJob)
#include "tst_comparejob.moc"
