// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobrun.h"
#include "jobs/plan.h"
#include "support/waitfor.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace kv;
using namespace kv::jobs;
using kv::test::entryOf;

namespace {

PlanHead someHead()
{
    return {.sourceName = QStringLiteral("remote:TODO:preview"),
            .targetName = QStringLiteral("local:TODO \"id\"\n"),
            .target = {.place = Place::Local,
                       .namespaceId = QStringLiteral("näme"),
                       .stateRoot = QStringLiteral("/state/v3"),
                       .databaseName = QStringLiteral("abc"),
                       .valueFolder = QStringLiteral("folder")},
            .madeMs = 1'700'000'000'123,
            .targetKeys = 12};
}

QByteArray randomBytes(QRandomGenerator &random, int size)
{
    QByteArray bytes(size, '\0');
    for (char &c : bytes)
        c = char(random.generate());
    return bytes;
}

QList<PlanStep> someSteps()
{
    QRandomGenerator random(7);
    const Fingerprint there = fingerprintOf(entryOf("x", "there"));
    QList<PlanStep> steps = {
        {"plain", entryOf("plain", "text"), {}},
        {"quoted \" \\ \n\t\x7f \xc3\xa4 \xf0\x9f\x98\x80", entryOf("", "a\"b\\c\nd"), there},
        {QByteArray("nul\0key", 7), entryOf("", QByteArray("\0\1\2", 3)), there},
        {"empty", entryOf("", ""), there},
        {"escapes only", entryOf("", QByteArray(5000, '\1')), {}},
        {"expires", entryOf("", "v", 2'000'000'000, Metadata("{\"b\": 1.0,\"a\":[]}")), {}},
        {"null metadata", entryOf("", "v", {}, Metadata("null")), {}},
        {"broken lines", entryOf("", "v", {}, Metadata("{\n\"a\":\r\n 1}\n")), {}},
        {"spaces around", entryOf("", "v", {}, Metadata(" 1 ")), {}},
        {"gone", std::nullopt, there},
        {"", std::nullopt, there},
    };
    for (int i = 0; i < 200; ++i)
        steps.append({"random" + QByteArray::number(i),
                      entryOf("", randomBytes(random, random.bounded(3000))),
                      random.bounded(2) ? there : Fingerprint()});
    for (PlanStep &step : steps) {
        if (step.put)
            step.put->key = step.key;
    }
    return steps;
}

Result<PlanHead> writePlan(const QString &path, const PlanHead &head, const QList<PlanStep> &steps)
{
    auto writer = PlanWriter::create(path, head);
    if (!writer)
        return fail(writer.error());
    for (const PlanStep &step : steps) {
        if (const auto added = (*writer)->add(step); !added)
            return fail(added.error());
    }
    return (*writer)->finish();
}

/// All steps, or the error that the plan ends with.
Result<QList<PlanStep>> readPlan(const QString &path)
{
    auto reader = PlanReader::open(path);
    if (!reader)
        return fail(reader.error());
    QList<PlanStep> steps;
    for (;;) {
        const auto step = (*reader)->next();
        if (!step)
            return fail(step.error());
        if (!*step)
            return steps;
        steps.append(**step);
    }
}

QByteArray contentOfFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    // Not truncated first: file systems take that for the replacing of a file, and wait for the disk.
    QVERIFY(file.open(QIODevice::ReadWrite));
    QCOMPARE(file.write(content), content.size());
    QVERIFY(file.resize(content.size()));
}

bool same(const PlanStep &a, const PlanStep &b)
{
    return a.key == b.key && a.put == b.put && a.expect == b.expect;
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(QStringLiteral("shop.plan.ndjson"));
    }

    void everyStepComesBackToTheByte()
    {
        const QList<PlanStep> steps = someSteps();
        const auto head = writePlan(m_path, someHead(), steps);
        QVERIFY_RESULT(head);
        const auto reader = PlanReader::open(m_path);
        QVERIFY_RESULT(reader);
        const PlanHead &read = (*reader)->head();
        QCOMPARE(read.sourceName, someHead().sourceName);
        QCOMPARE(read.targetName, someHead().targetName);
        QVERIFY(read.target == someHead().target);
        QCOMPARE(read.madeMs, someHead().madeMs);
        QCOMPARE(read.targetKeys, 12);
        QVERIFY(!read.isRollback);
        const auto back = readPlan(m_path);
        QVERIFY_RESULT(back);
        QCOMPARE(back->size(), steps.size());
        qint64 puts = 0;
        qint64 bytes = 0;
        for (qsizetype i = 0; i < steps.size(); ++i) {
            QVERIFY2(same(steps[i], (*back)[i]), steps[i].key.constData());
            puts += steps[i].put.has_value();
            bytes += steps[i].put ? steps[i].put->value.size() : 0;
        }
        QCOMPARE(read.adds + read.changes, puts);
        QVERIFY(read.adds > 50 && read.changes > 50);
        QCOMPARE(read.deletes, 2);
        QCOMPARE(read.bytes, bytes);
        QCOMPARE(head->steps(), steps.size());
    }

    void onlyItsOwnerMayReadIt()
    {
        QVERIFY_RESULT(writePlan(m_path, someHead(), someSteps()));
        struct stat info = {};
        QCOMPARE(::stat(QFile::encodeName(m_path).constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
    }

    void nothingIsThereBeforeItIsFinished()
    {
        {
            auto writer = PlanWriter::create(m_path, someHead());
            QVERIFY_RESULT(writer);
            QVERIFY_RESULT((*writer)->add(someSteps().first()));
            QVERIFY_RESULT((*writer)->sync());
            QVERIFY(!QFile::exists(m_path));
        }
        QVERIFY(
            QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
    }

    void aFileOfThatNameStays()
    {
        QVERIFY_RESULT(writePlan(m_path, someHead(), someSteps()));
        const QByteArray before = contentOfFile(m_path);
        QVERIFY_ERROR(PlanWriter::create(m_path, someHead()), ErrorKind::Conflict);
        // Also one that comes while the plan is written.
        const QString other = m_dir->filePath(QStringLiteral("other"));
        auto writer = PlanWriter::create(other, someHead());
        QVERIFY_RESULT(writer);
        writeFile(other, "mine");
        QVERIFY_ERROR((*writer)->finish(), ErrorKind::Conflict);
        QCOMPARE(contentOfFile(other), QByteArray("mine"));
        QCOMPARE(contentOfFile(m_path), before);
    }

    void aStepThatNoPlanCanNameIsRefusedAlone()
    {
        auto writer = PlanWriter::create(m_path, someHead());
        QVERIFY_RESULT(writer);
        QVERIFY_RESULT((*writer)->add({"a", entryOf("a", "1"), {}}));
        QVERIFY_ERROR((*writer)->add({"\xff", entryOf("\xff", "1"), {}}), ErrorKind::InvalidInput);
        QVERIFY_ERROR((*writer)->add({"b", entryOf("b", "1", {}, Metadata("{")), {}}),
                      ErrorKind::InvalidInput);
        QVERIFY_RESULT((*writer)->add({"c", entryOf("c", "1"), {}}));
        QVERIFY_RESULT((*writer)->finish());
        const auto steps = readPlan(m_path);
        QVERIFY_RESULT(steps);
        QCOMPARE(steps->size(), 2);
        QCOMPARE(steps->last().key, QByteArray("c"));
    }

    void seekGoesOnWhereItWas()
    {
        const QList<PlanStep> steps = someSteps();
        QVERIFY_RESULT(writePlan(m_path, someHead(), steps));
        auto reader = PlanReader::open(m_path);
        QVERIFY_RESULT(reader);
        QList<qint64> begins;
        for (qsizetype i = 0; i < steps.size(); ++i) {
            begins.append((*reader)->position());
            QVERIFY_RESULT((*reader)->next());
        }
        for (const qsizetype at : {qsizetype(17), qsizetype(0), steps.size() - 1}) {
            QVERIFY_RESULT((*reader)->seek(begins[at]));
            const auto step = (*reader)->next();
            QVERIFY_RESULT(step);
            QVERIFY(same(**step, steps[at]));
        }
        QVERIFY_RESULT((*reader)->next()); // the end, though most was jumped over
        QVERIFY_ERROR((*reader)->seek(begins[5] + 1), ErrorKind::Corrupt);
        QVERIFY_ERROR((*reader)->seek(0), ErrorKind::Corrupt);
        QVERIFY_ERROR((*reader)->seek(1LL << 50), ErrorKind::Corrupt);
    }

    void whereverItIsCutIsTold()
    {
        QVERIFY_RESULT(writePlan(m_path, someHead(), someSteps().mid(0, 12)));
        const QByteArray whole = contentOfFile(m_path);
        const QString cut = m_dir->filePath(QStringLiteral("cut"));
        writeFile(cut, whole);
        for (qsizetype size = whole.size() - 1; size >= 0; --size) {
            QVERIFY(QFile::resize(cut, size));
            const auto steps = readPlan(cut);
            QVERIFY2(!steps, qPrintable(QString::number(size)));
            QCOMPARE(int(steps.error().kind), int(ErrorKind::Corrupt));
            QVERIFY(!steps.error().detail.isEmpty());
            QCOMPARE(steps.error().path, cut);
        }
    }

    void badLines_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        const auto row = [](const char *name, const QByteArray &from, const QByteArray &to) {
            QTest::newRow(name) << from << to;
        };
        row("no JSON", "{\"put\"", "{put");
        row("unknown field", ",\"expect\":null", ",\"more\":1,\"expect\":null");
        row("no expect", ",\"expect\":null", "");
        row("short expect", "null}", "\"abcd\"}");
        row("expect in capitals", "null}", "\"" + QByteArray(64, 'A') + "\"}");
        row("two values", ",\"value\"", ",\"base64\":\"\",\"value\"");
        row("no value", ",\"value\":\"1\"", "");
        row("value a number", "\"1\"", "1");
        row("bad base64", "\"value\":\"1\"", "\"base64\":\"*\"");
        row("half a surrogate", "\"1\"", "\"\\ud800\"");
        row("key half a surrogate", "\"a\"", "\"\\udc00x\"");
        row("key a number", "\"a\"", "1");
        row("put and delete", "{\"put\":\"a\"", "{\"put\":\"a\",\"delete\":\"a\"");
        row("member twice", "{\"put\":\"a\"", "{\"put\":\"a\",\"put\":\"a\"");
        row("expiration a fraction", ",\"expect\":null", ",\"expiration\":1.5,\"expect\":null");
        row("expiration too large", ",\"expect\":null",
            ",\"expiration\":99999999999999999999,\"expect\":null");
        row("metadata twice", ",\"expect\":null", ",\"metadata\":1,\"metadataText\":\"1\",\"expect\":null");
        row("metadata no JSON", ",\"expect\":null", ",\"metadataText\":\"{\",\"expect\":null");
        row("not UTF-8", "\"1\"", "\"\xff\"");
        row("nul", "\"1\"", QByteArray("\"\0\"", 3));
        row("steps miscounted", "\"steps\":1", "\"steps\":2");
        row("steps negative", "\"steps\":1", "\"steps\":-1");
        row("head miscounts", "\"adds\":1", "\"adds\":0");
        row("head's bytes wrong", "\"bytes\":1", "\"bytes\":9");
        row("another kind of file", "\"plan\"", "\"plum\"");
        row("a newer version", "\"version\":1", "\"version\":2");
        row("a version of none", "\"version\":1", "\"version\":0");
        row("unknown place", "\"local\"", "\"moon\"");
        row("unknown field in the head", "\"rollback\"", "\"more\":1,\"rollback\"");
        row("negative count", "\"adds\":1", "\"adds\":-1");
        row("something behind the end", "\"steps\":1}\n", "\"steps\":1}\n\n");
        row("a second end", "\"steps\":1}\n", "\"steps\":1}\n{\"end\":true,\"steps\":1}\n");
        row("an empty line", "{\"put\"", "\n{\"put\"");
        row("deep", "\"1\"", QByteArray(100'000, '['));
    }

    void badLines()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        PlanHead head = someHead();
        head.targetName = QStringLiteral("t");
        QVERIFY_RESULT(writePlan(m_path, head, {{"a", entryOf("a", "1"), {}}}));
        QByteArray content = contentOfFile(m_path);
        const qsizetype at = content.indexOf(from);
        QVERIFY(at >= 0);
        content.replace(at, from.size(), to);
        writeFile(m_path, content);
        const auto steps = readPlan(m_path);
        QVERIFY_ERROR(steps, ErrorKind::Corrupt);
        QVERIFY(!steps.error().detail.isEmpty());
        QVERIFY(steps.error().line > 0);
    }

    void randomDamageNeverReadsAsAPlan()
    {
        QVERIFY_RESULT(writePlan(m_path, someHead(), someSteps().mid(0, 10)));
        const QByteArray whole = contentOfFile(m_path);
        QRandomGenerator random(3);
        const QString damaged = m_dir->filePath(QStringLiteral("damaged"));
        int refused = 0;
        for (int round = 0; round < 3000; ++round) {
            QByteArray content = whole;
            content[random.bounded(int(content.size()))] = char(random.generate());
            if (random.bounded(3) == 0)
                content.remove(random.bounded(int(content.size())), random.bounded(20));
            writeFile(damaged, content);
            refused += readPlan(damaged) ? 0 : 1; // a letter of a value may well be another
        }
        QVERIFY(refused > 1500);
    }

    void otherFilesAreRefused()
    {
        QVERIFY_ERROR(PlanReader::open(m_path), ErrorKind::NotFound);
        QVERIFY_ERROR(PlanReader::open(m_dir->path()), ErrorKind::InvalidInput);
        const QString pipe = m_dir->filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QVERIFY_ERROR(PlanReader::open(pipe), ErrorKind::InvalidInput);
        writeFile(m_path, "[]\n");
        QVERIFY_ERROR(PlanReader::open(m_path), ErrorKind::Corrupt);
        QVERIFY_ERROR(PlanReader::open(QStringLiteral("/dev/zero")), ErrorKind::InvalidInput);
    }

    void aLineWithoutEndTakesNoMemory()
    {
        // A file of nothing but zeros, of which the disk holds none.
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(4LL << 30));
        file.close();
        QVERIFY_ERROR(PlanReader::open(m_path), ErrorKind::Corrupt);
        struct rusage usage = {};
        QCOMPARE(::getrusage(RUSAGE_SELF, &usage), 0);
        QVERIFY2(usage.ru_maxrss < 1024 * 1024, qPrintable(QString::number(usage.ru_maxrss)));
    }

    void aFullDiskLeavesNothing()
    {
        const QString full = QStringLiteral("/dev/full");
        if (!QFile::exists(full))
            QSKIP("no such device here");
        QVERIFY(!writePlan(QStringLiteral("/dev/full/x"), someHead(), {}));
        QVERIFY_ERROR(writePlan(m_dir->filePath(QStringLiteral("no/folder")), someHead(), {}),
                      ErrorKind::NotFound);
    }

    void afterAFailureItIsAsItWasSynced()
    {
        struct rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        ::signal(SIGXFSZ, SIG_IGN);
        auto writer = PlanWriter::create(m_path, someHead());
        QVERIFY_RESULT(writer);
        QVERIFY_RESULT((*writer)->add({"a", entryOf("a", QByteArray(1000, 'a')), {}}));
        QVERIFY_RESULT((*writer)->sync());
        struct rlimit tight = before;
        tight.rlim_cur = 100'000;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
        Result<> added = (*writer)->add({"b", entryOf("b", QByteArray(1'000'000, 'b')), {}});
        if (added)
            added = (*writer)->sync();
        QVERIFY(!added);
        const auto finished = (*writer)->finish();
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY_RESULT(finished);
        const auto steps = readPlan(m_path);
        QVERIFY_RESULT(steps);
        QCOMPARE(steps->size(), 1);
        QCOMPARE(steps->first().key, QByteArray("a"));
    }

    void aGrowingPlanCanBeAddedToOnceMore()
    {
        const QList<PlanStep> steps = someSteps();
        auto writer = PlanWriter::createGrowing(m_path, someHead());
        QVERIFY_RESULT(writer);
        QVERIFY(!QFile::exists(m_path));
        for (const PlanStep &step : steps.mid(0, 20))
            QVERIFY_RESULT((*writer)->add(step));
        QVERIFY_RESULT((*writer)->sync());
        QVERIFY_ERROR(PlanReader::open(m_path), ErrorKind::Busy); // nobody undoes what is still done
        QVERIFY_RESULT((*writer)->finish());
        {
            const auto reader = PlanReader::open(m_path);
            QVERIFY_RESULT(reader);
            QCOMPARE((*reader)->head().steps(), 20);
            QCOMPARE((*reader)->head().madeMs, someHead().madeMs);
            QCOMPARE((*reader)->head().targetKeys, someHead().targetKeys);
            QVERIFY_ERROR((*writer)->add(steps[20]), ErrorKind::Busy);
        }
        QCOMPARE(readPlan(m_path)->size(), 20);
        for (const PlanStep &step : steps.mid(20))
            QVERIFY_RESULT((*writer)->add(step));
        QVERIFY_ERROR(PlanReader::open(m_path), ErrorKind::Busy);
        const auto head = (*writer)->finish();
        QVERIFY_RESULT(head);
        QVERIFY_RESULT((*writer)->finish()); // is finished
        const auto all = readPlan(m_path);
        QVERIFY_RESULT(all);
        QCOMPARE(all->size(), steps.size());
        for (qsizetype i = 0; i < steps.size(); ++i)
            QVERIFY(same((*all)[i], steps[i]));
        const auto reader = PlanReader::open(m_path);
        QVERIFY_RESULT(reader);
        QCOMPARE((*reader)->head().adds, head->adds);
        QCOMPARE((*reader)->head().changes, head->changes);
        QCOMPARE((*reader)->head().deletes, head->deletes);
        QCOMPARE((*reader)->head().bytes, head->bytes);
        QVERIFY(QFile::remove(m_path));
        QVERIFY_ERROR((*writer)->add(steps[0]), ErrorKind::Busy); // the reader's
    }

    void aGrowingPlanThatWasDeletedTakesNoMore()
    {
        auto writer = PlanWriter::createGrowing(m_path, someHead());
        QVERIFY_RESULT(writer);
        QVERIFY_RESULT((*writer)->add(someSteps().first()));
        QVERIFY_RESULT((*writer)->finish());
        QVERIFY(QFile::remove(m_path));
        QVERIFY_ERROR((*writer)->add(someSteps()[1]), ErrorKind::NotFound);
    }

    /// What is left of a growing plan whose writer was killed, the file ending at any byte.
    void aGrowingPlanIsReadUpToItsLastWholeLine()
    {
        const QList<PlanStep> steps = someSteps().mid(0, 12);
        {
            auto writer = PlanWriter::createGrowing(m_path, someHead());
            QVERIFY_RESULT(writer);
            for (const PlanStep &step : steps)
                QVERIFY_RESULT((*writer)->add(step));
            QVERIFY_RESULT((*writer)->finish());
        }
        const QByteArray whole = contentOfFile(m_path);
        const qsizetype headEnd = whole.indexOf('\n') + 1;
        const QString cut = m_dir->filePath(QStringLiteral("cut"));
        for (qsizetype size = whole.size(); size >= headEnd; --size) {
            writeFile(cut, whole.left(size));
            const auto wholeSteps =
                std::min<qsizetype>(whole.mid(headEnd, size - headEnd).count('\n'), steps.size());
            const auto reader = PlanReader::open(cut);
            QVERIFY_RESULT(reader);
            QCOMPARE((*reader)->head().steps(), wholeSteps);
            const auto read = readPlan(cut);
            QVERIFY_RESULT(read);
            QCOMPARE(read->size(), wholeSteps);
            for (qsizetype i = 0; i < wholeSteps; ++i)
                QVERIFY(same((*read)[i], steps[i]));
        }
        writeFile(cut, whole.left(headEnd - 1));
        QVERIFY_ERROR(PlanReader::open(cut), ErrorKind::Corrupt);
        // A line in the middle that is none, more behind the end, an end that lies: no plan.
        const qsizetype second = whole.indexOf('\n', headEnd) + 1;
        for (const QByteArray &bad :
             {whole.left(second) + "nonsense\n" + whole.mid(second), whole.left(second) + "nonsense\n",
              whole + whole.mid(headEnd, second - headEnd),
              QByteArray(whole).replace("\"steps\":12", "\"steps\":11"),
              QByteArray(whole).replace("{\"end\":true,\"steps\":12,\"adds\"",
                                        "{\"end\":true,\"steps\":12,\"add\""),
              whole.left(whole.indexOf("{\"end\"")) + "{\"end\":true,\"steps\":12}\n"}) {
            QVERIFY(bad != whole);
            writeFile(cut, bad);
            QVERIFY_ERROR(readPlan(cut), ErrorKind::Corrupt);
        }
    }

    void fingerprintsTellEntriesApart()
    {
        const Entry entry = entryOf("k", "value", 100, Metadata("{\"a\":1}"));
        const Fingerprint print = fingerprintOf(entry);
        QCOMPARE(print.size(), 32);
        QVERIFY(fingerprintOf(entryOf("k", "value{", 100, Metadata("\"a\":1}"))) != print);
        QVERIFY(fingerprintOf(entryOf("k", "value", {}, Metadata("{\"a\":1}"))) != print);
        QVERIFY(fingerprintOf(entryOf("k", "value", 0, Metadata("{\"a\":1}"))) !=
                fingerprintOf(entryOf("k", "value", {}, Metadata("{\"a\":1}"))));
        QVERIFY(fingerprintOf(entryOf("k", "value", 101, Metadata("{\"a\":1}"))) != print);
        QVERIFY(fingerprintOf(entryOf("k", "value", 100)) != print);
        QVERIFY(fingerprintOf(entryOf("k", "value", 100, Metadata(""))) !=
                fingerprintOf(entryOf("k", "value", 100)));
        QVERIFY(fingerprintOf(entryOf("k", "value", 100, Metadata("{\"a\":2}"))) != print);
        // Where it lies, and how its metadata is spelt, is no difference.
        QCOMPARE(fingerprintOf(entryOf("other", "value", 100, Metadata("{\"a\":1}"))), print);
        QCOMPARE(fingerprintOf(entryOf("k", "value", 100, Metadata(" { \"\\u0061\" : 1.0 } "))), print);
        QCOMPARE(fingerprintOf(entryOf("k", "", {}, Metadata("{\"b\":1,\"a\":2}"))),
                 fingerprintOf(entryOf("k", "", {}, Metadata("{\"a\":2,\"b\":1}"))));
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
