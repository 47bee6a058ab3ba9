// SPDX-License-Identifier: GPL-3.0-or-later
// Favourites: targets and keys above the project, from the keyboard and the menus, kept per project.
#include "support/comparefixture.h"
#include "ui/favourites.h"

#include <QMenu>

using namespace kv;
using namespace kv::test;
using items::ProjectModel;
using items::SavedPlace;
using Kind = ProjectModel::NodeKind;

class TestFavourites : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m = std::make_unique<CompareFixture>();
        for (int i = 0; i < 30; ++i)
            m->store(todoBinding())
                ->plant(m->entry("user:" + QByteArray::number(i), "v" + QByteArray::number(i)));
        m->store(sessionsBinding())->plant(m->entry("s1", "session"));
        m->show();
        QVERIFY(m->choose(QStringLiteral("local:TODO")));
        QTRY_COMPARE(m->keys()->rowCount(), 30);
    }
    void cleanup() { m.reset(); }

    void keepsThemPerProject();
    void keepsNoMoreThanItSays();
    void theKeyboardStarsKeyAndTarget();
    void choosingOneLeadsThere();
    void theyOpenInNewTabsToo();
    void menusAddAndRemove();
    void delRemoves();
    void whatIsGoneSaysSo();
    void theTreeStillFindsTheBinding();

private:
    QModelIndex section() const
    {
        const QModelIndex first = m->tree()->model()->index(0, 0);
        return first.data().toString() == QLatin1String("Favourites") ? first : QModelIndex();
    }
    QStringList shown() const
    {
        QStringList lines;
        for (int row = 0; section().isValid() && row < m->tree()->model()->rowCount(section()); ++row) {
            const QModelIndex index = m->tree()->model()->index(row, 0, section());
            lines << index.data().toString() + QLatin1Char('|') +
                         index.data(ProjectModel::SecondaryTextRole).toString();
        }
        return lines;
    }
    QPoint line(int row) const
    {
        const QModelIndex index = m->tree()->model()->index(row, 0, section());
        m->tree()->scrollTo(index);
        return m->tree()->visualRect(index).center();
    }
    void star(Qt::KeyboardModifiers modifiers = Qt::ControlModifier) const
    {
        QTest::keyClick(&m->window, Qt::Key_B, modifiers);
    }
    QAction *menuAction(const QPoint &at, const char *name) const
    {
        Q_EMIT m->tree()->customContextMenuRequested(at);
        return m->window.findChildren<QMenu *>(QStringLiteral("namespacesMenu"))
            .last()
            ->findChild<QAction *>(QLatin1String(name));
    }

    std::unique_ptr<CompareFixture> m;
};

void TestFavourites::keepsThemPerProject()
{
    ui::MemorySettings settings;
    ui::Favourites favourites(settings);
    const SavedPlace todo{items::SavedTarget::of(todoBinding().targets.first()), {}, {}, {}};
    SavedPlace key = todo;
    key.key = QByteArray("\xff\0k", 3);
    key.filter = QStringLiteral("ignored");
    QVERIFY(!favourites.toggle(todo)); // no project
    favourites.setProject(QStringLiteral("/a"));
    QVERIFY(favourites.toggle(todo));
    QVERIFY(favourites.toggle(key));
    QVERIFY(favourites.contains(key) && favourites.contains(todo));
    favourites.setProject(QStringLiteral("/b"));
    QVERIFY(favourites.list().isEmpty());
    ui::Favourites later(settings);
    later.setProject(QStringLiteral("/a"));
    QCOMPARE(later.list().size(), 2);
    QCOMPARE(later.list().last().key, key.key);
    QVERIFY(later.toggle(todo));
    QVERIFY(!later.contains(todo) && later.contains(key));
}

void TestFavourites::keepsNoMoreThanItSays()
{
    ui::MemorySettings settings;
    ui::Favourites favourites(settings);
    favourites.setProject(QStringLiteral("/a"));
    SavedPlace place{items::SavedTarget::of(todoBinding().targets.first()), {}, {}, {}};
    for (int i = 0; i < ui::Favourites::mostKept; ++i) {
        place.key = QByteArray::number(i);
        QVERIFY(favourites.toggle(place));
    }
    place.key = "one more";
    QVERIFY(!favourites.toggle(place));
    QCOMPARE(favourites.list().size(), ui::Favourites::mostKept);
}

void TestFavourites::theKeyboardStarsKeyAndTarget()
{
    QVERIFY(!m->action("favouriteKeyAction")->isEnabled()); // none is chosen
    QVERIFY(m->open("user:7"));
    star();
    QCOMPARE(shown(), QStringList{QStringLiteral("user:7|TODO · Local id")});
    QVERIFY(m->action("favouriteKeyAction")->isChecked());
    star(Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(shown(),
             (QStringList{QStringLiteral("user:7|TODO · Local id"), QStringLiteral("TODO · Local id|")}));
    QVERIFY(m->label("statusMessage").contains(QStringLiteral("favourites")));
    QVERIFY(m->open("user:8"));
    QTRY_VERIFY(!m->action("favouriteKeyAction")->isChecked());
    QVERIFY(m->open("user:7"));
    QTRY_VERIFY(m->action("favouriteKeyAction")->isChecked());
    star();
    QCOMPARE(shown(), QStringList{QStringLiteral("TODO · Local id|")});
    m->workspace.setProject({});
    m->workspace.setProject(remoteShop());
    QCOMPARE(shown(), QStringList{QStringLiteral("TODO · Local id|")}); // kept
}

void TestFavourites::choosingOneLeadsThere()
{
    QVERIFY(m->open("user:7"));
    star();
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    m->filter()->setText(QStringLiteral("s"));
    QTest::mouseClick(m->tree()->viewport(), Qt::LeftButton, {}, line(0));
    QTRY_COMPARE(m->draft()->key(), QByteArray("user:7"));
    QCOMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
    QCOMPARE(m->filter()->text(), QString()); // which would hide it
    QTRY_COMPARE(m->editor()->bytes(), QByteArray("v7"));
    QCOMPARE(m->tabs()->count(), 1);
    // By the keyboard.
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    m->tree()->setFocus();
    QTest::keyClick(m->tree(), Qt::Key_Home);
    QTest::keyClick(m->tree(), Qt::Key_Down);
    QTRY_COMPARE(m->draft()->key(), QByteArray("user:7"));
}

void TestFavourites::theyOpenInNewTabsToo()
{
    QVERIFY(m->open("user:7"));
    star();
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QTest::mouseClick(m->tree()->viewport(), Qt::MiddleButton, {}, line(0));
    QCOMPARE(m->tabs()->count(), 2);
    QCOMPARE(m->tabs()->tabText(1), QStringLiteral("TODO · Local id"));
    QTRY_COMPARE(m->draft()->key(), QByteArray("user:7"));
}

void TestFavourites::menusAddAndRemove()
{
    const auto *model = static_cast<ProjectModel *>(m->tree()->model());
    const auto node = [this, model] {
        return m->tree()->visualRect(model->indexOfTarget(QStringLiteral("local:SESSIONS"))).center();
    };
    auto *add = menuAction(node(), "favouriteThisAction");
    QVERIFY(add && add->text() == QStringLiteral("Add SESSIONS · Local id to the favourites"));
    add->trigger();
    QCOMPARE(shown(), QStringList{QStringLiteral("SESSIONS · Local id|")});
    auto *remove = menuAction(node(), "favouriteThisAction");
    QVERIFY(remove && remove->text().startsWith(QStringLiteral("Remove SESSIONS")));
    auto *removeIt = menuAction(line(0), "favouriteThisAction");
    QVERIFY(removeIt && removeIt->text() == QLatin1String("Remove it from the favourites"));
    removeIt->trigger();
    QVERIFY(!section().isValid());
}

void TestFavourites::delRemoves()
{
    star(Qt::ControlModifier | Qt::ShiftModifier);
    QTest::mouseClick(m->tree()->viewport(), Qt::LeftButton, {}, line(0));
    QTest::keyClick(m->tree(), Qt::Key_Delete);
    QVERIFY(!section().isValid());
    QVERIFY(m->label("statusMessage").contains(QStringLiteral("no favourite any more")));
    QCOMPARE(m->keys()->rowCount(), 30); // and no key
}

void TestFavourites::whatIsGoneSaysSo()
{
    QVERIFY(m->open("user:7"));
    star();
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    Project without = remoteShop();
    without.workers[0].environments[0].bindings.removeFirst();
    m->workspace.setProject(without);
    QCOMPARE(shown(), QStringList{QStringLiteral("user:7|TODO · Local id · not here any more")});
    QTest::mouseClick(m->tree()->viewport(), Qt::LeftButton, {}, line(0));
    QTRY_COMPARE(m->label("statusMessage"),
                 QStringLiteral("TODO · Local id is not in this project any more."));
    QCOMPARE(m->label("targetTitle"), QStringLiteral("SESSIONS"));
    m->workspace.setProject(remoteShop());
    QCOMPARE(shown(), QStringList{QStringLiteral("user:7|TODO · Local id")});
}

void TestFavourites::theTreeStillFindsTheBinding()
{
    star(Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m->choose(QStringLiteral("local:SESSIONS")));
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QCOMPARE(m->tree()->currentIndex().data(ProjectModel::NodeKindRole).value<Kind>(), Kind::Binding);
    QTest::mouseClick(m->tree()->viewport(), Qt::LeftButton, {}, line(0));
    QCoreApplication::processEvents();
    QCOMPARE(m->tree()->currentIndex().data(ProjectModel::NodeKindRole).value<Kind>(), Kind::Favourite);
    QVERIFY(m->press("namespaceSwitch1")); // the favourite is the id's, so the binding is where one is now
    QCOMPARE(m->tree()->currentIndex().data(ProjectModel::NodeKindRole).value<Kind>(), Kind::Binding);
}

QTEST_MAIN(TestFavourites)
#include "tst_favourites.moc"
