// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/projectmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace kv;
using kv::items::ProjectModel;
using NodeKind = ProjectModel::NodeKind;

namespace {

TargetInfo target(const QString &name, std::optional<qint64> count = {})
{
    TargetInfo info;
    info.name = name;
    info.target.namespaceId = name;
    info.exists = count.has_value();
    info.count = count;
    return info;
}

Binding binding(const QString &name, std::optional<qint64> count = {}, int line = 3)
{
    Binding b;
    b.name = name;
    b.id = QStringLiteral("0677");
    b.line = line;
    b.targets = {target(QStringLiteral("local:") + name, count)};
    return b;
}

Environment environment(const QString &name, const QList<Binding> &bindings)
{
    Environment e;
    e.name = name;
    e.bindings = bindings;
    return e;
}

Worker worker(const QString &path, const QList<Environment> &environments)
{
    Worker w;
    w.configPath = QStringLiteral("/shop/") + path;
    w.relativePath = path;
    w.name = path.section(QLatin1Char('/'), 0, 0);
    w.environments = environments;
    return w;
}

Project sample()
{
    Project p;
    p.root = QStringLiteral("/home/ada/shop");
    p.workers = {
        worker(QStringLiteral("api/wrangler.jsonc"),
               {environment({}, {binding(QStringLiteral("TODO"), 312), binding(QStringLiteral("CACHE"))}),
                environment(QStringLiteral("staging"), {binding(QStringLiteral("STAGED"), 1)})}),
        worker(QStringLiteral("web/wrangler.toml"), {environment({}, {})})};
    return p;
}

/// The tree as indented text.
QStringList outline(const QAbstractItemModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex at = model.index(row, 0, parent);
        lines << QString(depth, QLatin1Char(' ')) + at.data().toString();
        lines << outline(model, at, depth + 1);
    }
    return lines;
}

QStringList lines(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char('\n'));
}

} // namespace

class TestProjectModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_model = std::make_unique<ProjectModel>(); }
    void cleanup() { m_model.reset(); }

    void nothingOpened()
    {
        m_model->setProject({});
        QCOMPARE(m_model->rowCount(), 0);
        QVERIFY(!m_model->indexOfTarget(QStringLiteral("local:TODO")).isValid());
    }

    void tree()
    {
        QAbstractItemModelTester tester(m_model.get(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        Project p = sample();
        p.onlyOnDisk = {target(QStringLiteral("local:#1c2d"), 5)};
        p.problems = {{.kind = ErrorKind::Denied,
                       .detail = QStringLiteral("denied"),
                       .path = QStringLiteral("/home/ada/shop/x")}};
        m_model->setProject(p);
        QCOMPARE(outline(*m_model),
                 lines("shop\n api\n  TODO\n  CACHE\n  env.staging\n   STAGED\n web\n denied\n"
                       "Only on disk\n local:#1c2d"));
        const QModelIndex top = m_model->index(0, 0);
        QCOMPARE(top.data(ProjectModel::SecondaryTextRole).toString(), QStringLiteral("2 workers"));
        QCOMPARE(top.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Project);
        QCOMPARE(top.data(ProjectModel::SeverityRole).value<Severity>(), Severity::Error);
        const QModelIndex problem = m_model->index(2, 0, top);
        QCOMPARE(problem.data(ProjectModel::ErrorRole).value<Error>().kind, ErrorKind::Denied);
        p.onlyOnDisk.clear();
        m_model->setProject(p);
        QCOMPARE(m_model->rowCount(), 1);
    }

    void bindingsTellAll()
    {
        m_model->setProject(sample());
        const QModelIndex todo = m_model->indexOfTarget(QStringLiteral("local:TODO"));
        QCOMPARE(todo.data().toString(), QStringLiteral("TODO"));
        QCOMPARE(todo.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Binding);
        QCOMPARE(todo.data(ProjectModel::SecondaryTextRole).toString(), QStringLiteral("312 keys"));
        QCOMPARE(todo.data(ProjectModel::ConfigPathRole).toString(),
                 QStringLiteral("/shop/api/wrangler.jsonc"));
        QCOMPARE(todo.data(ProjectModel::LineRole).toInt(), 3);
        QCOMPARE(todo.data(ProjectModel::BindingRole).value<Binding>().name, QStringLiteral("TODO"));
        QCOMPARE(todo.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>().first().name,
                 QStringLiteral("local:TODO"));
        QCOMPARE(todo.data(ProjectModel::EnvironmentRole).toString(), QString());
        const QModelIndex staged = m_model->indexOfTarget(QStringLiteral("local:STAGED"));
        QCOMPARE(staged.data(ProjectModel::EnvironmentRole).toString(), QStringLiteral("staging"));
        QCOMPARE(staged.data(ProjectModel::SecondaryTextRole).toString(), QStringLiteral("1 key"));
        QCOMPARE(staged.parent().data().toString(), QStringLiteral("env.staging"));
        QVERIFY(!m_model->index(0, 0).data(ProjectModel::BindingRole).isValid());
        const QModelIndex cache = m_model->indexOfTarget(QStringLiteral("local:CACHE"));
        QCOMPARE(cache.data(ProjectModel::SecondaryTextRole).toString(), QString());
    }

    void problemsPointIntoTheFile()
    {
        Project p = sample();
        p.workers[0].environments[1].diagnostics = {{Severity::Warning, QStringLiteral("careful"), 12, 4}};
        p.workers[1].error = Error{.kind = ErrorKind::InvalidInput,
                                   .detail = QStringLiteral("broken"),
                                   .path = QStringLiteral("/shop/web/wrangler.toml"),
                                   .line = 2,
                                   .column = 7};
        p.workers[1].environments.clear();
        m_model->setProject(p);
        const QModelIndex top = m_model->index(0, 0);
        const QModelIndex api = m_model->index(0, 0, top);
        QCOMPARE(api.data(ProjectModel::SeverityRole).value<Severity>(), Severity::Warning);
        const QModelIndex careful = m_model->index(0, 0, m_model->index(2, 0, api));
        QCOMPARE(careful.data(ProjectModel::NodeKindRole).value<NodeKind>(), NodeKind::Problem);
        QCOMPARE(careful.data(ProjectModel::LineRole).toInt(), 12);
        QCOMPARE(careful.data(ProjectModel::ColumnRole).toInt(), 4);
        QVERIFY(!careful.data(ProjectModel::ErrorRole).isValid());
        const QModelIndex broken = m_model->index(0, 0, m_model->index(1, 0, top));
        QCOMPARE(broken.data(ProjectModel::LineRole).toInt(), 2);
        QCOMPARE(broken.data(ProjectModel::SeverityRole).value<Severity>(), Severity::Error);
        QCOMPARE(broken.data(ProjectModel::ErrorRole).value<Error>().detail, QStringLiteral("broken"));
    }

    void aCountChangesOneRow()
    {
        QAbstractItemModelTester tester(m_model.get(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        Project p = sample();
        m_model->setProject(p);
        const QPersistentModelIndex todo = m_model->indexOfTarget(QStringLiteral("local:TODO"));
        QSignalSpy changed(m_model.get(), &ProjectModel::dataChanged);
        QSignalSpy inserted(m_model.get(), &ProjectModel::rowsInserted);
        QSignalSpy removed(m_model.get(), &ProjectModel::rowsRemoved);
        m_model->setProject(p);
        QCOMPARE(changed.count(), 0);
        p.workers[0].environments[0].bindings[0].targets[0].count = 313;
        m_model->setProject(p);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().toModelIndex(), QModelIndex(todo));
        QCOMPARE(inserted.count() + removed.count(), 0);
    }

    void bindingsComeGoAndMove()
    {
        QAbstractItemModelTester tester(m_model.get(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        Project p = sample();
        m_model->setProject(p);
        const QPersistentModelIndex todo = m_model->indexOfTarget(QStringLiteral("local:TODO"));
        const QPersistentModelIndex cache = m_model->indexOfTarget(QStringLiteral("local:CACHE"));
        const QPersistentModelIndex staged = m_model->indexOfTarget(QStringLiteral("local:STAGED"));
        auto &bindings = p.workers[0].environments[0].bindings;
        bindings = {binding(QStringLiteral("NEW")), bindings[1], bindings[0]};
        m_model->setProject(p);
        QCOMPARE(outline(*m_model),
                 lines("shop\n api\n  NEW\n  CACHE\n  TODO\n  env.staging\n   STAGED\n web"));
        QCOMPARE(todo.row(), 2);
        QCOMPARE(cache.row(), 1);
        QVERIFY(staged.isValid());
        bindings.removeLast();
        m_model->setProject(p);
        QVERIFY(!todo.isValid());
        QVERIFY(cache.isValid());
        p.workers.swapItemsAt(0, 1);
        m_model->setProject(p);
        QVERIFY(staged.isValid());
        QCOMPARE(m_model->indexOfTarget(QStringLiteral("local:STAGED")), QModelIndex(staged));
    }

    void twoOfTheSameName()
    {
        QAbstractItemModelTester tester(m_model.get(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        Project p = sample();
        p.workers[0].environments[0].bindings = {binding(QStringLiteral("A"), 1, 1),
                                                 binding(QStringLiteral("A"), 2, 2)};
        m_model->setProject(p);
        m_model->setProject(p);
        QCOMPARE(outline(*m_model), lines("shop\n api\n  A\n  A\n  env.staging\n   STAGED\n web"));
        const QModelIndex api = m_model->index(0, 0, m_model->index(0, 0));
        QCOMPARE(m_model->index(0, 0, api).data(ProjectModel::LineRole).toInt(), 1);
        QCOMPARE(m_model->index(1, 0, api).data(ProjectModel::LineRole).toInt(), 2);
    }

    void anotherFolderIsAnotherTree()
    {
        Project p = sample();
        m_model->setProject(p);
        const QPersistentModelIndex top = m_model->index(0, 0);
        p.root = QStringLiteral("/home/ada/other");
        m_model->setProject(p);
        QVERIFY(!top.isValid());
        QCOMPARE(m_model->index(0, 0).data().toString(), QStringLiteral("other"));
    }

private:
    std::unique_ptr<ProjectModel> m_model;
};

QTEST_GUILESS_MAIN(TestProjectModel)
#include "tst_projectmodel.moc"
