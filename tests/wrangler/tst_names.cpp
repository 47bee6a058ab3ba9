// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/names.h"

#include "wrangler/configfile.h"
#include "wrangler/worker.h"

#include <QtTest>

using namespace kv;
using namespace kv::wrangler;

class TestNames : public QObject
{
    Q_OBJECT

private:
    void add(const char *path, const char *text)
    {
        m_project.root = QStringLiteral("/p");
        const QString config = QLatin1String(path);
        m_project.workers.append(makeWorker(parseConfig(text, config), config, m_project.root, {}));
    }
    QStringList names() const
    {
        QStringList out;
        for (const Worker &w : m_project.workers)
            for (const Environment &e : w.environments)
                for (const Binding &b : e.bindings)
                    for (const TargetInfo &t : b.targets)
                        out.append(t.name);
        return out;
    }
    Project m_project;

private Q_SLOTS:
    void init() { m_project = {}; }
    void oneWorker();
    void primaryKeepsTheShortName();
    void withoutPrimaryAllAreLong();
    void workersOfOneName();
    void nameThatIsAnothersFolder();
    void longFormIsAlwaysUnderstood();
    void byId();
    void byIdAtCloudflare();
    void whatCountsAsProduction();
    void suggestions();
};

void TestNames::oneWorker()
{
    add("/p/wrangler.json", R"({"kv_namespaces":[{"binding":"A","id":"1","preview_id":"2"}],
                               "env":{"s":{"kv_namespaces":[{"binding":"A","preview_id":"3"}]}}})");
    assignNames(m_project, {});
    QCOMPARE(names(), (QStringList{QStringLiteral("local:A"), QStringLiteral("local:A:preview"),
                                   QStringLiteral("remote:A"), QStringLiteral("remote:A:preview"),
                                   QStringLiteral("local:A@s"), QStringLiteral("local:A@s:preview"),
                                   QStringLiteral("remote:A@s:preview")}));
    for (const QString &name : names())
        QCOMPARE(findTarget(m_project, name)->name, name);
    QCOMPARE(findTarget(m_project, QStringLiteral("local:A@s:preview"))->target.namespaceId,
             QStringLiteral("3"));
}

void TestNames::primaryKeepsTheShortName()
{
    add("/p/wrangler.json", R"({"name":"root","kv_namespaces":[{"binding":"A"}]})");
    add("/p/api/wrangler.json", R"({"name":"api-worker","kv_namespaces":[{"binding":"A"},{"binding":"B"}]})");
    assignNames(m_project, QStringLiteral("/p/wrangler.json"));
    QCOMPARE(names(), (QStringList{QStringLiteral("local:A"), QStringLiteral("local:api-worker/A"),
                                   QStringLiteral("local:B")}));
}

void TestNames::withoutPrimaryAllAreLong()
{
    add("/p/a/wrangler.json", R"({"name":"wa","kv_namespaces":[{"binding":"A"}]})");
    add("/p/b/wrangler.json", R"({"kv_namespaces":[{"binding":"A"}]})");
    assignNames(m_project, {});
    QCOMPARE(names(), (QStringList{QStringLiteral("local:wa/A"), QStringLiteral("local:b/A")}));
}

void TestNames::workersOfOneName()
{
    add("/p/x/a/wrangler.json", R"({"name":"w","kv_namespaces":[{"binding":"A"}]})");
    add("/p/x/b/wrangler.json", R"({"name":"w","kv_namespaces":[{"binding":"A"}]})");
    assignNames(m_project, {});
    QCOMPARE(names(), (QStringList{QStringLiteral("local:x/a/A"), QStringLiteral("local:x/b/A")}));
}

void TestNames::nameThatIsAnothersFolder()
{
    add("/p/a/wrangler.json", R"({"name":"b","kv_namespaces":[{"binding":"A"}]})");
    add("/p/b/wrangler.json", R"({"name":"c","kv_namespaces":[{"binding":"A"}]})");
    assignNames(m_project, {});
    QCOMPARE(names(), (QStringList{QStringLiteral("local:a/A"), QStringLiteral("local:c/A")}));
}

void TestNames::longFormIsAlwaysUnderstood()
{
    add("/p/wrangler.json", R"({"name":"root","kv_namespaces":[{"binding":"A","id":"1"}]})");
    add("/p/api/wrangler.json", R"({"name":"w","kv_namespaces":[{"binding":"A","id":"2"}]})");
    assignNames(m_project, QStringLiteral("/p/wrangler.json"));
    QCOMPARE(findTarget(m_project, QStringLiteral("local:root/A"))->target.namespaceId, QStringLiteral("1"));
    QCOMPARE(findTarget(m_project, QStringLiteral("local:./A"))->target.namespaceId, QStringLiteral("1"));
    QCOMPARE(findTarget(m_project, QStringLiteral("local:api/A"))->target.namespaceId, QStringLiteral("2"));
}

void TestNames::byId()
{
    QCOMPARE(primaryStateRoot(Project{.root = QStringLiteral("/p")}),
             QStringLiteral("/p/.wrangler/state/v3"));
    add("/p/api/wrangler.json", R"({"kv_namespaces":[{"binding":"A","id":"1"}]})");
    assignNames(m_project, {});
    m_project.onlyOnDisk.append({.name = QStringLiteral("local:#old"), .oldLayout = true});
    const auto known = findTarget(m_project, QStringLiteral("local:#1"));
    QCOMPARE(known->name, QStringLiteral("local:A"));
    const auto other = findTarget(m_project, QStringLiteral("local:#x y#"));
    QCOMPARE(other->target.namespaceId, QStringLiteral("x y#"));
    QCOMPARE(other->target.stateRoot, QStringLiteral("/p/api/.wrangler/state/v3"));
    QVERIFY(findTarget(m_project, QStringLiteral("local:#old"))->oldLayout);
}

void TestNames::byIdAtCloudflare()
{
    add("/p/a/wrangler.json", R"({"name":"wa","kv_namespaces":[{"binding":"A","id":"1"}]})");
    add("/p/b/wrangler.json",
        R"({"name":"wb","account_id":"acc","kv_namespaces":[{"binding":"A","id":"2"}]})");
    assignNames(m_project, {});
    QCOMPARE(names(), (QStringList{QStringLiteral("local:wa/A"), QStringLiteral("remote:wa/A"),
                                   QStringLiteral("local:wb/A"), QStringLiteral("remote:wb/A")}));
    const Result<TargetInfo> bound = findTarget(m_project, QStringLiteral("remote:#2"));
    QVERIFY(bound.has_value());
    QCOMPARE(bound->name, QStringLiteral("remote:wb/A"));
    QCOMPARE(bound->target.accountId, QStringLiteral("acc"));
    const Result<TargetInfo> other = findTarget(m_project, QStringLiteral("remote:#3"));
    QVERIFY(other.has_value());
    QCOMPARE(other->target, (Target{.place = Place::Remote,
                                    .namespaceId = QStringLiteral("3"),
                                    .accountId = QStringLiteral("acc")}));
}

void TestNames::whatCountsAsProduction()
{
    add("/p/a/wrangler.json", R"({"name":"wa","kv_namespaces":[{"binding":"A","id":"1","preview_id":"2"}]})");
    add("/p/b/wrangler.json",
        R"({"name":"wb","env":{"s":{"kv_namespaces":[{"binding":"B","id":"3","preview_id":"1"},
                                                                          {"binding":"C","preview_id":"4"}]}}})");
    QVERIFY(isProduction(m_project, QStringLiteral("1"))); // another's preview_id as well
    QVERIFY(!isProduction(m_project, QStringLiteral("2")));
    QVERIFY(isProduction(m_project, QStringLiteral("3")));
    QVERIFY(!isProduction(m_project, QStringLiteral("4")));
    QVERIFY(isProduction(m_project, QStringLiteral("5"))); // nobody here knows who uses it
    QVERIFY(isProduction({}, QStringLiteral("1")));
}

void TestNames::suggestions()
{
    QCOMPARE(findTarget(m_project, QStringLiteral("local:A")).error().kind, ErrorKind::InvalidInput);
    QVERIFY(findTarget(m_project, QStringLiteral("local:A"))
                .error()
                .detail.contains(QLatin1String("no wrangler file")));
    add("/p/wrangler.json", R"({"kv_namespaces":[{"binding":"TODO"},{"binding":"SESSIONS"}]})");
    assignNames(m_project, {});
    const auto detail = [this](const char *name) {
        const auto found = findTarget(m_project, QLatin1String(name));
        return found ? QString() : found.error().detail;
    };
    QVERIFY(detail("TODO").endsWith(QLatin1String("did you mean local:TODO")));
    QVERIFY(detail("local:todo").endsWith(QLatin1String("did you mean local:TODO")));
    QVERIFY(detail("local:TODO:preview").endsWith(QLatin1String("did you mean local:TODO")));
    QVERIFY(detail("local:SESION").endsWith(QLatin1String("did you mean local:SESSIONS")));
    QVERIFY(detail("zzzzzzzzzzzz").contains(QLatin1String("local:TODO, local:SESSIONS")) ||
            detail("zzzzzzzzzzzz").contains(QLatin1String("local:SESSIONS, local:TODO")));
}

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
