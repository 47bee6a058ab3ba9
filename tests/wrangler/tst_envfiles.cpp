// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/envfiles.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace kv;
using namespace kv::wrangler;

class TestEnvFiles : public QObject
{
    Q_OBJECT

private:
    void write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write the test's own file");
    }
    Variables read(const QString &environment = {}) const
    {
        return readEnvFiles(m_dir->path(), environment, m_process);
    }
    std::optional<QTemporaryDir> m_dir;
    QProcessEnvironment m_process;

private Q_SLOTS:
    void init()
    {
        m_dir.emplace();
        m_process.clear();
    }
    void order();
    void processWins();
    void environmentNamesCannotLeaveTheFolder();
    void references_data();
    void references();
    void endlessReferencesEnd();
    void whoseValue_data();
    void whoseValue();
    void linkedFileIsNotTheProjects();
    void oddFilesAreLeftAlone();
    void noFolder();
};

void TestEnvFiles::order()
{
    write(QStringLiteral(".env"), "A=env\nB=env\nC=env\nD=env");
    write(QStringLiteral(".env.local"), "B=local\nC=local\nD=local");
    write(QStringLiteral(".env.prod"), "C=prod\nD=prod");
    write(QStringLiteral(".env.prod.local"), "D=prod.local");
    const Variables top = read();
    QCOMPARE(top.find(QStringLiteral("C"))->value, QStringLiteral("local"));
    QCOMPARE(top.filesRead, QStringList({QStringLiteral(".env"), QStringLiteral(".env.local")}));
    const Variables prod = read(QStringLiteral("prod"));
    for (const auto &[name, value, file] : {std::tuple("A", "env", ".env"),
                                            {"B", "local", ".env.local"},
                                            {"C", "prod", ".env.prod"},
                                            {"D", "prod.local", ".env.prod.local"}}) {
        const auto found = prod.find(QLatin1String(name));
        QVERIFY(found);
        QCOMPARE(found->value, QLatin1String(value));
        QCOMPARE(found->file, QLatin1String(file));
    }
    QVERIFY(!prod.find(QStringLiteral("E")));
}

void TestEnvFiles::processWins()
{
    m_process.insert(QStringLiteral("A"), QStringLiteral("process"));
    m_process.insert(QStringLiteral("B"), QString());
    m_process.insert(QStringLiteral("C"), QStringLiteral("same"));
    write(QStringLiteral(".env"), "A=file\nB=file\nC=same");
    const Variables read = this->read();
    QCOMPARE(read.find(QStringLiteral("A"))->value, QStringLiteral("process"));
    QCOMPARE(read.find(QStringLiteral("A"))->file, QString());
    QCOMPARE(read.find(QStringLiteral("B"))->value, QStringLiteral("file"));
    QCOMPARE(read.find(QStringLiteral("B"))->file, QStringLiteral(".env"));
    QCOMPARE(read.find(QStringLiteral("C"))->file, QString());
    QVERIFY(!read.find(QStringLiteral("A"))->projectsOwn && !read.find(QStringLiteral("C"))->projectsOwn);
}

void TestEnvFiles::environmentNamesCannotLeaveTheFolder()
{
    QVERIFY(QDir(m_dir->path()).mkdir(QStringLiteral("sub")));
    write(QStringLiteral(".env.x"), "A=outside");
    const Variables variables =
        readEnvFiles(m_dir->filePath(QStringLiteral("sub")), QStringLiteral("/../../.env.x"), {});
    QVERIFY(variables.filesRead.isEmpty());
    QCOMPARE(variables.filesMissing.size(), 2);
}

void TestEnvFiles::references_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("value"); // of X
    QTest::newRow("plain") << QByteArray("A=1\nX=<$A>") << QStringLiteral("<1>");
    QTest::newRow("braces") << QByteArray("A=1\nX=${A}2") << QStringLiteral("12");
    QTest::newRow("outside") << QByteArray("X=$OUT") << QStringLiteral("out");
    QTest::newRow("later") << QByteArray("X=<$A>\nA=1") << QStringLiteral("<>");
    QTest::newRow("else") << QByteArray("X=${A:-b}") << QStringLiteral("b");
    QTest::newRow("else, not needed") << QByteArray("A=1\nX=${A-b}") << QStringLiteral("1");
    QTest::newRow("then") << QByteArray("A=1\nX=${A:+b}${B+c}") << QStringLiteral("b");
    QTest::newRow("nested") << QByteArray("X=${A:-${B:-c}}") << QStringLiteral("c");
    QTest::newRow("escaped") << QByteArray("X=a\\$OUT") << QStringLiteral("a$OUT");
    QTest::newRow("in single quotes as well") << QByteArray("X='$OUT'") << QStringLiteral("out");
    QTest::newRow("itself") << QByteArray("X=$X") << QString();
    QTest::newRow("unset") << QByteArray("X=$A") << QString();
}

void TestEnvFiles::references()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, value);
    m_process.insert(QStringLiteral("OUT"), QStringLiteral("out"));
    write(QStringLiteral(".env"), text);
    QCOMPARE(read().find(QStringLiteral("X"))->value, value);
}

void TestEnvFiles::endlessReferencesEnd()
{
    // Each of these keeps wrangler itself busy for ever.
    m_process.insert(QStringLiteral("GROWS"), QStringLiteral("${GROWS}x"));
    m_process.insert(QStringLiteral("STAYS"), QStringLiteral("$&"));
    m_process.insert(QStringLiteral("DOUBLES"), QStringLiteral("${DOUBLES}$`$`"));
    write(QStringLiteral(".env"), "A=y$GROWS\nB=<$STAYS>\nC=$DOUBLES\nD=a\\$D\nE=x$D\nF=1");
    const Variables read = this->read();
    for (const char *name : {"A", "B"})
        QVERIFY2(!read.find(QLatin1String(name)), name);
    QVERIFY(read.problems.size() >= 2);
    QCOMPARE(read.problems.constFirst().kind, ErrorKind::TooLarge);
    QVERIFY(!read.problems.constFirst().detail.contains(QLatin1String("xx")));
    QCOMPARE(read.find(QStringLiteral("F"))->value, QStringLiteral("1"));
}

void TestEnvFiles::whoseValue_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("projectsOwn"); // X
    QTest::newRow("written out") << QByteArray("X=1") << true;
    QTest::newRow("put together") << QByteArray("A=1\nX=$A$B") << true;
    QTest::newRow("drawn from outside") << QByteArray("X=$OUT") << false;
    QTest::newRow("by a detour") << QByteArray("A=$OUT\nX=$A") << false;
    QTest::newRow("asked about") << QByteArray("X=${OUT:+yes}") << false;
    QTest::newRow("in an else") << QByteArray("X=${A:-$OUT}") << false;
    QTest::newRow("by name over it") << QByteArray("OUT=1\nX=$OUT") << false;
    QTest::newRow("escaped") << QByteArray("X=\\$OUT") << true;
}

void TestEnvFiles::whoseValue()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, projectsOwn);
    m_process.insert(QStringLiteral("OUT"), QStringLiteral("out"));
    write(QStringLiteral(".env"), text);
    QCOMPARE(read().find(QStringLiteral("X"))->projectsOwn, projectsOwn);
}

void TestEnvFiles::linkedFileIsNotTheProjects()
{
    QTemporaryDir elsewhere;
    QFile file(elsewhere.filePath(QStringLiteral("theirs")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("A=1") == 3);
    file.close();
    QVERIFY(QFile::link(file.fileName(), m_dir->filePath(QStringLiteral(".env"))));
    write(QStringLiteral("own"), "C=3");
    QVERIFY(
        QFile::link(m_dir->filePath(QStringLiteral("own")), m_dir->filePath(QStringLiteral(".env.prod"))));
    write(QStringLiteral(".env.local"), "B=$A");
    const Variables read = this->read(QStringLiteral("prod"));
    QCOMPARE(read.find(QStringLiteral("A"))->value, QStringLiteral("1"));
    QVERIFY(!read.find(QStringLiteral("A"))->projectsOwn);
    QVERIFY(!read.find(QStringLiteral("B"))->projectsOwn);
    QVERIFY(read.find(QStringLiteral("C"))->projectsOwn);
}

void TestEnvFiles::oddFilesAreLeftAlone()
{
    QCOMPARE(::mkfifo(QFile::encodeName(m_dir->filePath(QStringLiteral(".env"))).constData(), 0600), 0);
    QVERIFY(QDir(m_dir->path()).mkdir(QStringLiteral(".env.local")));
    write(QStringLiteral(".env.big"), QByteArray(maxEnvFileBytes + 1, 'a'));
    write(QStringLiteral(".env.big.local"), "A=1");
    const Variables read = this->read(QStringLiteral("big"));
    QCOMPARE(read.problems.size(), 3);
    QCOMPARE(read.filesRead, QStringList(QStringLiteral(".env.big.local")));
    QCOMPARE(read.find(QStringLiteral("A"))->value, QStringLiteral("1"));
}

void TestEnvFiles::noFolder()
{
    m_process.insert(QStringLiteral("A"), QStringLiteral("1"));
    const Variables read = readEnvFiles({}, {}, m_process);
    QVERIFY(read.filesMissing.isEmpty() && read.problems.isEmpty());
    QCOMPARE(read.find(QStringLiteral("A"))->value, QStringLiteral("1"));
}

QTEST_APPLESS_MAIN(TestEnvFiles)
#include "tst_envfiles.moc"
