// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/finder.h"

#include "devserver/fakeexplorer.h"
#include "support/waitfor.h"

#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::devserver;
using kv::test::Answer;
using kv::test::FakeExplorer;
using kv::test::waitFor;

class TestFinder : public QObject
{
    Q_OBJECT

private:
    static Listener at(const FakeExplorer &server, qint64 process = 1)
    {
        return {.host = QStringLiteral("127.0.0.1"),
                .port = quint16(server.server.url().port()),
                .process = process,
                .descriptor = server.server.url().port()};
    }
    /// The port that is found among `there`, or 0.
    int found(Finder &finder)
    {
        const auto url = waitFor(finder.find());
        return url && *url ? (*url)->port() : 0;
    }

    QNetworkAccessManager m_network;

private Q_SLOTS:
    void theFirstThatAnswersRightlyIsUsed()
    {
        FakeExplorer other({}), right({}), third({});
        other.describe = [] { return Answer{.status = 404}; };
        QList<Listener> there{at(other), at(right), at(third)};
        FinderOptions options;
        options.listeners = [&](const QString &) { return there; };
        Finder finder(QStringLiteral("d"), options, m_network);
        QSignalSpy changed(&finder, &Finder::changed);
        QVERIFY(!finder.hasFound());
        QCOMPARE(found(finder), right.server.url().port());
        QVERIFY(finder.hasFound());
        QCOMPARE(found(finder), right.server.url().port());
        QCOMPARE(right.server.seen.size(), 1); // asked once
        QCOMPARE(third.server.seen.size(), 0);
        QCOMPARE(changed.size(), 1);

        // Another socket of that number is another server.
        there[1].socket = 99;
        QCOMPARE(found(finder), right.server.url().port());
        QCOMPARE(right.server.seen.size(), 2);

        there.clear();
        QCOMPARE(found(finder), 0);
        QVERIFY(!finder.hasFound());
        QCOMPARE(changed.size(), 2);
    }

    void onlyTheFirstPortsOfAProcessAreAsked()
    {
        FakeExplorer a({}), b({}), c({}), d({});
        for (FakeExplorer *server : {&a, &b, &c})
            server->describe = [] { return Answer{.status = 404}; };
        FinderOptions options;
        options.mostPorts = 2;
        options.listeners = [&](const QString &) { return QList<Listener>{at(a), at(b), at(c), at(d, 2)}; };
        Finder finder(QStringLiteral("d"), options, m_network);
        QCOMPARE(found(finder), d.server.url().port());
        QCOMPARE(b.server.seen.size(), 1);
        QCOMPARE(c.server.seen.size(), 0);
    }

    void whatFailedIsLeftAloneForAWhile()
    {
        FakeExplorer server({});
        FinderOptions options;
        options.listeners = [&](const QString &) { return QList<Listener>{at(server)}; };
        Finder finder(QStringLiteral("d"), options, m_network);
        QVERIFY(found(finder) > 0);
        finder.forget();
        QVERIFY(!finder.hasFound());
        QCOMPARE(found(finder), 0);
        QCOMPARE(server.server.seen.size(), 1);

        options.refusalHolds = std::chrono::seconds(0);
        Finder impatient(QStringLiteral("d"), options, m_network);
        QVERIFY(found(impatient) > 0);
        impatient.forget();
        QVERIFY(found(impatient) > 0);
    }

    void aSearchThatIsCancelledEnds()
    {
        FakeExplorer server({});
        server.describe = [] { return Answer{.silent = true}; };
        FinderOptions options;
        options.patience = std::chrono::seconds(60);
        options.listeners = [&](const QString &) { return QList<Listener>{at(server)}; };
        Finder finder(QStringLiteral("d"), options, m_network);
        auto finding = finder.find();
        QTRY_COMPARE(server.server.waiting, 1);
        finding.cancel();
        QTRY_VERIFY(finding.isFinished());
        QTRY_COMPARE(server.server.abandoned, 1);
    }
};

QTEST_GUILESS_MAIN(TestFinder)
#include "tst_finder.moc"
