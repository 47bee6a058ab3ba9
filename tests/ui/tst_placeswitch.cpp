// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/placeswitch.h"

#include "support/cloudflareproject.h"
#include "ui/namespaceswitch.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace kv;
using namespace kv::test;
using kv::ui::NamespaceSwitch;
using kv::ui::PlaceSwitch;

class TestPlaceSwitch : public QObject
{
    Q_OBJECT

    template <class Switch> static QString nameIn(const QSignalSpy &spy)
    {
        return spy.isEmpty() ? QString() : spy.last().first().template value<TargetInfo>().name;
    }

private slots:
    void nothingIsOpen()
    {
        PlaceSwitch place;
        QCOMPARE(place.current(), -1);
        QVERIFY(!place.isAvailable(0) && !place.isAvailable(1));
        QCOMPARE(place.button(1)->toolTip(), QStringLiteral("Choose a binding first."));
        place.flip(); // nothing happens
    }

    void flipsAndKeepsTheId()
    {
        const Binding todo = remoteTodo();
        PlaceSwitch place;
        QSignalSpy chosen(&place, &PlaceSwitch::targetChosen);
        place.setTarget(*todo.target(Place::Local, IdKind::Preview), todo);
        QCOMPARE(place.current(), 0);
        place.flip();
        QCOMPARE(nameIn<PlaceSwitch>(chosen), QStringLiteral("remote:TODO:preview"));
        place.setTarget(*todo.target(Place::Remote, IdKind::Preview), todo);
        QCOMPARE(place.current(), 1);
        QTest::mouseClick(place.button(0), Qt::LeftButton);
        QCOMPARE(nameIn<PlaceSwitch>(chosen), QStringLiteral("local:TODO:preview"));
        QCOMPARE(chosen.last().at(1).value<Binding>().name, QStringLiteral("TODO"));
    }

    void fallsBackToTheIdThatThereIs()
    {
        Binding todo = remoteTodo();
        todo.targets.removeLast(); // the preview_id is an empty string: nothing at Cloudflare
        PlaceSwitch place;
        QSignalSpy chosen(&place, &PlaceSwitch::targetChosen);
        place.setTarget(*todo.target(Place::Local, IdKind::Preview), todo);
        place.flip();
        QCOMPARE(nameIn<PlaceSwitch>(chosen), QStringLiteral("remote:TODO"));
        // A binding with a preview_id alone.
        todo.targets = {*remoteTodo().target(Place::Local, IdKind::Id),
                        *remoteTodo().target(Place::Remote, IdKind::Preview)};
        place.setTarget(todo.targets.first(), todo);
        place.flip();
        QCOMPARE(nameIn<PlaceSwitch>(chosen), QStringLiteral("remote:TODO:preview"));
    }

    void saysWhyThereIsNothingAtCloudflare()
    {
        Binding bare;
        bare.name = QStringLiteral("TODO");
        bare.targets = {localTarget(QStringLiteral("local:TODO"), bare.name, IdKind::Id, {})};
        PlaceSwitch place;
        QSignalSpy chosen(&place, &PlaceSwitch::targetChosen);
        place.setTarget(bare.targets.first(), bare);
        QVERIFY(place.isAvailable(0));
        QVERIFY(!place.isAvailable(1));
        QCOMPARE(place.button(1)->toolTip(),
                 QStringLiteral(
                     "TODO has no id in its wrangler file, so there is nothing at Cloudflare to open."));
        place.flip();
        QTest::mouseClick(place.button(1), Qt::LeftButton);
        QCOMPARE(chosen.size(), 0);
        QCOMPARE(place.current(), 0);
    }

    void withoutABindingThereIsOneSide()
    {
        PlaceSwitch place;
        QSignalSpy chosen(&place, &PlaceSwitch::targetChosen);
        place.setTarget(remoteTarget(QStringLiteral("remote:#0a0a"), QStringLiteral("0a0a"), IdKind::Id), {});
        QCOMPARE(place.current(), 1);
        QVERIFY(!place.isAvailable(0));
        QVERIFY(!place.button(0)->toolTip().isEmpty());
        place.setTarget(shopProject().onlyOnDisk.first(), {});
        QCOMPARE(place.current(), 0);
        QVERIFY(!place.isAvailable(1));
        place.flip();
        QCOMPARE(chosen.size(), 0);
        place.clear();
        QCOMPARE(place.current(), -1);
    }

    /// The other switch stays in the place that is open.
    void theNamespaceSwitchKeepsThePlace()
    {
        Binding todo = remoteTodo();
        NamespaceSwitch ids;
        QSignalSpy chosen(&ids, &NamespaceSwitch::targetChosen);
        ids.setTarget(*todo.target(Place::Remote, IdKind::Id), todo);
        ids.flip();
        QCOMPARE(nameIn<NamespaceSwitch>(chosen), QStringLiteral("remote:TODO:preview"));
        ids.setTarget(*todo.target(Place::Local, IdKind::Preview), todo);
        ids.flip();
        QCOMPARE(nameIn<NamespaceSwitch>(chosen), QStringLiteral("local:TODO"));
        todo.targets.removeLast();
        ids.setTarget(*todo.target(Place::Remote, IdKind::Id), todo);
        QVERIFY(ids.isAvailable(0) && !ids.isAvailable(1));
        const int before = int(chosen.size());
        ids.flip();
        QCOMPARE(chosen.size(), before);
        // An id and its remote side, but no preview_id: two targets, one side.
        todo = remoteTodo();
        todo.targets = {*todo.target(Place::Local, IdKind::Id), *todo.target(Place::Remote, IdKind::Id)};
        ids.setTarget(todo.targets.first(), todo);
        QVERIFY(!ids.isAvailable(1));
    }
};

QTEST_MAIN(TestPlaceSwitch)
#include "tst_placeswitch.moc"
