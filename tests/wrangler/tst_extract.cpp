// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/extract.h"

#include "wrangler/configfile.h"

#include <QtTest>

using namespace kv;
using namespace kv::wrangler;

namespace {

QList<Environment> extract(const QByteArray &text, const char *path = "/x.json")
{
    const auto value = parseConfig(text, QLatin1String(path));
    if (!value)
        qFatal("the test's own text is broken: %s", qPrintable(value.error().detail));
    return extractEnvironments(*value);
}

QStringList messages(const Environment &env, Severity severity)
{
    QStringList out;
    for (const Diagnostic &d : env.diagnostics) {
        if (d.severity == severity)
            out.append(d.message);
    }
    return out;
}

/// Every binding as "name/id/preview_id/remote", "-" for what is absent.
QString summary(const Environment &env)
{
    QStringList out;
    for (const Binding &b : env.bindings)
        out.append(b.name + u'/' + b.id.value_or(QStringLiteral("-")) + u'/' +
                   b.previewId.value_or(QStringLiteral("-")) + u'/' +
                   (b.remote ? QString::number(*b.remote) : QStringLiteral("-")));
    return out.join(u' ');
}

} // namespace

class TestExtract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bindings_data();
    void bindings();
    void errors_data();
    void errors();
    void notInherited();
    void partlyListed();
    void errorsOfTheTopLevelStopEveryEnvironment();
    void accountAndName();
    void environmentsThatAreNone();
    void hints();
    void positions();
    void jsonAndTomlAgree();
    void cutAnywhereNeverCrashes();
};

void TestExtract::bindings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(expected);
    };
    row("{}", "");
    row(R"({"kv_namespaces":[]})", "");
    row(R"({"kv_namespaces":[{"binding":"A"}]})", "A/-/-/-");
    row(R"({"kv_namespaces":[{"binding":"A","id":"1","preview_id":"2","remote":true}]})", "A/1/2/1");
    row(R"({"kv_namespaces":[{"binding":"A","preview_id":"","remote":false}]})", "A/-//0");
    row(R"({"kv_namespaces":[{"binding":"","id":"1"}]})", "/1/-/-");
    row(R"({"kv_namespaces":[{"binding":"A"},{"binding":"B","id":5},"C",{"id":"1"}]})", "A/-/-/- B/-/-/-");
}

void TestExtract::bindings()
{
    QFETCH(QByteArray, text);
    const auto envs = extract(text);
    QCOMPARE(envs.size(), 1);
    QTEST(summary(envs.first()), "expected");
}

void TestExtract::errors_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QString>("error"); // "%f" stands for the field as seen from the environment
    const auto row = [](const char *list, const char *error) {
        QTest::newRow(list) << QByteArray(list) << QString::fromUtf8(error);
    };
    row(R"({"a":1})", R"(The field "%f" should be an array but got {"a":1}.)");
    row("null", R"(The field "%f" should be an array but got null.)");
    row(R"("x")", R"(The field "%f" should be an array but got "x".)");
    row(R"(["A"])", R"("kv_namespaces" bindings should be objects, but got "A")");
    row("[null]", R"("kv_namespaces" bindings should be objects, but got null)");
    row("[{}]", R"("%f[0]" bindings should have a string "binding" field but got {}.)");
    row(R"([["A"]])", R"("%f[0]" bindings should have a string "binding" field but got ["A"].)");
    row(R"([{"binding":5}])",
        R"("%f[0]" bindings should have a string "binding" field but got {"binding":5}.)");
    row(R"([{"binding":"A","id":1.50}])",
        R"("%f[0]" bindings should have a string "id" field but got {"binding":"A","id":1.5}.)");
    row(R"([{"binding":"A","id":""}])",
        R"("%f[0]" bindings should have a string "id" field but got {"binding":"A","id":""}.)");
    row(R"([{"binding":"A","id":null}])",
        R"("%f[0]" bindings should have a string "id" field but got {"binding":"A","id":null}.)");
    row(R"([{"binding":"B"},{"binding":"A","preview_id":1}])",
        R"("%f[1]" bindings should, optionally, have a string "preview_id" field but got {"binding":"A","preview_id":1}.)");
    row(R"([{"binding":"A","remote":"x"}])",
        R"("%f[0]" should, optionally, have a boolean "remote" field but got {"binding":"A","remote":"x"}.)");
}

void TestExtract::errors()
{
    QFETCH(QByteArray, list);
    QFETCH(QString, error);
    const auto top = extract("{\"kv_namespaces\":" + list + '}');
    QCOMPARE(messages(top.first(), Severity::Error),
             QStringList{QString(error).replace(QLatin1String("%f"), QLatin1String("kv_namespaces"))});
    const auto envs = extract("{\"env\":{\"e\":{\"kv_namespaces\":" + list + "}}}");
    QCOMPARE(envs.size(), 2);
    QVERIFY(envs.first().diagnostics.isEmpty());
    QCOMPARE(messages(envs.last(), Severity::Error),
             QStringList{QString(error).replace(QLatin1String("%f"), QLatin1String("env.e.kv_namespaces"))});
}

void TestExtract::notInherited()
{
    const auto envs =
        extract(R"({"kv_namespaces":[{"binding":"A"}],"env":{"e":{},"f":{"kv_namespaces":[]}}})");
    QCOMPARE(envs.size(), 3);
    QVERIFY(envs.at(1).bindings.isEmpty());
    QCOMPARE(
        messages(envs.at(1), Severity::Warning),
        QStringList{QStringLiteral(
            "\"kv_namespaces\" exists at the top level, but not on \"env.e\". This is not what you probably "
            "want, since \"kv_namespaces\" is not inherited by environments. Please add \"kv_namespaces\" to "
            "\"env.e\".")});
    QVERIFY(extract(R"({"env":{"e":{}}})").last().diagnostics.isEmpty());
}

void TestExtract::errorsOfTheTopLevelStopEveryEnvironment()
{
    const auto envs = extract(R"({"kv_namespaces":[{"id":"a"}],
                                  "env":{"e":{"kv_namespaces":[{"binding":"A","id":"s"}]}}})");
    QCOMPARE(messages(envs.first(), Severity::Error).size(), 1);
    QCOMPARE(messages(envs.last(), Severity::Error), messages(envs.first(), Severity::Error));
    const auto twice = extract(R"({"kv_namespaces":[{"binding":"A"},{"binding":"A"}],
                                   "env":{"e":{"kv_namespaces":[{"binding":"A","id":"s"}]}}})");
    QVERIFY(!messages(twice.first(), Severity::Error).isEmpty());
    QCOMPARE(messages(twice.last(), Severity::Error).size(), 0);
}

void TestExtract::partlyListed()
{
    const auto envs = extract(R"({"kv_namespaces":[{"binding":"A"},{"binding":"B"}],
                                  "env":{"e":{"kv_namespaces":[{"binding":"B","x":1,"y":2}]}}})");
    const QStringList warnings = messages(envs.last(), Severity::Warning);
    QCOMPARE(warnings.size(), 2);
    QCOMPARE(warnings.first(),
             QStringLiteral("Unexpected fields found in env.e.kv_namespaces[0] field: \"x\",\"y\""));
    QVERIFY(warnings.last().startsWith(QStringLiteral(
        "There is a kv_namespaces binding with name \"A\" at the top level, but not on \"env.e\".")));
}

void TestExtract::accountAndName()
{
    const auto envs = extract(R"({"name":"w","account_id":"acc","env":{
        "plain":{}, "own":{"name":"other","account_id":"mine"}, "empty":{"name":"","account_id":""}}})");
    QCOMPARE(envs.at(0).workerName, QStringLiteral("w"));
    QCOMPARE(envs.at(0).accountId, QStringLiteral("acc"));
    QCOMPARE(envs.at(1).name, QStringLiteral("plain"));
    QCOMPARE(envs.at(1).workerName, QStringLiteral("w-plain"));
    QCOMPARE(envs.at(1).accountId, QStringLiteral("acc"));
    QCOMPARE(envs.at(2).workerName, QStringLiteral("other"));
    QCOMPARE(envs.at(2).accountId, QStringLiteral("mine"));
    QCOMPARE(envs.at(3).workerName, QString());
    QCOMPARE(envs.at(3).accountId, QStringLiteral("acc"));
    QCOMPARE(messages(envs.at(3), Severity::Warning).size(), 1);

    const auto none = extract(R"({"name":"","account_id":"","env":{"e":{}}})");
    QCOMPARE(none.at(1).workerName, QString());
    QVERIFY(!none.at(0).accountId && !none.at(1).accountId);
    for (const char *bad : {R"({"name":"Bad Name"})", R"({"name":5})", R"({"name":"-a"})",
                            R"({"account_id":5})", R"({"legacy_env":true})"})
        QCOMPARE(messages(extract(bad).first(), Severity::Error).size(), 1);
}

void TestExtract::environmentsThatAreNone()
{
    for (const char *text : {R"({"env":"abc"})", R"({"env":5})", R"({"env":[{}]})", "[]"}) {
        const auto envs = extract(text);
        QCOMPARE(envs.size(), 1);
        QCOMPARE(messages(envs.first(), Severity::Warning).size(), 1);
        QVERIFY(messages(envs.first(), Severity::Error).isEmpty());
    }
    QVERIFY(extract(R"({"env":null})").first().diagnostics.isEmpty());
    const auto envs = extract(R"({"env":{"e":"x","f":null,"g":[]}})");
    QCOMPARE(messages(envs.at(1), Severity::Error),
             QStringList{QStringLiteral("\"env.e\" should be an object but got \"x\".")});
    QCOMPARE(messages(envs.at(2), Severity::Error).size(), 1);
    QVERIFY(envs.at(3).diagnostics.isEmpty());
}

void TestExtract::hints()
{
    const auto env =
        extract(R"({"kv_namespaces":[{"binding":"my-kv"},{"binding":"_ok$1"},{"binding":"1x"}]})").first();
    QCOMPARE(messages(env, Severity::Hint).size(), 2);
    QVERIFY(messages(env, Severity::Hint).first().startsWith(QStringLiteral("\"my-kv\" is not a valid")));
}

void TestExtract::positions()
{
    const auto json =
        extract("{\n \"kv_namespaces\": [\n  {\"binding\":\"A\"},\n  {\"binding\":\"B\",\n   \"id\":7}],\n"
                " \"env\": {\"e\":\n {}}}");
    QCOMPARE(json.first().bindings.at(1).line, 4);
    QCOMPARE(json.first().bindings.at(1).column, 3);
    QCOMPARE(json.first().diagnostics.first().line, 5);
    QCOMPARE(json.at(1).line, 6);
    const auto toml = extract(
        "[[kv_namespaces]]\nbinding='A'\n\n[env.e]\n[[env.e.kv_namespaces]]\nbinding='A'\n", "/x.toml");
    QCOMPARE(toml.at(0).bindings.first().line, 1);
    QCOMPARE(toml.at(1).line, 4);
    QCOMPARE(toml.at(1).bindings.first().line, 5);
}

void TestExtract::jsonAndTomlAgree()
{
    const auto json = extract(R"({"name":"w","kv_namespaces":[{"binding":"A","id":"1","preview_id":"2"}],
        "env":{"z":{"kv_namespaces":[{"binding":"A","remote":true,"x":1}]},"b":{}}})");
    const auto toml = extract("name='w'\nkv_namespaces=[{binding='A',\nid='1',preview_id='2',}]\n"
                              "[[env.z.kv_namespaces]]\nbinding='A'\nremote=true\nx=1\n[env.b]\n",
                              "/x.toml");
    QCOMPARE(toml.size(), json.size());
    for (qsizetype i = 0; i < json.size(); ++i) {
        QCOMPARE(toml.at(i).name, json.at(i).name);
        QCOMPARE(toml.at(i).workerName, json.at(i).workerName);
        QCOMPARE(summary(toml.at(i)), summary(json.at(i)));
        QCOMPARE(messages(toml.at(i), Severity::Warning), messages(json.at(i), Severity::Warning));
    }
}

void TestExtract::cutAnywhereNeverCrashes()
{
    const QByteArray toml(
        "name='w'\nkv_namespaces=[{binding='A',\nid='1',preview_id='2',}]\n"
        "[[env.z.kv_namespaces]]\nbinding='A'\nremote=true\nx=1\n[env.b]\n[vars]\nA='\xc3\xa4'\n");
    int read = 0;
    for (qsizetype cut = 0; cut <= toml.size(); ++cut) {
        if (const auto value = parseConfig(toml.left(cut), QStringLiteral("/x.toml"))) {
            ++read;
            QVERIFY(!extractEnvironments(*value).isEmpty());
        }
    }
    QVERIFY(read > 10);
}

QTEST_GUILESS_MAIN(TestExtract)
#include "tst_extract.moc"
