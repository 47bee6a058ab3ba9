// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namespaceform.h"

#include "support/cloudflareproject.h"
#include "ui/elidedlabel.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::test;
using kv::ui::NamespaceForm;
using Act = NamespaceForm::Act;

namespace {

const AccountNamespace old = {QStringLiteral("0ld0ld0ld0ld0ld0ld0ld0ld0ld0ld00"),
                              QStringLiteral("old-campaign")};

struct Shown
{
    Shown() : form(cloudflare)
    {
        connectAccount(cloudflare);
        form.resize(264, 300);
    }
    template <class T> T *find(const char *name) const
    {
        return form.findChild<T *>(QString::fromLatin1(name));
    }
    QLineEdit *field() const { return find<QLineEdit>("namespaceField"); }
    QPushButton *button() const { return find<QPushButton>("namespaceDo"); }
    QString hint() const { return find<QLabel>("namespaceHint")->text(); }
    QString words() const { return find<QLabel>("namespaceWords")->text(); }

    FakeCloudflare cloudflare;
    NamespaceForm form;
};

} // namespace

class TestNamespaceForm : public QObject
{
    Q_OBJECT

private slots:
    void hiddenUntilAsked()
    {
        Shown s;
        QVERIFY(s.form.isHidden());
        QVERIFY(s.form.lines().isEmpty());
    }

    void createsAndOffersTheLines()
    {
        Shown s;
        s.form.setConfigFiles(
            {QStringLiteral("orders/wrangler.jsonc"), QStringLiteral("edge/wrangler.toml")});
        s.cloudflare.createAnswer = AccountNamespace{accountId, QStringLiteral("shop-cache")};
        QSignalSpy said(&s.form, &NamespaceForm::message);
        s.form.startCreate();
        QVERIFY(!s.form.isHidden());
        QVERIFY(!s.button()->isEnabled());
        s.field()->setText(QStringLiteral("  shop-cache "));
        QTest::keyClick(s.field(), Qt::Key_Return);
        QCOMPARE(s.cloudflare.created, QStringList{QStringLiteral("shop-cache")});
        QVERIFY(s.hint().contains(QLatin1String("Creating")));
        QVERIFY(!s.button()->isEnabled()); // one press, one namespace
        QTest::keyClick(s.field(), Qt::Key_Return);
        QCOMPARE(s.cloudflare.created.size(), 1);
        QTRY_COMPARE(s.form.act(), Act::Bind);
        QCOMPARE(said.size(), 1);
        QCOMPARE(s.field()->text(), QStringLiteral("SHOP_CACHE"));
        QCOMPARE(s.form.lines(),
                 QStringLiteral("{\n  \"binding\": \"SHOP_CACHE\",\n  \"id\": \"%1\"\n}").arg(accountId));
        QVERIFY(s.words().contains(QLatin1String("wrangler.jsonc")));
        // Another name, another file, its format.
        s.field()->setText(QStringLiteral("CACHE"));
        auto *files = s.find<QComboBox>("namespaceFiles");
        QVERIFY(!files->isHidden());
        files->setCurrentIndex(1);
        const QString lines =
            QStringLiteral("[[kv_namespaces]]\nbinding = \"CACHE\"\nid = \"%1\"").arg(accountId);
        QCOMPARE(s.form.lines(), lines);
        QVERIFY(s.words().contains(QLatin1String("wrangler.toml")));
        QCOMPARE(s.find<QPlainTextEdit>("namespaceLines")->toPlainText(), lines);
        s.button()->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), lines + u'\n');
        QVERIFY(!s.form.isHidden());
        s.find<QPushButton>("namespaceCancel")->click();
        QVERIFY(s.form.isHidden());
    }

    void titlesThatWillNotDo()
    {
        Shown s;
        s.form.startCreate();
        s.field()->setText(QString(512, u'x'));
        QVERIFY(s.button()->isEnabled());
        s.field()->setText(QString(513, u'x'));
        QVERIFY(!s.button()->isEnabled());
        QVERIFY(s.hint().contains(QLatin1String("513 characters")));
        // Characters, not the units that a QString counts in.
        s.field()->setText(QString::fromUtf8("\xF0\x9F\x98\x80").repeated(512));
        QVERIFY(s.button()->isEnabled());
        s.field()->setText(QStringLiteral("shop-TODO"));
        QVERIFY(!s.button()->isEnabled());
        QVERIFY(s.hint().contains(QLatin1String("has this title")));
        s.field()->setText(QStringLiteral("   "));
        QVERIFY(!s.button()->isEnabled());
    }

    void aFailureStaysInTheForm()
    {
        Shown s;
        s.cloudflare.createAnswer = fail(ErrorKind::Unauthorised, QStringLiteral("needs Edit"));
        s.form.startCreate();
        s.field()->setText(QStringLiteral("new"));
        s.button()->click();
        QTRY_VERIFY(s.hint().contains(QLatin1String("needs Edit")));
        QVERIFY(s.hint().startsWith(QStringLiteral("⚠ ")));
        QCOMPARE(s.form.act(), Act::Create);
        QVERIFY(s.button()->isEnabled()); // it may be tried again
        QVERIFY(!s.field()->isReadOnly());
        s.field()->setText(QStringLiteral("newer"));
        QVERIFY(!s.hint().contains(QLatin1String("needs Edit")));
    }

    void renames()
    {
        Shown s;
        QSignalSpy said(&s.form, &NamespaceForm::message);
        s.form.startRename(old);
        QCOMPARE(s.field()->text(), old.title);
        QVERIFY(!s.button()->isEnabled()); // nothing changed
        s.field()->setText(QStringLiteral("campaign-2025"));
        QTest::keyClick(s.field(), Qt::Key_Enter);
        QCOMPARE(s.cloudflare.renamed.size(), 1);
        QCOMPARE(s.cloudflare.renamed.first().first, old.id);
        QCOMPARE(s.cloudflare.renamed.first().second, QStringLiteral("campaign-2025"));
        QTRY_VERIFY(s.form.isHidden());
        QCOMPARE(said.first().first().toString(),
                 QStringLiteral("Renamed the namespace old-campaign to campaign-2025."));
    }

    void deletingAsksForTheWholeTitle()
    {
        Shown s;
        QSignalSpy said(&s.form, &NamespaceForm::message);
        s.form.startDelete(old, {QStringLiteral("TODO (id)"), QStringLiteral("CACHE (preview_id)")}, 1204);
        QVERIFY(s.words().contains(QLatin1String("1,204 keys")));
        QVERIFY(s.words().contains(QLatin1String("cannot be undone")));
        QVERIFY(s.words().contains(QLatin1String("TODO (id), CACHE (preview_id)")));
        for (const char *typed : {"", "old", "Old-campaign", "old-campaign ", " old-campaign"}) {
            s.field()->setText(QString::fromLatin1(typed));
            QVERIFY(!s.button()->isEnabled());
            QTest::keyClick(s.field(), Qt::Key_Return);
        }
        QVERIFY(s.cloudflare.deleted.isEmpty());
        s.field()->setText(old.title);
        QTest::keyClick(s.field(), Qt::Key_Return);
        QCOMPARE(s.cloudflare.deleted, QStringList{old.id});
        QTRY_VERIFY(s.form.isHidden());
        QCOMPARE(said.first().first().toString(), QStringLiteral("Deleted the namespace old-campaign."));
    }

    void deletingSaysWhatIsNotKnown()
    {
        Shown s;
        s.form.startDelete(old, {}, {});
        QVERIFY(s.words().contains(QLatin1String("is not known")));
        QVERIFY(s.words().contains(QLatin1String("No binding of this project")));
        s.form.startDelete(old, {}, 1);
        QVERIFY(s.words().contains(QLatin1String("its 1 key at")));
        s.form.startDelete(old, {}, 0);
        QVERIFY(s.words().contains(QLatin1String("its 0 keys at")));
    }

    void theNextFormIsNotMistakenForTheLast()
    {
        Shown s;
        QSignalSpy said(&s.form, &NamespaceForm::message);
        s.cloudflare.deleteAnswer = fail(ErrorKind::Network, QStringLiteral("cut"));
        s.form.startDelete(old, {}, {});
        s.field()->setText(old.title);
        s.button()->click();
        s.form.startCreate(); // before the answer is there
        s.field()->setText(QStringLiteral("new"));
        QTRY_COMPARE(said.size(), 1); // the failure is told all the same
        QVERIFY(said.first().first().toString().contains(QLatin1String("cut")));
        QCOMPARE(s.form.act(), Act::Create);
        QCOMPARE(s.field()->text(), QStringLiteral("new"));
        QVERIFY(s.button()->isEnabled());
        s.cloudflare.createAnswer = AccountNamespace{accountId, QStringLiteral("new")};
        s.button()->click();
        s.form.dismiss();
        QTRY_COMPARE(said.size(), 2);
        QVERIFY(s.form.isHidden()); // nothing pops up again
    }

    void escapeCloses()
    {
        Shown s;
        QSignalSpy gone(&s.form, &NamespaceForm::dismissed);
        s.form.startDelete(old, {}, {});
        s.field()->setText(old.title);
        QTest::keyClick(s.field(), Qt::Key_Escape);
        QVERIFY(s.form.isHidden());
        QCOMPARE(gone.size(), 1);
        QVERIFY(s.cloudflare.deleted.isEmpty());
        s.form.startDelete(old, {}, {});
        QVERIFY(s.field()->text().isEmpty()); // nothing is prefilled that would make it a single click
    }
};

QTEST_MAIN(TestNamespaceForm)
#include "tst_namespaceform.moc"
