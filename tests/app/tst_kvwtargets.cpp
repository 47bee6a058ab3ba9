// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/location.h"
#include "support/kvwrunner.h"

#include <QTest>

#include <memory>

using kv::test::KvwRunner;
using kv::test::Ran;
using namespace Qt::Literals::StringLiterals;

/// The built kvw, run as a user would: which project, which Worker, which store.
class TestKvwTargets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theJsonTellsEverything();
    void aBrokenFileIsOneRowAndCodeOne();
    void aFileThatIsTooLargeHasNoLine();
    void aRefusedEnvironmentIsOneRowAndCodeOne();
    void theTextIsForPeople();
    void severalWorkersHaveQualifiedNames();
    void insideAWorkerItsOwnNamesAreShort();
    void filesBelowAreLookedAtToo();
    void projectNamesAFolderOrAFile();
    void aFolderThatIsNotThereIsSaid();
    void noWranglerFileIsSaid();
    void anyNamespaceOpensByItsId();
    void anIdIsFoundInTheFolderThatHasIt();
    void aDatabaseOpensByItsFilesName();
    void persistToCountsFromHere();
    void aBrokenFileIsBlamedForAnUnknownName();

private:
    bool isPut(const QString &target, const QString &in, const QStringList &more = {}) const
    {
        return m_kvw
            ->run(QStringList{u"put"_s, target, u"key"_s, u"--value"_s, target + u" in "_s + in} + more, {},
                  in)
            .isDone();
    }
    QByteArray get(const QString &target, const QString &in, const QStringList &more = {}) const
    {
        const Ran ran = m_kvw->run(QStringList{u"get"_s, target, u"key"_s} + more, {}, in);
        return ran.code == 0 ? ran.out : ran.told();
    }
    QString database(const QString &folder, const QString &id) const
    {
        return kv::local::locate({.place = kv::Place::Local,
                                  .namespaceId = id,
                                  .stateRoot = m_kvw->path(folder + u"/.wrangler/state/v3"_s),
                                  .databaseName = {}})
            .databasePath;
    }

    std::unique_ptr<KvwRunner> m_kvw;
};

#define COMPARE_SAYS(ran, code, words)                                                                       \
    do {                                                                                                     \
        const Ran kvRan = (ran);                                                                             \
        QVERIFY2(kvRan.says(code, words), kvRan.told().constData());                                         \
    } while (false)

/// A monorepo: `shop` with a TODO that has both ids and an environment, `edge` with a TODO and a FLAGS.
void TestKvwTargets::init()
{
    m_kvw = std::make_unique<KvwRunner>();
    QVERIFY(m_kvw->write(u"apps/shop/wrangler.jsonc"_s, R"({
  // a comment
  "name": "shop",
  "kv_namespaces": [
    { "binding": "TODO", "id": "aaaa", "preview_id": "bbbb" },
    { "binding": "CACHE", "remote": true },
  ],
  "env": { "staging": { "kv_namespaces": [{ "binding": "TODO", "id": "cccc" }, { "binding": "CACHE" }] } }
})"));
    QVERIFY(m_kvw->write(u"apps/edge/wrangler.toml"_s,
                         "name = \"edge\"\n"
                         "kv_namespaces = [ { binding = \"TODO\", id = \"dddd\" }, "
                         "{ binding = \"FLAGS\", id = \"eeee\" } ]\n"));
}

void TestKvwTargets::theJsonTellsEverything()
{
    QVERIFY(isPut(u"local:TODO:preview"_s, u"apps/shop"_s));
    const Ran ran = m_kvw->run({u"targets"_s, u"--json"_s}, {}, u"apps/shop"_s);
    QVERIFY2(ran.isDone(), ran.told().constData());
    const QJsonArray rows = ran.rows();
    QCOMPARE(rows.size(), 4);
    const QJsonObject todo = rows[0].toObject();
    QCOMPARE(todo.keys(), (QStringList{u"binding"_s, u"config"_s, u"environment"_s, u"id"_s, u"line"_s,
                                       u"preview_id"_s, u"remote"_s, u"targets"_s, u"worker"_s}));
    QCOMPARE(todo[u"config"].toString(), m_kvw->path(u"apps/shop/wrangler.jsonc"_s));
    QCOMPARE(todo[u"worker"].toString(), u"shop"_s);
    QVERIFY(todo[u"environment"].isNull());
    QCOMPARE(todo[u"binding"].toString(), u"TODO"_s);
    QCOMPARE(todo[u"id"].toString(), u"aaaa"_s);
    QCOMPARE(todo[u"preview_id"].toString(), u"bbbb"_s);
    QVERIFY(todo[u"remote"].isNull());
    QCOMPARE(todo[u"line"].toInt(), 5);
    QCOMPARE(todo[u"targets"].toArray().size(), 4);
    const QJsonObject production = todo[u"targets"][2].toObject();
    QCOMPARE(production[u"name"].toString(), u"remote:TODO"_s);
    QCOMPARE(production[u"place"].toString(), u"remote"_s);
    QCOMPARE(production[u"namespace"].toString(), u"aaaa"_s);
    QVERIFY(production[u"path"].isNull());
    QVERIFY(production[u"exists"].isNull());
    QVERIFY(production[u"used_by"].toArray().contains(u"the deployed Worker"_s));
    const QJsonObject preview = todo[u"targets"][1].toObject();
    QCOMPARE(preview.keys(),
             (QStringList{u"exists"_s, u"name"_s, u"namespace"_s, u"path"_s, u"place"_s, u"used_by"_s}));
    QCOMPARE(preview[u"name"].toString(), u"local:TODO:preview"_s);
    QCOMPARE(preview[u"place"].toString(), u"local"_s);
    QCOMPARE(preview[u"namespace"].toString(), u"bbbb"_s);
    QCOMPARE(preview[u"path"].toString(), database(u"apps/shop"_s, u"bbbb"_s));
    QCOMPARE(preview[u"exists"].toBool(), true);
    QVERIFY(preview[u"used_by"].toArray().contains(u"wrangler dev"_s));
    QVERIFY(!preview[u"used_by"].toArray().contains(u"wrangler kv key list"_s));
    QCOMPARE(todo[u"targets"][0][u"exists"].toBool(), false);
    QVERIFY(todo[u"targets"][0][u"used_by"].toArray().contains(u"wrangler kv key list"_s));

    QCOMPARE(rows[1][u"binding"].toString(), u"CACHE"_s);
    QVERIFY(rows[1][u"id"].isNull());
    QCOMPARE(rows[1][u"remote"].toBool(), true);
    QCOMPARE(rows[1][u"targets"][0][u"namespace"].toString(), u"CACHE"_s);
    QCOMPARE(rows[2][u"environment"].toString(), u"staging"_s);
    QCOMPARE(rows[2][u"worker"].toString(), u"shop-staging"_s);
    QCOMPARE(rows[2][u"targets"][0][u"name"].toString(), u"local:TODO@staging"_s);
}

void TestKvwTargets::aBrokenFileIsOneRowAndCodeOne()
{
    QVERIFY(
        m_kvw->write(u"apps/broken/wrangler.json"_s, "{\n  \"name\": \"x\",\n  \"kv_namespaces\": [}\n}"));
    const Ran ran = m_kvw->run({u"targets"_s, u"--json"_s});
    QCOMPARE(ran.code, 1);
    const QJsonArray rows = ran.rows();
    QCOMPARE(rows.size(), 7);
    int broken = 0;
    for (const QJsonValue &row : rows) {
        if (!row.toObject().contains(u"error"))
            continue;
        ++broken;
        QCOMPARE(row.toObject().keys(), (QStringList{u"column"_s, u"config"_s, u"error"_s, u"line"_s}));
        QCOMPARE(row[u"config"].toString(), m_kvw->path(u"apps/broken/wrangler.json"_s));
        QVERIFY(!row[u"error"].toString().isEmpty());
        QCOMPARE(row[u"line"].toInt(), 3);
        QVERIFY(row[u"column"].toInt() > 1);
    }
    QCOMPARE(broken, 1);

    const Ran text = m_kvw->run({u"targets"_s});
    QCOMPARE(text.code, 1);
    QVERIFY(text.out.contains("apps/broken/wrangler.json\n  3:"));
    QVERIFY(text.out.contains("local:FLAGS"));
}

void TestKvwTargets::aFileThatIsTooLargeHasNoLine()
{
    QVERIFY(m_kvw->write(u"apps/broken/wrangler.json"_s, QByteArray(9 << 20, ' ')));
    const Ran ran = m_kvw->run({u"targets"_s});
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.out.contains("apps/broken/wrangler.json\n  cannot be read: the file is larger than"));
}

void TestKvwTargets::aRefusedEnvironmentIsOneRowAndCodeOne()
{
    QVERIFY(m_kvw->write(u"apps/edge/wrangler.toml"_s,
                         "name = \"edge\"\n[[kv_namespaces]]\nbinding = 5\nid = \"dddd\"\n"));
    const Ran ran = m_kvw->run({u"targets"_s, u"--json"_s});
    QCOMPARE(ran.code, 1);
    QCOMPARE(ran.rows().size(), 5);
    QCOMPARE(ran.rows()[0][u"config"].toString(), m_kvw->path(u"apps/edge/wrangler.toml"_s));
    QVERIFY(!ran.rows()[0][u"error"].toString().isEmpty());
    QVERIFY(ran.rows()[0][u"line"].toInt() > 1);
}

void TestKvwTargets::theTextIsForPeople()
{
    QVERIFY(isPut(u"local:FLAGS"_s, u"apps/edge"_s));
    const Ran ran = m_kvw->run({u"targets"_s});
    QVERIFY2(ran.isDone(), ran.told().constData());
    QVERIFY(ran.out.contains("apps/edge/wrangler.toml\n"));
    QVERIFY(ran.out.contains(" 1 key  "));
    QVERIFY(ran.out.contains(" no store yet  "));
    QVERIFY(ran.out.contains("wrangler dev, wrangler kv key list and "));
    for (const QByteArray &line : ran.out.split('\n')) {
        QVERIFY2(!line.endsWith(' '), line.constData());
        if (line.startsWith("  local:"))
            QVERIFY2(line.size() <= 140, line.constData());
    }
}

void TestKvwTargets::severalWorkersHaveQualifiedNames()
{
    COMPARE_SAYS(m_kvw->run({u"list"_s, u"local:TODO"_s}), 2, "local:shop/TODO");
    QVERIFY(isPut(u"local:shop/TODO"_s, {}));
    QVERIFY(isPut(u"local:apps/edge/TODO"_s, {}));
    QVERIFY(isPut(u"local:shop/TODO:preview"_s, {}));
    QVERIFY(isPut(u"local:FLAGS"_s, {})); // only one Worker has it
    QVERIFY(isPut(u"local:TODO@staging"_s, {}));
    QVERIFY(QFileInfo::exists(database(u"apps/shop"_s, u"aaaa"_s)));
    QVERIFY(QFileInfo::exists(database(u"apps/edge"_s, u"dddd"_s)));
    QVERIFY(QFileInfo::exists(database(u"apps/shop"_s, u"bbbb"_s)));
    QVERIFY(QFileInfo::exists(database(u"apps/edge"_s, u"eeee"_s)));
    QVERIFY(QFileInfo::exists(database(u"apps/shop"_s, u"cccc"_s)));
    QVERIFY(!QFileInfo::exists(m_kvw->path(u".wrangler"_s)));
    // Every name that targets prints opens; those at Cloudflare are known, but need a credential.
    for (const QJsonValue &row : m_kvw->run({u"targets"_s, u"--json"_s}).rows())
        for (const QJsonValue &target : row[u"targets"].toArray())
            if (target[u"place"].toString() == u"remote"_s)
                COMPARE_SAYS(m_kvw->run({u"list"_s, target[u"name"].toString()}), 1, "CLOUDFLARE_API_TOKEN");
            else
                QCOMPARE(m_kvw->run({u"list"_s, target[u"name"].toString()}).code, 0);
}

void TestKvwTargets::insideAWorkerItsOwnNamesAreShort()
{
    QVERIFY(QDir().mkpath(m_kvw->path(u"apps/shop/src/deep"_s)));
    QVERIFY(isPut(u"local:TODO"_s, u"apps/shop/src/deep"_s));
    QVERIFY(QFileInfo::exists(database(u"apps/shop"_s, u"aaaa"_s)));
    QCOMPARE(get(u"local:TODO"_s, u"apps/shop"_s), QByteArray("local:TODO in apps/shop/src/deep"));
    QCOMPARE(get(u"local:shop/TODO"_s, u"apps"_s), QByteArray("local:TODO in apps/shop/src/deep"));
    const Ran targets = m_kvw->run({u"targets"_s}, {}, u"apps/shop/src/deep"_s);
    QVERIFY(targets.isDone());
    QVERIFY(targets.out.contains("local:TODO "));
    QVERIFY(targets.out.contains(" 1 key"));
    // wrangler looks for each name up to the root on its own: json wins, however far up.
    QVERIFY(m_kvw->write(u"wrangler.json"_s, R"({"kv_namespaces": [{"binding": "TODO", "id": "ffff"}]})"));
    COMPARE_SAYS(m_kvw->run({u"get"_s, u"local:TODO"_s, u"key"_s}, {}, u"apps/shop"_s), 3, "no such key");
}

void TestKvwTargets::filesBelowAreLookedAtToo()
{
    // The nearest file does not know these names; it still comes first for those that it knows.
    QVERIFY(m_kvw->write(u"wrangler.json"_s, R"({"kv_namespaces": [{"binding": "TODO", "id": "ffff"}]})"));
    QVERIFY(isPut(u"local:FLAGS"_s, {}));
    QVERIFY(isPut(u"local:shop/TODO"_s, {}));
    QVERIFY(isPut(u"local:TODO"_s, {}));
    QVERIFY(QFileInfo::exists(database(u"apps/edge"_s, u"eeee"_s)));
    QVERIFY(QFileInfo::exists(database(u"apps/shop"_s, u"aaaa"_s)));
    QVERIFY(QFileInfo::exists(m_kvw->path(u".wrangler/state/v3/kv/ffff"_s)));
    QVERIFY(isPut(u"local:#eeee"_s, {}));
    QCOMPARE(get(u"local:FLAGS"_s, {}), QByteArray("local:#eeee in "));
}

void TestKvwTargets::projectNamesAFolderOrAFile()
{
    QVERIFY(isPut(u"local:TODO"_s, {}, {u"--project"_s, u"apps/shop"_s}));
    QCOMPARE(get(u"local:TODO"_s, u"apps/edge"_s, {u"--project=../shop"_s}), QByteArray("local:TODO in "));
    QCOMPARE(get(u"local:TODO"_s, {}, {u"--project"_s, m_kvw->path(u"apps/shop/wrangler.jsonc"_s)}),
             QByteArray("local:TODO in "));
    const Ran ran = m_kvw->run({u"targets"_s, u"--json"_s, u"--project"_s, u"apps/edge/wrangler.toml"_s});
    QVERIFY(ran.isDone());
    QCOMPARE(ran.rows().size(), 2);
}

void TestKvwTargets::aFolderThatIsNotThereIsSaid()
{
    // A folder above it has a wrangler file; that must not be taken for it.
    for (const QString &command :
         {u"list local:TODO"_s, u"targets"_s, u"put local:TODO k --value v"_s, u"get local:#aaaa k"_s})
        COMPARE_SAYS(
            m_kvw->run(command.split(u' ') + QStringList{u"--project=nowhere"_s}, {}, u"apps/shop"_s), 1,
            "no such folder");
    QVERIFY(!QFileInfo::exists(m_kvw->path(u"apps/shop/.wrangler"_s)));
}

void TestKvwTargets::noWranglerFileIsSaid()
{
    QVERIFY(QDir(m_kvw->path(u"apps"_s)).removeRecursively());
    const Ran targets = m_kvw->run({u"targets"_s});
    QVERIFY2(targets.says(1, "no wrangler file"), targets.told().constData());
    QVERIFY(targets.err.contains("--project"));
    QCOMPARE(m_kvw->run({u"targets"_s, u"--json"_s}).rows().size(), 0);
    COMPARE_SAYS(m_kvw->run({u"list"_s, u"local:TODO"_s}), 2, "no wrangler file");
}

void TestKvwTargets::anyNamespaceOpensByItsId()
{
    QVERIFY(isPut(u"local:#aaaa"_s, u"apps/shop"_s));
    QCOMPARE(get(u"local:TODO"_s, u"apps/shop"_s), QByteArray("local:#aaaa in apps/shop"));
    QVERIFY(isPut(u"local:#some/other id"_s, u"apps/shop"_s)); // ids are any string
    QCOMPARE(get(u"local:#some/other id"_s, u"apps/shop"_s), QByteArray("local:#some/other id in apps/shop"));
    const Ran targets = m_kvw->run({u"targets"_s}, {}, u"apps/shop"_s);
    QVERIFY(targets.out.contains("only on disk\n  local:#"));
}

void TestKvwTargets::anIdIsFoundInTheFolderThatHasIt()
{
    // Of the second Worker, and named by no binding.
    QVERIFY(isPut(u"local:#orphan"_s, u"apps/shop"_s));
    QCOMPARE(get(u"local:#orphan"_s, {}), QByteArray("local:#orphan in apps/shop"));
    QCOMPARE(get(u"local:#orphan"_s, u"apps"_s), QByteArray("local:#orphan in apps/shop"));
    // Bound, but not there yet: made where its Worker looks for it.
    QVERIFY(isPut(u"local:#aaaa"_s, {}));
    QVERIFY(QFileInfo::exists(database(u"apps/shop"_s, u"aaaa"_s)));
    // In two: each Worker's own is found from its folder, and from above one has to say which.
    QVERIFY(isPut(u"local:#twice"_s, u"apps/shop"_s));
    QVERIFY(m_kvw->write(u"apps/third/wrangler.toml"_s, "name = \"third\"\n"));
    QVERIFY(isPut(u"local:#twice"_s, u"apps/third"_s));
    QCOMPARE(get(u"local:#twice"_s, u"apps/third"_s), QByteArray("local:#twice in apps/third"));
    COMPARE_SAYS(m_kvw->run({u"get"_s, u"local:#twice"_s, u"key"_s}), 2, "say which with --project");
}

void TestKvwTargets::aDatabaseOpensByItsFilesName()
{
    QVERIFY(isPut(u"local:#lost"_s, u"apps/shop"_s));
    const QString name = QFileInfo(database(u"apps/shop"_s, u"lost"_s)).completeBaseName();
    QCOMPARE(name.size(), 64);
    for (const QString &in : {u"apps/shop"_s, QString()})
        QCOMPARE(get(u"local:#"_s + name, in), QByteArray("local:#lost in apps/shop"));
}

void TestKvwTargets::persistToCountsFromHere()
{
    QVERIFY(QDir().mkpath(m_kvw->path(u"apps/shop/src"_s)));
    QVERIFY(isPut(u"local:TODO"_s, u"apps/shop/src"_s, {u"--persist-to"_s, u"../../state"_s}));
    QVERIFY(QFileInfo::exists(m_kvw->path(u"apps/state/v3/kv/aaaa/blobs"_s)));
    QVERIFY(!QFileInfo::exists(m_kvw->path(u"apps/shop/.wrangler"_s)));
    QCOMPARE(get(u"local:TODO"_s, u"apps"_s, {u"--project=shop"_s, u"--persist-to=state"_s}),
             QByteArray("local:TODO in apps/shop/src"));
    const Ran targets =
        m_kvw->run({u"targets"_s, u"--json"_s, u"--persist-to"_s, u"../state"_s}, {}, u"apps/shop"_s);
    QVERIFY(targets.rows()[0][u"targets"][0][u"exists"].toBool());
}

void TestKvwTargets::aBrokenFileIsBlamedForAnUnknownName()
{
    QVERIFY(m_kvw->write(u"apps/edge/wrangler.toml"_s, "name = \"edge\"\nkv_namespaces = [\n"));
    const Ran ran = m_kvw->run({u"list"_s, u"local:FLAGS"_s});
    QVERIFY2(ran.says(1, "a wrangler file cannot be read"), ran.told().constData());
    QVERIFY(ran.err.contains("apps/edge/wrangler.toml:"));
    QVERIFY(isPut(u"local:TODO"_s, {})); // the others still work
}

QTEST_GUILESS_MAIN(TestKvwTargets)
#include "tst_kvwtargets.moc"
