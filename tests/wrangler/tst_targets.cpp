// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/targets.h"

#include <QtTest>

using namespace kv;
using namespace kv::wrangler;

namespace {

Binding make(std::optional<QString> id, std::optional<QString> previewId, std::optional<bool> remote = {})
{
    Binding binding{.name = QStringLiteral("KV"), .id = id, .previewId = previewId, .remote = remote};
    fillTargets(binding, {QStringLiteral("/p/.wrangler/state/v3"), QString(), false});
    return binding;
}

QStringList kvCommands(const QStringList &tails)
{
    QStringList out;
    for (const QString &tail : tails)
        out.append(tail.startsWith(QLatin1String("dev")) ? QLatin1String("wrangler ") + tail
                                                         : QLatin1String("wrangler kv ") + tail);
    return out;
}

QStringList split(const char *text)
{
    return *text ? QString::fromLatin1(text).split(QLatin1String(", ")) : QStringList();
}

} // namespace

class TestTargets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoUsesWhich_data();
    void whoUsesWhich();
    void whoUsesWhichAtCloudflare_data();
    void whoUsesWhichAtCloudflare();
    void remoteNotesTell_data();
    void remoteNotesTell();
    void environmentIsTyped();
    void pages();
    void notesTellOfDisagreement_data();
    void notesTellOfDisagreement();
};

void TestTargets::whoUsesWhich_data()
{
    QTest::addColumn<Binding>("binding");
    QTest::addColumn<QString>("idNamespace");
    QTest::addColumn<QStringList>("idUsers");
    QTest::addColumn<QString>("previewNamespace"); // null: no such target
    QTest::addColumn<QStringList>("previewUsers");
    const QString one = QStringLiteral("1");
    const QString two = QStringLiteral("2");
    const QString kv = QStringLiteral("KV");
    const char *all = "dev, key list, key get, bulk get, key put, key delete, bulk put, bulk delete";
    const char *allButDev = "key list, key get, bulk get, key put, key delete, bulk put, bulk delete";

    QTest::newRow("neither") << make({}, {}) << kv << split(all) << QString() << QStringList();
    QTest::newRow("id") << make(one, {}) << one << split(all) << QString() << QStringList();
    QTest::newRow("both")
        << make(one, two) << one
        << split("key list, key get, bulk get, key put --preview false, key delete --preview false, "
                 "bulk put --preview false, bulk delete --preview false")
        << two
        << split("dev, key list --preview, key get --preview, bulk get --preview, key put --preview, "
                 "key delete --preview, bulk put --preview, bulk delete --preview");
    QTest::newRow("only preview")
        << make({}, two) << kv
        << split("key list, key get, bulk get, key put --preview false, key delete --preview "
                 "false, bulk put --preview false, bulk delete --preview false")
        << two
        << split("dev, key list --preview, key get --preview, bulk get --preview, key put, "
                 "key delete, bulk put, bulk delete");
    QTest::newRow("id and an empty preview")
        << make(one, QStringLiteral("")) << one << split(allButDev) << QStringLiteral("") << split("dev");
    QTest::newRow("only an empty preview")
        << make({}, QStringLiteral("")) << kv << split(allButDev) << QStringLiteral("") << split("dev");
    QTest::newRow("remote, id") << make(one, {}, true) << one << split("dev --local, ") + split(allButDev)
                                << QString() << QStringList();
    QTest::newRow("remote, both")
        << make(one, two, true) << one
        << split("key list, key get, bulk get, key put --preview false, key delete --preview "
                 "false, bulk put --preview false, bulk delete --preview false")
        << two
        << split("dev --local, key list --preview, key get --preview, bulk get --preview, key "
                 "put --preview, key delete --preview, bulk put --preview, bulk delete "
                 "--preview");
    QTest::newRow("not remote") << make(one, {}, false) << one << split(all) << QString() << QStringList();
    // One store, so all that use it stand at both.
    const auto same = split("dev, key list, key get, bulk get, key put --preview, key delete --preview, "
                            "bulk put --preview, bulk delete --preview");
    QTest::newRow("both the same") << make(one, one) << one << same << one << same;
}

void TestTargets::whoUsesWhich()
{
    QFETCH(Binding, binding);
    QFETCH(QString, idNamespace);
    QFETCH(QStringList, idUsers);
    QFETCH(QString, previewNamespace);
    QFETCH(QStringList, previewUsers);
    idUsers.removeAll(QString());
    QCOMPARE(binding.target(Place::Local, IdKind::Preview) != nullptr, !previewNamespace.isNull());
    QCOMPARE(binding.targets.first().kind, IdKind::Id);
    QCOMPARE(binding.targets.first().target.place, Place::Local);
    QCOMPARE(binding.targets.first().target.stateRoot, QStringLiteral("/p/.wrangler/state/v3"));
    QCOMPARE(binding.targets.first().target.namespaceId, idNamespace);
    QCOMPARE(binding.targets.first().usedBy, kvCommands(idUsers));
    if (!previewNamespace.isNull()) {
        const TargetInfo *preview = binding.target(Place::Local, IdKind::Preview);
        QCOMPARE(preview, &binding.targets.at(1));
        QCOMPARE(preview->target.namespaceId, previewNamespace);
        QCOMPARE(preview->usedBy, kvCommands(previewUsers));
    }
}

void TestTargets::whoUsesWhichAtCloudflare_data()
{
    QTest::addColumn<Binding>("binding");
    QTest::addColumn<QString>("idUsers"); // null: no such target
    QTest::addColumn<QString>("previewUsers");
    const QString one = QStringLiteral("1");
    const QString two = QStringLiteral("2");
    const QString all =
        QStringLiteral("the deployed Worker, dev --remote, key list, key get, bulk get, key put, "
                       "key delete, bulk put, bulk delete");
    const QString idOfTwo =
        QStringLiteral("the deployed Worker, key list, key get, bulk get, key put --preview false, "
                       "key delete --preview false, bulk put --preview false, bulk delete --preview false");
    const QString previewOfTwo =
        QStringLiteral("dev --remote, key list --preview, key get --preview, bulk get --preview, "
                       "key put --preview, key delete --preview, bulk put --preview, bulk delete --preview");
    QTest::newRow("neither") << make({}, {}) << QString() << QString();
    QTest::newRow("id") << make(one, {}) << all << QString();
    QTest::newRow("an empty preview") << make(one, QStringLiteral(""))
                                      << QString(all).remove(QStringLiteral("dev --remote, ")) << QString();
    QTest::newRow("both") << make(one, two) << idOfTwo << previewOfTwo;
    QTest::newRow("only preview")
        << make({}, two) << QString()
        << QStringLiteral("dev --remote, key list --preview, key get --preview, bulk get --preview, key put, "
                          "key delete, bulk put, bulk delete");
    QTest::newRow("remote, both") << make(one, two, true) << idOfTwo
                                  << QStringLiteral("dev, ") + previewOfTwo;
    QTest::newRow("remote, id") << make(one, {}, true)
                                << QString(all).replace(QStringLiteral("dev --remote"),
                                                        QStringLiteral("dev, dev --remote"))
                                << QString();
    const QString same = QStringLiteral("dev --remote, key list, key get, bulk get, key put --preview, "
                                        "key delete --preview, bulk put --preview, bulk delete --preview");
    QTest::newRow("both the same") << make(one, one) << QStringLiteral("the deployed Worker, ") + same
                                   << QStringLiteral("the deployed Worker, ") + same;
}

void TestTargets::whoUsesWhichAtCloudflare()
{
    QFETCH(Binding, binding);
    QFETCH(QString, idUsers);
    QFETCH(QString, previewUsers);
    const auto typed = [](const QString &users) {
        QStringList out;
        for (const QString &user : users.split(QStringLiteral(", "))) {
            if (user == deployedWorker)
                out << user;
            else if (user.startsWith(QLatin1String("dev")))
                out << QStringLiteral("wrangler ") + user;
            else
                out << QStringLiteral("wrangler kv %1 --remote").arg(user);
        }
        return out;
    };
    const auto check = [&](IdKind kind, const QString &users) {
        const TargetInfo *info = binding.target(Place::Remote, kind);
        QCOMPARE(info != nullptr, !users.isNull());
        if (info)
            QCOMPARE(info->usedBy, typed(users));
    };
    check(IdKind::Id, idUsers);
    check(IdKind::Preview, previewUsers);
}

void TestTargets::remoteNotesTell_data()
{
    QTest::addColumn<Binding>("binding");
    QTest::addColumn<QStringList>("idNotes"); // how each begins
    QTest::addColumn<QStringList>("previewNotes");
    const QString one = QStringLiteral("1");
    const QString two = QStringLiteral("2");
    const QString disk = QStringLiteral("`wrangler kv` uses this disk unless");
    const QString tried = QStringLiteral("`wrangler dev --remote` uses this namespace too");
    const QString same = QStringLiteral("The `preview_id` is the same namespace");
    const QString dev = QStringLiteral("`wrangler dev` uses the namespace of `preview_id`");
    QTest::newRow("id") << make(one, {}) << QStringList{tried, disk} << QStringList{disk};
    QTest::newRow("both") << make(one, two) << QStringList{disk} << QStringList{disk};
    QTest::newRow("same") << make(one, one) << QStringList{same, disk} << QStringList{same, disk};
    QTest::newRow("remote") << make(one, two, true) << QStringList{dev, disk} << QStringList{disk};
}

void TestTargets::remoteNotesTell()
{
    QFETCH(Binding, binding);
    QFETCH(QStringList, idNotes);
    QFETCH(QStringList, previewNotes);
    const auto check = [&](IdKind kind, const QStringList &beginnings) {
        const QStringList found = remoteNotes(binding, kind);
        QCOMPARE(found.size(), beginnings.size());
        for (qsizetype i = 0; i < found.size(); ++i)
            QVERIFY2(found.at(i).startsWith(beginnings.at(i)), qPrintable(found.at(i)));
    };
    check(IdKind::Id, idNotes);
    check(IdKind::Preview, previewNotes);
}

void TestTargets::environmentIsTyped()
{
    Binding binding{.name = QStringLiteral("KV"), .remote = true};
    fillTargets(binding, {QStringLiteral("/s"), QStringLiteral("staging"), false});
    QCOMPARE(binding.targets.first().usedBy.first(), QStringLiteral("wrangler dev --local --env staging"));
    QCOMPARE(binding.targets.first().usedBy.at(1), QStringLiteral("wrangler kv key list --env staging"));
}

void TestTargets::pages()
{
    Binding binding{.name = QStringLiteral("KV")};
    fillTargets(binding, {QStringLiteral("/s"), QString(), true});
    QCOMPARE(binding.targets.first().usedBy.first(), QStringLiteral("wrangler pages dev"));
    fillTargets(binding, {QStringLiteral("/s"), QStringLiteral("preview"), true});
    QCOMPARE(binding.targets.first().usedBy.first(), QStringLiteral("wrangler kv key list --env preview"));
}

void TestTargets::notesTellOfDisagreement_data()
{
    QTest::addColumn<Binding>("binding");
    QTest::addColumn<QStringList>("idNotes"); // how each begins
    QTest::addColumn<QStringList>("previewNotes");
    const QString one = QStringLiteral("1");
    const QString two = QStringLiteral("2");
    const QString devElsewhere = QStringLiteral("`wrangler dev` does not use this store");
    const QString listMisses = QStringLiteral(
        "`wrangler kv key list` and `wrangler kv key get` do not show what `wrangler dev` writes");
    const QString refuses = QStringLiteral("`wrangler kv key put` and `wrangler kv key delete` refuse");
    const QString splits = QStringLiteral("`wrangler kv key put` writes to the store of `preview_id`, but");
    const QString empty = QStringLiteral("The `preview_id` is an empty string");
    QTest::newRow("neither") << make({}, {}) << QStringList() << QStringList();
    QTest::newRow("id") << make(one, {}) << QStringList() << QStringList();
    QTest::newRow("both") << make(one, two) << QStringList{devElsewhere, listMisses, refuses}
                          << QStringList{listMisses, refuses};
    QTest::newRow("only preview") << make({}, two) << QStringList{devElsewhere, listMisses, splits}
                                  << QStringList{listMisses, splits};
    QTest::newRow("empty preview") << make(one, QStringLiteral(""))
                                   << QStringList{devElsewhere, listMisses, empty}
                                   << QStringList{listMisses, empty};
    const QStringList remote{QStringLiteral("`wrangler dev` uses the namespace at Cloudflare"),
                             QStringLiteral("`wrangler kv` works on this disk all the same")};
    QTest::newRow("remote") << make(one, {}, true) << remote << remote;
    QTest::newRow("remote without an id")
        << make({}, {}, true) << QStringList{QStringLiteral("`wrangler dev` refuses to start"), remote.last()}
        << QStringList{QStringLiteral("`wrangler dev` refuses to start"), remote.last()};
}

void TestTargets::notesTellOfDisagreement()
{
    QFETCH(Binding, binding);
    QFETCH(QStringList, idNotes);
    QFETCH(QStringList, previewNotes);
    const auto check = [&](IdKind kind, const QStringList &beginnings) {
        const QStringList found = notes(binding, kind);
        QCOMPARE(found.size(), beginnings.size());
        for (qsizetype i = 0; i < found.size(); ++i) {
            QVERIFY2(found.at(i).startsWith(beginnings.at(i)), qPrintable(found.at(i)));
            QVERIFY(found.at(i).endsWith(u'.'));
        }
    };
    check(IdKind::Id, idNotes);
    check(IdKind::Preview, previewNotes);
}

QTEST_GUILESS_MAIN(TestTargets)
#include "tst_targets.moc"
