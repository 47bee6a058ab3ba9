// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/names.h"

#include "wrangler/findup.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <vector>

namespace kv::wrangler {

namespace {

/// How a name begins that leads to that place.
QLatin1String prefixOf(Place place)
{
    return place == Place::Remote ? QLatin1String("remote:") : QLatin1String("local:");
}

/// "BINDING@ENV:preview", the part of a name that does not tell the worker.
QString tailOf(const Environment &env, const Binding &binding, const TargetInfo &target)
{
    QString tail = binding.name;
    if (!env.name.isEmpty())
        tail += u'@' + env.name;
    if (target.kind == IdKind::Preview)
        tail += QLatin1String(":preview");
    return tail;
}

QString folderOf(const Worker &worker)
{
    const qsizetype slash = worker.relativePath.lastIndexOf(u'/');
    return slash < 0 ? QStringLiteral(".") : worker.relativePath.left(slash);
}

/// What tells each worker from the others: its name if no other worker could be meant by it, else its folder.
QStringList qualifiersOf(const Project &project)
{
    QHash<QString, int> meanings;
    for (const Worker &worker : project.workers) {
        ++meanings[worker.name];
        if (folderOf(worker) != worker.name)
            ++meanings[folderOf(worker)];
    }
    QStringList qualifiers;
    for (const Worker &worker : project.workers) {
        const bool own = !worker.name.isEmpty() && meanings[worker.name] == 1;
        qualifiers.append(own ? worker.name : folderOf(worker));
    }
    return qualifiers;
}

template <class ProjectRef, class Fn> void forEachTarget(ProjectRef &project, Fn fn)
{
    for (qsizetype w = 0; w < project.workers.size(); ++w) {
        for (auto &env : project.workers[w].environments) {
            for (auto &binding : env.bindings) {
                for (auto &target : binding.targets)
                    fn(w, env, binding, target);
            }
        }
    }
}

/// How many letters must be typed anew to make one word of the other (Levenshtein), case aside.
int distance(const QString &a, const QString &b)
{
    constexpr qsizetype longest = 200; // a name longer than this is no near candidate of anything
    if (a.size() > longest || b.size() > longest)
        return int(longest);
    std::vector<int> row(size_t(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = int(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i) + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const bool same = a.at(i).toCaseFolded() == b.at(j).toCaseFolded();
            const int replace = diagonal + (same ? 0 : 1);
            diagonal = row[size_t(j) + 1];
            row[size_t(j) + 1] = std::min({replace, diagonal + 1, row[size_t(j)] + 1});
        }
    }
    return row.back();
}

QString suggestion(const Project &project, const QString &wanted)
{
    std::vector<std::pair<int, QString>> near;
    QSet<QString> seen;
    forEachTarget(project, [&](qsizetype, const Environment &, const Binding &binding, const TargetInfo &t) {
        if (seen.contains(t.name))
            return;
        seen.insert(t.name);
        // What was typed may lack the place, the environment or the worker.
        const int whole = distance(wanted, t.name);
        const bool mentions = !binding.name.isEmpty() && wanted.contains(binding.name, Qt::CaseInsensitive);
        near.emplace_back(mentions ? std::min(whole, 2) : whole, t.name);
    });
    if (near.empty())
        return QStringLiteral("no wrangler file of this project has a KV binding");
    std::stable_sort(near.begin(), near.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    constexpr size_t most = 5;
    const bool close = near.front().first <= std::max(3, int(wanted.size()) / 3);
    QStringList names;
    for (const auto &[far, name] : near) {
        if (names.size() == qsizetype(most) || (close && far > near.front().first + 2))
            break;
        names.append(name);
    }
    return (close ? QStringLiteral("did you mean ") : QStringLiteral("there are, for example, ")) +
           names.join(QLatin1String(", "));
}

} // namespace

void assignNames(Project &project, const QString &primaryConfig)
{
    QHash<QString, QSet<qsizetype>> claims; // which workers would have this short name, in either place
    forEachTarget(project, [&](qsizetype w, const Environment &env, const Binding &binding,
                               TargetInfo &target) { claims[tailOf(env, binding, target)].insert(w); });
    const QStringList qualifiers = qualifiersOf(project);
    forEachTarget(
        project, [&](qsizetype w, const Environment &env, const Binding &binding, TargetInfo &target) {
            const QString tail = tailOf(env, binding, target);
            const bool primary = !primaryConfig.isEmpty() && project.workers[w].configPath == primaryConfig;
            const QString longer = claims[tail].size() == 1 || primary ? QString() : qualifiers.at(w) + u'/';
            target.name = prefixOf(target.target.place) + longer + tail;
        });
}

Result<TargetInfo> findTarget(const Project &project, const QString &name)
{
    const TargetInfo *found = nullptr;
    forEachTarget(project, [&](qsizetype, const Environment &, const Binding &, const TargetInfo &target) {
        if (!found && target.name == name)
            found = &target;
    });
    for (const TargetInfo &target : project.onlyOnDisk) {
        if (!found && target.name == name)
            found = &target;
    }
    if (found)
        return *found;

    const QStringList qualifiers = qualifiersOf(project);
    forEachTarget(project,
                  [&](qsizetype w, const Environment &env, const Binding &binding, const TargetInfo &target) {
                      const QString tail = u'/' + tailOf(env, binding, target);
                      const QString prefix = prefixOf(target.target.place);
                      if (!found && (name == prefix + qualifiers.at(w) + tail ||
                                     name == prefix + folderOf(project.workers[w]) + tail))
                          found = &target;
                  });
    if (found)
        return *found;

    for (const Place place : {Place::Local, Place::Remote}) {
        const QString prefix = prefixOf(place) + QLatin1Char('#');
        if (!name.startsWith(prefix))
            continue;
        Target target{.place = place, .namespaceId = name.mid(prefix.size())};
        if (place == Place::Local)
            target.stateRoot = primaryStateRoot(project);
        else
            target.accountId = primaryAccount(project);
        forEachTarget(project, [&](qsizetype, const Environment &, const Binding &, const TargetInfo &info) {
            if (!found && info.target == target)
                found = &info;
        });
        if (found)
            return *found;
        return TargetInfo{.target = target, .name = name};
    }
    return fail(ErrorKind::InvalidInput,
                QStringLiteral("there is no target \"%1\"; %2").arg(name, suggestion(project, name)));
}

QString primaryAccount(const Project &project)
{
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            if (environment.accountId && !environment.accountId->isEmpty())
                return *environment.accountId;
        }
    }
    return {};
}

bool isProduction(const Project &project, const QString &namespaceId)
{
    bool asId = false;
    bool asPreview = false;
    forEachTarget(project, [&](qsizetype, const Environment &, const Binding &binding, const TargetInfo &) {
        asId |= binding.id == namespaceId;
        asPreview |= binding.previewId == namespaceId;
    });
    return asId || !asPreview;
}

QString primaryStateRoot(const Project &project)
{
    if (!project.workers.isEmpty())
        return project.workers.first().stateRoot;
    return stateRootOf(project.root + QLatin1String("/wrangler.json"));
}

} // namespace kv::wrangler
