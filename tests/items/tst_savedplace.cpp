// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/savedplace.h"
#include "support/fakeworkspace.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv;
using namespace kv::test;
using namespace kv::items;

class TestSavedPlace : public QObject
{
    Q_OBJECT

private slots:
    void roundTrips_data()
    {
        QTest::addColumn<SavedPlace>("place");
        const Project shop = shopProject();
        const auto of = [](const TargetInfo &info) { return SavedTarget::of(info); };
        QTest::newRow("a binding") << SavedPlace{of(todoBinding().targets.at(1)), "user:1",
                                                 QStringLiteral("us"), "a"};
        QTest::newRow("a store") << SavedPlace{of(shop.onlyOnDisk.first()), {}, {}, {}};
        QTest::newRow("bytes") << SavedPlace{of(shop.onlyOnDisk.first()), QByteArray("\0\xff\n", 3), {}, {}};
        TargetInfo file;
        file.name = QStringLiteral("snapshot:/tmp/a b.json");
        file.target.place = Place::Snapshot;
        file.target.path = QStringLiteral("/tmp/a b.json");
        QTest::newRow("a snapshot") << SavedPlace{of(file), {}, {}, {}};
    }

    void roundTrips()
    {
        QFETCH(SavedPlace, place);
        const auto again = placeFromSetting(toSetting(place));
        QVERIFY(again);
        QCOMPARE(*again, place);
    }

    void refusesWhatItDidNotWrite()
    {
        const QVariantMap good = toSetting({SavedTarget::of(todoBinding().targets.first()), "k", {}, {}});
        QVERIFY(placeFromSetting(good));
        QVERIFY(!placeFromSetting({}));
        QVERIFY(!placeFromSetting(QVariantMap()));
        QVERIFY(!placeFromSetting(QStringLiteral("local:TODO")));
        const QList<QVariant> odd = {7,
                                     -1,
                                     QStringLiteral("x"),
                                     QVariantMap(),
                                     QVariantList{1},
                                     QByteArray("y"),
                                     QString(100'000, u'z')};
        auto random = QRandomGenerator(42);
        for (int round = 0; round < 2000; ++round) {
            QVariantMap map = good;
            const QStringList names = map.keys();
            const int changes = 1 + int(random.bounded(3));
            for (int i = 0; i < changes; ++i)
                map.insert(names.at(int(random.bounded(int(names.size())))),
                           odd.at(int(random.bounded(int(odd.size())))));
            if (const auto place = placeFromSetting(map)) { // whatever it took, it is a place
                QVERIFY(int(place->target.target.place) <= int(Place::Snapshot));
                QVERIFY(!place->target.isEmpty());
                QVERIFY(place->key.size() <= 32 * 1024);
            }
        }
    }

    void findsByNameThenByPlace()
    {
        Project project = shopProject();
        const SavedTarget todo = SavedTarget::of(todoBinding().targets.first());
        QCOMPARE(findTarget(project, todo)->binding.name, QStringLiteral("TODO"));
        // The binding leads to another namespace now.
        Binding &binding = project.workers[0].environments[0].bindings[0];
        binding.targets[0].target.namespaceId = QStringLiteral("another");
        QCOMPARE(findTarget(project, todo)->info.target.namespaceId, QStringLiteral("another"));
        // It has another name, and leads to the same keys.
        binding = todoBinding();
        binding.name = QStringLiteral("TASKS");
        binding.targets[0].name = QStringLiteral("local:TASKS");
        QCOMPARE(findTarget(project, todo)->binding.name, QStringLiteral("TASKS"));
        // Another project's binding of that name is another one.
        project = shopProject();
        project.workers[0].environments[0].bindings[0].targets[0].target.stateRoot =
            QStringLiteral("/elsewhere");
        QVERIFY(!findTarget(project, todo));
        project.workers.clear();
        QVERIFY(!findTarget(project, todo));
        QVERIFY(!findTarget(project, {}));
    }

    void findsStoresFilesAndNamespaces()
    {
        const Project project = shopProject();
        const auto lost = findTarget(project, SavedTarget::of(project.onlyOnDisk.first()));
        QVERIFY(lost && lost->binding.name.isEmpty());
        SavedTarget file;
        file.name = QStringLiteral("snapshot:/tmp/x.json");
        file.target.place = Place::Snapshot;
        file.target.path = QStringLiteral("/tmp/x.json");
        QCOMPARE(findTarget({}, file)->info.path, QStringLiteral("/tmp/x.json"));
        SavedTarget unbound;
        unbound.name = QStringLiteral("remote:#0ld");
        unbound.target.place = Place::Remote;
        unbound.target.namespaceId = QStringLiteral("0ld");
        QCOMPARE(findTarget(project, unbound)->info.target.namespaceId, QStringLiteral("0ld"));
        SavedTarget gone = unbound;
        gone.name = QStringLiteral("remote:GONE");
        QVERIFY(!findTarget(project, gone));
    }

    void saysWhatATargetIs_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("place");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("id") << QStringLiteral("local:TODO") << 0 << 0 << QStringLiteral("TODO · Local id");
        QTest::newRow("preview") << QStringLiteral("remote:TODO@staging:preview") << 1 << 1
                                 << QStringLiteral("TODO@staging · Remote preview_id");
        QTest::newRow("of a worker") << QStringLiteral("local:shop/TODO") << 0 << 0
                                     << QStringLiteral("shop/TODO · Local id");
        QTest::newRow("unbound") << QStringLiteral("local:#0677") << 0 << 0
                                 << QStringLiteral("#0677…9a7a · Local");
        QTest::newRow("a file") << QStringLiteral("snapshot:/tmp/x.json") << 2 << 0
                                << QStringLiteral("x.json · Snapshot");
        QTest::newRow("none") << QString() << 0 << 0 << QString();
    }

    void saysWhatATargetIs()
    {
        QFETCH(QString, name);
        QFETCH(int, place);
        QFETCH(int, kind);
        SavedTarget target;
        target.name = name;
        target.kind = IdKind(kind);
        target.target.place = Place(place);
        target.target.namespaceId = QStringLiteral("06779da6940b431d9a7a");
        target.target.path = QStringLiteral("/tmp/x.json");
        QTEST(targetWords(target), "words");
    }
};

QTEST_GUILESS_MAIN(TestSavedPlace)
#include "tst_savedplace.moc"
