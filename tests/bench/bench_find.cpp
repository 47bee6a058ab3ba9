// SPDX-License-Identifier: GPL-3.0-or-later
// How quickly rows of a filter are found among many keys, against bare loops over the same bytes on one
// thread; and how the window fares while they are found, shown and typed for.
#include "bench/table.h"
#include "items/keyfinding.h"
#include "items/keytablemodel.h"
#include "ui/keytable.h"
#include "ui/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstring>

using namespace kv;
using namespace kv::bench;
using items::FoundPiece;
using items::KeyFilter;
using items::KeyTableModel;
using Mode = text::KeyPattern::Mode;

namespace {

constexpr const char *words[] = {"user",         "session", "cache",   "Order",
                                 "feature-flag", "größe",   "invoice", "page"};

/// Keys as Workers have them, in order, a fifth with metadata: blocks as a local store hands them out.
KeyList manyKeys(int count)
{
    QList<QByteArray> keys;
    keys.reserve(count);
    quint64 state = 42;
    for (int i = 0; i < count; ++i) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        keys << QByteArray(words[state >> 61]) + ':' + QByteArray::number(quint32(state >> 29)) +
                    ":profile:" + QByteArray::number(i);
    }
    std::sort(keys.begin(), keys.end(),
              [](const QByteArray &a, const QByteArray &b) { return compareKeys(a, b) < 0; });
    KeyList list;
    KeyBlock::Builder builder;
    for (int i = 0; i < count; ++i) {
        builder.add(keys[i], {}, i % 5 == 0, i % 5 == 0 ? QByteArray("{\"v\":1}") : QByteArray());
        if (builder.size() == 16'384 || i + 1 == count)
            list.append(builder.build());
    }
    return list;
}

/// A store that hands out one list, page by page, and has no values.
class ListStore : public Store
{
public:
    explicit ListStore(KeyList keys) : m_keys(std::move(keys)) {}
    Capabilities capabilities() const override { return {}; }
    QFuture<Result<KeyPage>> list(const ListQuery &) override
    {
        QPromise<Result<KeyPage>> promise;
        promise.start();
        for (size_t i = 0; i < m_keys.blocks().size(); ++i)
            promise.addResult(
                Result<KeyPage>(KeyPage{m_keys.blocks()[i], {}, i + 1 == m_keys.blocks().size()}));
        promise.finish();
        return promise.future();
    }
    QFuture<Result<QList<Peek>>> peek(const QList<QByteArray> &keys, int) override
    {
        QList<Peek> peeks;
        for (const QByteArray &key : keys)
            peeks << Peek{key, 1, "v"};
        return readyFuture(Result<QList<Peek>>(peeks));
    }
    QFuture<Result<std::optional<qint64>>> count() override { return none<std::optional<qint64>>(); }
    QFuture<Result<Entry>> get(const QByteArray &) override { return none<Entry>(); }
    QFuture<Result<QList<Fetched>>> fetch(const QList<QByteArray> &, qint64) override
    {
        return none<QList<Fetched>>();
    }
    QFuture<Result<Revision>> put(const Put &) override { return none<Revision>(); }
    QFuture<Result<QList<Result<Revision>>>> putMany(const QList<Put> &) override
    {
        return none<QList<Result<Revision>>>();
    }
    QFuture<Result<Revision>> rename(const QByteArray &, const QByteArray &, const Expect &) override
    {
        return none<Revision>();
    }
    QFuture<Result<RemoveReport>> remove(const QList<Removal> &) override { return none<RemoveReport>(); }
    void setWatching(bool) override {}

private:
    template <class T> static QFuture<Result<T>> none()
    {
        return readyFuture(Result<T>(fail(ErrorKind::ReadOnly, QString())));
    }
    KeyList m_keys;
};

KeyFilter filterOf(Mode mode, const QByteArray &text, bool ignoreCase = false)
{
    const auto matcher = text::KeyMatcher::compile({mode, text, ignoreCase});
    if (!matcher)
        wrong("a pattern does not compile");
    KeyFilter filter;
    filter.matcher = *matcher;
    return filter;
}

double secondsOf(const KeyList &keys, const KeyFilter &filter, int expected)
{
    QElapsedTimer timer;
    timer.start();
    QPromise<Result<FoundPiece>> promise;
    promise.start();
    items::findKeys({.filter = filter, .keys = keys, .range = keys.withPrefix(filter.prefix())}, promise);
    promise.finish();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    int found = 0;
    for (const auto &piece : promise.future().results())
        found += piece->rows.size();
    if (found != expected)
        wrong("the filter found other rows than the bare loop");
    return seconds;
}

/// The bare loop: the same blocks, one call for each key, matches counted. Answers its seconds.
template <class Matches> double bareLoop(const KeyList &keys, Matches matches, int &count)
{
    QElapsedTimer timer;
    timer.start();
    int found = 0;
    for (const auto &block : keys.blocks())
        for (int i = 0; i < block->size(); ++i)
            found += matches(block->key(i));
    count = found;
    return double(timer.nsecsElapsed()) / 1e9;
}

void benchContains(const Table &table, const KeyList &keys, const char *figure, const QByteArray &text,
                   int rounds)
{
    int count = 0;
    const auto bare = [&] {
        return bareLoop(
            keys,
            [&text](QByteArrayView key) {
                return memmem(key.data(), size_t(key.size()), text.data(), size_t(text.size())) != nullptr;
            },
            count);
    };
    bare();
    const KeyFilter filter = filterOf(Mode::Contains, text);
    const Pair pair = alternate(
        rounds, [&] { return secondsOf(keys, filter, count); }, bare);
    table.ratio(figure, pair.ours * 1000, pair.reference * 1000, "ms", 1.5);
}

void benchRegex(const Table &table, const KeyList &keys, const char *figure, const QByteArray &text,
                int rounds)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.constData()), size_t(text.size()),
                                     PCRE2_UTF, &error, &offset, nullptr);
    if (!code || pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0)
        wrong("PCRE2 has no JIT here");
    pcre2_match_data *data = pcre2_match_data_create(1, nullptr);
    int count = 0;
    const auto bare = [&] {
        return bareLoop(
            keys,
            [&](QByteArrayView key) {
                return pcre2_jit_match(code, reinterpret_cast<PCRE2_SPTR>(key.data()), size_t(key.size()), 0,
                                       0, data, nullptr) >= 0;
            },
            count);
    };
    bare();
    const KeyFilter filter = filterOf(Mode::Regex, text);
    const Pair pair = alternate(
        rounds, [&] { return secondsOf(keys, filter, count); }, bare);
    table.ratio(figure, pair.ours * 1000, pair.reference * 1000, "ms", 1.3);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
}

/// Milliseconds between the turns of an event loop that is asked for one every millisecond.
class Watchdog
{
public:
    Watchdog()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_gaps << double(m_since.nsecsElapsed()) / 1e6;
            m_since.start();
        });
        m_since.start();
        m_timer.start(1);
    }
    double longest() const { return m_gaps.isEmpty() ? 0 : *std::max_element(m_gaps.begin(), m_gaps.end()); }
    double percentile99()
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        return m_gaps.isEmpty() ? 0 : m_gaps[m_gaps.size() * 99 / 100];
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    QList<double> m_gaps;
};

void runFor(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Until the rows are found; some seconds at most.
double runUntilFound(KeyTableModel &model)
{
    QElapsedTimer timer;
    timer.start();
    QEventLoop loop;
    QObject::connect(&model, &KeyTableModel::stateChanged, &loop, [&] {
        if (!model.isLoading())
            loop.quit();
    });
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    if (model.isLoading())
        loop.exec();
    if (model.isLoading())
        wrong("the rows were not found");
    return double(timer.nsecsElapsed()) / 1e6;
}

void benchWindow(const Table &table, const KeyList &keys, int rounds)
{
    const ui::Theme theme;
    QList<double> longest, nearly, idle, typed, answer, idleNearly;
    for (int round = 0; round < rounds; ++round) {
        KeyTableModel model;
        ui::KeyTable view(&model, theme);
        view.resize(900, 800);
        view.show();
        model.setStore(std::make_shared<ListStore>(keys));
        runUntilFound(model);
        runFor(500);
        {
            Watchdog dog;
            runFor(1000);
            idle << dog.longest();
            idleNearly << dog.percentile99();
        }
        const std::pair<Mode, const char *> filters[] = {
            {Mode::Contains, "profile"}, {Mode::Contains, "99"},     {Mode::Regex, "^[a-z]+:\\d+:"},
            {Mode::Regex, "\\d{3}7$"},   {Mode::Glob, "*:1*:*"},     {Mode::Contains, "nowhere"},
            {Mode::Prefix, ""},          {Mode::Prefix, "session:"}, {Mode::Prefix, ""},
        };
        for (const auto &[mode, text] : filters) {
            Watchdog dog;
            model.setFilter(filterOf(mode, text));
            answer << runUntilFound(model);
            runFor(150); // the rows are painted and peeked
            longest << dog.longest();
            nearly << dog.percentile99();
            if (getenv("EACH"))
                fprintf(stderr, "%d %s rows %d answer %.1f longest %.1f p99 %.1f\n", int(mode), text,
                        model.rowCount(), answer.last(), longest.last(), nearly.last());
        }
        Watchdog dog;
        for (int letter = 1; letter <= 7; ++letter) { // as someone types who is quick
            model.setFilter(filterOf(Mode::Contains, QByteArray("profile").left(letter)));
            runFor(60);
        }
        for (int letter = 6; letter >= 0; --letter) {
            model.setFilter(filterOf(Mode::Regex, QByteArray("profile").left(letter)));
            runFor(60);
        }
        runUntilFound(model);
        typed << dog.longest();
        longest << dog.longest();
        nearly << dog.percentile99();
    }
    table.alone("a filter's rows all there, median", median(answer), "ms");
    table.alone("event-loop gap, 99th percentile, worst filter",
                *std::max_element(nearly.begin(), nearly.end()), "ms", 16);
    table.alone("event-loop gap, worst of all", *std::max_element(longest.begin(), longest.end()), "ms", 50);
    table.alone("  worst while typing", *std::max_element(typed.begin(), typed.end()), "ms", 50);
    table.alone("  idle: 99th percentile", *std::max_element(idleNearly.begin(), idleNearly.end()), "ms");
    table.alone("  idle: worst", *std::max_element(idle.begin(), idle.end()), "ms");
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    const int count = smoke ? 20'000 : 1'000'000;
    const int rounds = smoke ? 1 : 9;
    const KeyList keys = manyKeys(count);
    const Table table("Finding among " + QByteArray::number(count) + " keys, one thread, medians of " +
                          QByteArray::number(rounds),
                      !smoke);
    benchContains(table, keys, "contains, in few keys", "77:profile:4", rounds);
    benchContains(table, keys, "contains, in half of them", "5:p", rounds);
    benchContains(table, keys, "contains, in every key", "profile", rounds);
    benchContains(table, keys, "contains, in none", "nowhere", rounds);
    benchRegex(table, keys, "expression, in few keys", "^user:\\d+:profile:\\d*99$", rounds);
    benchRegex(table, keys, "expression, in most", "^[a-z]+:\\d+:", rounds);
    benchRegex(table, keys, "expression, alternatives", "(session|cache|page):\\d*7:", rounds);
    benchWindow(table, keys, smoke ? 1 : 3);
    return 0;
}
