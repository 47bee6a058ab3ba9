// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/configfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace kv::wrangler;

class TestConfigFile : public QObject
{
    Q_OBJECT

private:
    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write the test's own file");
        return file.fileName();
    }
    QTemporaryDir m_dir;

private Q_SLOTS:
    void formatGoesByTheEnding();
    void utf8MarkIsDropped();
    void foreignMarks_data();
    void foreignMarks();
    void brokenUtf8BecomesReplacement();
    void rootMustBeAnObject();
    void missing();
    void enormous();
    void pipe();
    void symbolicLinks();
    void errorNamesTheFile();
};

void TestConfigFile::formatGoesByTheEnding()
{
    QCOMPARE(readConfig(write(QStringLiteral("a.toml"), "a=1"))->toJson(), QStringLiteral("{\"a\":1}"));
    QCOMPARE(readConfig(write(QStringLiteral("a.json"), "{\"a\":1,}//"))->toJson(),
             QStringLiteral("{\"a\":1}"));
    QCOMPARE(readConfig(write(QStringLiteral("a.conf"), "whatever"))->toJson(), QStringLiteral("{}"));
}

void TestConfigFile::utf8MarkIsDropped()
{
    QVERIFY(parseConfig("\xef\xbb\xbf{}", QStringLiteral("/x.json")));
    QVERIFY(parseConfig("\xef\xbb\xbf"
                        "a=1",
                        QStringLiteral("/x.toml")));
}

void TestConfigFile::foreignMarks_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    QTest::newRow("16le") << QByteArray("\xff\xfe{\0", 4) << QStringLiteral("UTF-16 LE");
    QTest::newRow("16be") << QByteArray("\xfe\xff\0{", 4) << QStringLiteral("UTF-16 BE");
    QTest::newRow("32le") << QByteArray("\xff\xfe\0\0{\0\0\0", 8) << QStringLiteral("UTF-32 LE");
    QTest::newRow("32be") << QByteArray("\0\0\xfe\xff\0\0\0{", 8) << QStringLiteral("UTF-32 BE");
}

void TestConfigFile::foreignMarks()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    for (const char *path : {"/x.json", "/x.toml"}) {
        const auto value = parseConfig(bytes, QLatin1String(path));
        QVERIFY(!value);
        QVERIFY(value.error().detail.contains(name + QLatin1String(" byte order mark")));
        QCOMPARE(value.error().line, 1);
    }
}

void TestConfigFile::brokenUtf8BecomesReplacement()
{
    const QString expected = QStringLiteral("{\"a\":\"") + QChar(0xfffd) + QStringLiteral("\"}");
    QCOMPARE(parseConfig("{\"a\":\"\xff\"}", QStringLiteral("/x.json"))->toJson(), expected);
    QCOMPARE(parseConfig("a=\"\xff\"", QStringLiteral("/x.toml"))->toJson(), expected);
}

void TestConfigFile::rootMustBeAnObject()
{
    for (const char *text : {"5", "null", "\"x\"", "true"})
        QVERIFY(!parseConfig(text, QStringLiteral("/x.json")));
    QVERIFY(parseConfig("[]", QStringLiteral("/x.json"))); // wrangler takes it for an object without fields
}

void TestConfigFile::missing()
{
    const auto value = readConfig(m_dir.filePath(QStringLiteral("none.json")));
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::NotFound);
}

void TestConfigFile::enormous()
{
    const auto value = readConfig(write(QStringLiteral("big.json"), QByteArray(10 * 1024 * 1024, ' ')));
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::TooLarge);
    QVERIFY(value.error().detail.contains(QLatin1String("8192 KiB")));
    // Just below the limit it is read.
    QByteArray large(maxConfigBytes - 2, ' ');
    QVERIFY(readConfig(write(QStringLiteral("large.json"), large + "{}")));
}

void TestConfigFile::pipe()
{
    const QString path = m_dir.filePath(QStringLiteral("wrangler.json"));
    QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    const auto value = readConfig(path); // must not wait for a writer
    QVERIFY(!value);
    QCOMPARE(value.error().kind, kv::ErrorKind::InvalidInput);
    QVERIFY(!readConfig(QStringLiteral("/dev/null")));
    QVERIFY(!readConfig(m_dir.path()));
}

void TestConfigFile::symbolicLinks()
{
    const QString real = write(QStringLiteral("real.txt"), "{\"a\":1}");
    const QString link = m_dir.filePath(QStringLiteral("link.json"));
    QVERIFY(QFile::link(real, link));
    QCOMPARE(readConfig(link)->toJson(), QStringLiteral("{\"a\":1}"));
    const QString zero = m_dir.filePath(QStringLiteral("zero.json"));
    QVERIFY(QFile::link(QStringLiteral("/dev/zero"), zero));
    QVERIFY(!readConfig(zero));
    const QString loop = m_dir.filePath(QStringLiteral("loop.json"));
    QCOMPARE(::symlink(QFile::encodeName(loop).constData(), QFile::encodeName(loop).constData()), 0);
    QVERIFY(!readConfig(loop));
}

void TestConfigFile::errorNamesTheFile()
{
    const QString path = write(QStringLiteral("bad.json"), "{\n x}");
    const auto value = readConfig(path);
    QVERIFY(!value);
    QCOMPARE(value.error().path, path);
    QCOMPARE(value.error().line, 2);
    QCOMPARE(value.error().column, 2);
}

QTEST_GUILESS_MAIN(TestConfigFile)
#include "tst_configfile.moc"
