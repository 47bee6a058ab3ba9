// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/externals.h"

#include <QTest>

using namespace kv::ui;

class TestExternals : public QObject
{
    Q_OBJECT

private slots:
    void tellsEditorsTheLine_data()
    {
        QTest::addColumn<QString>("editor");
        QTest::addColumn<QStringList>("command");
        const QString file = QStringLiteral("/p q/w.toml");
        QTest::newRow("code") << QStringLiteral("code --wait")
                              << QStringList{QStringLiteral("code"), QStringLiteral("--wait"),
                                             QStringLiteral("--goto"), file + QStringLiteral(":14")};
        QTest::newRow("zed") << QStringLiteral("/usr/bin/zed")
                             << QStringList{QStringLiteral("/usr/bin/zed"), file + QStringLiteral(":14")};
        QTest::newRow("kate") << QStringLiteral("kate")
                              << QStringList{QStringLiteral("kate"), QStringLiteral("--line"),
                                             QStringLiteral("14"), file};
        QTest::newRow("gedit") << QStringLiteral("gedit")
                               << QStringList{QStringLiteral("gedit"), QStringLiteral("+14"), file};
        QTest::newRow("a terminal's editor has no window") << QStringLiteral("vim") << QStringList{};
        QTest::newRow("none") << QString() << QStringList{};
    }
    void tellsEditorsTheLine()
    {
        QFETCH(QString, editor);
        QFETCH(QStringList, command);
        QCOMPARE(externals::editorCommand(editor, QStringLiteral("/p q/w.toml"), 14), command);
    }
};

QTEST_GUILESS_MAIN(TestExternals)
#include "tst_externals.moc"
