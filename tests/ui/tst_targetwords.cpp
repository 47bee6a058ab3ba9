// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeworkspace.h"
#include "ui/targetwords.h"

#include <QTest>

using namespace kv;
using namespace kv::test;
namespace words = kv::ui::targetwords;

class TestTargetWords : public QObject
{
    Q_OBJECT

private slots:
    void shortensLongIdsOnly()
    {
        QCOMPARE(words::shortId(QStringLiteral("06779da6940b431db6e566b4846d64db")),
                 QStringLiteral("0677…64db"));
        QCOMPARE(words::shortId(QStringLiteral("my-namespace")), QStringLiteral("my-namespace"));
    }
    void namesBothSides()
    {
        const Binding todo = todoBinding();
        QCOMPARE(words::usedBy(todo.targets.at(1), todo),
                 QStringLiteral(
                     "used by `wrangler dev` and 1 more · not by `wrangler kv key list`, which uses id"));
        const Binding sessions = sessionsBinding();
        QCOMPARE(words::usedBy(sessions.targets.first(), sessions),
                 QStringLiteral("used by `wrangler dev`, `wrangler kv key list` and 1 more"));
    }
    void comparesCommandsOfTheSameEnvironment()
    {
        Binding todo = todoBinding();
        for (TargetInfo &info : todo.targets) {
            info.environment = QStringLiteral("staging");
            for (QString &command : info.usedBy)
                command += QStringLiteral(" --env staging");
        }
        QCOMPARE(words::usedBy(todo.targets.at(1), todo),
                 QStringLiteral(
                     "used by `wrangler dev` and 1 more · not by `wrangler kv key list`, which uses id"));
    }
    void tellsOfTheLocalFlagWhereTheBindingIsRemote()
    {
        Binding binding = sessionsBinding();
        binding.remote = true;
        binding.targets.first().usedBy = QStringList{QStringLiteral("wrangler dev --local")};
        QCOMPARE(words::usedBy(binding.targets.first(), binding),
                 QStringLiteral("used by `wrangler dev --local`"));
        QVERIFY(words::howToCreate(binding.targets.first(), binding)
                    .startsWith(QStringLiteral("`wrangler dev --local` creates it")));
    }
    void theTooltipTellsTheNotes()
    {
        TargetInfo info = todoBinding().targets.first();
        info.notes = QStringList{QStringLiteral("a note")};
        QVERIFY(words::usedByAll(info).endsWith(QStringLiteral("\n\na note")));
    }
    void aBindingWithoutIdIsKeptUnderItsName()
    {
        Binding bare;
        bare.name = QStringLiteral("CACHE");
        bare.targets = {localTarget(QStringLiteral("local:CACHE"), bare.name, IdKind::Id, {})};
        QCOMPARE(words::which(bare.targets.first(), bare),
                 QStringLiteral("no id, kept under the binding's name"));
    }
    void atCloudflareItNamesTheDeployedWorker()
    {
        Binding todo = todoBinding();
        addRemoteTargets(todo);
        const TargetInfo &id = *todo.target(Place::Remote, IdKind::Id);
        const TargetInfo &preview = *todo.target(Place::Remote, IdKind::Preview);
        QCOMPARE(
            words::usedBy(id, todo),
            QStringLiteral("used by the deployed Worker and 1 more · not by `wrangler dev --remote`, which "
                           "uses preview_id"));
        QCOMPARE(
            words::usedBy(preview, todo),
            QStringLiteral("used by `wrangler dev --remote` · not by the deployed Worker, which uses id"));
        QCOMPARE(words::which(preview, todo), QStringLiteral("preview_id 0677…9a7a"));
        TargetInfo other = id;
        other.usedBy.clear();
        QCOMPARE(words::usedBy(other, {}), QStringLiteral("no binding of this project names this namespace"));
    }
    void aStoreWithoutBinding()
    {
        const TargetInfo lost = shopProject().onlyOnDisk.first();
        QCOMPARE(words::usedBy(lost, {}), QStringLiteral("no binding names this store"));
        QCOMPARE(words::which(lost, {}), QStringLiteral("id not known, file 9b48…4444"));
    }
    void theOldLayoutIsNotSeenByCurrentWrangler()
    {
        TargetInfo info = todoBinding().targets.first();
        info.oldLayout = true;
        QVERIFY(words::usedBy(info, todoBinding())
                    .contains(QStringLiteral("current wrangler no longer sees it")));
    }
    void saysWhatWouldCreateAStore()
    {
        const Binding todo = todoBinding();
        QVERIFY(words::howToCreate(todo.targets.at(1), todo)
                    .startsWith(QStringLiteral("`wrangler dev` creates it")));
        QVERIFY(words::howToCreate(todo.targets.at(0), todo)
                    .startsWith(QStringLiteral("`wrangler dev` uses preview_id")));
    }
};

QTEST_GUILESS_MAIN(TestTargetWords)
#include "tst_targetwords.moc"
