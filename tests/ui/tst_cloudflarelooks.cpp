// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the widgets for Cloudflare in both palettes, wide and narrow, into BUILD/screenshots, and checks that
// no label and no button is cut.
#include "support/cloudflareproject.h"
#include "ui/budgetlabel.h"
#include "ui/elidedlabel.h"
#include "ui/namespaceform.h"
#include "ui/namespacespane.h"
#include "ui/namespaceswitch.h"
#include "ui/placeswitch.h"
#include "ui/signinpage.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QStatusBar>
#include <QTest>
#include <QTreeView>

using namespace kv;
using namespace kv::test;
using State = Cloudflare::State;

class TestCloudflareLooks : public QObject
{
    Q_OBJECT

private slots:
    void draws_data();
    void draws();

private:
    std::unique_ptr<QWidget> signIn(const QString &scene);
    std::unique_ptr<QWidget> pane(const QString &scene, const ui::Theme &theme);
    std::unique_ptr<QWidget> bars();

    std::unique_ptr<FakeCloudflare> m_cloudflare;
};

void TestCloudflareLooks::draws_data()
{
    QTest::addColumn<QString>("sceneName");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    const auto add = [](const char *scene, QSize size, const char *how) {
        for (const bool dark : {false, true}) {
            const QByteArray row = QByteArray(scene) + (dark ? "-dark" : "-light") + how;
            QTest::newRow(row.constData()) << QString::fromLatin1(scene) << dark << size;
        }
    };
    for (const char *scene : {"signin-idle", "signin-looking", "signin-none", "signin-nokeychain",
                              "signin-wrong", "signin-failed", "signin-accounts", "signin-account-id"}) {
        add(scene, {780, 640}, "-wide");
        add(scene, {380, 440}, "-narrow");
    }
    for (const char *scene : {"pane-idle", "pane-account", "pane-create", "pane-bind", "pane-rename",
                              "pane-delete", "pane-failed"}) {
        add(scene, {264, 720}, "-wide");
        add(scene, {160, 640}, "-narrow");
    }
    add("bars", {560, 110}, "-wide");
}

std::unique_ptr<QWidget> TestCloudflareLooks::signIn(const QString &scene)
{
    FakeCloudflare &c = *m_cloudflare;
    c.wrangler = QStringLiteral("/usr/local/bin/wrangler");
    c.places = {QStringLiteral("CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL in the environment"),
                QStringLiteral("CLOUDFLARE_API_TOKEN in the environment"),
                QStringLiteral("orders/.env and orders/.env.local"),
                QStringLiteral("wrangler's login in ~/.config/.wrangler/config/default.toml"),
                QStringLiteral("the system keychain")};
    const QString what = scene.section(QLatin1Char('-'), 1);
    c.shownState = State::NoCredential;
    if (what == QLatin1String("idle"))
        c.shownState = State::Idle;
    if (what == QLatin1String("nokeychain"))
        c.keychain = false;
    if (what == QLatin1String("looking") || what == QLatin1String("failed") ||
        what.startsWith(QLatin1String("account"))) {
        c.source = QStringLiteral("CLOUDFLARE_API_TOKEN in orders/.env");
        c.shownPermissions = QStringLiteral("may read and write");
        c.shownState = State::Looking;
    }
    if (what == QLatin1String("failed")) {
        c.typedIn = true;
        c.shownState = State::Failed;
        c.shownError =
            Error{.kind = ErrorKind::Unauthorised, .detail = QStringLiteral("Invalid access token (9109)")};
    }
    if (what.startsWith(QLatin1String("account")))
        c.shownState = State::ChooseAccount;
    if (what == QLatin1String("accounts"))
        c.shownAccounts = {{accountId, QStringLiteral("Acme")},
                           {QString(32, u'b'), QStringLiteral("Bolts & Nuts International Incorporated")},
                           {QString(32, u'c'), QStringLiteral("ada@example.com's account")}};
    auto page = std::make_unique<ui::SignInPage>(c);
    if (what == QLatin1String("wrong"))
        page->findChild<QLineEdit *>(QStringLiteral("tokenField"))->setText(QString::fromUtf8("v1.0-abc…"));
    if (auto *list = page->findChild<QListWidget *>(QStringLiteral("accountList")); list->count() > 1)
        list->setCurrentRow(1);
    if (what == QLatin1String("account-id"))
        page->findChild<QLineEdit *>(QStringLiteral("accountIdField"))->setText(QStringLiteral("acc0acc0"));
    return page;
}

std::unique_ptr<QWidget> TestCloudflareLooks::pane(const QString &scene, const ui::Theme &theme)
{
    auto pane = std::make_unique<ui::NamespacesPane>(theme);
    pane->setCloudflare(*m_cloudflare);
    pane->setProject(remoteShop(), false);
    const QString what = scene.section(QLatin1Char('-'), 1);
    if (what == QLatin1String("idle"))
        return pane;
    connectAccount(*m_cloudflare);
    auto *model = pane->view()->model();
    const QModelIndex account = model->index(model->rowCount() - 1, 0);
    pane->view()->expand(account);
    if (what == QLatin1String("account")) {
        pane->view()->setCurrentIndex(account);
        return pane;
    }
    auto *form = pane->findChild<ui::NamespaceForm *>();
    pane->view()->setCurrentIndex(model->index(1, 0, account));
    const AccountNamespace shop = shopNamespaces().at(1);
    auto *field = form->findChild<QLineEdit *>(QStringLiteral("namespaceField"));
    if (what == QLatin1String("rename")) {
        form->startRename(shop);
    } else if (what == QLatin1String("delete")) {
        form->startDelete(shop, {QStringLiteral("TODO (id)"), QStringLiteral("CACHE (preview_id)")}, 1204);
        field->setText(shop.title);
    } else {
        form->setConfigFiles({QStringLiteral("orders/wrangler.jsonc"), QStringLiteral("edge/wrangler.toml")});
        form->startCreate();
        field->setText(QStringLiteral("shop-cache"));
        m_cloudflare->createAnswer = AccountNamespace{accountId, QStringLiteral("shop-cache")};
        if (what == QLatin1String("failed"))
            m_cloudflare->createAnswer =
                fail(ErrorKind::Unauthorised, QStringLiteral("the token lacks Workers KV Storage: Edit"));
        if (what != QLatin1String("create"))
            QTest::keyClick(field, Qt::Key_Return);
    }
    return pane;
}

std::unique_ptr<QWidget> TestCloudflareLooks::bars()
{
    FakeCloudflare &c = *m_cloudflare;
    auto all = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(all.get());
    auto *row = new QHBoxLayout;
    auto *place = new ui::PlaceSwitch(all.get());
    auto *ids = new ui::NamespaceSwitch(all.get());
    const Binding todo = remoteTodo();
    place->setTarget(todo.targets.at(2), todo);
    ids->setTarget(todo.targets.at(2), todo);
    row->addWidget(place);
    row->addWidget(ids);
    row->addStretch(1);
    column->addLayout(row);
    c.shownBudget = {.remaining = 1180, .queued = 12};
    auto *calm = new QStatusBar(all.get());
    calm->addPermanentWidget(new ui::BudgetLabel(
        c, [] { return qint64(1000); }, calm));
    column->addWidget(calm);
    c.shownBudget.blockedUntilMs = 273'000;
    auto *blocked = new QStatusBar(all.get());
    blocked->addPermanentWidget(new ui::BudgetLabel(
        c, [] { return qint64(1000); }, blocked));
    column->addWidget(blocked);
    return all;
}

void TestCloudflareLooks::draws()
{
    QFETCH(QString, sceneName);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    m_cloudflare = std::make_unique<FakeCloudflare>();
    ui::Theme theme;
    theme.setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
    const std::unique_ptr<QWidget> widget = sceneName == QLatin1String("bars") ? bars()
                                            : sceneName.startsWith(QLatin1String("signin"))
                                                ? signIn(sceneName)
                                                : pane(sceneName, theme);
    widget->resize(size);
    widget->show();
    QTest::qWait(50);               // answers arrive, and what they show lays itself out
    QCOMPARE(widget->size(), size); // nothing forces it wider

    for (const QLabel *label : widget->findChildren<QLabel *>()) {
        if (!label->isVisible() || qobject_cast<const ui::ElidedLabel *>(label))
            continue;
        const int height =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->minimumSizeHint().height();
        QVERIFY2(label->height() >= height, qPrintable(label->objectName()));
        QVERIFY2(label->width() >= label->minimumSizeHint().width(), qPrintable(label->objectName()));
    }
    for (const QAbstractButton *button : widget->findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty() ||
            button->objectName().startsWith(QLatin1String("qt_")))
            continue;
        const int left = button->mapTo(widget.get(), QPoint()).x();
        QVERIFY2(left >= 0 && left + button->width() <= widget->width(), qPrintable(button->objectName()));
        if (button->width() >= 40) // not one that shows its icon alone
            QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(button->text()),
                     qPrintable(button->objectName()));
    }
    const QDir folder(QStringLiteral(KV_BINARY_DIR "/screenshots"));
    QVERIFY(folder.mkpath(QStringLiteral(".")));
    const QString file =
        folder.filePath(QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".png"));
    QVERIFY(widget->grab().save(file));
}

QTEST_MAIN(TestCloudflareLooks)
#include "tst_cloudflarelooks.moc"
