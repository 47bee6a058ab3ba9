// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/metadataedit.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using kv::ui::CodeEditor;
using kv::ui::MetadataEdit;

class TestMetadataEdit : public QObject
{
    Q_OBJECT

    static CodeEditor *editor(MetadataEdit &edit) { return edit.findChild<CodeEditor *>(); }
    static QString label(MetadataEdit &edit, const char *name)
    {
        return edit.findChild<QLabel *>(QLatin1String(name))->text();
    }

private slots:
    void untouchedIsKept_data()
    {
        QTest::addColumn<Metadata>("stored");
        QTest::newRow("none") << Metadata();
        QTest::newRow("empty") << Metadata(QByteArray(""));
        QTest::newRow("json") << Metadata("{\"v\": 1.0 }");
        QTest::newRow("crlf") << Metadata("{\r\n\"v\":1\r\n}");
        QTest::newRow("not json") << Metadata("{oops");
        QTest::newRow("NUL") << Metadata(QByteArray("\0x", 2));
        QTest::newRow("not UTF-8") << Metadata("\"\xff\"");
        QTest::newRow("too long") << Metadata('"' + QByteArray(2000, 'x') + '"');
    }
    void untouchedIsKept()
    {
        QFETCH(Metadata, stored);
        MetadataEdit edit;
        QSignalSpy changed(&edit, &MetadataEdit::changed);
        edit.setMetadata(stored);
        QVERIFY(!edit.isEdited());
        QVERIFY(edit.change().isKeep());
        QCOMPARE(edit.problem(), QString());
        QCOMPARE(changed.count(), 0);
    }

    void onlyTheEditDiffers()
    {
        MetadataEdit edit;
        edit.setMetadata("{\r\n\"v\":1.0\r\n}");
        edit.show();
        editor(edit)->goTo(7);
        QTest::keyClick(editor(edit)->focusProxy(), Qt::Key_2);
        QCOMPARE(edit.change().value(), Metadata("{\r\n\"v\":21.0\r\n}"));
        editor(edit)->undo();
        QVERIFY(edit.change().isKeep());
    }

    void nothingTypedIsNone()
    {
        MetadataEdit edit;
        edit.setMetadata("{}");
        editor(edit)->replaceAll("");
        QVERIFY(!edit.change().isKeep());
        QCOMPARE(edit.change().value(), Metadata());
        QCOMPARE(label(edit, "hint"), QString());
        edit.setMetadata({});
        QCOMPARE(label(edit, "hint"), QStringLiteral("No metadata"));
        editor(edit)->replaceAll("1");
        QCOMPARE(edit.change().value(), Metadata("1"));
    }

    void sizeAgainstTheLimit()
    {
        MetadataEdit edit;
        edit.setMetadata("{\"v\":1}");
        QCOMPARE(label(edit, "counter"), QStringLiteral("7 of 1,024 B"));
        const QByteArray fits = '"' + QByteArray(1022, 'x') + '"';
        editor(edit)->replaceAll(fits);
        QCOMPARE(edit.problem(), QString());
        QCOMPARE(label(edit, "counter"), QStringLiteral("1,024 of 1,024 B"));
        editor(edit)->replaceAll('"' + QByteArray(1023, 'x') + '"');
        QVERIFY(!edit.problem().isEmpty());
        QVERIFY(edit.change().isKeep());
    }

    void notJsonNamesThePlace()
    {
        MetadataEdit edit;
        editor(edit)->replaceAll("{\n  \"v\" 1}");
        QVERIFY(edit.problem().contains(QStringLiteral("line 2, column 7")));
        QVERIFY(label(edit, "hint").contains(edit.problem()));
        QVERIFY(edit.change().isKeep());
        QVERIFY(editor(edit)->property("problem").toBool());
    }

    void invalidUtf8CannotBeEdited()
    {
        MetadataEdit edit;
        edit.setMetadata("\"\xff\"");
        QVERIFY(editor(edit)->isReadOnly());
        QCOMPARE(editor(edit)->bytes(), QByteArray("\"\\xff\""));
        QVERIFY(label(edit, "hint").contains(QStringLiteral("UTF-8")));
        QCOMPARE(label(edit, "counter"), QStringLiteral("3 of 1,024 B"));
        edit.setReadOnly(false);
        QVERIFY(editor(edit)->isReadOnly());
        edit.setMetadata("{}");
        QVERIFY(!editor(edit)->isReadOnly());
    }
};

QTEST_MAIN(TestMetadataEdit)
#include "tst_metadataedit.moc"
