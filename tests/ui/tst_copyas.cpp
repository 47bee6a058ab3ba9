// SPDX-License-Identifier: GPL-3.0-or-later
// What lies in the clipboard after "copy as", and what is said of it.
#include "support/comparefixture.h"
#include "ui/browser.h"
#include "ui/copyas.h"

#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>

using namespace kv;
using kv::test::CompareFixture;
using Call = MemoryStore::Call;

namespace {

class Desk : public CompareFixture
{
public:
    Desk()
    {
        localId()->plant(entry("user:1", "{\"a\":1}", 2'000'000'000, QByteArray("{\"v\":1}")));
        localId()->plant(entry("plain", "two\nlines"));
        localId()->plant(entry("binary", QByteArray("\xff\0\x01", 3)));
        localId()->plant(entry("-dash", "d"));
        Entry gone = entry("gone", "");
        gone.valueMissing = true;
        localId()->plant(gone);
        QApplication::clipboard()->setText(QStringLiteral("before"));
    }
    bool begin(const QByteArray &key)
    {
        show();
        return choose(QStringLiteral("local:TODO")) && open(key);
    }
    QString copied(const char *name) const
    {
        action(name)->trigger();
        QTest::qWait(1);
        QCoreApplication::processEvents();
        return QApplication::clipboard()->text();
    }
    QString said() const { return label("statusMessage"); }
};

} // namespace

class TestCopyAs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values();
    void lines();
    void codeForAWorker();
    void severalKeys();
    void bulkJson();
    void notAnUnsavedEdit();
    void readsWhatItNeeds();
    void tooMany();
    void isInTheMenus();
};

void TestCopyAs::values()
{
    Desk desk;
    QVERIFY(desk.begin("plain"));
    QTest::keyClick(&desk.window, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("two\nlines"));
    QCOMPARE(desk.said(), QString::fromUtf8("Copied the value of plain (9\u00a0B)."));
    QCOMPARE(desk.copied("copyHexAction"), QStringLiteral("74776f0a6c696e6573"));
    QVERIFY(desk.open("binary"));
    QCOMPARE(desk.copied("copyValueAction"), QStringLiteral("74776f0a6c696e6573")); // left as it was
    QVERIFY(desk.said().contains(QLatin1String("no text")));
    QCOMPARE(desk.copied("copyBase64Action"), QStringLiteral("/wAB"));
    QCOMPARE(desk.copied("copyHexAction"), QStringLiteral("ff0001"));
    QVERIFY(desk.open("gone"));
    QCOMPARE(desk.copied("copyHexAction"), QStringLiteral("ff0001"));
    QVERIFY(desk.said().contains(QLatin1String("missing on disk")));
}

void TestCopyAs::lines()
{
    Desk desk;
    QVERIFY(desk.begin("user:1"));
    QCOMPARE(desk.copied("copyWranglerAction"),
             QStringLiteral("wrangler kv key get user:1 --binding TODO --preview false --local --persist-to "
                            "/home/ada/shop/.wrangler/state --config /home/ada/shop/orders/wrangler.jsonc "
                            "--env ''"));
    QCOMPARE(desk.copied("copyKvwAction"),
             QStringLiteral("kvw get local:TODO --project /home/ada/shop user:1"));
    QVERIFY(desk.open("-dash"));
    QVERIFY(desk.copied("copyWranglerAction").startsWith(QLatin1String("kvw"))); // left as it was
    QVERIFY(desk.said().contains(QLatin1String("begins with -")));
    QVERIFY(desk.copied("copyKvwAction").endsWith(QLatin1String("-- -dash")));
}

void TestCopyAs::codeForAWorker()
{
    Desk desk;
    QVERIFY(desk.begin("user:1"));
    QCOMPARE(desk.copied("copyWorkerAction"),
             QStringLiteral("await env.TODO.get(\"user:1\", { type: \"json\" })"));
    QVERIFY(desk.open("binary"));
    QCOMPARE(desk.copied("copyWorkerMetadataAction"),
             QStringLiteral("const { value, metadata } = await env.TODO.getWithMetadata(\"binary\", { type: "
                            "\"arrayBuffer\" })"));
    QVERIFY(desk.open("plain"));
    QCOMPARE(desk.copied("copyWorkerAction"), QStringLiteral("await env.TODO.get(\"plain\")"));
}

void TestCopyAs::severalKeys()
{
    Desk desk;
    QVERIFY(desk.begin("-dash"));
    desk.table()->selectAll();
    const QStringList lines = desk.copied("copyWranglerAction").split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines.first().startsWith(QLatin1String("wrangler kv key get binary")));
    QVERIFY(desk.said().startsWith(QLatin1String("Copied 4 lines. Not of 1:")));
}

void TestCopyAs::bulkJson()
{
    Desk desk;
    QVERIFY(desk.begin("user:1"));
    desk.table()->selectAll();
    desk.action("copyBulkAction")->trigger();
    QTRY_VERIFY(desk.said().startsWith(
        QLatin1String("Copied 4 entries for `wrangler kv bulk put`. gone is left out")));
    const QJsonArray items = QJsonDocument::fromJson(QApplication::clipboard()->text().toUtf8()).array();
    QCOMPARE(items.size(), 4);
    QVERIFY(items[1].toObject().value(QLatin1String("base64")).toBool());
    QCOMPARE(items[3].toObject().value(QLatin1String("expiration")).toInt(), 2'000'000'000);
}

void TestCopyAs::notAnUnsavedEdit()
{
    Desk desk;
    QVERIFY(desk.begin("plain"));
    desk.type("an edit");
    QCOMPARE(desk.copied("copyValueAction"), QStringLiteral("two\nlines"));
}

void TestCopyAs::readsWhatItNeeds()
{
    Desk desk;
    QVERIFY(desk.begin("plain"));
    desk.copied("copyValueAction");
    QCOMPARE(desk.localId()->callCount(Call::Fetch), 0); // it was read already
    desk.table()->selectAll();
    desk.localId()->failNext(Call::Fetch, {.kind = ErrorKind::Corrupt});
    desk.action("copyBulkAction")->trigger();
    QTRY_VERIFY(desk.said().startsWith(QLatin1String("Nothing was copied")));
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("two\nlines"));
    // What is copied last counts.
    desk.localId()->hold();
    desk.action("copyBulkAction")->trigger();
    QVERIFY(desk.copied("copyKvwAction").startsWith(QLatin1String("kvw")));
    desk.localId()->release();
    QTest::qWait(20);
    QVERIFY(QApplication::clipboard()->text().startsWith(QLatin1String("kvw")));
}

void TestCopyAs::tooMany()
{
    Desk desk;
    for (int i = 0; i <= ui::CopyAs::mostKeys; ++i)
        desk.localId()->plant(Desk::entry("many:" + QByteArray::number(i), "x"));
    QVERIFY(desk.begin("plain"));
    QTRY_COMPARE(desk.keys()->rowCount(), ui::CopyAs::mostKeys + 6);
    desk.table()->selectAll();
    QCOMPARE(desk.copied("copyBulkAction"), QStringLiteral("before"));
    QVERIFY(desk.said().contains(QLatin1String("save a snapshot")));
    QCOMPARE(desk.copied("copyWranglerAction"), QStringLiteral("before"));
}

void TestCopyAs::isInTheMenus()
{
    Desk desk;
    desk.show();
    QVERIFY(!desk.action("copyValueAction")->isEnabled());
    QVERIFY(desk.choose(QStringLiteral("local:TODO")));
    QVERIFY(desk.open("plain"));
    auto *menu = desk.window.findChild<QMenu *>(QStringLiteral("copyAsMenu"));
    QVERIFY(menu->isEnabled());
    QCOMPARE(menu->actions().size(), 9); // a separator among them
    for (const QAction *action : menu->actions())
        QVERIFY(action->isSeparator() || action->isEnabled());
}

QTEST_MAIN(TestCopyAs)
#include "tst_copyas.moc"
