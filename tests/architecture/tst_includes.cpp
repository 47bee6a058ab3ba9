// SPDX-License-Identifier: GPL-3.0-or-later
#include "architecture/house.h"

#include <QTemporaryDir>
#include <QTest>

using kv::house::Findings;
using kv::house::Inspection;

/// Holds the sources to the rules of the house, and the inspection itself to noticing when they are not.
class TestIncludes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHouseIsInOrder();
    void aCleanTreeIsLeftInPeace();
    void aBreachIsReported_data();
    void aBreachIsReported();
    void aSecondTomlReaderIsReported();

private:
    static void write(const QTemporaryDir &tree, const QString &path, const QByteArray &text);
    static void furnish(const QTemporaryDir &tree);
};

namespace {

const QByteArray spdx = "// SPDX-License-Identifier: GPL-3.0-or-later\n";
const QByteArray header = spdx + "#pragma once\n";

} // namespace

void TestIncludes::write(const QTemporaryDir &tree, const QString &path, const QByteArray &text)
{
    const QString full = tree.filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(full).path()));
    QFile file(full);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), qint64(text.size()));
}

/// A small house in which everything is as it should be.
void TestIncludes::furnish(const QTemporaryDir &tree)
{
    write(tree, QStringLiteral("models/core/error.h"), header + "#include <QString>\n");
    write(tree, QStringLiteral("models/text/json.h"), header + "#include <QByteArray>\n");
    write(tree, QStringLiteral("models/store/store.h"), header + "#include \"core/error.h\"\n");
    write(tree, QStringLiteral("models/wrangler/toml.h"), header);
    write(tree, QStringLiteral("models/wrangler/toml.cpp"),
          spdx + "#include \"wrangler/toml.h\"\n#include <toml++/toml.h>\n");
    write(tree, QStringLiteral("models/local/database.h"),
          header + "#include \"store/store.h\"\n#include <sqlite3.h>\n");
    write(tree, QStringLiteral("models/items/keymodel.h"),
          header + "#include \"store/store.h\"\n#include <QAbstractTableModel>\n");
    write(tree, QStringLiteral("ui/window.h"),
          header + "#include \"items/keymodel.h\"\n#include <QWidget>\n");
    write(tree, QStringLiteral("app/cli/main.cpp"),
          spdx + "#include \"local/database.h\"\n#include <QCoreApplication>\n");
    write(tree, QStringLiteral("app/desktop/main.cpp"),
          spdx + "#include \"local/database.h\"\n#include \"ui/window.h\"\n#include \"main.moc\"\n");
}

void TestIncludes::theHouseIsInOrder()
{
    const Findings findings = Inspection(QStringLiteral(KV_SOURCE_DIR)).run();
    for (const QString &problem : findings.problems)
        qWarning().noquote() << problem;
    QVERIFY(findings.problems.isEmpty());
    // An inspection that finds no house finds no fault in it.
    QVERIFY(findings.files >= 10);
    QVERIFY(findings.includes >= 20);
}

void TestIncludes::aCleanTreeIsLeftInPeace()
{
    const QTemporaryDir tree;
    furnish(tree);
    const Findings findings = Inspection(tree.path()).run();
    QCOMPARE(findings.problems, QStringList());
    QCOMPARE(findings.files, 10);
    QCOMPARE(findings.includes, 16);
}

void TestIncludes::aBreachIsReported_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");

    const auto row = [](const char *name, const char *path, const QByteArray &text, const char *problem) {
        QTest::newRow(name) << QString::fromLatin1(path) << text << QString::fromLatin1(problem);
    };
    row("core knows nobody", "models/core/a.cpp", spdx + "#include \"text/json.h\"\n",
        "models/core/a.cpp:2: core may not know text (text/json.h)");
    row("text knows nobody", "models/text/a.cpp", spdx + "\n  #  include \"core/error.h\"\n",
        "models/text/a.cpp:3: text may not know core (core/error.h)");
    row("in angle brackets too", "models/text/a.cpp", spdx + "#include <core/error.h>\n",
        "models/text/a.cpp:2: text may not know core (core/error.h)");
    row("by a way round", "models/text/a.cpp", spdx + "#include \"../core/error.h\"\n",
        "models/text/a.cpp:2: text may not know core (../core/error.h)");
    row("wrangler opens no store", "models/wrangler/a.h", header + "#include \"store/store.h\"\n",
        "models/wrangler/a.h:3: wrangler may not know store (store/store.h)");
    row("store is only an interface", "models/store/a.h", header + "#include \"local/database.h\"\n",
        "models/store/a.h:3: store may not know local (local/database.h)");
    row("items know no place", "models/items/a.h", header + "#include \"local/database.h\"\n",
        "models/items/a.h:3: items may not know local (local/database.h)");
    row("ui knows no place", "ui/a.cpp", spdx + "#include \"local/database.h\"\n",
        "ui/a.cpp:2: ui may not know local (local/database.h)");
    row("ui reads no wrangler file", "ui/a.cpp", spdx + "#include \"wrangler/toml.h\"\n",
        "ui/a.cpp:2: ui may not know wrangler (wrangler/toml.h)");
    row("models know no window", "models/items/a.h", header + "#include \"ui/window.h\"\n",
        "models/items/a.h:3: items may not know ui (ui/window.h)");
    row("kvw knows no window", "app/cli/a.cpp", spdx + "#include \"ui/window.h\"\n",
        "app/cli/a.cpp:2: app/cli may not know ui (ui/window.h)");
    row("kvw is nobody's library", "app/desktop/a.cpp", spdx + "#include \"cli/main.cpp\"\n",
        "app/desktop/a.cpp:2: nobody includes kvw's own app/cli/main.cpp");
    row("a widget", "models/items/a.h", header + "#include <QWidget>\n",
        "models/items/a.h:3: no window below this door: <QWidget>");
    row("a colour", "models/items/a.h", header + "#include <QtGui/QColor>\n",
        "models/items/a.h:3: no window below this door: <QtGui/QColor>");
    row("a lesser header of QtGui", "models/items/a.h", header + "#include <QStandardItemModel>\n",
        "models/items/a.h:3: no window below this door: <QStandardItemModel>");
    row("a widget in kvw", "app/cli/a.cpp", spdx + "#include <QApplication>\n",
        "app/cli/a.cpp:2: no window below this door: <QApplication>");
    row("SQL elsewhere", "models/store/a.cpp", spdx + "#include <sqlite3.h>\n",
        "models/store/a.cpp:2: only local and sqlite know SQLite's own header");
    row("SQL in the composition root", "app/desktop/a.cpp", spdx + "#include <sqlite3.h>\n",
        "app/desktop/a.cpp:2: only local and sqlite know SQLite's own header");
    row("TOML in a header", "models/wrangler/a.h", header + "#include <toml++/toml.h>\n",
        "models/wrangler/a.h:3: toml++ belongs in a .cpp: it costs seconds to compile");
    row("a header that is not there", "models/core/a.cpp", spdx + "#include \"core/gone.h\"\n",
        "models/core/a.cpp:2: no file of ours is called \"core/gone.h\"");
    row("a room without a rule", "models/attic/a.cpp", spdx,
        "models/attic/a.cpp:0: no rule says whom the room attic may know");
    row("no licence", "ui/a.cpp", "int a;\n", "ui/a.cpp:1: the first line is not the SPDX line");
    row("no licence on a test", "tests/core/a.cpp", "int a;\n",
        "tests/core/a.cpp:1: the first line is not the SPDX line");
    row("no guard", "ui/a.h", spdx + "int a;\n", "ui/a.h:1: no #pragma once");
    row("too long", "ui/a.cpp", spdx + QByteArray("\n").repeated(500), "ui/a.cpp:500: 501 lines, over 500");
    row("a place on one machine", "packaging/notes.txt", QByteArray("see\n/wo") + "rk/there\n",
        qPrintable(QStringLiteral("packaging/notes.txt:2: mentions /wo") + QStringLiteral("rk/")));
    row("a registry", "README.md", QByteArray("from registry.np") + "mjs.example\n",
        qPrintable(QStringLiteral("README.md:1: mentions registry.np") + QStringLiteral("mjs")));
}

void TestIncludes::aBreachIsReported()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);

    const QTemporaryDir tree;
    furnish(tree);
    write(tree, path, text);
    QCOMPARE(Inspection(tree.path()).run().problems, QStringList{problem});
}

void TestIncludes::aSecondTomlReaderIsReported()
{
    const QTemporaryDir tree;
    furnish(tree);
    write(tree, QStringLiteral("models/wrangler/upper.cpp"), spdx + "#include <toml++/toml.h>\n");
    QCOMPARE(Inspection(tree.path()).run().problems,
             QStringList{QStringLiteral("models/wrangler/upper.cpp:0: one source reads TOML, "
                                        "models/wrangler/toml.cpp does already")});
}

QTEST_GUILESS_MAIN(TestIncludes)

#include "tst_includes.moc"
