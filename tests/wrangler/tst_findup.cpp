// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/findup.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace kv::wrangler;

class TestFindUp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachNameOnItsOwn();
    void onlyFilesCount();
    void stateRoot();
};

namespace {

QString touch(const QTemporaryDir &dir, const char *path)
{
    const QString full = dir.filePath(QLatin1String(path));
    QDir().mkpath(QFileInfo(full).path());
    QFile file(full);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write the test's own file");
    return full;
}

} // namespace

void TestFindUp::eachNameOnItsOwn()
{
    const QTemporaryDir dir;
    const QString deep = dir.filePath(QStringLiteral("a/b"));
    QVERIFY(QDir().mkpath(deep));
    const QString toml = touch(dir, "a/b/wrangler.toml");
    QCOMPARE(findWranglerFile(deep).value_or(QString()), toml);
    const QString jsonc = touch(dir, "a/wrangler.jsonc");
    QCOMPARE(findWranglerFile(deep).value_or(QString()), jsonc); // although a toml is nearer
    const QString json = touch(dir, "wrangler.json");
    QCOMPARE(findWranglerFile(deep).value_or(QString()), json);
    const QString near = touch(dir, "a/b/wrangler.json");
    QCOMPARE(findWranglerFile(deep).value_or(QString()), near);
    QCOMPARE(findWranglerFile(deep + QLatin1String("/../b/")).value_or(QString()), near);
}

void TestFindUp::onlyFilesCount()
{
    const QTemporaryDir dir;
    QVERIFY(QDir().mkpath(dir.filePath(QStringLiteral("wrangler.json"))));
    const QString toml = touch(dir, "wrangler.toml");
    QCOMPARE(findWranglerFile(dir.path()).value_or(QString()), toml);
}

void TestFindUp::stateRoot()
{
    QCOMPARE(stateRootOf(QStringLiteral("/p/wrangler.toml")), QStringLiteral("/p/.wrangler/state/v3"));
    QCOMPARE(stateRootOf(QStringLiteral("/p/wrangler.toml"), QStringLiteral("../x/"), QStringLiteral("/w/d")),
             QStringLiteral("/w/x/v3"));
    QCOMPARE(stateRootOf(QStringLiteral("/p/wrangler.toml"), QStringLiteral("/abs"), QStringLiteral("/w")),
             QStringLiteral("/abs/v3"));
}

QTEST_GUILESS_MAIN(TestFindUp)
#include "tst_findup.moc"
