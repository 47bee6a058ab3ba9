// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/errortext.h"

#include "core/error.h"

#include <QTest>

#include <cerrno>

using namespace kv;
using kv::ui::errorText;

class TestErrorText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cloudflaresRefusalIsNotTheSystems()
    {
        const Error mine{.kind = ErrorKind::Denied, .nativeCode = EACCES};
        QVERIFY(errorText(mine).contains(QStringLiteral("system")));
        const Error theirs{.kind = ErrorKind::Denied, .nativeCode = 403};
        QVERIFY(errorText(theirs).contains(QStringLiteral("Cloudflare")));
        QVERIFY(!errorText(theirs).contains(QStringLiteral("system")));
    }
    void anAnswerThatIsNoGoodIsNoFailedConnection()
    {
        QVERIFY(errorText({.kind = ErrorKind::Network}).contains(QStringLiteral("connection")));
        QVERIFY(
            errorText({.kind = ErrorKind::Network, .nativeCode = 503}).contains(QStringLiteral("answer")));
    }
    void theEvidenceFollowsTheSentence()
    {
        QVERIFY(errorText({.kind = ErrorKind::Full, .detail = QStringLiteral("disk 3")})
                    .endsWith(QStringLiteral(": disk 3")));
    }
};

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"
