// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/uniquenames.h"

#include "wrangler/configfile.h"

#include <QtTest>

using namespace kv;
using namespace kv::wrangler;

class TestUniqueNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void topLevel_data();
    void topLevel();
    void environment_data();
    void environment();
    void pointsAtTheKvBinding();
};

namespace {

const QString closing =
    QStringLiteral("Bindings must have unique names, so that they can all be referenced in the worker. "
                   "Please change your bindings to have unique names.");

QStringList duplicates(const Value &active, const Value &root)
{
    QStringList out;
    for (const Diagnostic &d : duplicateBindings(active, root)) {
        out.append(d.message);
        if (d.severity != Severity::Error)
            out.append(QStringLiteral("(not an error)"));
    }
    if (!out.isEmpty() && out.last() == closing)
        out.removeLast();
    return out;
}

} // namespace

void TestUniqueNames::topLevel_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QStringList>("messages");
    const auto row = [](const char *rest, const QStringList &messages) {
        QTest::newRow(rest) << QByteArray(rest) << messages;
    };
    const auto kvAnd = [](const char *other) {
        return QStringList{
            QStringLiteral("A assigned to KV Namespace and %1 bindings.").arg(QLatin1String(other))};
    };
    row(R"("name":"w")", {});
    row(R"("r2_buckets":[{"binding":"B"}])", {});
    row(R"("r2_buckets":[{"binding":"A"}])", kvAnd("R2 Bucket"));
    row(R"("d1_databases":[{"binding":"A"}])", kvAnd("D1 Database"));
    row(R"("services":[{"binding":"A"}])", kvAnd("Worker"));
    row(R"("queues":{"producers":[{"binding":"A"}]})", kvAnd("Queue"));
    row(R"("vectorize":[{"binding":"A"}])", kvAnd("Vectorize Index"));
    row(R"("hyperdrive":[{"binding":"A"}])", kvAnd("Hyperdrive Config"));
    row(R"("analytics_engine_datasets":[{"binding":"A"}])", kvAnd("Analytics Engine Dataset"));
    row(R"("ai":{"binding":"A"})", kvAnd("AI"));
    row(R"("browser":{"binding":"A"})", kvAnd("Browser Run"));
    row(R"("version_metadata":{"binding":"A"})", kvAnd("Worker Version Metadata"));
    row(R"("vars":{"A":"x"})", kvAnd("Environment Variable"));
    row(R"("text_blobs":{"A":"x"})", kvAnd("Text Blob"));
    row(R"("assets":{"directory":"x","binding":"A"})", kvAnd("Assets"));
    row(R"("secrets":{"required":["A"]})", kvAnd("Secret"));
    row(R"("unsafe":{"bindings":[{"name":"A"}]})", kvAnd("Unsafe Metadata"));
    row(R"("durable_objects":{"bindings":[{"name":"A"}]})",
        {QStringLiteral("A assigned to Durable Object and KV Namespace bindings.")});
    row(R"("durable_objects":{})", {});
    row(R"("send_email":[{"name":"A"}])", {}); // a list by name is not looked at, by wrangler either
    row(R"("r2_buckets":[{"binding":"A"},{"binding":5}])", {});
    row(R"("r2_buckets":[{"binding":"A"}],"vars":{"A":1})",
        {QStringLiteral("A assigned to KV Namespace, R2 Bucket, and Environment Variable bindings.")});
    row(R"("r2_buckets":[{"binding":"X"},{"binding":"X"}])",
        {QStringLiteral("X assigned to multiple R2 Bucket bindings.")});
    row(R"("kv_namespaces":[{"binding":"A"},{"binding":"A"}])",
        {QStringLiteral("A assigned to multiple KV Namespace bindings.")});
    row(R"("kv_namespaces":[{"binding":"A"},{"binding":"A"}],"vars":{"A":1})",
        {QStringLiteral("A assigned to KV Namespace and Environment Variable bindings."),
         QStringLiteral("A assigned to multiple KV Namespace bindings.")});
    row(R"("kv_namespaces":[{"binding":"ASSETS"}],"pages_build_output_dir":"x")",
        {QStringLiteral(
            "The name 'ASSETS' is reserved in Pages projects. Please use a different name for your KV "
            "Namespace binding.")});
}

void TestUniqueNames::topLevel()
{
    QFETCH(QByteArray, rest);
    const auto root =
        parseConfig("{\"kv_namespaces\":[{\"binding\":\"A\"}]," + rest + '}', QStringLiteral("/x.json"));
    QVERIFY(root);
    QTEST(duplicates(*root, *root), "messages");
}

void TestUniqueNames::environment_data()
{
    QTest::addColumn<QByteArray>("top");
    QTest::addColumn<bool>("clash");
    QTest::newRow("own types are not inherited") << QByteArray(R"("vars":{"A":1})") << false;
    QTest::newRow("assets are inherited") << QByteArray(R"("assets":{"binding":"A"})") << true;
    QTest::newRow("logfwdr is inherited") << QByteArray(R"("logfwdr":{"bindings":[{"name":"A"}]})") << true;
    QTest::newRow("blobs belong to every environment") << QByteArray(R"("text_blobs":{"A":"x"})") << true;
}

void TestUniqueNames::environment()
{
    QFETCH(QByteArray, top);
    const auto root = parseConfig('{' + top + R"(,"env":{"e":{"kv_namespaces":[{"binding":"A"}]}}})",
                                  QStringLiteral("/x.json"));
    QVERIFY(root);
    QTEST(!duplicates(*root->find(u"env")->find(u"e"), *root).isEmpty(), "clash");
    QVERIFY(duplicates(*root, *root).isEmpty());
}

void TestUniqueNames::pointsAtTheKvBinding()
{
    const auto root =
        parseConfig("{\"kv_namespaces\":[\n{\"binding\":\"A\"},\n{\"binding\":\"A\"}],\n\"vars\":{\"A\":1}}",
                    QStringLiteral("/x.json"));
    QVERIFY(root);
    for (const Diagnostic &d : duplicateBindings(*root, *root)) {
        QCOMPARE(d.line, 3);
        QCOMPARE(d.column, 1);
    }
}

QTEST_GUILESS_MAIN(TestUniqueNames)
#include "tst_uniquenames.moc"
