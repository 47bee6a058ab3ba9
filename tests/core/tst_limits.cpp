// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"

#include <QTest>

using kv::limits::checkKey;
using kv::limits::isExpired;
using kv::limits::KeyProblem;

class TestLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("problem");
        QTest::newRow("plain") << QByteArray("a") << int(KeyProblem::None);
        QTest::newRow("empty") << QByteArray() << int(KeyProblem::Empty);
        QTest::newRow("dot") << QByteArray(".") << int(KeyProblem::Dot);
        QTest::newRow("dots") << QByteArray("..") << int(KeyProblem::Dot);
        QTest::newRow("three dots") << QByteArray("...") << int(KeyProblem::None);
        QTest::newRow("NUL") << QByteArray("\0", 1) << int(KeyProblem::None);
        QTest::newRow("512 bytes") << QByteArray(512, 'x') << int(KeyProblem::None);
        QTest::newRow("513 bytes") << QByteArray(513, 'x') << int(KeyProblem::TooLong);
        QTest::newRow("300 letters of two bytes")
            << QByteArray("\xc3\xa4").repeated(300) << int(KeyProblem::TooLong);
        QTest::newRow("cut UTF-8") << QByteArray("a\xc3") << int(KeyProblem::NotUtf8);
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << int(KeyProblem::NotUtf8);
    }
    void keys()
    {
        QFETCH(QByteArray, key);
        QFETCH(int, problem);
        QCOMPARE(int(checkKey(key)), problem);
    }
    void expiry()
    {
        QVERIFY(!isExpired(100, 99'999));
        QVERIFY(isExpired(100, 100'000));
        QVERIFY(isExpired(100, 100'001));
        QVERIFY(isExpired(-1, 0));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
