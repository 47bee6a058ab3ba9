// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signinpage.h"

#include "support/cloudflareproject.h"
#include "ui/tokenform.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace kv;
using namespace kv::test;
using kv::ui::SignInPage;
using State = Cloudflare::State;

namespace {

const auto secret = QStringLiteral("v1.0-5eC3tt0Ken_abc");

struct Shown
{
    Shown() : page(cloudflare)
    {
        page.resize(700, 700);
        page.show();
        page.activateWindow();
    }
    void state(State state)
    {
        cloudflare.shownState = state;
        cloudflare.announce();
    }
    template <class T> T *find(const char *name) const
    {
        return page.findChild<T *>(QString::fromLatin1(name));
    }
    bool sees(const char *name) const
    {
        const auto *widget = find<QWidget>(name);
        return widget && widget->isVisible();
    }
    QString label(const char *name) const { return find<QLabel>(name)->text(); }
    QLineEdit *token() const { return find<QLineEdit>("tokenField"); }
    QPushButton *check() const { return find<QPushButton>("tokenCheck"); }

    FakeCloudflare cloudflare;
    SignInPage page;
};

} // namespace

class TestSignInPage : public QObject
{
    Q_OBJECT

private slots:
    void followsTheState()
    {
        Shown s;
        QVERIFY(s.sees("signInStart"));
        QVERIFY(!s.sees("tokenForm") && !s.sees("signInRetry") && !s.sees("accountChooser"));
        QTest::mouseClick(s.find<QPushButton>("signInStart"), Qt::LeftButton);
        QCOMPARE(s.cloudflare.starts, 1);

        s.state(State::Looking);
        QCOMPARE(s.page.title(), QStringLiteral("Looking for a credential…"));
        QVERIFY(!s.sees("tokenForm") && !s.sees("signInStart"));
        s.cloudflare.source = QStringLiteral("CLOUDFLARE_API_TOKEN in .env");
        s.cloudflare.announce();
        QCOMPARE(s.page.title(), QStringLiteral("Checking it with Cloudflare…"));
        QVERIFY(s.page.words().contains(QLatin1String("CLOUDFLARE_API_TOKEN in .env")));

        s.state(State::ChooseAccount);
        QVERIFY(s.sees("accountChooser") && !s.sees("tokenForm"));
        s.state(State::Ready);
        QVERIFY(!s.sees("accountChooser"));
    }

    void saysWhatIsMissing()
    {
        Shown s;
        s.cloudflare.places = {QStringLiteral("CLOUDFLARE_API_TOKEN in the environment"),
                               QStringLiteral("wrangler's login <b>")};
        s.state(State::NoCredential);
        QCOMPARE(s.page.title(), QStringLiteral("No credential for Cloudflare"));
        QCOMPARE(
            s.label("signInPlaces"),
            QStringLiteral("Looked at:\n• CLOUDFLARE_API_TOKEN in the environment\n• wrangler's login <b>"));
        QVERIFY(s.sees("tokenForm") && s.sees("tokenCheck"));
        QVERIFY(s.label("tokenHint").contains(QLatin1String("Workers KV Storage: Read, or Edit")));
        QVERIFY(!s.check()->isEnabled());
        QVERIFY(!s.sees("askWrangler")); // there is none
        QVERIFY(!s.sees("signInForget"));
        QTest::mouseClick(s.find<QPushButton>("signInRetry"), Qt::LeftButton);
        QCOMPARE(s.cloudflare.retries, 1);
        s.page.focusFirst();
        QCOMPARE(s.page.focusWidget(), s.token());
    }

    void handsATokenOver()
    {
        Shown s;
        s.state(State::NoCredential);
        QSignalSpy said(&s.page, &SignInPage::message);
        QGuiApplication::clipboard()->setText(QStringLiteral(" \n") + secret + QStringLiteral("\r\n "));
        s.token()->paste();
        QVERIFY(s.check()->isEnabled());
        QTest::keyClick(s.token(), Qt::Key_Return);
        QCOMPARE(s.cloudflare.tokens, QStringList{secret});
        QCOMPARE(s.cloudflare.keeps, QList{Cloudflare::Keep::Keychain});
        QVERIFY(s.token()->text().isEmpty());
        s.token()->undo();
        QVERIFY(s.token()->text().isEmpty());
        QVERIFY(s.label("tokenHint").contains(QLatin1String("Checking")));
        QVERIFY(!s.check()->isEnabled());
        QTRY_VERIFY(s.label("tokenHint").contains(QLatin1String("Workers KV Storage")));
        QCOMPARE(said.size(), 0);
    }

    void tellsWhenTheKeychainDidNotAnswer()
    {
        Shown s;
        s.state(State::NoCredential);
        s.cloudflare.tokenAnswer = false;
        QSignalSpy said(&s.page, &SignInPage::message);
        s.token()->setText(secret);
        QTest::mouseClick(s.check(), Qt::LeftButton);
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said.first().first().toString().contains(QLatin1String("kept for this run only")));
        // Who asked for that is told nothing.
        s.find<QRadioButton>("keepThisRun")->click();
        s.token()->setText(secret);
        QTest::mouseClick(s.check(), Qt::LeftButton);
        QCOMPARE(s.cloudflare.keeps.last(), Cloudflare::Keep::ThisRun);
        QTRY_VERIFY(s.label("tokenHint").contains(QLatin1String("Workers KV Storage")));
        QCOMPARE(said.size(), 1);
    }

    void aRefusalStaysInThePage()
    {
        Shown s;
        s.state(State::NoCredential);
        s.cloudflare.tokenAnswer = fail(ErrorKind::Unauthorised, QStringLiteral("invalid access token"));
        s.token()->setText(secret);
        QTest::mouseClick(s.check(), Qt::LeftButton);
        s.state(State::Looking); // as the real one does meanwhile
        s.state(State::NoCredential);
        QTRY_VERIFY(s.label("tokenHint").contains(QLatin1String("invalid access token")));
        QVERIFY(s.label("tokenHint").startsWith(QStringLiteral("⚠ ")));
        QVERIFY(s.sees("tokenForm"));
        s.token()->setText(QStringLiteral("x"));
        QVERIFY(!s.label("tokenHint").contains(QLatin1String("invalid access token")));
    }

    void tokensThatCannotBe_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("shortened") << QString::fromUtf8("abc…") << QStringLiteral("Character 4 cannot");
        QTest::newRow("two words") << QStringLiteral("abc def") << QStringLiteral("no spaces");
        QTest::newRow("two lines") << QStringLiteral("abc\ndef") << QStringLiteral("no spaces");
        QTest::newRow("control") << QStringLiteral("abc\x01") << QStringLiteral("no spaces");
        QTest::newRow("Latin-1") << QString::fromUtf8("abcä") << QString();
        QTest::newRow("fine") << secret << QString();
    }
    void tokensThatCannotBe()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        Shown s;
        s.state(State::NoCredential);
        s.token()->setText(text);
        QCOMPARE(s.check()->isEnabled(), says.isEmpty());
        if (says.isEmpty())
            return;
        QVERIFY2(s.label("tokenHint").contains(says), qPrintable(s.label("tokenHint")));
        QVERIFY(!s.label("tokenHint").contains(QLatin1String("abc")));
        QTest::keyClick(s.token(), Qt::Key_Return);
        QVERIFY(s.cloudflare.tokens.isEmpty());
    }

    void theTokenIsNotLeftLyingAbout()
    {
        Shown s;
        s.state(State::NoCredential);
        QCOMPARE(s.token()->echoMode(), QLineEdit::Password);
        s.token()->setText(secret);
        QTest::mouseClick(s.find<QToolButton>("tokenReveal"), Qt::LeftButton);
        QCOMPARE(s.token()->echoMode(), QLineEdit::Normal);
        QTest::mouseClick(s.find<QToolButton>("tokenReveal"), Qt::LeftButton);
        QCOMPARE(s.token()->echoMode(), QLineEdit::Password);
        for (const QWidget *widget : s.page.findChildren<QWidget *>()) {
            QVERIFY(!widget->accessibleName().contains(secret));
            QVERIFY(!widget->accessibleDescription().contains(secret));
            QVERIFY(!widget->toolTip().contains(secret));
        }
        const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(s.token());
        QVERIFY(spoken && !spoken->text(QAccessible::Value).contains(secret));
        s.find<QToolButton>("tokenReveal")->click();
        s.page.hide();
        QVERIFY(s.token()->text().isEmpty());
        QCOMPARE(s.token()->echoMode(), QLineEdit::Password);
        s.page.show();
        s.token()->setText(secret);
        s.state(State::Looking); // another state takes the form away
        QVERIFY(s.token()->text().isEmpty());
    }

    void withoutAKeychain()
    {
        Shown s;
        s.cloudflare.keychain = false;
        s.state(State::NoCredential);
        QVERIFY(!s.find<QRadioButton>("keepInKeychain")->isEnabled());
        QVERIFY(s.find<QRadioButton>("keepThisRun")->isChecked());
        QVERIFY(s.sees("noKeychain"));
        QVERIFY(s.label("noKeychain").contains(QLatin1String("No keychain answers")));
        s.token()->setText(secret);
        QTest::keyClick(s.token(), Qt::Key_Enter);
        QCOMPARE(s.cloudflare.keeps, QList{Cloudflare::Keep::ThisRun});
    }

    void asksWranglerOnlyOnAClick()
    {
        Shown s;
        s.cloudflare.wrangler = QStringLiteral("/usr/bin/wrangler");
        s.cloudflare.wranglerAnswer = fail(ErrorKind::Unauthorised, QStringLiteral("not logged in"));
        s.state(State::NoCredential);
        QCOMPARE(s.cloudflare.wranglerRuns, 0);
        auto *ask = s.find<QPushButton>("askWrangler");
        QVERIFY(ask->isVisible());
        QVERIFY(ask->toolTip().contains(QLatin1String("/usr/bin/wrangler auth token --json")));
        QVERIFY(s.label("wranglerWords").contains(QLatin1String("Runs `wrangler auth token --json`")));
        QTest::mouseClick(ask, Qt::LeftButton);
        QCOMPARE(s.cloudflare.wranglerRuns, 1);
        QVERIFY(!ask->isEnabled());
        QCOMPARE(s.label("wranglerWords"), QStringLiteral("wrangler is running…"));
        QTRY_VERIFY(ask->isEnabled());
        QVERIFY(s.label("wranglerWords").contains(QLatin1String("not logged in")));
        s.cloudflare.wranglerAnswer = {};
        QTest::keyClick(ask, Qt::Key_Return);
        QTRY_VERIFY(s.label("wranglerWords").startsWith(QLatin1String("Runs")));
        QCOMPARE(s.cloudflare.wranglerRuns, 2);
    }

    void tellsWhyTheCredentialFails()
    {
        Shown s;
        s.cloudflare.source = QStringLiteral("the system keychain");
        s.cloudflare.shownError =
            Error{.kind = ErrorKind::Unauthorised, .detail = QStringLiteral("token expired")};
        s.state(State::Failed);
        QCOMPARE(s.page.title(), QStringLiteral("This credential does not open the account"));
        QVERIFY(s.label("signInProblem").contains(QLatin1String("token expired")));
        QVERIFY(s.label("signInProblem").startsWith(QStringLiteral("⚠ ")));
        QVERIFY(s.page.words().contains(QLatin1String("the system keychain")));
        QVERIFY(s.sees("signInRetry") && s.sees("tokenForm"));
        QVERIFY(!s.sees("signInForget"));
        s.cloudflare.typedIn = true;
        s.cloudflare.shownError = Error{.kind = ErrorKind::Network};
        s.cloudflare.announce();
        QCOMPARE(s.page.title(), QStringLiteral("Cloudflare cannot be reached"));
        QTest::mouseClick(s.find<QPushButton>("signInForget"), Qt::LeftButton);
        QCOMPARE(s.cloudflare.forgets, 1);
    }

    void choosesAnAccount()
    {
        Shown s;
        const QString other(32, u'b');
        s.cloudflare.shownAccounts = {{accountId, QStringLiteral("Acme")},
                                      {other, QStringLiteral("Bolts & Co")}};
        s.state(State::ChooseAccount);
        auto *list = s.find<QListWidget>("accountList");
        QCOMPARE(list->count(), 2);
        QVERIFY(list->item(1)->text().contains(QLatin1String("Bolts & Co")));
        QVERIFY(list->item(1)->text().contains(other));
        QVERIFY(!s.sees("accountIdField"));
        QVERIFY(!s.find<QPushButton>("accountUse")->isEnabled());
        list->setCurrentRow(1);
        s.cloudflare.announce(); // what was chosen stays
        QCOMPARE(list->currentRow(), 1);
        QTest::mouseClick(s.find<QPushButton>("accountUse"), Qt::LeftButton);
        QCOMPARE(s.cloudflare.account, other);
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(s.cloudflare.account, accountId);
    }

    void takesATypedAccountId()
    {
        Shown s;
        s.state(State::ChooseAccount);
        auto *field = s.find<QLineEdit>("accountIdField");
        QVERIFY(field->isVisible() && !s.sees("accountList"));
        QVERIFY(s.label("accountWords").contains(QLatin1String("may not list")));
        s.page.focusFirst();
        QCOMPARE(s.page.focusWidget(), field);
        field->setText(QStringLiteral("acc0"));
        QVERIFY(!s.find<QPushButton>("accountUse")->isEnabled());
        QVERIFY(s.label("accountIdHint").contains(QLatin1String("4 of 32")));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(s.cloudflare.account.isEmpty());
        field->setText(QStringLiteral("xyz"));
        QVERIFY(s.label("accountIdHint").startsWith(QStringLiteral("⚠ ")));
        field->setText(accountId + u'0');
        QVERIFY(s.label("accountIdHint").contains(QLatin1String("33 digits")));
        field->setText(QStringLiteral("  %1 ").arg(accountId.toUpper()));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(s.cloudflare.account, accountId);
    }

    void theKeyboardReachesAllInOrder()
    {
        Shown s;
        s.cloudflare.wrangler = QStringLiteral("/usr/bin/wrangler");
        s.cloudflare.typedIn = true;
        s.state(State::Failed);
        QVERIFY(QTest::qWaitForWindowActive(&s.page));
        s.token()->setText(secret);
        QStringList order;
        s.find<QPushButton>("signInRetry")->setFocus();
        for (int i = 0; i < 8; ++i) {
            order << QApplication::focusWidget()->objectName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(order.mid(0, 7).join(u' '),
                 QStringLiteral("signInRetry signInForget tokenField tokenReveal keepInKeychain tokenCheck "
                                "askWrangler"));
    }
};

QTEST_MAIN(TestSignInPage)
#include "tst_signinpage.moc"
