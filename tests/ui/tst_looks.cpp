// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the window in both palettes, wide and narrow, into BUILD/screenshots, and checks what can be checked
// about a picture: that nothing reaches out of the window and no label is cut.
#include "support/windowfixture.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDir>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

using namespace kv;
using namespace kv::test;

namespace {

/// Whether what is out of sight can be scrolled to.
bool canScroll(const QWidget *widget)
{
    for (; widget; widget = widget->parentWidget()) {
        if (qobject_cast<const QScrollArea *>(widget))
            return true;
    }
    return false;
}

} // namespace

class TestLooks : public QObject
{
    Q_OBJECT

private slots:
    void draws_data();
    void draws();

private:
    void plant(WindowFixture &m);
    void scene(WindowFixture &m, const QString &name);
};

void TestLooks::draws_data()
{
    QTest::addColumn<QString>("sceneName");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    const QSize wide(1440, 900);
    const QSize narrow(900, 600);
    for (const bool dark : {false, true}) {
        for (const char *name : {"start", "browse", "binary", "conflict", "add", "delete", "nostore",
                                 "expired", "compare", "find", "picture", "decoded"}) {
            for (const QSize size : {wide, narrow}) {
                const QByteArray row =
                    QByteArray(name) + (dark ? "-dark" : "-light") + (size == wide ? "-wide" : "-narrow");
                QTest::newRow(row.constData()) << QString::fromLatin1(name) << dark << size;
            }
        }
    }
}

void TestLooks::plant(WindowFixture &m)
{
    const auto store = m.store(todoBinding());
    const QList<QByteArray> names = {"Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson"};
    for (int i = 1; i < 60; ++i) {
        const QByteArray n = QByteArray::number(i);
        store->plant(m.entry("user:" + n, "{\"name\":\"" + names.at(i % 4) +
                                              "\",\"plan\":\"free\",\"visits\":" + n + "}"));
    }
    store->plant(m.entry("user:1",
                         "{\n  \"name\": \"Ada Lovelace\",\n  \"plan\": \"pro\",\n  \"visits\": 41\n}\n",
                         noonSec + 11000, QByteArray("{\"v\":1}")));
    store->plant(m.entry("user:3", "{\"name\":\"Alan Turing\"}", noonSec - 120, QByteArray("{\"v\":1}")));
    store->plant(m.entry("user:2:avatar",
                         QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0", 29) +
                             QByteArray(18000, '\x5a'),
                         {}, QByteArray("{\"type\":\"image/png\"}")));
    QByteArray bytes(256, '\0');
    for (int i = 0; i < bytes.size(); ++i)
        bytes[i] = char(i);
    store->plant(m.entry("user:0:binary", bytes));
    store->plant(m.entry("user:5", "", 1798761600));
    store->plant(m.entry("user:7:logo",
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"320\" height=\"200\">"
                         "<circle cx=\"160\" cy=\"100\" r=\"80\" fill=\"#2563c9\"/>"
                         "<script>x</script></svg>"));
    store->plant(
        m.entry("user:8:packed", "eyJoZWxsbyI6IFsid29ybGQiLCAxXSwgImxpc3QiOiB7ImEiOiAxLCAiYiI6IG51bGx9fQ=="));
    m.store(todoBinding(), 1)->plant(m.entry("user:1", "{}"));
    m.workspace.setProject(shopProject());
}

void TestLooks::scene(WindowFixture &m, const QString &name)
{
    if (name == QLatin1String("start"))
        return;
    if (name == QLatin1String("nostore")) {
        QVERIFY(m.choose(QStringLiteral("local:SESSIONS")));
        QTRY_VERIFY(m.sees("keysEmpty"));
        return;
    }
    QVERIFY(m.choose(QStringLiteral("local:TODO")));
    if (name == QLatin1String("compare")) {
        m.window.findChild<QAction *>(QStringLiteral("compareAction"))->trigger();
        QVERIFY(m.press("compareButton"));
        auto *table = m.find<QAbstractItemView>("compareTable");
        QTRY_VERIFY(table && table->model()->rowCount() > 50);
        table->setCurrentIndex(table->model()->index(3, 2));
        QTest::keyClick(table, Qt::Key_Space);
        return;
    }
    m.filter()->setText(QStringLiteral("user:"));
    QVERIFY(m.open("user:1"));
    if (name == QLatin1String("binary"))
        QVERIFY(m.open("user:0:binary"));
    if (name == QLatin1String("expired"))
        QVERIFY(m.open("user:3"));
    if (name == QLatin1String("add"))
        QVERIFY(m.press("addKeyButton"));
    if (name == QLatin1String("find")) {
        QVERIFY(m.open("user:6"));
        auto *editor = m.editor()->focusProxy();
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_H, Qt::ControlModifier);
        QTest::keyClicks(m.find("valueFindEdit"), QStringLiteral("\""));
        QTRY_VERIFY(m.label("valueFindCount").contains(QStringLiteral("1 of")));
    }
    if (name == QLatin1String("picture")) {
        QVERIFY(m.open("user:7:logo"));
        QTRY_VERIFY(m.label("valueImageFacts").contains(QStringLiteral("SVG")));
    }
    if (name == QLatin1String("decoded")) {
        QVERIFY(m.open("user:8:packed"));
        QTRY_VERIFY(m.sees("valueDecodedLayer1"));
    }
    if (name == QLatin1String("conflict")) {
        m.type("{\n  \"name\": \"Ada King\"\n}\n");
        m.store(todoBinding())
            ->plant(m.entry("user:1", "{\"name\":\"Augusta\"}", {}, QByteArray("{\"v\":2}")));
        QTRY_VERIFY(m.sees("theirsView"));
        QVERIFY(m.chooseKey("user:12"));
    }
    if (name == QLatin1String("delete")) {
        QVERIFY(m.chooseKey("user:12", Qt::ShiftModifier));
        QTest::keyClick(m.table(), Qt::Key_Delete);
    }
}

void TestLooks::draws()
{
    QFETCH(QString, sceneName);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    WindowFixture m;
    plant(m);
    m.window.theme().setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
    m.window.resize(size);
    m.show();
    scene(m, sceneName);
    if (QTest::currentTestFailed())
        return;
    QTest::qWait(150);               // sizes and heads of values arrive, bars lay themselves out
    QCOMPARE(m.window.size(), size); // nothing forces the window wider

    for (const QLabel *label : m.window.findChildren<QLabel *>()) {
        if (!label->isVisible() || label->wordWrap() || qobject_cast<const ui::ElidedLabel *>(label))
            continue;
        QVERIFY2(label->width() >= label->minimumSizeHint().width(), qPrintable(label->objectName()));
    }
    for (const QAbstractButton *button : m.window.findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        const QRect place(button->mapTo(&m.window, QPoint()), button->size());
        QVERIFY2(m.window.rect().contains(place) || canScroll(button), qPrintable(button->objectName()));
        const auto *tool = qobject_cast<const QToolButton *>(button);
        if (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly)
            continue; // its words are for a screen reader
        QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(button->text()),
                 qPrintable(button->objectName()));
    }
    const QDir folder(QStringLiteral(KV_BINARY_DIR "/screenshots"));
    QVERIFY(folder.mkpath(QStringLiteral(".")));
    const QString file =
        folder.filePath(QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".png"));
    QVERIFY(m.window.grab().save(file));
}

QTEST_MAIN(TestLooks)
#include "tst_looks.moc"
