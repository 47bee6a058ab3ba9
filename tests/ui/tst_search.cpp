// SPDX-License-Identifier: GPL-3.0-or-later
// Searching all targets through the real window: from the shortcut to a hit that is opened where it is.
#include "support/searchfixture.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QHeaderView>
#include <QTemporaryDir>

using namespace kv;
using namespace kv::test;

class TestSearch : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SearchFixture> m;

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<SearchFixture>();
        m->show();
    }
    void cleanup() { m.reset(); }

    void saysWhatItReadsBeforeItDoes();
    void hitsAreGroupedByTarget();
    void keysAndGlobs();
    void jsonPaths();
    void ignoringCaseAndPrefix();
    void aHitIsOpenedWhereItIs();
    void aHitInAFilteredListIsShown();
    void anUnsavedEditIsAskedAboutFirst();
    void nothingFitsIsSaid();
    void remoteIsAskedOnlyWhenTicked();
    void remoteWithoutAnAccount();
    void consentIsAskedFor();
    void aFailedTargetSaysWhyAndTheOthersGoOn();
    void unreadableEntriesAreSaid();
    void pauseGoOnAndStop();
    void theSameKeysAreSearchedOnce();
    void snapshotsAreTargets();
    void ticksAreSetTogether();
    void closedAndBroughtBack();
    void anotherProjectClosesIt();
    void theKeyIsCopied();
    void everyControlHasAName();
};

void TestSearch::saysWhatItReadsBeforeItDoes()
{
    Capabilities can;
    can.sizesAreCheap = true;
    const QString staging =
        m->workspace.project().workers[0].environments[1].bindings[0].targets[0].target.namespaceId;
    for (const auto &store :
         {m->localId(), m->localPreview(), m->workspace.store(staging), m->workspace.store({})})
        store->setCapabilities(can);
    m->localId()->plant(m->entry("user:1", QByteArray(2048, 'x')));
    m->localId()->plant(m->entry("user:2", QByteArray(1024, 'x')));
    m->localPreview()->plant(m->entry("user:1", "x"));
    QVERIFY(m->open());
    QCOMPARE(m->emptyTitle(), QStringLiteral("Search keys and values of every target"));
    QTRY_VERIFY2(m->line().startsWith(QStringLiteral("Will read ")) &&
                     m->line().contains(QStringLiteral("3 keys, 3\u00a0KiB")),
                 qPrintable(m->line()));
    QVERIFY2(m->line().contains(QStringLiteral("no requests")), qPrintable(m->line()));
    QCOMPARE(m->reads(QStringLiteral("TODO · id")), QStringLiteral("2 keys, 3\u00a0KiB"));
    QCOMPARE(m->reads(QStringLiteral("SESSIONS · id")), QStringLiteral("nothing on disk yet"));
    QCOMPARE(m->localId()->callCount(MemoryStore::Call::Fetch), 0);
    QVERIFY(!m->find<QAbstractButton>("searchButton")->isEnabled()); // nothing is typed yet

    // Keys are searched without a value.
    m->choose("searchWhat", QStringLiteral("Keys contain"));
    QTRY_VERIFY2(m->line().startsWith(QStringLiteral("Will look at ")) &&
                     !m->line().contains(QStringLiteral("KiB")),
                 qPrintable(m->line()));
    QTest::keyClicks(m->find<QLineEdit>("searchPrefix"), QStringLiteral("user:2"));
    QTRY_COMPARE(m->reads(QStringLiteral("TODO · id")), QStringLiteral("1 key"));
}

void TestSearch::hitsAreGroupedByTarget()
{
    m->localId()->plant(m->entry("a", "the needle here"));
    m->localId()->plant(m->entry("b", "nothing"));
    m->localPreview()->plant(m->entry("c", "needle"));
    m->localPreview()->plant(m->entry("d", "needle, too"));
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    const QStringList shown = m->shown();
    QVERIFY(m->hits()->isVisible());
    QCOMPARE(shown.mid(0, 5),
             (QStringList{
                 QStringLiteral("LOCAL  TODO · id 0677…64db: 1 hit · 2 keys looked at"),
                 QStringLiteral("  a | the needle here | 15\u00a0B"),
                 QStringLiteral("LOCAL  TODO · preview_id 0677…9a7a: 2 hits · 2 keys looked at"),
                 QStringLiteral("  c | needle | 6\u00a0B"),
                 QStringLiteral("  d | needle, too | 11\u00a0B"),
             }));
    QVERIFY(m->hits()->isExpanded(m->hits()->model()->index(1, 0)));
    QVERIFY2(m->line().contains(QStringLiteral("3 hits")), qPrintable(m->line()));
    QCOMPARE(m->find<QTabBar>("tabs")->tabText(m->find<QTabBar>("tabs")->currentIndex()),
             QStringLiteral("Search: needle"));
    QTRY_COMPARE(m->label("statusMessage"), QStringLiteral("Searched: 3 hits."));
    // Once more, for something else: what was found is gone.
    QVERIFY(m->searchFor(QStringLiteral("too")));
    QCOMPARE(m->found(), QStringList{QStringLiteral("d | needle, too | 11\u00a0B")});
}

void TestSearch::keysAndGlobs()
{
    m->localId()->plant(m->entry("user:1:session", "x"));
    m->localId()->plant(m->entry("user:2", "session"));
    QVERIFY(m->open());
    m->choose("searchWhat", QStringLiteral("Keys contain"));
    QVERIFY(m->searchFor(QStringLiteral("session")));
    QCOMPARE(m->found(), QStringList{QStringLiteral("user:1:session |  | ")});
    QCOMPARE(m->localId()->callCount(MemoryStore::Call::Fetch), 0);
    m->choose("searchWhat", QStringLiteral("Keys fit the glob"));
    QVERIFY(m->searchFor(QStringLiteral("user:?")));
    QCOMPARE(m->found(), QStringList{QStringLiteral("user:2 |  | ")});
}

void TestSearch::jsonPaths()
{
    m->localId()->plant(m->entry("a", "{\"user\":{\"id\":4.2e1}}"));
    m->localId()->plant(m->entry("b", "{\"user\":{\"id\":\"42\"}}"));
    QVERIFY(m->open());
    QVERIFY(!m->sees("searchPath"));
    m->choose("searchWhat", QStringLiteral("JSON path equals"));
    QVERIFY(m->sees("searchPath"));
    QVERIFY(!m->find<QAbstractButton>("searchButton")->isEnabled());
    QTest::keyClicks(m->find<QLineEdit>("searchPath"), QStringLiteral("$.user["));
    QVERIFY(m->sees("searchProblem"));
    QVERIFY(!m->find<QAbstractButton>("searchButton")->isEnabled());
    m->find<QLineEdit>("searchPath")->clear();
    QTest::keyClicks(m->find<QLineEdit>("searchPath"), QStringLiteral("$.user.id"));
    QVERIFY(!m->sees("searchProblem"));
    QVERIFY(m->searchFor(QStringLiteral("42")));
    QCOMPARE(m->found(), QStringList{QStringLiteral("a | {\"user\":{\"id\":4.2e1}} | 21\u00a0B")});
    QVERIFY(m->searchFor(QStringLiteral("\"42\"")));
    QCOMPARE(m->found().size(), 1);
    QVERIFY(m->found().first().startsWith(QStringLiteral("b | ")));
}

void TestSearch::ignoringCaseAndPrefix()
{
    m->localId()->plant(m->entry("x:1", "Grüße"));
    m->localId()->plant(m->entry("y:1", "GRÜßE"));
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("grüße")));
    QCOMPARE(m->emptyTitle(), QStringLiteral("Nothing fits"));
    QTest::keyClick(m->find("searchIgnoreCase"), Qt::Key_Space);
    QVERIFY(m->searchFor(QStringLiteral("grüße")));
    QCOMPARE(m->found().size(), 2);
    QTest::keyClicks(m->find<QLineEdit>("searchPrefix"), QStringLiteral("y:"));
    QTest::keyClick(m->find("searchPrefix"), Qt::Key_Return);
    QVERIFY(m->finished());
    QTRY_COMPARE(m->found().size(), 1);
    QVERIFY(m->found().first().startsWith(QStringLiteral("y:1")));
}

void TestSearch::aHitIsOpenedWhereItIs()
{
    for (int i = 0; i < 50; ++i)
        m->localPreview()->plant(m->entry("k" + QByteArray::number(100 + i), i == 40 ? "needle" : "x"));
    QVERIFY(m->WindowFixture::choose(QStringLiteral("local:TODO")));
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    // By the keyboard alone: down from the text into what was found, to the hit, Enter.
    QTest::keyClick(m->text(), Qt::Key_Down);
    QVERIFY(m->hits()->hasFocus());
    for (int i = 0; i < 20 && !m->hits()->currentIndex().data(items::SearchModel::KeyRole).isValid(); ++i)
        QTest::keyClick(m->hits(), Qt::Key_Down);
    QCOMPARE(m->hits()->currentIndex().data(items::SearchModel::KeyRole).toByteArray(), QByteArray("k140"));
    QTest::keyClick(m->hits(), Qt::Key_Return);
    QTRY_VERIFY(m->table() && m->table()->isVisible());
    QTRY_COMPARE(m->draft()->key(), QByteArray("k140"));
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("needle"));
    QTRY_COMPARE(m->table()->currentKey(), QByteArray("k140"));
    // Back where one was: the hits are still there.
    QVERIFY(m->open());
    QCOMPARE(m->found().size(), 1);
    // A target's row opens and closes.
    m->hits()->setFocus();
    const QModelIndex group = m->hits()->model()->index(1, 0);
    m->hits()->setCurrentIndex(group);
    QVERIFY(m->hits()->isExpanded(group));
    QTest::keyClick(m->hits(), Qt::Key_Return);
    QVERIFY(!m->hits()->isExpanded(group));
}

void TestSearch::aHitInAFilteredListIsShown()
{
    m->localId()->plant(m->entry("a:1", "x"));
    m->localId()->plant(m->entry("b:1", "needle"));
    QVERIFY(m->WindowFixture::choose(QStringLiteral("local:TODO")));
    QTRY_COMPARE(m->keys()->rowCount(), 2);
    QTest::keyClicks(m->filter(), QStringLiteral("a:"));
    QTRY_COMPARE(m->keys()->rowCount(), 1);
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    m->hits()->setCurrentIndex(m->hits()->model()->index(0, 0, m->hits()->model()->index(0, 0)));
    m->hits()->setFocus();
    QTest::keyClick(m->hits(), Qt::Key_Return);
    QTRY_COMPARE(m->table()->currentKey(), QByteArray("b:1"));
    QTRY_VERIFY(m->rowOf("b:1") >= 0);
}

void TestSearch::anUnsavedEditIsAskedAboutFirst()
{
    m->localId()->plant(m->entry("a", "x"));
    m->localId()->plant(m->entry("b", "needle"));
    QVERIFY(m->WindowFixture::choose(QStringLiteral("local:TODO")));
    QVERIFY(m->WindowFixture::open("a"));
    m->type("edited");
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    m->hits()->setCurrentIndex(m->hits()->model()->index(0, 0, m->hits()->model()->index(0, 0)));
    m->hits()->setFocus();
    QTest::keyClick(m->hits(), Qt::Key_Return);
    QTRY_VERIFY(m->table()->isVisible());
    QCOMPARE(m->draft()->key(), QByteArray("a")); // until the user has answered
    QVERIFY(m->pane()->isDirty());
}

void TestSearch::nothingFitsIsSaid()
{
    m->localId()->plant(m->entry("a", "x"));
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QCOMPARE(m->emptyTitle(), QStringLiteral("Nothing fits"));
    QCOMPARE(m->label("searchEmptyWords"), QStringLiteral("Searched the values of 1 key."));
    QVERIFY(m->press("searchTickNone"));
    QVERIFY2(m->line().contains(QStringLiteral("Nothing is ticked")), qPrintable(m->line()));
    QVERIFY(!m->find<QAbstractButton>("searchButton")->isEnabled());
}

void TestSearch::remoteIsAskedOnlyWhenTicked()
{
    connectAccount(m->workspace.cloudflare());
    Capabilities can;
    can.listsByPage = true;
    can.keysPerListRequest = 1000;
    can.keysPerReadRequest = 100;
    m->production()->setCapabilities(can);
    m->production()->plant(m->entry("r", "needle"));
    m->localId()->plant(m->entry("l", "needle"));
    QVERIFY(m->open());
    // Offered with its price, and asked nothing.
    QTRY_COMPARE(
        m->reads(QStringLiteral("PRODUCTION")),
        QStringLiteral("at least 2 requests: one for every 1,000 keys listed and one for every 100 read"));
    QVERIFY(!m->isTicked(QStringLiteral("PRODUCTION")));
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QCOMPARE(m->found(), QStringList{QStringLiteral("l | needle | 6\u00a0B")});
    QCOMPARE(m->production()->callCount(MemoryStore::Call::List), 0);
    QCOMPARE(m->production()->callCount(MemoryStore::Call::Fetch), 0);

    QVERIFY(m->tick(QStringLiteral("PRODUCTION")));
    QTRY_VERIFY2(m->line().contains(QStringLiteral("1 target at Cloudflare: at least 2 requests")),
                 qPrintable(m->line()));
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QCOMPARE(m->found().size(), 2);
    QVERIFY2(m->shown().filter(QStringLiteral("PRODUCTION")).first().contains(QStringLiteral("2 requests")),
             qPrintable(m->shown().join(u'\n')));
}

void TestSearch::remoteWithoutAnAccount()
{
    m->localId()->plant(m->entry("l", "needle"));
    m->workspace.cloudflare().shownState = Cloudflare::State::Idle;
    QVERIFY(m->open());
    QCOMPARE(m->workspace.cloudflare().starts, 0);
    QVERIFY(m->tick(QStringLiteral("PRODUCTION")));
    QVERIFY(m->workspace.cloudflare().starts > 0); // looked for only now
    m->workspace.cloudflare().shownState = Cloudflare::State::NoCredential;
    m->workspace.cloudflare().announce();
    QVERIFY2(m->bar("searchAccountBar").contains(QStringLiteral("cannot be asked yet")),
             qPrintable(m->bar("searchAccountBar")));
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QCOMPARE(m->found().size(), 1); // the others are searched all the same
    QVERIFY2(m->shown().filter(QStringLiteral("PRODUCTION")).first().contains(QStringLiteral("not searched")),
             qPrintable(m->shown().join(u'\n')));
    QVERIFY(m->press("searchConnectButton"));
    QVERIFY(m->view()->findChild<QWidget *>(QStringLiteral("signInPage"))->isVisible());
    connectAccount(m->workspace.cloudflare());
    QTRY_VERIFY(m->hits()->isVisible());
    QVERIFY(m->bar("searchAccountBar").isEmpty());
    m->production()->plant(m->entry("r", "needle"));
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QCOMPARE(m->found().size(), 2);
}

void TestSearch::consentIsAskedFor()
{
    connectAccount(m->workspace.cloudflare());
    Capabilities can;
    can.listsByPage = true;
    can.keysPerListRequest = 100;
    can.keysPerReadRequest = 10;
    m->production()->setCapabilities(can);
    m->production()->setPageSize(100);
    for (int i = 0; i < 2000; ++i)
        m->production()->plant(m->entry("k" + QByteArray::number(10'000 + i), "needle"));
    QVERIFY(m->open());
    QVERIFY(m->press("searchTickNone"));
    QVERIFY(m->tick(QStringLiteral("PRODUCTION")));
    m->typeAndGo(QStringLiteral("needle"));
    QTRY_VERIFY2(m->bar("searchQuestionBar").contains(QStringLiteral("requests were used")),
                 qPrintable(m->bar("searchQuestionBar")));
    const int used = m->production()->callCount(MemoryStore::Call::List) +
                     m->production()->callCount(MemoryStore::Call::Fetch);
    QVERIFY(used >= 100 && used < 120);
    QVERIFY(m->press("searchConsentButton"));
    QVERIFY(m->finished());
    QVERIFY(m->bar("searchQuestionBar").isEmpty());
    QCOMPARE(m->found().size(), 2000);

    m->typeAndGo(QStringLiteral("needl"));
    QTRY_VERIFY(!m->bar("searchQuestionBar").isEmpty());
    QVERIFY(m->press("searchLeaveButton"));
    QVERIFY(m->finished());
    QVERIFY2(m->line().startsWith(QStringLiteral("Stopped: ")), qPrintable(m->line()));
}

void TestSearch::aFailedTargetSaysWhyAndTheOthersGoOn()
{
    m->localId()->plant(m->entry("a", "needle"));
    m->localPreview()->plant(m->entry("b", "needle"));
    m->localId()->failNext(MemoryStore::Call::Fetch,
                           {.kind = ErrorKind::Corrupt, .detail = QStringLiteral("malformed")});
    QVERIFY(m->open());
    m->typeAndGo(QStringLiteral("needle"));
    QTRY_VERIFY2(m->bar("searchFailureBar").contains(QStringLiteral("TODO · id")),
                 qPrintable(m->bar("searchFailureBar")));
    QTRY_COMPARE(m->found().size(), 1);
    QVERIFY2(m->shown().first().contains(QStringLiteral("stopped: ")), qPrintable(m->shown().join(u'\n')));
    QTRY_COMPARE(m->button(), QStringLiteral("Go on"));
    QVERIFY(m->press("searchRetryButton"));
    QVERIFY(m->finished());
    QCOMPARE(m->found().size(), 2);
    QVERIFY(m->bar("searchFailureBar").isEmpty());
}

void TestSearch::unreadableEntriesAreSaid()
{
    Entry lost = m->entry("a", "");
    lost.valueMissing = true;
    m->localId()->plant(lost);
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QVERIFY(m->hits()->isVisible()); // not "nothing fits": that is not known
    QVERIFY2(m->shown().first().contains(QStringLiteral("⚠ 1 could not be read")),
             qPrintable(m->shown().first()));
}

void TestSearch::pauseGoOnAndStop()
{
    for (int i = 0; i < 5000; ++i)
        m->localId()->plant(m->entry("k" + QByteArray::number(10'000 + i), "needle"));
    QVERIFY(m->open());
    QVERIFY(!m->find<QAbstractButton>("searchStopButton")->isEnabled());
    m->localId()->hold();
    m->typeAndGo(QStringLiteral("needle"));
    QTRY_COMPARE(m->button(), QStringLiteral("Pause"));
    for (int i = 0; i < 3; ++i) {
        QTRY_VERIFY(!m->localId()->waitingCalls().isEmpty());
        m->localId()->release(1);
    }
    QVERIFY(m->press("searchButton"));
    QTRY_COMPARE(m->button(), QStringLiteral("Go on"));
    QVERIFY2(m->line().startsWith(QStringLiteral("Paused: ")), qPrintable(m->line()));
    QVERIFY(m->press("searchButton"));
    m->localId()->release();
    QVERIFY(m->finished());
    QCOMPARE(m->found().size(), 5000);

    m->localId()->hold();
    m->typeAndGo(QStringLiteral("need"));
    QTRY_VERIFY(!m->localId()->waitingCalls().isEmpty());
    QVERIFY(m->press("searchStopButton"));
    QTRY_COMPARE(m->button(), QStringLiteral("Search again"));
    QVERIFY2(m->line().startsWith(QStringLiteral("Stopped: ")), qPrintable(m->line()));
    m->localId()->release();
    QTest::qWait(1);
    QVERIFY(m->found().isEmpty());
}

void TestSearch::theSameKeysAreSearchedOnce()
{
    Project project = remoteShop();
    Binding twin = project.workers[0].environments[0].bindings[0];
    twin.name = QStringLiteral("TWIN");
    twin.targets = {twin.targets[0]};
    twin.targets[0].name = QStringLiteral("local:TWIN");
    project.workers[0].environments[0].bindings << twin;
    m->workspace.setProject(project);
    m->localId()->plant(m->entry("a", "needle"));
    QVERIFY(m->open());
    QTRY_VERIFY2(
        m->reads(QStringLiteral("TWIN")).startsWith(QStringLiteral("the same keys as “LOCAL  TODO · id")),
        qPrintable(m->reads(QStringLiteral("TWIN"))));
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QCOMPARE(m->found().size(), 1);
    QVERIFY(m->shown().filter(QStringLiteral("TWIN")).first().contains(QStringLiteral("the same keys as")));
}

void TestSearch::snapshotsAreTargets()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("before.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    m->workspace.store({})->plant(m->entry("s", "needle")); // what the fake opens for a file
    m->dialogs.nextOpenFile = path;
    m->action("openSnapshotAction")->trigger();
    QVERIFY(m->open());
    QVERIFY(m->rowOfTarget(QStringLiteral("before.json")) >= 0);
    QVERIFY(m->tick(QStringLiteral("id not known"))); // the same store to the fake
    QVERIFY(m->isTicked(QStringLiteral("before.json")));
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    QVERIFY2(m->shown().filter(QStringLiteral("before.json")).first().contains(QStringLiteral("hit")),
             qPrintable(m->shown().join(u'\n')));
}

void TestSearch::ticksAreSetTogether()
{
    QVERIFY(m->open());
    QVERIFY(m->isTicked(QStringLiteral("TODO · id")));
    QVERIFY(m->press("searchTickAll"));
    QVERIFY(m->isTicked(QStringLiteral("PRODUCTION")));
    QVERIFY(m->press("searchTickNone"));
    QVERIFY(!m->isTicked(QStringLiteral("TODO · id")));
    QVERIFY(m->press("searchTickLocal"));
    QVERIFY(m->isTicked(QStringLiteral("TODO · id")) && !m->isTicked(QStringLiteral("PRODUCTION")));
    // They stay when the project is read again.
    QVERIFY(m->tick(QStringLiteral("TODO · preview_id")));
    QVERIFY(!m->isTicked(QStringLiteral("TODO · preview_id")));
    m->workspace.setProject(remoteShop());
    QVERIFY(!m->isTicked(QStringLiteral("TODO · preview_id")));
    QVERIFY(m->isTicked(QStringLiteral("TODO · id")));
}

void TestSearch::closedAndBroughtBack()
{
    QVERIFY(m->open());
    QTest::keyClicks(m->text(), QStringLiteral("needle"));
    QTest::keyClick(m->text(), Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(!m->view());
    m->action("reopenTabAction")->trigger();
    QVERIFY(m->view());
    QCOMPARE(m->text()->text(), QStringLiteral("needle"));
    // Once more, from elsewhere: the same page.
    QVERIFY(m->WindowFixture::choose(QStringLiteral("local:TODO")));
    QTRY_VERIFY(!m->view()->isVisible());
    QVERIFY(m->open());
    QCOMPARE(m->window.findChildren<ui::SearchView *>().size(), 1);
}

void TestSearch::anotherProjectClosesIt()
{
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("x")));
    Project other = remoteShop();
    other.root = QStringLiteral("/home/ada/other");
    m->workspace.setProject(other);
    QTRY_VERIFY(!m->view());
}

void TestSearch::theKeyIsCopied()
{
    m->localId()->plant(m->entry("a", "needle"));
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    m->hits()->setCurrentIndex(m->hits()->model()->index(0, 0, m->hits()->model()->index(0, 0)));
    m->action("copyKeyAction")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("a"));
}

void TestSearch::everyControlHasAName()
{
    m->localId()->plant(m->entry("a", "needle"));
    QVERIFY(m->open());
    QVERIFY(m->searchFor(QStringLiteral("needle")));
    m->choose("searchWhat", QStringLiteral("JSON path equals"));
    int controls = 0;
    for (const QWidget *widget : m->view()->findChildren<QWidget *>()) {
        const bool touched =
            qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
            qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget);
        if (!touched || !widget->isVisible() || widget->objectName().startsWith(QLatin1String("qt_")) ||
            qobject_cast<const QHeaderView *>(widget) || qobject_cast<const QLineEdit *>(widget->parent()))
            continue;
        ++controls;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
    QVERIFY(controls >= 10);
}

QTEST_MAIN(TestSearch)
#include "tst_search.moc"
