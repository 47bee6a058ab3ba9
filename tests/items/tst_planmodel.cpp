// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/planmodel.h"
#include "jobs/planfixture.h"
#include "text/units.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace kv;
using namespace kv::test;
using items::PlanModel;
using jobs::PlanStep;
using Chosen = PlanModel::Chosen;

namespace {

const jobs::Fingerprint before = jobs::fingerprintOf(entryOf("", "before"));

PlanStep adding(const QByteArray &key, const QByteArray &value, Expiration expiration = {})
{
    return {key, entryOf(key, value, expiration), {}};
}
PlanStep changing(const QByteArray &key, const QByteArray &value)
{
    return {key, entryOf(key, value), before};
}
PlanStep deleting(const QByteArray &key)
{
    return {key, std::nullopt, before};
}

} // namespace

class TestPlanModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_model = std::make_unique<PlanModel>();
        m_model->setClock(testClock());
        new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                     m_model.get());
    }
    void cleanup() { m_model.reset(); }

    void showsEachStep()
    {
        QVERIFY(open({adding("a", "12345", testNowMs / 1000 + 7200), changing("b\n", QByteArray(2048, 'x')),
                      deleting(QByteArray(512, 'k'))}));
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->columnCount(), int(PlanModel::ColumnCount));
        QCOMPARE(m_model->kindAt(0), PlanModel::Kind::Add);
        QCOMPARE(m_model->kindAt(1), PlanModel::Kind::Change);
        QCOMPARE(m_model->kindAt(2), PlanModel::Kind::Delete);
        QCOMPARE(m_model->keyAt(1), QByteArray("b\n"));
        QCOMPARE(m_model->keyAt(2), QByteArray(512, 'k'));
        QCOMPARE(at(1, PlanModel::Key, PlanModel::KeyRole).toByteArray(), QByteArray("b\n"));
        QCOMPARE(at(1, PlanModel::Key, PlanModel::KindRole).toInt(), int(PlanModel::Kind::Change));
        QVERIFY(!at(1, PlanModel::Key).toString().contains(u'\n')); // a row is one line
        QCOMPARE(at(0, PlanModel::Size).toString(), text::sizeText(5));
        QVERIFY(at(0, PlanModel::Expires).toString().contains(QStringLiteral("2 h")));
        QCOMPARE(at(1, PlanModel::Expires).toString(), QString());
        QCOMPARE(at(2, PlanModel::Size).toString(), QString()); // nothing is written
        // A sign and a word, and the same for whoever hears it.
        QStringList words;
        for (int row = 0; row < 3; ++row) {
            words << at(row, PlanModel::What).toString();
            QCOMPARE(at(row, PlanModel::What, Qt::AccessibleTextRole).toString(), words.last());
        }
        words.removeDuplicates();
        QCOMPARE(words.size(), 3);
        QCOMPARE(m_model->headerData(PlanModel::Key, Qt::Horizontal).toString(), QStringLiteral("Key"));
        QVERIFY(!m_model->headerData(PlanModel::ColumnCount, Qt::Horizontal).isValid());
        QVERIFY(!m_model->data(QModelIndex()).isValid());
    }

    void countsWhatIsChosen()
    {
        QVERIFY(open({adding("a", "1"), adding("b", "22"), changing("c", "333"), deleting("d")}));
        const Chosen all{.adds = 2, .changes = 1, .deletes = 1, .bytes = 6};
        QCOMPARE(m_model->chosen(), all);
        QCOMPARE(m_model->chosen().steps(), 4);
        QVERIFY(m_model->isAllChosen());
        QSignalSpy told(m_model.get(), &PlanModel::chosenChanged);
        QSignalSpy changed(m_model.get(), &PlanModel::dataChanged);
        const QModelIndex second = m_model->index(1, PlanModel::What);
        QVERIFY(m_model->flags(second) & Qt::ItemIsUserCheckable);
        QVERIFY(!(m_model->flags(m_model->index(1, PlanModel::Key)) & Qt::ItemIsUserCheckable));
        QVERIFY(m_model->setData(second, Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(told.size(), 1);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(m_model->chosen(), (Chosen{.adds = 1, .changes = 1, .deletes = 1, .bytes = 4}));
        QVERIFY(!m_model->isChosen(1));
        QVERIFY(!m_model->isAllChosen());
        QCOMPARE(at(1, PlanModel::What, Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        QVERIFY(
            at(1, PlanModel::What, Qt::AccessibleTextRole).toString().contains(QStringLiteral("left out")));
        m_model->setChosen(1, false); // it is already
        QCOMPARE(told.size(), 1);
        m_model->setChosen(3, false);
        QCOMPARE(m_model->chosen(), (Chosen{.adds = 1, .changes = 1, .deletes = 0, .bytes = 4}));
        QCOMPARE(m_model->leftOut(), (std::vector<bool>{false, true, false, true}));
        m_model->setAllChosen(false); // of which two are left out already
        QCOMPARE(m_model->chosen(), Chosen());
        QCOMPARE(m_model->leftOut(), std::vector<bool>(4, true));
        m_model->setChosen(2, true);
        QCOMPARE(m_model->chosen(), (Chosen{.adds = 0, .changes = 1, .deletes = 0, .bytes = 3}));
        m_model->setAllChosen(true);
        QCOMPARE(m_model->chosen(), all);
        QVERIFY(m_model->isAllChosen());
        // Nothing else can be set.
        QVERIFY(!m_model->setData(m_model->index(0, PlanModel::Key), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(!m_model->setData(second, QStringLiteral("x"), Qt::EditRole));
        QVERIFY(!m_model->setData(QModelIndex(), Qt::Unchecked, Qt::CheckStateRole));
    }

    void manyStepsComeInPieces()
    {
        constexpr int count = 10'000;
        QList<PlanStep> steps;
        for (int i = 0; i < count; ++i)
            steps.append(adding("key " + QByteArray::number(i), QByteArray::number(i)));
        QSignalSpy pieces(m_model.get(), &PlanModel::rowsInserted);
        QVERIFY(open(steps));
        QCOMPARE(m_model->rowCount(), count);
        QVERIFY(pieces.size() > 1);
        QCOMPARE(m_model->chosen().adds, count);
        for (const int row : {0, 1, 4095, 4096, 7777, count - 1})
            QCOMPARE(m_model->keyAt(row), "key " + QByteArray::number(row));
    }

    void whatCanBeReadOfACutPlanIsShown()
    {
        const QString path = planOf({adding("a", "1"), changing("b", "2"), deleting("c")});
        QFile file(path);
        QVERIFY(file.resize(file.size() - 10)); // in its last line
        m_model->open(path);
        QVERIFY(m_model->isReading());
        QTRY_VERIFY(!m_model->isReading());
        QVERIFY(m_model->error());
        QCOMPARE(m_model->error()->kind, ErrorKind::Corrupt);
        QCOMPARE(m_model->rowCount(), 3);
        m_model->open(m_dir->filePath(QStringLiteral("none")));
        QTRY_VERIFY(!m_model->isReading());
        QCOMPARE(m_model->error()->kind, ErrorKind::NotFound);
        QCOMPARE(m_model->rowCount(), 0);
        // And the next is fine again.
        QVERIFY(open({adding("z", "1")}));
        QVERIFY(!m_model->error());
    }

    void onlyTheLastOfSeveralIsShown()
    {
        QList<PlanStep> steps;
        for (int i = 0; i < 9000; ++i)
            steps.append(deleting("old " + QByteArray::number(i)));
        const QString old = planOf(steps);
        const QString next = planOf({adding("new", "1")});
        m_model->open(old);
        m_model->open(next);
        QTRY_VERIFY(!m_model->isReading());
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(m_model->keyAt(0), QByteArray("new"));
        QCOMPARE(m_model->chosen(), (Chosen{.adds = 1, .changes = 0, .deletes = 0, .bytes = 1}));
        QCOMPARE(m_model->path(), next);
        m_model->open(old);
        m_model->clear();
        QVERIFY(!m_model->isReading());
        QTest::qWait(20); // nothing of it comes any more
        QCOMPARE(m_model->rowCount(), 0);
        QCOMPARE(m_model->chosen(), Chosen());
        QVERIFY(m_model->path().isEmpty());
        m_model->open(old);
        m_model.reset(); // while it is read
    }

private:
    QString planOf(const QList<PlanStep> &steps)
    {
        const QString path = m_dir->filePath(QStringLiteral("%1.plan.ndjson").arg(++m_plans));
        return writePlan(path, steps) ? path : QString();
    }
    bool open(const QList<PlanStep> &steps)
    {
        m_model->open(planOf(steps));
        return QTest::qWaitFor([this] { return !m_model->isReading(); }, 20'000) && !m_model->error();
    }
    QVariant at(int row, int column, int role = Qt::DisplayRole) const
    {
        return m_model->data(m_model->index(row, column), role);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<PlanModel> m_model;
    int m_plans = 0;
};

QTEST_GUILESS_MAIN(TestPlanModel)
#include "tst_planmodel.moc"
