// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/failing.h"

#include "local/storecheck.h"
#include "local/writer.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace kv;
using namespace kv::local;
using namespace kv::test;

namespace {

constexpr qint64 nowMs = 1'700'000'000'000;
const Expiration later = 2'000'000'000;

/// One request and its answer, if it is an error, together with what it is to change.
struct Step
{
    QByteArray key; // of the entry that is there afterwards, or gone
    std::optional<StoredEntry> after;
    QByteArray gone; // an entry that is no longer there afterwards
};

/// What is done while the disk fails. `run` answers one Result for each step.
struct Scenario
{
    std::function<void(NamespaceFile &)> prepare;
    QList<Step> steps;
    std::function<QList<Result<>>(NamespaceFile &)> run;
};

template <class T> Result<> plain(const Result<T> &result)
{
    return result ? Result<>() : Result<>(fail(result.error()));
}

QList<Result<>> writeAll(NamespaceFile &file, const QList<Put> &puts)
{
    QList<Result<>> results;
    for (const Result<Revision> &result : writeEntries(file, puts, nowMs))
        results.append(plain(result));
    return results;
}

void begin(NamespaceFile &file)
{
    const Put first{.key = "k",
                    .value = QByteArray(5000, 'o'),
                    .expiration = later,
                    .metadata = Metadata(R"({"old":1})")};
    QVERIFY(writeEntry(file, first, nowMs));
    QVERIFY(writeEntry(file, {.key = "other", .value = QByteArray("untouched")}, nowMs));
}

QList<Put> twentyPuts()
{
    QList<Put> puts;
    for (int i = 0; i < 20; ++i)
        puts.append({.key = "k" + QByteArray::number(i), .value = QByteArray(300, char('a' + i))});
    puts[7].key = "k";
    puts[8].key = "k";
    return puts;
}

Scenario scenario(const QByteArray &name)
{
    const qint64 laterMs = *later * 1000;
    if (name == "first put")
        return {.prepare = [](NamespaceFile &) {},
                .steps = {{"k", StoredEntry{"v", laterMs, "1"}, {}}},
                .run =
                    [](NamespaceFile &file) {
                        return writeAll(file, {{.key = "k",
                                                .value = QByteArray("v"),
                                                .expiration = later,
                                                .metadata = Metadata("1")}});
                    }};
    if (name == "overwrite")
        return {.prepare = begin,
                .steps = {{"k", StoredEntry{QByteArray(9000, 'n'), laterMs, R"({"old":1})"}, {}}},
                .run = [](NamespaceFile &file) {
                    return writeAll(file, {{.key = "k", .value = QByteArray(9000, 'n')}});
                }};
    if (name == "put with keep")
        return {.prepare = begin,
                .steps = {{"k", StoredEntry{QByteArray(5000, 'o'), std::nullopt, "2"}, {}}},
                .run = [](NamespaceFile &file) {
                    return writeAll(file,
                                    {{.key = "k", .expiration = Expiration(), .metadata = Metadata("2")}});
                }};
    if (name == "rename")
        return {.prepare = begin,
                .steps = {{"moved", StoredEntry{QByteArray(5000, 'o'), laterMs, R"({"old":1})"}, "k"}},
                .run = [](NamespaceFile &file) { return QList{plain(renameEntry(file, "k", "moved", {}))}; }};
    if (name == "delete")
        return {.prepare = begin, .steps = {{{}, {}, "k"}}, .run = [](NamespaceFile &file) {
                    return QList{plain(removeEntries(file, {{.key = "k"}}))};
                }};
    Scenario batch{.prepare = begin, .steps = {}, .run = [](NamespaceFile &file) {
                       return writeAll(file, twentyPuts());
                   }};
    for (const Put &put : twentyPuts()) {
        const bool kept = put.key == "k";
        batch.steps.append({put.key,
                            StoredEntry{put.value.value(), kept ? std::optional(laterMs) : std::nullopt,
                                        kept ? std::optional(QByteArray(R"({"old":1})")) : std::nullopt},
                            {}});
    }
    return batch;
}

/// The kinds that a person can be told for each fault.
bool isSensible(Fault fault, const Error &error)
{
    switch (fault) {
    case Fault::FullFromThenOn:
    case Fault::HalfThenFull:
        return error.kind == ErrorKind::Full;
    case Fault::ReadOnlyFromThenOn:
        return error.kind == ErrorKind::ReadOnly;
    case Fault::BrokenOnce:
    case Fault::BrokenFromThenOn:
        // SQLite opens a file that it cannot open for writing only for reading, whatever the reason.
        return error.kind == ErrorKind::Internal || error.kind == ErrorKind::ReadOnly;
    case Fault::HalfWrittenOnce:
        return false;
    }
    return false;
}

void apply(StoredEntries &entries, const Step &step)
{
    if (!step.gone.isEmpty())
        entries.remove(step.gone);
    if (step.after)
        entries.insert(step.key, *step.after);
}

} // namespace

/// Fails every call of a write that changes the disk, one after the other, and looks at what is left.
class TestFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // Old values that could not be removed are told; that is expected here.
        QLoggingCategory::setFilterRules(QStringLiteral("kv.local.warning=false"));
    }

    void theDiskFailsHere()
    {
        // The tests below are worth nothing when the calls do not come by here, SQLite's among them.
        QTemporaryDir dir;
        const QByteArray folder = QFileInfo(dir.path()).canonicalFilePath().toUtf8();
        sqlite3 *db = nullptr;
        QCOMPARE(sqlite3_open((folder + "/db").constData(), &db), SQLITE_OK);
        failFrom(folder, 2, Fault::FullFromThenOn);
        QCOMPARE(sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr), SQLITE_FULL);
        QVERIFY(stopFailing());
        QCOMPARE(sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(db);
    }

    void everyWriteIsWholeOrNot_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<Fault>("fault");
        const std::pair<const char *, Fault> faults[] = {
            {"full", Fault::FullFromThenOn},          {"half, then full", Fault::HalfThenFull},
            {"one error", Fault::BrokenOnce},         {"errors from then on", Fault::BrokenFromThenOn},
            {"read-only", Fault::ReadOnlyFromThenOn}, {"half a write", Fault::HalfWrittenOnce},
        };
        for (const char *name :
             {"first put", "overwrite", "put with keep", "rename", "delete", "batch of twenty"}) {
            for (const auto &[faultName, fault] : faults)
                QTest::addRow("%s: %s", name, faultName) << QByteArray(name) << fault;
        }
    }

    void everyWriteIsWholeOrNot()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const Fault, fault);
        // How the twenty go on after the file was opened is what matters of them.
        const QList<bool> ways = name == "batch of twenty" ? QList{true} : QList{true, false};
        for (const bool alreadyOpen : ways) {
            int call = 1;
            while (tryOnce(scenario(name), fault, call, alreadyOpen)) {
                if (QTest::currentTestFailed())
                    qWarning("at call %d, %s", call, alreadyOpen ? "open before" : "opened anew");
                if (QTest::currentTestFailed() || ++call > 1000)
                    break;
            }
            QVERIFY(call <= 1000);
            // Nothing that a write does may go past the failing disk unseen.
            QVERIFY2(call > 1 || fault == Fault::FullFromThenOn, "no call was hit");
            if (QTest::currentTestFailed())
                return;
        }
    }

private:
    /// Answers whether the fault was met.
    bool tryOnce(const Scenario &scenario, Fault fault, int call, bool alreadyOpen)
    {
        bool wasMet = false;
        check(scenario, fault, call, alreadyOpen, wasMet);
        return wasMet;
    }

    void check(const Scenario &scenario, Fault fault, int call, bool alreadyOpen, bool &wasMet)
    {
        // In memory where that is possible: some thousand stores are made here.
        const QString memory = QStringLiteral("/dev/shm");
        QTemporaryDir dir((QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) +
                          QStringLiteral("/tst_faults-XXXXXX"));
        const QString root = QFileInfo(dir.path()).canonicalFilePath() + QStringLiteral("/v3");
        const Target target{.namespaceId = QStringLiteral("ns"), .stateRoot = root, .databaseName = {}};
        NamespaceFile file(target);
        scenario.prepare(file);
        if (!alreadyOpen)
            file.close();
        const StoredEntries before = readStore(target).entries;

        failFrom(root.toUtf8(), call, fault);
        const QList<Result<>> results = scenario.run(file);
        wasMet = stopFailing();

        QCOMPARE(results.size(), scenario.steps.size());
        StoredEntries expected = before;
        for (qsizetype i = 0; i < results.size(); ++i) {
            if (results[i])
                apply(expected, scenario.steps[i]);
            else
                QVERIFY2(wasMet && isSensible(fault, results[i].error()),
                         qPrintable(QStringLiteral("kind %1: %2")
                                        .arg(int(results[i].error().kind))
                                        .arg(results[i].error().detail)));
        }
        StoreContent content = readStore(target);
        QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
        QCOMPARE(content.entries.keys(), expected.keys());
        QVERIFY(content.entries == expected);
        // While files can be removed, nothing stays behind.
        if (fault == Fault::FullFromThenOn || fault == Fault::HalfThenFull || fault == Fault::HalfWrittenOnce)
            QCOMPARE(content.orphans, QStringList());

        // With the disk whole again, the same file goes on.
        const QList<Result<>> again = scenario.run(file);
        expected = before;
        for (qsizetype i = 0; i < again.size(); ++i) {
            const bool isDone = results[i].has_value() && !scenario.steps[i].gone.isEmpty();
            if (!isDone && !again[i])
                QFAIL(qPrintable(QStringLiteral("afterwards, kind %1: %2")
                                     .arg(int(again[i].error().kind))
                                     .arg(again[i].error().detail)));
            apply(expected, scenario.steps[i]);
        }
        content = readStore(target);
        QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
        QVERIFY(content.entries == expected);
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
