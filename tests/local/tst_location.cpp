// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/location.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using namespace kv::local;

class TestLocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void databaseNames_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("name");
        // Names of files that real workerd made for these ids.
        const auto row = [](const char *label, const QString &id, const char *name) {
            QTest::newRow(label) << id << QString::fromLatin1(name);
        };
        row("KV", QStringLiteral("KV"), "4f0b3839dd15a13ff445a1aeea339588ae4ebd1083bfd1419829a182fa3baee9");
        row("digits", QStringLiteral("11111111111111111111111111111111"),
            "42a14b3d6499ce0dcdd06a2371c3642c49412cd8c3e8bd4d1d315f08760f1e0d");
        row("slash", QStringLiteral("my/ns id"),
            "8478111eab64efee24265dfa195745923d8082e14ed26e63861b8a01c82ce370");
        row("dots", QStringLiteral(".."), "ab57cac04f85eecfc447fbdd3c8d2af1c23d31459b937ec5e6678ab3eb423c36");
        row("unicode", QString::fromUtf8("ünïcode-日本"),
            "9615abce100d4dc9293c34ab4817e491a711f5804262bc65aca0f739b5a2d2df");
        row("con", QStringLiteral("con"), "f97feda4a9dc8a2fc27ecab0f78386e13b0e5ece35b65124fbd2ff3567eb6327");
        row("punctuation", QStringLiteral("a:b*c?\"d"),
            "565cc7fcca94fe2157f0a58a0725596a07a1285756c4694648f0687864e93a5e");
        row("hidden", QStringLiteral(".hidden"),
            "caa90981956f061e0b414931c264f7153567189249d672d1d24ad913e488e273");
        row("long", QString(300, u'x'), "3c7a8af377361c00e63a4f1bc7036077b15681ee327e7cb742bbbfc1a19fa2e4");
        row("empty", QString(), "f2d090fd3d81434c76090e4f3f64f353da829b1f03858332d60adb916f3b634b");
    }
    void databaseNames()
    {
        QFETCH(QString, id);
        QFETCH(QString, name);
        QCOMPARE(databaseName(id), name);
    }

    void folderNames_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("name");
        const auto row = [](const QString &id, const QString &name) {
            QTest::newRow(qPrintable(id.left(20))) << id << name;
        };
        row(QStringLiteral("06779da6940b431db6e566b4846d64db"),
            QStringLiteral("06779da6940b431db6e566b4846d64db"));
        row(QStringLiteral("my/ns id"), QStringLiteral("my_ns id"));
        row(QStringLiteral(".."), QStringLiteral("__"));
        row(QStringLiteral("../../x"), QStringLiteral("______x"));
        row(QStringLiteral("a/../b"), QStringLiteral("a____b"));
        row(QStringLiteral("con"), QStringLiteral("_"));
        row(QStringLiteral("CON.txt"), QStringLiteral("_"));
        row(QStringLiteral("lpt1"), QStringLiteral("_"));
        row(QStringLiteral("console"), QStringLiteral("console"));
        row(QStringLiteral("a:b*c?\"d"), QStringLiteral("a_b_c__d"));
        row(QStringLiteral(".hidden"), QStringLiteral(".hidden"));
        row(QStringLiteral("  two  "), QStringLiteral("__two__"));
        row(QStringLiteral("tab\there\n"), QStringLiteral("tab_here_"));
        row(QString::fromUtf8("ünïcode-日本"), QString::fromUtf8("ünïcode-日本"));
        row(QString(300, u'x'), QString(255, u'x'));
        row(QString(), QString());
    }
    void folderNames()
    {
        QFETCH(QString, id);
        QFETCH(QString, name);
        QCOMPARE(folderName(id), name);
        QVERIFY(!folderName(id).contains(u'/'));
    }

    void idsThatWorkerdCannotKeep()
    {
        QVERIFY(whyNotKeepable(QStringLiteral("TODO")).isEmpty());
        QVERIFY(whyNotKeepable(QStringLiteral("..")).isEmpty()); // becomes "__"
        QVERIFY(!whyNotKeepable(QStringLiteral(".hidden")).isEmpty());
        QVERIFY(!whyNotKeepable(QString()).isEmpty());
    }

    void oldLayoutOnlyWhileThereIsNoCurrentOne()
    {
        QTemporaryDir dir;
        const Target target{.namespaceId = QStringLiteral("old"), .stateRoot = dir.path()};
        QVERIFY(!locate(target).oldLayout);
        QVERIFY(QDir().mkpath(dir.filePath(QStringLiteral("kv/old/blobs"))));
        QFile old(dir.filePath(QStringLiteral("kv/old/db.sqlite")));
        QVERIFY(old.open(QIODevice::WriteOnly));
        QVERIFY(locate(target).oldLayout);
        QCOMPARE(locate(target).databasePath, old.fileName());
        QCOMPARE(locate(target).blobFolder(), dir.filePath(QStringLiteral("kv/old/blobs")));
        QVERIFY(QDir().mkpath(databaseFolder(dir.path())));
        QFile current(databaseFolder(dir.path()) + u'/' + databaseName(QStringLiteral("old")) +
                      QStringLiteral(".sqlite"));
        QVERIFY(current.open(QIODevice::WriteOnly));
        QVERIFY(!locate(target).oldLayout);
        QCOMPARE(locate(target).databasePath, current.fileName());
    }
};

QTEST_GUILESS_MAIN(TestLocation)
#include "tst_location.moc"
