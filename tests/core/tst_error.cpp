// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result.h"

#include <QTest>

#include <cerrno>

using namespace kv;

class TestError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kindsOfErrno_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("kind");
        QTest::newRow("ENOENT") << ENOENT << int(ErrorKind::NotFound);
        QTest::newRow("ENOTDIR") << ENOTDIR << int(ErrorKind::NotFound);
        QTest::newRow("EACCES") << EACCES << int(ErrorKind::Denied);
        QTest::newRow("EPERM") << EPERM << int(ErrorKind::Denied);
        QTest::newRow("EROFS") << EROFS << int(ErrorKind::ReadOnly);
        QTest::newRow("ENOSPC") << ENOSPC << int(ErrorKind::Full);
        QTest::newRow("EDQUOT") << EDQUOT << int(ErrorKind::Full);
        QTest::newRow("ELOOP") << ELOOP << int(ErrorKind::Unsafe);
        QTest::newRow("EIO") << EIO << int(ErrorKind::Internal);
    }
    void kindsOfErrno()
    {
        QFETCH(int, code);
        QFETCH(int, kind);
        const Error error = systemError(code, QStringLiteral("open"), QStringLiteral("/x"));
        QCOMPARE(int(error.kind), kind);
        QCOMPARE(error.nativeCode, code);
        QCOMPARE(error.path, QStringLiteral("/x"));
        QVERIFY(error.detail.startsWith(QStringLiteral("open: ")));
        QVERIFY(error.detail.size() > 6);
    }
    void aMissingNamespaceIsNoMissingKey()
    {
        QVERIFY(meansNoSuchKey({.kind = ErrorKind::NotFound}));
        QVERIFY(meansNoSuchKey({.kind = ErrorKind::NotFound, .apiCode = 10009}));
        QVERIFY(!meansNoSuchKey({.kind = ErrorKind::NotFound, .apiCode = 10013}));
        QVERIFY(!meansNoSuchKey({.kind = ErrorKind::Network}));
    }
    void failMakesAResult()
    {
        const Result<int> result = fail(ErrorKind::Busy, QStringLiteral("locked"), QStringLiteral("/db"));
        QVERIFY(!result);
        const Error expected{
            .kind = ErrorKind::Busy, .detail = QStringLiteral("locked"), .path = QStringLiteral("/db")};
        QVERIFY(result.error() == expected);
    }
};

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
