// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/scan.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace kv;
using namespace kv::wrangler;

class TestScan : public QObject
{
    Q_OBJECT

private:
    QString path(const char *relative) const { return m_dir->filePath(QString::fromUtf8(relative)); }
    void folder(const char *relative) const
    {
        if (!QDir().mkpath(path(relative)))
            qFatal("cannot make the test's own folder");
    }
    void file(const char *relative, const QByteArray &text = "{}") const
    {
        QDir().mkpath(QFileInfo(path(relative)).path());
        QFile f(path(relative));
        if (!f.open(QIODevice::WriteOnly) || f.write(text) != text.size())
            qFatal("cannot write the test's own file");
    }
    QStringList workers(const Scan &scan) const
    {
        QStringList out;
        for (const Worker &w : scan.project.workers)
            out.append(w.relativePath);
        return out;
    }
    static QStringList warnings(const Worker &worker)
    {
        QStringList out;
        for (const Environment &env : worker.environments)
            for (const Diagnostic &d : env.diagnostics)
                out.append(d.message);
        return out;
    }
    std::unique_ptr<QTemporaryDir> m_dir;

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void everyFileSortedByFolder();
    void skipsWhatToolsMake();
    void gitignore();
    void oneFilePerFolder();
    void fileAbove();
    void fileAboveBeatsOwnToml();
    void brokenFilesStandBesideGoodOnes();
    void symbolicLinksAndPipes();
    void unreadableFolder();
    void stateRoots();
    void persistTo();
    void oneFileOnly();
    void limits();
    void missingAndStopped();
    void namesAcrossWorkers();
};

void TestScan::everyFileSortedByFolder()
{
    file("wrangler.toml", "name='root'");
    file("b/wrangler.json");
    file("a/deep/wrangler.jsonc");
    file("a/other.json");
    const auto scan = scanProject(m_dir->path());
    QVERIFY(scan);
    QCOMPARE(scan->project.root, m_dir->path());
    QCOMPARE(workers(*scan),
             (QStringList{QStringLiteral("wrangler.toml"), QStringLiteral("a/deep/wrangler.jsonc"),
                          QStringLiteral("b/wrangler.json")}));
    QCOMPARE(scan->project.workers.first().name, QStringLiteral("root"));
    QCOMPARE(scan->project.workers.first().stateRoot, path(".wrangler/state/v3"));
    for (const char *watched : {"", "a", "a/deep", "b"})
        QVERIFY(scan->folders.contains(QDir::cleanPath(path(watched))));
    QVERIFY(scan->project.problems.isEmpty());
}

void TestScan::skipsWhatToolsMake()
{
    for (const char *name :
         {"node_modules", ".git", ".wrangler", "dist", "build", "out", ".next", ".nuxt", ".output",
          ".svelte-kit", ".turbo", ".cache", "target", "coverage", ".venv", "vendor"})
        file(qPrintable(QStringLiteral("x/%1/wrangler.json").arg(QLatin1String(name))));
    file("x/y/wrangler.json");
    const auto scan = scanProject(m_dir->path());
    QCOMPARE(workers(*scan), QStringList{QStringLiteral("x/y/wrangler.json")});
    QCOMPARE(scan->folders.size(), 3);
}

void TestScan::gitignore()
{
    file(".gitignore", "ignored/\n/only-here\ngen*\n!gen-kept\n");
    file("ignored/wrangler.json");
    file("a/ignored/wrangler.json");
    file("only-here/wrangler.json");
    file("a/only-here/wrangler.json");
    file("gen1/wrangler.json");
    file("gen-kept/wrangler.json");
    file("b/.gitignore", "!ignored\nlocal\n");
    file("b/ignored/wrangler.json");
    file("b/local/wrangler.json");
    const auto scan = scanProject(m_dir->path());
    QCOMPARE(workers(*scan), (QStringList{QStringLiteral("a/only-here/wrangler.json"),
                                          QStringLiteral("b/ignored/wrangler.json"),
                                          QStringLiteral("gen-kept/wrangler.json")}));
}

void TestScan::oneFilePerFolder()
{
    file("wrangler.toml", "name='t'");
    file("wrangler.jsonc", "{\"name\":\"c\"}");
    file("wrangler.json", "{\"name\":\"j\"}");
    const auto scan = scanProject(m_dir->path());
    QCOMPARE(workers(*scan), QStringList{QStringLiteral("wrangler.json")});
    QCOMPARE(scan->project.workers.first().name, QStringLiteral("j"));
    QCOMPARE(warnings(scan->project.workers.first()),
             QStringList{
                 QStringLiteral("wrangler ignores wrangler.jsonc and wrangler.toml in this folder, because "
                                "wrangler.json comes first.")});
}

void TestScan::fileAbove()
{
    file("wrangler.toml", "name='above'");
    file("a/b/wrangler.toml");
    const auto scan = scanProject(path("a"));
    QCOMPARE(workers(*scan),
             (QStringList{QStringLiteral("../wrangler.toml"), QStringLiteral("b/wrangler.toml")}));
    QVERIFY(scan->folders.contains(m_dir->path()));
}

void TestScan::fileAboveBeatsOwnToml()
{
    file("wrangler.json", R"({"kv_namespaces":[{"binding":"A","id":"json"}]})");
    file("a/wrangler.toml", "kv_namespaces=[{binding='A',id='toml'}]");
    const auto scan = scanProject(path("a"));
    QCOMPARE(workers(*scan),
             (QStringList{QStringLiteral("../wrangler.json"), QStringLiteral("wrangler.toml")}));
    QVERIFY(warnings(scan->project.workers.last()).first().contains(QLatin1String("--config wrangler.toml")));
    QCOMPARE(scan->project.workers.first().environments.first().bindings.first().targets.first().name,
             QStringLiteral("local:A"));
    QCOMPARE(scan->project.workers.last().environments.first().bindings.first().targets.first().name,
             QStringLiteral("local:./A"));
}

void TestScan::brokenFilesStandBesideGoodOnes()
{
    file("a/wrangler.json", "{\n  \"name\": \n");
    file("b/wrangler.toml", "name='b'\nname='c'\n");
    file("c/wrangler.json", "");
    file("d/wrangler.json", QByteArray("\xff\xfe{\0}\0", 6));
    file("e/wrangler.json", QByteArray(9 * 1024 * 1024, ' '));
    file("f/wrangler.json", "{\"name\":\"good\"}");
    const auto scan = scanProject(m_dir->path());
    QVERIFY(scan);
    QCOMPARE(scan->project.workers.size(), 6);
    const auto &w = scan->project.workers;
    QCOMPARE(w.at(0).error->line, 3);
    QCOMPARE(w.at(0).error->path, path("a/wrangler.json"));
    QCOMPARE(w.at(1).error->line, 2);
    QVERIFY(w.at(2).error->detail.contains(QLatin1String("empty")));
    QVERIFY(w.at(3).error->detail.contains(QLatin1String("UTF-16")));
    QCOMPARE(w.at(4).error->kind, ErrorKind::TooLarge);
    QVERIFY(!w.at(5).error);
    QVERIFY(w.at(0).environments.isEmpty());
    QCOMPARE(w.at(5).name, QStringLiteral("good"));
}

void TestScan::symbolicLinksAndPipes()
{
    file("real/wrangler.json", "{\"name\":\"real\"}");
    folder("b");
    QVERIFY(QFile::link(path("real"), path("linked")));
    QVERIFY(QFile::link(m_dir->path(), path("real/loop")));
    QVERIFY(QFile::link(path("real/wrangler.json"), path("b/wrangler.json")));
    folder("c");
    QCOMPARE(::mkfifo(QFile::encodeName(path("c/wrangler.json")).constData(), 0600), 0);
    QCOMPARE(::mkfifo(QFile::encodeName(path("c/.gitignore")).constData(), 0600), 0);
    folder("c/d");
    folder("e");
    QVERIFY(QFile::link(path("nowhere"), path("e/wrangler.json")));
    folder("f/wrangler.toml");
    const auto scan = scanProject(m_dir->path());
    QCOMPARE(workers(*scan),
             (QStringList{QStringLiteral("b/wrangler.json"), QStringLiteral("real/wrangler.json")}));
    QCOMPARE(scan->project.workers.first().name, QStringLiteral("real"));
    QCOMPARE(scan->project.workers.first().stateRoot, path("b/.wrangler/state/v3"));
}

void TestScan::unreadableFolder()
{
    file("a/wrangler.json");
    folder("closed");
    QCOMPARE(::chmod(QFile::encodeName(m_dir->path()).constData(), 0755), 0);
    QCOMPARE(::chmod(QFile::encodeName(path("closed")).constData(), 0), 0);
    // Root reads everything, so it looks at the files as nobody.
    const bool root = ::geteuid() == 0;
    if (root)
        ::setfsuid(65534);
    const auto scan = scanProject(m_dir->path());
    const auto closed = scanProject(path("closed"));
    if (root)
        ::setfsuid(0);
    QCOMPARE(::chmod(QFile::encodeName(path("closed")).constData(), 0700), 0);
    QVERIFY(scan);
    QCOMPARE(closed.error().kind, ErrorKind::Denied);
    QCOMPARE(workers(*scan), QStringList{QStringLiteral("a/wrangler.json")});
    QCOMPARE(scan->project.problems.size(), 1);
    QCOMPARE(scan->project.problems.first().kind, ErrorKind::Denied);
    QCOMPARE(scan->project.problems.first().path, path("closed"));
}

void TestScan::stateRoots()
{
    file(".gitignore", ".wrangler\n");
    file("a/wrangler.json");
    folder("b/.wrangler/state/v3");
    folder("c/.wrangler/tmp");
    folder("elsewhere/v3");
    folder("d/.wrangler");
    QVERIFY(QFile::link(path("elsewhere"), path("d/.wrangler/state")));
    const auto scan = scanProject(m_dir->path());
    QCOMPARE(scan->stateRoots, (QStringList{path("a/.wrangler/state/v3"), path("b/.wrangler/state/v3")}));
}

void TestScan::persistTo()
{
    file("a/wrangler.json", R"({"kv_namespaces":[{"binding":"A"}]})");
    file("b/wrangler.json");
    const auto scan = scanProject(m_dir->path(), {QStringLiteral("state"), m_dir->path()});
    QCOMPARE(scan->stateRoots, QStringList{path("state/v3")});
    QCOMPARE(
        scan->project.workers.first().environments.first().bindings.first().targets.first().target.stateRoot,
        path("state/v3"));
}

void TestScan::oneFileOnly()
{
    file("wrangler.json");
    file("my.jsonc", "{\"name\":\"mine\"}");
    file("my.conf", "name");
    const auto scan = scanProject(path("my.jsonc"));
    QCOMPARE(workers(*scan), QStringList{QStringLiteral("my.jsonc")});
    QCOMPARE(scan->project.workers.first().name, QStringLiteral("mine"));
    QVERIFY(warnings(scan->project.workers.first()).isEmpty());
    const auto other = scanProject(path("my.conf"));
    QVERIFY(!other->project.workers.first().error);
    QCOMPARE(warnings(other->project.workers.first()).size(), 1);
}

void TestScan::limits()
{
    folder("1/2/3/4/5");
    file("1/2/wrangler.json");
    file("1/2/3/4/5/wrangler.json");
    const auto shallow = scanProject(m_dir->path(), {}, nullptr, {.depth = 2});
    QCOMPARE(workers(*shallow), QStringList{QStringLiteral("1/2/wrangler.json")});
    QCOMPARE(shallow->project.problems.first().kind, ErrorKind::TooLarge);
    const auto few = scanProject(m_dir->path(), {}, nullptr, {.folders = 3});
    QCOMPARE(workers(*few), QStringList{QStringLiteral("1/2/wrangler.json")});
    QCOMPARE(few->project.problems.size(), 1);
    const auto entries = scanProject(m_dir->path(), {}, nullptr, {.entries = 4});
    QCOMPARE(entries->project.problems.size(), 1);
    QVERIFY(scanProject(m_dir->path())->project.problems.isEmpty());
}

void TestScan::missingAndStopped()
{
    QCOMPARE(scanProject(path("none")).error().kind, ErrorKind::NotFound);
    const std::atomic_bool stop = true;
    QCOMPARE(scanProject(m_dir->path(), {}, &stop).error().kind, ErrorKind::Cancelled);
    const auto empty = scanProject(m_dir->path());
    QVERIFY(empty && empty->project.workers.isEmpty());
}

void TestScan::namesAcrossWorkers()
{
    file("wrangler.json", R"({"kv_namespaces":[{"binding":"A","id":"1"}]})");
    file("apps/api/wrangler.toml", "name='api'\nkv_namespaces=[{binding='A',id='2'},{binding='B'}]");
    const auto scan = scanProject(m_dir->path());
    const auto &bindings = scan->project.workers.last().environments.first().bindings;
    QCOMPARE(scan->project.workers.first().environments.first().bindings.first().targets.first().name,
             QStringLiteral("local:A"));
    QCOMPARE(bindings.at(0).targets.first().name, QStringLiteral("local:api/A"));
    QCOMPARE(bindings.at(1).targets.first().name, QStringLiteral("local:B"));
}

QTEST_GUILESS_MAIN(TestScan)
#include "tst_scan.moc"
