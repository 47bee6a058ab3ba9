// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparedesk.h" // tests/jobs

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

} // namespace

class TestCompareJob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestCompareJob)
#include "tst_comparejob.moc"
