// SPDX-License-Identifier: GPL-3.0-or-later
// The lines one copies: the options that choose this target and no other. That wrangler takes them so is
// asked of wrangler itself, in tests/interop.
#include "items/bulkjson.h"
#include "items/commandlines.h"
#include "support/cloudflareproject.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace kv;
using items::CommandLines;
using Type = CommandLines::ValueType;

namespace {

/// The shop, with its stores beside the wrangler file, where wrangler keeps them.
Project project()
{
    Project project = test::remoteShop();
    for (Worker &worker : project.workers) {
        for (Environment &environment : worker.environments) {
            for (Binding &binding : environment.bindings) {
                for (TargetInfo &info : binding.targets) {
                    if (info.target.place == Place::Local)
                        info.target.stateRoot = QStringLiteral("/home/ada/shop/orders/.wrangler/state/v3");
                }
            }
        }
    }
    return project;
}

CommandLines lines(const Project &project, int environment, int binding, int target)
{
    const Binding &one = project.workers[0].environments[environment].bindings[binding];
    return {project, one.targets[target], one};
}

QString getOf(const Project &project, int environment, int binding, int target, const QByteArray &key = "k")
{
    return lines(project, environment, binding, target).wranglerGet(key).text;
}

} // namespace

class TestCommandLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesTheTarget()
    {
        const Project shop = project();
        const QString config = QStringLiteral(" --config /home/ada/shop/orders/wrangler.jsonc");
        QCOMPARE(getOf(shop, 0, 0, 0),
                 QLatin1String("wrangler kv key get k --binding TODO --preview false --local") + config +
                     QLatin1String(" --env ''"));
        QCOMPARE(getOf(shop, 0, 0, 1),
                 QLatin1String("wrangler kv key get k --binding TODO --preview --local") + config +
                     QLatin1String(" --env ''"));
        QCOMPARE(getOf(shop, 0, 0, 2),
                 QLatin1String("wrangler kv key get k --binding TODO --preview false --remote") + config +
                     QLatin1String(" --env ''"));
        QCOMPARE(getOf(shop, 0, 1, 0), QLatin1String("wrangler kv key get k --binding SESSIONS --local") +
                                           config + QLatin1String(" --env ''"));
        QCOMPARE(getOf(shop, 1, 0, 0), QLatin1String("wrangler kv key get k --binding TODO --local") +
                                           config + QLatin1String(" --env staging"));
    }

    void saysWhereTheStateIs()
    {
        Project shop = project();
        for (TargetInfo &info : shop.workers[0].environments[0].bindings[1].targets)
            info.target.stateRoot = QStringLiteral("/var/my state/v3");
        QVERIFY(
            getOf(shop, 0, 1, 0).contains(QLatin1String("--local --persist-to '/var/my state' --config")));
        for (TargetInfo &info : shop.workers[0].environments[0].bindings[1].targets)
            info.target.stateRoot = QStringLiteral("/var/own");
        QVERIFY(getOf(shop, 0, 1, 0).isEmpty());
        QVERIFY(lines(shop, 0, 1, 0).wranglerGet("k").whyNot.contains(QLatin1String("v3")));
    }

    void byIdWhereNoBindingHelps()
    {
        Project shop = project();
        TargetInfo lost;
        lost.target.namespaceId = QStringLiteral("my ns");
        lost.target.stateRoot = QStringLiteral("/s/v3");
        lost.name = QStringLiteral("local:#my ns");
        QCOMPARE(CommandLines(shop, lost, {}).wranglerGet("k").text,
                 QStringLiteral("wrangler kv key get k --namespace-id 'my ns' --local --persist-to /s"));
        lost.target.databaseName = QString(64, QLatin1Char('4'));
        QVERIFY(CommandLines(shop, lost, {}).wranglerGet("k").text.isEmpty());
        TargetInfo account;
        account.target.place = Place::Remote;
        account.target.namespaceId = QStringLiteral("abc");
        account.name = QStringLiteral("remote:#abc");
        QCOMPARE(CommandLines(shop, account, {}, test::accountId).wranglerGet("k").text,
                 QLatin1String("CLOUDFLARE_ACCOUNT_ID=acc0acc0acc0acc0acc0acc0acc0acc0 wrangler kv key get k "
                               "--namespace-id abc --remote"));
        Binding &empty = shop.workers[0].environments[0].bindings[1];
        empty.previewId = QString();
        TargetInfo preview = empty.targets[0];
        preview.kind = IdKind::Preview;
        preview.name += QStringLiteral(":preview");
        preview.target.namespaceId.clear();
        empty.targets << preview;
        QVERIFY(getOf(shop, 0, 1, 2).isEmpty()); // wrangler counts "" as none
        QVERIFY(!getOf(shop, 0, 1, 0).contains(QLatin1String("--preview")));
    }

    void keysThatAreHardToSay()
    {
        const Project shop = project();
        QVERIFY(getOf(shop, 0, 0, 0, "it's").startsWith(QLatin1String("wrangler kv key get 'it'\\''s' ")));
        for (const QByteArray &key :
             {QByteArray("-x"), QByteArray("--"), QByteArray("a\0b", 3), QByteArray("\xff")}) {
            QVERIFY(getOf(shop, 0, 0, 0, key).isEmpty());
            QVERIFY(!lines(shop, 0, 0, 0).wranglerGet(key).whyNot.isEmpty());
        }
    }

    void kvwSaysIt()
    {
        const Project shop = project();
        QCOMPARE(lines(shop, 0, 0, 1).kvwGet("user:1").text,
                 QStringLiteral("kvw get local:TODO:preview --project /home/ada/shop user:1"));
        QCOMPARE(lines(shop, 0, 0, 1).kvwGet("--x").text,
                 QStringLiteral("kvw get local:TODO:preview --project /home/ada/shop -- --x"));
        QVERIFY(lines(shop, 0, 0, 1).kvwGet("\xff").text.isEmpty());
    }

    void workersCode()
    {
        const Project shop = project();
        QCOMPARE(lines(shop, 0, 0, 0).workerGet("user:1", Type::Text).text,
                 QStringLiteral("await env.TODO.get(\"user:1\")"));
        QCOMPARE(lines(shop, 0, 0, 0).workerGet("a\"b", Type::Json).text,
                 QStringLiteral("await env.TODO.get(\"a\\\"b\", { type: \"json\" })"));
        QCOMPARE(lines(shop, 0, 0, 0).workerGetWithMetadata("k", Type::Bytes).text,
                 QStringLiteral("const { value, metadata } = await env.TODO.getWithMetadata(\"k\", { type: "
                                "\"arrayBuffer\" })"));
        Binding odd = shop.workers[0].environments[0].bindings[0];
        odd.name = QStringLiteral("my-kv");
        QCOMPARE(CommandLines(shop, odd.targets[0], odd).workerGet("k", Type::Text).text,
                 QStringLiteral("await env[\"my-kv\"].get(\"k\")"));
        QVERIFY(CommandLines(shop, odd.targets[0], {}).workerGet("k", Type::Text).text.isEmpty());
    }

    void bulkJsonHasEverything()
    {
        const items::BulkJson bulk =
            items::bulkJson({{.key = "a\"\n",
                              .value = "text \x01",
                              .expiration = 2'000'000'000,
                              .metadata = QByteArray("{ \"v\": 1 }")},
                             {.key = "b", .value = QByteArray("\xff\0", 2)},
                             {.key = "gone", .valueMissing = true},
                             {.key = "\xff", .value = "x"},
                             {.key = "bad", .value = "", .metadata = QByteArray("{no json")},
                             {.key = "bare", .value = "x", .metadata = QByteArray("7")}});
        QCOMPARE(bulk.entries, 4);
        QCOMPARE(bulk.remarks.size(), 4);
        const QJsonArray items = QJsonDocument::fromJson(bulk.json).array();
        QCOMPARE(items.size(), 4);
        QCOMPARE(items[0].toObject().value(QLatin1String("key")).toString(), QStringLiteral("a\"\n"));
        QCOMPARE(items[0].toObject().value(QLatin1String("value")).toString(), QStringLiteral("text \x01"));
        QCOMPARE(items[0].toObject().value(QLatin1String("expiration")).toInt(), 2'000'000'000);
        QCOMPARE(
            items[0].toObject().value(QLatin1String("metadata")).toObject().value(QLatin1String("v")).toInt(),
            1);
        QVERIFY(items[1].toObject().value(QLatin1String("base64")).toBool());
        QCOMPARE(
            QByteArray::fromBase64(items[1].toObject().value(QLatin1String("value")).toString().toLatin1()),
            QByteArray("\xff\0", 2));
        QVERIFY(!items[2].toObject().contains(QLatin1String("metadata")));
        QCOMPARE(items::bulkJson({}).json, QByteArray("[]\n"));
    }
};

QTEST_GUILESS_MAIN(TestCommandLines)
#include "tst_commandlines.moc"
