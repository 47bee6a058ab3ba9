// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/searchmodel.h"

#include <QAbstractItemModelTester>
#include <QPoint>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using namespace kv::items;
using jobs::SearchHit;

namespace {

SearchHit valueHit(const QByteArray &key, const QByteArray &value, const QByteArray &what,
                   qint64 excerptAt = 0)
{
    SearchHit hit;
    hit.key = key;
    hit.size = value.size();
    hit.offset = value.indexOf(what);
    hit.length = what.size();
    hit.excerptAt = excerptAt;
    hit.excerpt = value.mid(excerptAt, 100);
    return hit;
}

QString marked(const ExcerptLine &line)
{
    QString text = line.text;
    text.insert(line.matchAt + line.matchLength, QLatin1Char(']'));
    text.insert(line.matchAt, QLatin1Char('['));
    return text;
}

} // namespace

class TestSearchModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targetsAndTheirHits()
    {
        SearchModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setHeadings(QStringLiteral("Key"), QStringLiteral("Found"), QStringLiteral("Size"));
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Found"));
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.addGroup(QStringLiteral("one")), 0);
        QCOMPARE(model.addGroup(QStringLiteral("two")), 1);
        model.setState(1, QStringLiteral("searching"), 1);
        model.addHits(1, {valueHit("k1", "a needle", "needle"), valueHit("k2", "needle", "needle")});
        model.addHits(1, {valueHit("k3", "x needle", "needle")});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowCount(model.groupIndex(0)), 0);
        const QModelIndex two = model.groupIndex(1);
        QCOMPARE(model.rowCount(two), 3);
        QCOMPARE(two.data().toString(), QStringLiteral("two"));
        QCOMPARE(two.siblingAtColumn(SearchModel::Value).data().toString(), QStringLiteral("searching"));
        QCOMPARE(two.data(SearchModel::ToneRole).toInt(), 1);
        QVERIFY(!model.hitAt(two));
        const QModelIndex third = model.index(2, SearchModel::Key, two);
        QCOMPARE(third.data().toString(), QStringLiteral("k3"));
        QCOMPARE(third.data(SearchModel::KeyRole).toByteArray(), QByteArray("k3"));
        QCOMPARE(third.data(SearchModel::GroupRole).toInt(), 1);
        QCOMPARE(third.parent(), two);
        QCOMPARE(model.hitAt(third)->size, 8);
        QCOMPARE(third.siblingAtColumn(SearchModel::Value).data().toString(), QStringLiteral("x needle"));
        QCOMPARE(third.siblingAtColumn(SearchModel::Value).data(SearchModel::MatchRole).toPoint(),
                 QPoint(2, 6));
        QCOMPARE(third.siblingAtColumn(SearchModel::Size).data().toString(), QStringLiteral("8\u00a0B"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void noMoreAreKeptThanArePromised()
    {
        SearchModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMoreWords(
            [](qint64 found, qint64 kept) { return QStringLiteral("%1 of %2").arg(kept).arg(found); });
        model.addGroup(QStringLiteral("one"));
        QList<SearchHit> hits;
        for (int i = 0; i < 700; ++i)
            hits << valueHit("k" + QByteArray::number(i), "v", "v");
        int given = 0;
        for (; given <= SearchModel::mostKept; given += 700)
            model.addHits(0, hits);
        model.addHits(0, hits);
        given += 700;
        QCOMPARE(model.found(0), given);
        QCOMPARE(model.kept(0), SearchModel::mostKept);
        const QModelIndex group = model.groupIndex(0);
        QCOMPARE(model.rowCount(group), int(SearchModel::mostKept) + 1);
        const QModelIndex more = model.index(int(SearchModel::mostKept), SearchModel::Value, group);
        QCOMPARE(more.data().toString(), QStringLiteral("%1 of %2").arg(SearchModel::mostKept).arg(given));
        QVERIFY(!model.hitAt(more));
        QVERIFY(!more.data(SearchModel::KeyRole).isValid());
    }

    void aStateThatIsTheSameIsNotTold()
    {
        SearchModel model;
        model.addGroup(QStringLiteral("one"));
        model.setState(0, QStringLiteral("x"), 0);
        const QSignalSpy spy(&model, &QAbstractItemModel::dataChanged);
        model.setState(0, QStringLiteral("x"), 0);
        QCOMPARE(spy.count(), 0);
        model.setState(0, QStringLiteral("x"), 1);
        QCOMPARE(spy.count(), 1);
    }

    void excerptsAreOneLine_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<qint64>("from");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const QByteArray &value, const QByteArray &what, qint64 from,
                            const QString &shown) { QTest::newRow(name) << value << what << from << shown; };
        row("plain", "a needle here", "needle", 0, QStringLiteral("a [needle] here"));
        row("cut before", "xxxx needle", "needle", 4, QStringLiteral("…[needle]"));
        row("cut behind", "needle" + QByteArray(200, 'x'), "needle", 0,
            QStringLiteral("[needle]") + QString(94, u'x') + QStringLiteral("…"));
        row("lines", "a\n\n  b needle\r\n\tc", "needle", 0, QStringLiteral("a b [needle] c"));
        row("spaces that were looked for", "a \n b", " \n ", 0, QStringLiteral("a[   ]b"));
        row("not UTF-8",
            "\xff"
            "needle\x80",
            "needle", 0, QStringLiteral("\\xff[needle]\\x80"));
        row("bytes", QByteArray("a\0b", 3), QByteArray("\0", 1), 0, QStringLiteral("a[\\0]b"));
        row("a text that turns", "\u202eneedle", "needle", 0, QStringLiteral("\\u{202e}[needle]"));
        row("beyond the first plane", "😀needle😀", "needle", 0, QStringLiteral("😀[needle]😀"));
        row("longer than the line", QByteArray(300, 'x'), QByteArray(300, 'x'), 0,
            QLatin1Char('[') + QString(100, u'x') + QStringLiteral("]…"));
    }

    void excerptsAreOneLine()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, what);
        QFETCH(qint64, from);
        QFETCH(QString, shown);
        QCOMPARE(marked(excerptLine(valueHit("k", value, what, from))), shown);
    }

    void foundKeysAreMarkedInTheKey()
    {
        SearchModel model;
        model.addGroup(QStringLiteral("one"));
        SearchHit hit;
        hit.isInKey = true;
        hit.key = "a\\b\nneedle";
        hit.offset = 4;
        hit.length = 6;
        hit.excerpt = "the value";
        hit.size = 9;
        model.addHits(0, {hit});
        const QModelIndex key = model.index(0, SearchModel::Key, model.groupIndex(0));
        QCOMPARE(key.data().toString(), QStringLiteral("a\\\\b\\nneedle"));
        QCOMPARE(key.data(SearchModel::MatchRole).toPoint(), QPoint(6, 6));
        QCOMPARE(key.siblingAtColumn(SearchModel::Value).data().toString(), QStringLiteral("the value"));
        QCOMPARE(key.siblingAtColumn(SearchModel::Value).data(SearchModel::MatchRole).toPoint().y(), 0);
        hit.size = -1;
        hit.excerpt.clear();
        model.addHits(0, {hit});
        const QModelIndex unknown = model.index(1, SearchModel::Size, model.groupIndex(0));
        QVERIFY(!unknown.data().isValid());
    }
};

QTEST_GUILESS_MAIN(TestSearchModel)
#include "tst_searchmodel.moc"
