// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparing.h"

#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/cli/runjob.h"
#include "jobs/comparejob.h"
#include "text/jsonpath.h"

#include <QFileInfo>

namespace kv::cli {

namespace {

int readIgnore(const QByteArray &rule, jobs::IgnoreRules &rules)
{
    const auto after = [&rule](const char *name) { return rule.mid(qsizetype(qstrlen(name))); };
    if (rule == "json-format") {
        rules.jsonFormatting = true;
    } else if (rule.startsWith("prefix:") && rule.size() > 7) {
        rules.prefixes.append(after("prefix:"));
    } else if (rule.startsWith("expiration:")) {
        bool ok = false;
        rules.expirationSeconds = after("expiration:").toLongLong(&ok);
        if (!ok || rules.expirationSeconds < 0)
            return wrongUse(QStringLiteral("--ignore expiration: takes whole seconds"));
    } else if (rule.startsWith("$") || rule.startsWith("metadata:$")) {
        const QString path = QString::fromUtf8(rule);
        if (const auto places = text::JsonPlaces::parse({path}); !places)
            return wrongUse(QStringLiteral("--ignore %1: %2").arg(path, places.error().message));
        rules.jsonPaths.append(path);
    } else {
        return wrongUse(
            QStringLiteral("--ignore takes expiration:SECONDS, a JSON path ($.updatedAt, metadata:$.at), "
                           "prefix:KEYS or json-format"));
    }
    return Done;
}

} // namespace

int readCompareOptions(const Arguments &arguments, jobs::CompareSpec &spec)
{
    if (arguments.has("depth")) {
        const QByteArray depth = arguments.value("depth");
        if (depth == "names")
            spec.depth = jobs::Depth::Names;
        else if (depth == "meta")
            spec.depth = jobs::Depth::Rows;
        else if (depth == "values")
            spec.depth = jobs::Depth::Values;
        else
            return wrongUse(QStringLiteral("--depth takes names, meta or values"));
    }
    spec.prefix = arguments.value("prefix");
    spec.secondLook = !arguments.has("no-second-look");
    for (const QByteArray &rule : arguments.values("ignore")) {
        if (const int code = readIgnore(rule, spec.ignore); code != Done)
            return code;
    }
    return Done;
}

Result<Comparison> compareTargets(jobs::CompareSpec spec, const Door::Opened &left, const Door::Opened &right,
                                  const QByteArray &state)
{
    spec.leftName = left.info.name;
    spec.rightName = right.info.name;
    spec.left = left.info.target;
    spec.right = right.info.target;
    Comparison comparison;
    QString path = absolutePath(state);
    if (state.isEmpty()) {
        comparison.folder = std::make_shared<QTemporaryDir>();
        if (!comparison.folder->isValid())
            return fail(ErrorKind::Full, comparison.folder->errorString());
        path = comparison.folder->filePath(QStringLiteral("comparison"));
    }
    const bool goesOn = QFileInfo::exists(path);
    auto file = goesOn ? jobs::ComparisonFile::open(path) : jobs::ComparisonFile::create(path, spec);
    if (!file)
        return fail(file.error());
    comparison.file = *file;
    if (goesOn && comparison.file->spec() != spec)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("this file keeps a comparison of other targets or with other options"),
                    path);
    jobs::CompareOptions options;
    options.askAboveRequests = -1;
    jobs::CompareJob job(comparison.file, left.store, right.store, options);
    comparison.isDone = runJob(job, QStringLiteral("comparing")) == jobs::Job::State::Finished;
    if (!comparison.isDone)
        comparison.code = reportJob(job);
    return comparison;
}

} // namespace kv::cli
