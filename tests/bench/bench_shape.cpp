// SPDX-License-Identifier: GPL-3.0-or-later
// How a million keys become a tree and patterns: the first paint of the tree beside that of the list, exact
// counts of all folders beside one bare pass over the keys, and how the window fares while a folder of a
// million is opened.
#include "bench/table.h"
#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "items/patternmodel.h"
#include "jobs/planjob.h"
#include "jobs/removejob.h"
#include "local/localstore.h"
#include "store/memorystore.h"
#include "support/statefolder.h"
#include "ui/keytable.h"
#include "ui/keytree.h"
#include "ui/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <cstring>
#include <functional>

using namespace kv;
using namespace kv::bench;
using items::KeyTableModel;
using items::KeyTreeModel;
using items::PatternModel;

namespace {

double since(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e9;
}

void runUntil(const std::function<bool()> &done)
{
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        if (timer.elapsed() > 300'000)
            wrong("it never came to its end");
    }
}

/// A store that hands out keys made on the fly: `keyOf(i)` must grow with i.
class MadeStore : public MemoryStore
{
public:
    MadeStore(int keys, std::function<QByteArray(int)> keyOf) : m_keys(keys), m_keyOf(std::move(keyOf)) {}
    QFuture<Result<KeyPage>> list(const ListQuery &) override
    {
        QPromise<Result<KeyPage>> promise;
        promise.start();
        constexpr int perPage = 2000;
        KeyBlock::Builder builder;
        for (int i = 0; i < m_keys; ++i) {
            builder.add(m_keyOf(i), {}, false, {});
            const bool last = i + 1 == m_keys;
            if (builder.size() < perPage && !last)
                continue;
            promise.addResult(Result<KeyPage>(KeyPage{.keys = builder.build(), .cursor = {}, .last = last}));
        }
        promise.finish();
        return promise.future();
    }

private:
    int m_keys;
    std::function<QByteArray(int)> m_keyOf;
};

QByteArray number(int i)
{
    return QByteArray::number(i).rightJustified(7, '0');
}

/// The table of a store that is read to its end.
struct Loaded
{
    Loaded(int keys, const std::function<QByteArray(int)> &keyOf)
    {
        model.setStore(std::make_shared<MadeStore>(keys, keyOf));
        runUntil([this] { return !model.isLoading(); });
        if (model.rowCount() != keys)
            wrong("the model does not hold every key");
    }
    KeyTableModel model;
};

/// Seconds until a view that was just made has painted its first rows.
template <class Make> double firstPaint(Make make)
{
    QElapsedTimer timer;
    timer.start();
    const auto view = make();
    view->resize(900, 800);
    view->show();
    const QImage picture = view->viewport()->grab().toImage();
    const double seconds = since(timer);
    if (picture.isNull() || !view->indexAt(QPoint(100, 10)).isValid())
        wrong("the view shows no rows");
    return seconds;
}

void benchPaint(const Table &table, const char *figure, KeyTableModel &model, const QByteArray &folder,
                int rounds)
{
    const ui::Theme theme;
    const Pair paint = alternate(
        rounds,
        [&] {
            KeyTreeModel tree(&model);
            tree.setDelimiters(text::Delimiters({":"}));
            return firstPaint([&] {
                auto view = std::make_unique<ui::KeyTree>(&tree, theme);
                tree.setActive(true);
                if (!folder.isEmpty())
                    view->expand(tree.indexOfFolder(folder));
                return view;
            });
        },
        [&] { return firstPaint([&] { return std::make_unique<ui::KeyTable>(&model, theme); }); });
    table.ratio(figure, paint.ours * 1e3, paint.reference * 1e3, "ms", 2.0);
}

/// Opens every folder there is; answers how many keys the innermost hold together.
qint64 openAll(KeyTreeModel &tree, const QModelIndex &parent)
{
    runUntil([&] { return !tree.isGrowing(parent); });
    qint64 keys = 0;
    for (int row = 0; row < tree.rowCount(parent); ++row) {
        const QModelIndex child = tree.index(row, 0, parent);
        if (!tree.isFolder(child)) {
            ++keys;
            continue;
        }
        const int count = child.data(KeyTreeModel::CountRole).toInt();
        if (!tree.canFetchMore(child))
            wrong("a folder was opened before its turn");
        tree.fetchMore(child);
        const qint64 inside = openAll(tree, child);
        if (inside != count)
            wrong("a folder's count is not what it holds");
        keys += inside;
    }
    return keys;
}

/// One bare pass: every key is read and looked through for the delimiter.
double barePass(const KeyTableModel &model)
{
    QElapsedTimer timer;
    timer.start();
    qint64 found = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QByteArrayView key = model.rowKey(row);
        const char *at = key.data();
        const char *end = at + key.size();
        while ((at = static_cast<const char *>(std::memchr(at, ':', size_t(end - at))))) {
            ++found;
            if (++at == end)
                break;
        }
    }
    const double seconds = since(timer);
    if (found == 0)
        wrong("the bare pass found no delimiter");
    return seconds;
}

/// What a view shows of all folders at once: each with its exact count.
double countFolders(KeyTableModel &model, int folders, int rounds)
{
    QList<double> times;
    for (int round = 0; round < rounds; ++round) {
        KeyTreeModel tree(&model);
        tree.setDelimiters(text::Delimiters({":"}));
        QElapsedTimer timer;
        timer.start();
        tree.setActive(true);
        runUntil([&] { return !tree.isGrowing({}); });
        qint64 keys = 0;
        int seen = 0;
        for (int row = 0; row < tree.rowCount(); ++row) {
            const QModelIndex top = tree.index(row, 0);
            tree.fetchMore(top);
            runUntil([&] { return !tree.isGrowing(top); });
            for (int inner = 0; inner < tree.rowCount(top); ++inner) {
                const QModelIndex child = tree.index(inner, 0, top);
                const KeyList::Range rows = tree.rowsOf(child);
                keys += rows.size();
                ++seen;
            }
        }
        times << since(timer);
        if (keys != model.rowCount() || seen != folders)
            wrong("the counts are not those of the keys");
    }
    return median(times);
}

void benchCounts(const Table &table, int keys, int rounds)
{
    // 20 kinds, 500 users of each: folders in folders, and a hundred keys in every one.
    const int perUser = qMax(1, keys / 10'000);
    Loaded nested(keys, [perUser](int i) {
        const int user = i / perUser;
        return "kind" + QByteArray::number(user / 500).rightJustified(3, '0') + ":" + number(user) + ":" +
               number(i);
    });
    KeyTableModel &model = nested.model;
    QList<double> bare;
    for (int round = 0; round < rounds; ++round)
        bare << barePass(model);
    const int users = (keys + perUser - 1) / perUser;
    table.ratio("exact counts of 10,000 folders; reference: a pass", countFolders(model, users, rounds) * 1e3,
                median(bare) * 1e3, "ms", 1.5);
    KeyTreeModel tree(&model);
    tree.setDelimiters(text::Delimiters({":"}));
    tree.setActive(true);
    QElapsedTimer timer;
    timer.start();
    if (openAll(tree, {}) != keys)
        wrong("not every key is in the tree");
    table.ratio("every folder opened, every key seen", since(timer) * 1e3, median(bare) * 1e3, "ms");
}

void benchPieces(const Table &table, const char *figure, KeyTableModel &model, const QByteArray &prefix)
{
    const ui::Theme theme;
    KeyTreeModel tree(&model);
    tree.setDelimiters(text::Delimiters({":"}));
    ui::KeyTree view(&tree, theme);
    view.resize(900, 800);
    tree.setActive(true);
    view.show();
    QElapsedTimer gap;
    QList<double> gaps;
    QTimer turns;
    turns.setTimerType(Qt::PreciseTimer);
    QObject::connect(&turns, &QTimer::timeout, &turns, [&] {
        gaps << double(gap.nsecsElapsed()) / 1e6;
        gap.start();
    });
    const QModelIndex folder = tree.indexOfFolder(prefix);
    const int children = folder.data(KeyTreeModel::CountRole).toInt();
    gap.start();
    turns.start(1);
    QElapsedTimer timer;
    timer.start();
    view.setExpanded(folder, true);
    runUntil([&] { return !tree.isGrowing(folder); });
    if (tree.rowCount(folder) < qMin(children, 100'000))
        wrong("the folder does not open");
    runUntil([&, left = 5]() mutable { return --left == 0; }); // it is laid out
    table.alone(figure, since(timer) * 1e3, "ms");
    table.alone("  longest gap in the event loop meanwhile", *std::max_element(gaps.begin(), gaps.end()),
                "ms");
}

void benchPatterns(const Table &table, KeyTableModel &model, int rounds)
{
    QList<double> times;
    for (int round = 0; round < rounds; ++round) {
        PatternModel patterns(&model);
        QElapsedTimer timer;
        timer.start();
        patterns.setActive(true);
        runUntil([&] { return !patterns.isBusy(); });
        times << since(timer);
        if (patterns.counted() != model.rowCount())
            wrong("the patterns do not count every key");
    }
    table.ratio("patterns; reference: a pass", median(times), barePass(model), "s");
}

/// Fills a store on disk with one folder.
std::shared_ptr<Store> folderOnDisk(const test::StateFolder &folder, int keys)
{
    auto store = std::make_shared<local::LocalStore>(folder.target);
    QList<Put> puts;
    for (int i = 0; i < keys; ++i)
        puts << Put{.key = "user:" + number(i),
                    .value = QByteArray(100, 'v'),
                    .expiration = {},
                    .metadata = {},
                    .expect = {}};
    const auto put = store->putMany(puts);
    runUntil([&] { return put.isFinished(); });
    return store;
}

double runJob(jobs::Job &job)
{
    QElapsedTimer timer;
    timer.start();
    job.start();
    runUntil([&] { return job.state() != jobs::Job::State::Running; });
    if (job.state() != jobs::Job::State::Finished)
        wrong("a job did not come to its end");
    return since(timer);
}

void benchDeletion(const Table &table, int keys)
{
    const test::StateFolder bareFolder;
    const auto bare = folderOnDisk(bareFolder, keys);
    QList<Removal> removals;
    for (int i = 0; i < keys; ++i)
        removals << Removal{"user:" + number(i), Expect::anything()};
    QElapsedTimer timer;
    timer.start();
    const auto removed = bare->remove(removals);
    runUntil([&] { return removed.isFinished(); });
    const double reference = since(timer);

    const test::StateFolder folder;
    const auto store = folderOnDisk(folder, keys);
    const QTemporaryDir place;
    jobs::RemoveJob::Options options;
    options.prefix = "user:";
    options.rollbackPath = place.filePath(QStringLiteral("back.ndjson"));
    jobs::RemoveJob job(store, options);
    table.ratio("a folder deleted, kept for undo; reference: remove", runJob(job), reference, "s");
    if (job.report().removed != keys)
        wrong("not every key was deleted");
    jobs::ApplyJob undo(options.rollbackPath, store);
    table.alone("  and put back", runJob(undo), "s");
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    const int keys = smoke ? 20'000 : 1'000'000;
    const int rounds = smoke ? 1 : 9;
    const Table table("The shape of " + QByteArray::number(keys) + " keys, medians of " +
                          QByteArray::number(rounds),
                      !smoke);
    {
        Loaded users(keys, [](int i) { return "user:" + number(i) + ":profile"; });
        benchPaint(table, "first paint: a folder; reference: the list", users.model, {}, rounds);
        benchPaint(table, "first paint: it is open, a million folders in it", users.model, "user:", rounds);
        benchPieces(table, "a folder with a million folders, its first 100,000", users.model, "user:");
        benchPatterns(table, users.model, smoke ? 1 : 3);
    }
    {
        Loaded flat(keys, [](int i) { return "flat:" + number(i); });
        benchPaint(table, "first paint: a million keys in a folder", flat.model, "flat:", rounds);
        benchPieces(table, "a folder with a million keys, its first 100,000", flat.model, "flat:");
    }
    {
        Loaded plain(keys, [](int i) { return "key" + number(i); });
        benchPaint(table, "first paint: no delimiter anywhere", plain.model, {}, rounds);
    }
    benchCounts(table, keys, rounds);
    benchDeletion(table, smoke ? 500 : 20'000);
    return 0;
}
