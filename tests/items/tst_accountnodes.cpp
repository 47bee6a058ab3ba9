// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/accountnodes.h"

#include "items/projectmodel.h"
#include "support/cloudflareproject.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::items;
using namespace kv::test;
using NodeKind = ProjectModel::NodeKind;

namespace {

AccountView view()
{
    return {.id = accountId,
            .name = QStringLiteral("Acme"),
            .words = QStringLiteral("3 namespaces"),
            .namespaces = shopNamespaces()};
}

QString secondary(const QModelIndex &index)
{
    return index.data(ProjectModel::SecondaryTextRole).toString();
}

TargetInfo onlyTarget(const QModelIndex &index)
{
    return index.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>().value(0);
}

} // namespace

class TestAccountNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ProjectModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void standsBelowAllElse()
    {
        m_model->setAccount({.words = QStringLiteral("not connected")});
        QCOMPARE(m_model->rowCount(), 0); // no folder is open
        m_model->setProject(remoteShop());
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->index(1, 0).data().toString(), QStringLiteral("Only on disk"));
        const QModelIndex account = m_model->index(2, 0);
        QCOMPARE(account.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Account);
        QCOMPARE(account.data().toString(), QStringLiteral("Account"));
        QCOMPARE(secondary(account), QStringLiteral("not connected"));
        QCOMPARE(m_model->rowCount(account), 0);
    }

    void tellsWhoUsesEachNamespace()
    {
        Project project = remoteShop();
        Binding cache; // names the namespace that TODO has for its id
        cache.name = QStringLiteral("CACHE");
        cache.previewId = todoBinding().id;
        cache.targets = {
            remoteTarget(QStringLiteral("remote:CACHE:preview"), *cache.previewId, IdKind::Preview)};
        project.workers[0].environments[1].bindings.prepend(cache);
        project.workers[0].environments[1].bindings[0].targets[0].environment = QStringLiteral("staging");
        m_model->setProject(project);
        m_model->setAccount(view());
        const QModelIndex account = m_model->index(2, 0);
        QCOMPARE(secondary(account), QStringLiteral("Acme · 3 namespaces"));
        QCOMPARE(m_model->rowCount(account), 3);

        const QModelIndex unused = m_model->index(0, 0, account);
        QCOMPARE(unused.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Namespace);
        QCOMPARE(unused.data().toString(), QStringLiteral("old-campaign"));
        QVERIFY(secondary(unused).startsWith(QStringLiteral("not bound · 0ldc")));
        QVERIFY(!unused.data(ProjectModel::BindingRole).isValid());
        QVERIFY(unused.data(ProjectModel::UsesRole).toStringList().isEmpty());
        const TargetInfo info = onlyTarget(unused);
        QCOMPARE(info.name, QStringLiteral("remote:#0ldcampa160000000000000000000000"));
        QCOMPARE(info.target.place, Place::Remote);
        QCOMPARE(info.target.accountId, accountId);
        QCOMPARE(info.target.namespaceId, QStringLiteral("0ldcampa160000000000000000000000"));

        const QModelIndex used = m_model->index(1, 0, account);
        QCOMPARE(used.data(ProjectModel::UsesRole).toStringList().join(QStringLiteral(", ")),
                 QStringLiteral("TODO (id), CACHE@staging (preview_id)"));
        QVERIFY(
            secondary(used).startsWith(QStringLiteral("used by TODO (id), CACHE@staging (preview_id) · ")));
        QVERIFY(used.data(Qt::ToolTipRole).toString().contains(*todoBinding().id));
        QCOMPARE(onlyTarget(used).name, QStringLiteral("remote:TODO")); // an `id` goes before a `preview_id`
        QCOMPARE(used.data(ProjectModel::BindingRole).value<Binding>().name, QStringLiteral("TODO"));
        QCOMPARE(onlyTarget(m_model->index(2, 0, account)).name, QStringLiteral("remote:TODO:preview"));
    }

    void aTargetLeadsToItsBindingFirst()
    {
        m_model->setProject(remoteShop());
        m_model->setAccount(view());
        const QModelIndex todo = m_model->indexOfTarget(QStringLiteral("remote:TODO"));
        QCOMPARE(todo.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Binding);
        const QModelIndex other =
            m_model->indexOfTarget(QStringLiteral("remote:#0ldcampa160000000000000000000000"));
        QCOMPARE(other.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Namespace);
    }

    void aBindingKnowsWhatTheAccountHas()
    {
        m_model->setProject(remoteShop());
        const auto known = [this](const char *name) {
            return m_model->indexOfTarget(QString::fromLatin1(name))
                .data(ProjectModel::NamespacesRole)
                .value<QList<AccountNamespace>>();
        };
        QCOMPARE(known("remote:TODO").size(), 0);
        m_model->setAccount(view());
        QCOMPARE(known("remote:TODO").size(), 2);
        QCOMPARE(known("remote:TODO").first().title, QStringLiteral("shop-TODO"));
        QCOMPARE(known("remote:SESSIONS").size(), 0);
        // What it tells of this disk stays what it was.
        const QModelIndex todo = m_model->indexOfTarget(QStringLiteral("remote:TODO"));
        QCOMPARE(todo.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>().size(), 4);
    }

    void theCountIsThatOfThisDisk()
    {
        Project project = remoteShop();
        auto &targets = project.workers[0].environments[0].bindings[0].targets;
        targets[0].count = 5;
        targets[2].count = 700;
        targets[2].exists = true;
        m_model->setProject(project);
        QCOMPARE(secondary(m_model->indexOfTarget(QStringLiteral("remote:TODO"))), QStringLiteral("5 keys"));
    }

    void namespacesComeAndGoWithoutMovingTheRest()
    {
        m_model->setProject(remoteShop());
        m_model->setAccount(view());
        const QPersistentModelIndex todo = m_model->indexOfTarget(QStringLiteral("local:TODO"));
        const QPersistentModelIndex account = m_model->index(2, 0);
        const QPersistentModelIndex old = m_model->index(0, 0, account);
        QSignalSpy removed(m_model.get(), &ProjectModel::rowsRemoved);
        QSignalSpy inserted(m_model.get(), &ProjectModel::rowsInserted);
        AccountView changed = view();
        m_model->setAccount(changed);
        QCOMPARE(removed.size() + inserted.size(), 0);
        changed.namespaces->first().title = QStringLiteral("campaign-2025");
        m_model->setAccount(changed);
        QCOMPARE(removed.size() + inserted.size(), 0);
        QCOMPARE(old.data().toString(), QStringLiteral("campaign-2025"));
        changed.namespaces->removeFirst();
        m_model->setAccount(changed);
        QCOMPARE(removed.size(), 1);
        QVERIFY(!old.isValid());
        QVERIFY(todo.isValid() && account.isValid());
        m_model->setProject(remoteShop()); // a reading of the folder leaves the account be
        QCOMPARE(m_model->rowCount(account), 2);
    }

    void aFailureIsALineOfItsOwn()
    {
        m_model->setProject(remoteShop());
        AccountView failed = view();
        failed.namespaces.reset();
        failed.error = Error{.kind = ErrorKind::Unauthorised, .detail = QStringLiteral("may not list")};
        m_model->setAccount(failed);
        const QModelIndex line = m_model->index(0, 0, m_model->index(2, 0));
        QCOMPARE(line.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Problem);
        QCOMPARE(line.data().toString(), QStringLiteral("may not list"));
        QCOMPARE(line.data(ProjectModel::ErrorRole).value<Error>().kind, ErrorKind::Unauthorised);
    }

    void usesWithoutARemoteTarget()
    {
        Project project = shopProject(); // as read before it knew of targets at Cloudflare
        project.workers[0].environments[0].accountId = accountId;
        const QList<NamespaceUse> uses = usesOf(project, *todoBinding().previewId);
        QCOMPARE(uses.size(), 1);
        QCOMPARE(uses.first().words(), QStringLiteral("TODO (preview_id)"));
        QCOMPARE(uses.first().info.target.place, Place::Remote);
        QCOMPARE(uses.first().info.target.accountId, accountId);
        QVERIFY(usesOf(project, {}).isEmpty());
        QVERIFY(usesOf({}, *todoBinding().id).isEmpty());
    }

private:
    std::unique_ptr<ProjectModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestAccountNodes)
#include "tst_accountnodes.moc"
