// SPDX-License-Identifier: GPL-3.0-or-later
// `kvw search`.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/door.h"
#include "app/cli/output.h"
#include "app/cli/runjob.h"
#include "app/wiring/projectreader.h"
#include "items/searchmodel.h"
#include "jobs/searchall.h"
#include "text/pattern.h"
#include "text/units.h"
#include "text/utf8.h"

namespace kv::cli {

using jobs::Job;
using jobs::SearchAll;
using jobs::SearchCost;
using jobs::SearchHit;
using jobs::SearchQuery;
using text::countText;

namespace {

using Targets = std::vector<Door::Opened>;

int readQuery(const Arguments &arguments, SearchQuery &query)
{
    const int ways = int(arguments.has("keys")) + int(arguments.has("values")) + int(arguments.has("path"));
    if (ways > 1)
        return wrongUse(QStringLiteral("give one of --keys, --values and --path"));
    query.text = arguments.words[1];
    query.prefix = arguments.value("prefix");
    query.ignoreCase = arguments.has("ignore-case");
    if (arguments.has("path")) {
        if (query.ignoreCase)
            return wrongUse(QStringLiteral("--path compares exactly; it has no --ignore-case"));
        query.what = SearchQuery::What::JsonPath;
        query.path = QString::fromUtf8(arguments.value("path"));
    } else if (arguments.has("keys")) {
        const text::Pattern pattern(query.text);
        query.what = pattern.isGlob() ? SearchQuery::What::KeyGlob : SearchQuery::What::KeyContains;
        if (!pattern.isGlob())
            query.text = pattern.text();
    }
    const Result<> checked = checkQuery(query);
    if (checked)
        return Done;
    return wrongUse(query.what == SearchQuery::What::JsonPath
                        ? QStringLiteral("--path %1: %2").arg(query.path, checked.error().detail)
                        : QStringLiteral("TEXT must not be empty"));
}

/// The targets that the line names, or all that lie on this disk.
int openTargets(const Arguments &arguments, Door &door, Targets &targets)
{
    for (const QByteArray &name : arguments.words.mid(2)) {
        auto opened = door.open(name, Door::Use::Read);
        if (!opened)
            return opened.error();
        targets.push_back(std::move(*opened));
    }
    if (!targets.empty())
        return Done;
    const QString folder = projectFolder(arguments);
    const Result<wiring::Reading> reading = wiring::readProject(folder, stateOptions(arguments));
    if (!reading)
        return report(reading.error());
    const Project project = wiring::lookAtStores(*reading).project;
    const auto take = [&](const TargetInfo &info) {
        if (info.target.place == Place::Local && info.exists)
            targets.push_back(door.open(info));
    };
    for (const Worker &worker : project.workers) {
        if (worker.error)
            report(*worker.error);
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings)
                std::for_each(binding.targets.begin(), binding.targets.end(), take);
        }
    }
    std::for_each(project.onlyOnDisk.begin(), project.onlyOnDisk.end(), take);
    for (const Error &problem : project.problems)
        report(problem);
    if (!targets.empty())
        return Done;
    say(QStringLiteral(
        "there is no store on this disk to search; name a target, as `kvw targets` lists them"));
    return Failed;
}

QString keys(qint64 count)
{
    return count == 1 ? QStringLiteral("1 key") : QStringLiteral("%1 keys").arg(countText(count));
}

/// "300 keys, 31.1 KiB", or what Cloudflare counts.
QString words(const SearchCost &cost, bool readsValues)
{
    if (cost.countsRequests()) {
        QStringList rates;
        if (cost.keysPerListRequest > 0)
            rates << QStringLiteral("one for every %1 keys").arg(countText(cost.keysPerListRequest));
        if (cost.keysPerReadRequest > 0)
            rates << QStringLiteral("one for every %1 values").arg(countText(cost.keysPerReadRequest));
        return QStringLiteral("at least %1 requests: %2")
            .arg(countText(cost.requests), rates.join(QStringLiteral(" and ")));
    }
    QString text = keys(cost.keys);
    if (readsValues && cost.bytes >= 0)
        text += QStringLiteral(", %1").arg(text::sizeText(cost.bytes).replace(QChar(0xa0), u' '));
    return text;
}

/// Says what each target costs, before any value is read. What cannot be told will be told by the search.
int sayCosts(const Targets &targets, const SearchAll &all, const SearchQuery &query)
{
    for (int i = 0; i < all.size(); ++i) {
        const Door::Opened &target = targets[size_t(i)];
        if (const int same = all.sameAs(i); same >= 0) {
            say(QStringLiteral("%1: the same keys as %2, searched once")
                    .arg(target.info.name, targets[size_t(same)].info.name));
            continue;
        }
        jobs::SearchCostJob cost(target.store, query);
        const Job::State state = runJob(cost, QStringLiteral("counting"));
        if (state == Job::State::Cancelled)
            return reportJob(cost);
        if (state == Job::State::Finished)
            say(QStringLiteral("will read %1: %2")
                    .arg(target.info.name, words(cost.cost(), query.readsValues())));
    }
    return Done;
}

QByteArray jsonOf(const SearchHit &hit, const QString &target)
{
    QByteArray out = "{\"target\":" + jsonString(target.toUtf8()) + ",\"key\":" + jsonString(hit.key);
    out += ",\"in\":";
    out += hit.isInKey ? "\"key\"" : "\"value\"";
    out += ",\"offset\":" + QByteArray::number(hit.offset) + ",\"length\":" + QByteArray::number(hit.length);
    if (hit.size >= 0)
        out += ",\"size\":" + QByteArray::number(hit.size);
    if (!hit.isInKey)
        out += ",\"excerpt\":" + jsonString(hit.excerpt) +
               ",\"excerpt_offset\":" + QByteArray::number(hit.excerptAt);
    return out + '}';
}

QByteArray lineOf(const SearchHit &hit, const QString &target)
{
    QString line = target + QStringLiteral("  ") + text::displayKey(hit.key);
    if (!hit.isInKey)
        line += QStringLiteral("  ") + items::excerptLine(hit).text;
    return plain(line).toUtf8();
}

/// What is said at the end of each target, and of all; answers the exit code.
int sayEnd(const Targets &targets, const SearchAll &all)
{
    qint64 hits = 0;
    qint64 looked = 0;
    bool isWhole = true;
    for (int i = 0; i < all.size(); ++i) {
        const jobs::SearchJob *job = all.job(i);
        if (!job)
            continue;
        const QString &name = targets[size_t(i)].info.name;
        const jobs::SearchReport &report = job->report();
        hits += report.hits;
        looked += report.looked;
        if (job->state() == Job::State::Failed) {
            Error error = job->error().value_or(Error{});
            error.detail = QStringLiteral("%1: %2").arg(name, error.detail);
            cli::report(error);
        } else if (!report.storeExists) {
            say(QStringLiteral("%1: there is no store on disk yet").arg(name));
        }
        if (report.unread > 0) {
            say(report.unread == 1
                    ? QStringLiteral("%1: 1 value could not be read").arg(name)
                    : QStringLiteral("%1: %2 values could not be read").arg(name, countText(report.unread)));
            sayTroubles(job->troubles(), report.unread);
        }
        isWhole = isWhole && job->state() == Job::State::Finished && report.unread == 0;
    }
    say(QStringLiteral("%1 found; %2 looked at").arg(countText(hits), keys(looked)));
    if (all.state() == Job::State::Cancelled)
        say(QStringLiteral("stopped before the end"));
    // What was not looked at may hold it.
    return !isWhole ? Failed : hits > 0 ? Done : NoSuchKey;
}

} // namespace

int search(const Arguments &arguments)
{
    SearchQuery query;
    if (const int code = readQuery(arguments, query); code != Done)
        return code;
    Door door(arguments);
    Targets targets;
    if (const int code = openTargets(arguments, door, targets); code != Done)
        return code;
    QList<jobs::SearchSubject> subjects;
    for (const Door::Opened &target : targets) {
        const Target &t = target.info.target;
        const QByteArray identity =
            t.place == Place::Remote ? "remote:" + t.namespaceId.toUtf8() : QByteArray();
        subjects << jobs::SearchSubject{target.store, identity};
    }
    SearchAll all(subjects, query, {.mostPeeks = 0});
    if (const int code = sayCosts(targets, all, query); code != Done)
        return code;
    const bool json = arguments.has("json");
    bool isFirst = true;
    bool isHeard = true;
    const auto printed = [&](const QByteArray &bytes) { isHeard = isHeard && print(bytes); };
    if (json)
        printed("[");
    QObject::connect(&all, &SearchAll::found, &all, [&](int subject, const QList<SearchHit> &hits) {
        const QString &name = targets[size_t(subject)].info.name;
        QByteArray out;
        for (const SearchHit &hit : hits) {
            if (json)
                out += (std::exchange(isFirst, false) ? "\n" : ",\n") + jsonOf(hit, name);
            else
                out += lineOf(hit, name);
        }
        printed(out);
        if (!isHeard)
            all.cancel(); // nobody reads any more
    });
    if (isHeard)
        runJob(all, QStringLiteral("searching"));
    if (json)
        printed(isFirst ? "]\n" : "\n]\n");
    if (!isHeard)
        return Failed;
    const int code = sayEnd(targets, all);
    const int flushed = finish();
    return flushed != Done ? flushed : code;
}

} // namespace kv::cli
