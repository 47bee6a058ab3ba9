// SPDX-License-Identifier: GPL-3.0-or-later
// The start page: what stands there while no folder is open, and the ways to open one.
#include "support/windowfixture.h"
#include "ui/startpage.h"

#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QUrl>

using namespace kv;
using namespace kv::test;

class TestStart : public QObject
{
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<WindowFixture>(); }
    void cleanup() { m.reset(); }

    void saysWhatToDo();
    void opensAFolder();
    void opensTheSample();
    void saysWhyThereIsNoSample();
    void foldersOfBeforeAreThere();
    void aFolderThatIsGoneSaysSo();
    void foldersCanBeForgotten();
    void aFolderIsDropped_data();
    void aFolderIsDropped();
    void closingTheProjectLeadsHere();
    void closingAsksForAnEdit();
    void theLastFolderIsOpenedAgain();
    void theKeyboardReachesAll();
    void fitsASmallWindow();

private:
    QListWidget *recent() const { return m->find<QListWidget>("startRecent"); }
    QAction *action(const char *name) const { return m->window.findChild<QAction *>(QLatin1String(name)); }

    std::unique_ptr<WindowFixture> m;
};

void TestStart::saysWhatToDo()
{
    m->show();
    QVERIFY(m->sees("startPage"));
    QVERIFY(!m->sees("namespacesPane"));
    QVERIFY(m->label("startWhat").contains(QStringLiteral("Workers KV")));
    QVERIFY(m->label("startHow").contains(QStringLiteral("drop a folder here")));
    const QString keys = m->label("startKeys").replace(QChar(QChar::Nbsp), u' ');
    for (const char *key : {"Ctrl+O: Open folder", "Ctrl+F: Filter keys", "Ctrl+S: Save"})
        QVERIFY2(keys.contains(QLatin1String(key)), qPrintable(keys));
    QVERIFY(!m->sees("startRecent")); // nothing was opened before, so nothing is shown of it
    QVERIFY(!m->sees("startRecentTitle"));
    QVERIFY(m->find("startOpenButton")->hasFocus());
    QVERIFY(!action("closeFolderAction")->isEnabled());
    m->workspace.setProject(shopProject());
    QVERIFY(!m->sees("startPage"));
    QVERIFY(m->sees("namespacesPane"));
}

void TestStart::opensAFolder()
{
    m->show();
    m->dialogs.nextFolder = QStringLiteral("/home/ada/blog");
    QVERIFY(m->press("startOpenButton"));
    QCOMPARE(m->workspace.opened, QStringList{QStringLiteral("/home/ada/blog")});
}

void TestStart::opensTheSample()
{
    m->show();
    QVERIFY(m->press("startSampleButton"));
    QTRY_COMPARE(m->workspace.opened, QStringList{QStringLiteral("/home/ada/sample")});
    action("openSampleAction")->trigger();
    QTRY_COMPARE(m->workspace.opened.size(), 2);
}

void TestStart::saysWhyThereIsNoSample()
{
    m->show();
    m->workspace.sample = fail(ErrorKind::Denied, QStringLiteral("no room"), QStringLiteral("/home/ada"));
    QVERIFY(m->press("startSampleButton"));
    QTRY_VERIFY(m->bar("windowBar").startsWith(QStringLiteral("The sample cannot be made")));
    QVERIFY(m->find("startSampleButton")->isEnabled());
    QCOMPARE(m->workspace.opened, QStringList());
}

void TestStart::foldersOfBeforeAreThere()
{
    const QTemporaryDir one;
    const QTemporaryDir two;
    m->settings.setValue(QStringLiteral("recentFolders"), QStringList{one.path(), two.path()});
    m->show();
    m->workspace.setProject(shopProject());
    m->workspace.setProject({});
    QVERIFY(m->sees("startRecent"));
    QCOMPARE(recent()->count(), 2);
    QVERIFY(recent()->item(0)->text().contains(QDir::toNativeSeparators(one.path())));
    QVERIFY(!recent()->item(0)->text().contains(QStringLiteral("not there")));
    QTest::mouseClick(recent()->viewport(), Qt::LeftButton, {},
                      recent()->visualItemRect(recent()->item(1)).center());
    QCOMPARE(m->workspace.opened, QStringList{two.path()});
}

void TestStart::aFolderThatIsGoneSaysSo()
{
    const QTemporaryDir here;
    const QString gone = here.filePath(QStringLiteral("gone"));
    m->settings.setValue(QStringLiteral("recentFolders"), QStringList{gone, here.path()});
    m->show();
    m->workspace.setProject(shopProject());
    m->workspace.setProject({});
    QTRY_VERIFY(recent()->item(0)->text().contains(QStringLiteral("not there any more")));
    QVERIFY(recent()->item(0)->foreground().color() != recent()->palette().color(QPalette::Text));
    QVERIFY(!recent()->item(1)->text().contains(QStringLiteral("not there any more")));
}

void TestStart::foldersCanBeForgotten()
{
    m->settings.setValue(QStringLiteral("recentFolders"),
                         QStringList{QStringLiteral("/home/ada/a"), QStringLiteral("/home/ada/b")});
    m->show();
    m->workspace.setProject(shopProject());
    m->workspace.setProject({});
    recent()->setFocus();
    recent()->setCurrentRow(0);
    QTest::keyClick(recent(), Qt::Key_Delete);
    QCOMPARE(m->settings.value(QStringLiteral("recentFolders")).toStringList(),
             QStringList{QStringLiteral("/home/ada/b")});
    QCOMPARE(recent()->count(), 1);
}

void TestStart::aFolderIsDropped_data()
{
    QTest::addColumn<QList<QUrl>>("urls");
    QTest::addColumn<QStringList>("opened");
    QTest::newRow("a folder") << QList<QUrl>{QUrl::fromLocalFile(QStringLiteral("/home/ada/blog"))}
                              << QStringList{QStringLiteral("/home/ada/blog")};
    QTest::newRow("two") << QList<QUrl>{QUrl::fromLocalFile(QStringLiteral("/a")),
                                        QUrl::fromLocalFile(QStringLiteral("/b"))}
                         << QStringList();
    QTest::newRow("a page of the web")
        << QList<QUrl>{QUrl(QStringLiteral("https://example.com/x"))} << QStringList();
    QTest::newRow("nothing") << QList<QUrl>() << QStringList();
}

void TestStart::aFolderIsDropped()
{
    QFETCH(QList<QUrl>, urls);
    QFETCH(QStringList, opened);
    m->show();
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter({200, 200}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&m->window, &enter);
    QCOMPARE(enter.isAccepted(), !opened.isEmpty());
    QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&m->window, &drop);
    QCOMPARE(m->workspace.opened, opened);
}

void TestStart::closingTheProjectLeadsHere()
{
    m->store(todoBinding())->plant(m->entry("a", "1"));
    m->show();
    m->workspace.setProject(shopProject());
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QTRY_VERIFY(m->store(todoBinding())->isWatching());
    QTest::keyClick(&m->window, Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m->sees("startPage"));
    QVERIFY(m->workspace.project().root.isEmpty());
    QVERIFY(!m->store(todoBinding())->isWatching());
    QCOMPARE(m->label("statusCounts"), QString());
    m->workspace.setProject(shopProject()); // its tabs are there again
    QTRY_COMPARE(m->label("targetTitle"), QStringLiteral("TODO"));
}

void TestStart::closingAsksForAnEdit()
{
    m->store(todoBinding())->plant(m->entry("a", "1"));
    m->show();
    m->workspace.setProject(shopProject());
    QVERIFY(m->choose(QStringLiteral("local:TODO")));
    QVERIFY(m->open("a"));
    m->type("edited");
    action("closeFolderAction")->trigger();
    QVERIFY(!m->sees("startPage"));
    QVERIFY(m->press("guardDiscardButton"));
    QTRY_VERIFY(m->sees("startPage"));
}

void TestStart::theLastFolderIsOpenedAgain()
{
    QVERIFY(!m->window.openLastFolder());
    m->show();
    m->workspace.setProject(shopProject());
    QVERIFY(m->window.openLastFolder());
    QCOMPARE(m->workspace.opened, QStringList{shopProject().root});
    action("closeFolderAction")->trigger(); // what was closed is not
    QVERIFY(!m->window.openLastFolder());
}

void TestStart::theKeyboardReachesAll()
{
    const QTemporaryDir folder;
    m->settings.setValue(QStringLiteral("recentFolders"), QStringList{folder.path()});
    m->show();
    m->workspace.setProject(shopProject());
    m->workspace.setProject({});
    QTRY_VERIFY(m->find("startOpenButton")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), m->find("startSampleButton"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), static_cast<QWidget *>(recent()));
    QTest::keyClick(recent(), Qt::Key_Return);
    QCOMPARE(m->workspace.opened, QStringList{folder.path()});
    for (const QWidget *widget : m->find("startPage")->findChildren<QWidget *>()) {
        if (widget->focusPolicy() & Qt::TabFocus)
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
}

void TestStart::fitsASmallWindow()
{
    QStringList folders;
    for (int i = 0; i < 10; ++i)
        folders << QStringLiteral("/home/ada/") + QString(120, u'x') + QString::number(i);
    m->settings.setValue(QStringLiteral("recentFolders"), folders);
    m->show();
    m->workspace.setProject(shopProject());
    m->workspace.setProject({});
    m->window.resize(900, 450);
    QTRY_COMPARE(m->window.size(), QSize(900, 450));
    auto *page = m->find<ui::StartPage>("startPage");
    QTRY_VERIFY(page->widget()->width() <= page->viewport()->width()); // nothing is cut off at the side
    for (const QAbstractButton *button : page->findChildren<QAbstractButton *>()) {
        if (button->isVisible())
            QTRY_VERIFY(button->width() >= button->fontMetrics().horizontalAdvance(button->text()));
    }
    for (const QLabel *label : page->findChildren<QLabel *>()) {
        if (label->isVisible())
            QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()),
                         qPrintable(label->objectName()));
    }
}

QTEST_MAIN(TestStart)
#include "tst_start.moc"
