// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/wiring/projectreader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace kv::cli {

namespace {

QJsonValue orNull(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue(QJsonValue::Null);
}

QString placeName(Place place)
{
    switch (place) {
    case Place::Local:
        return QStringLiteral("local");
    case Place::Remote:
        return QStringLiteral("remote");
    case Place::Snapshot:
        return QStringLiteral("snapshot");
    }
    return {};
}

QJsonObject targetObject(const TargetInfo &info)
{
    // Whether there is such a namespace at Cloudflare is known only to who asks there.
    const bool local = info.target.place == Place::Local;
    return {{QStringLiteral("name"), info.name},
            {QStringLiteral("place"), placeName(info.target.place)},
            {QStringLiteral("namespace"), info.target.namespaceId},
            {QStringLiteral("path"), local ? QJsonValue(info.path) : QJsonValue()},
            {QStringLiteral("exists"), local ? QJsonValue(info.exists) : QJsonValue()},
            {QStringLiteral("used_by"), QJsonArray::fromStringList(info.usedBy)}};
}

QJsonObject bindingObject(const Worker &worker, const Environment &environment, const Binding &binding)
{
    QJsonArray targets;
    for (const TargetInfo &info : binding.targets)
        targets.append(targetObject(info));
    return {
        {QStringLiteral("config"), worker.configPath},
        {QStringLiteral("worker"), environment.workerName.isEmpty() ? worker.name : environment.workerName},
        {QStringLiteral("environment"),
         environment.name.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(environment.name)},
        {QStringLiteral("binding"), binding.name},
        {QStringLiteral("id"), orNull(binding.id)},
        {QStringLiteral("preview_id"), orNull(binding.previewId)},
        {QStringLiteral("remote"),
         binding.remote ? QJsonValue(*binding.remote) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("line"), binding.line},
        {QStringLiteral("targets"), targets}};
}

QJsonObject errorObject(const Worker &worker, const QString &message, int line, int column)
{
    return {{QStringLiteral("config"), worker.configPath},
            {QStringLiteral("error"), message},
            {QStringLiteral("line"), line},
            {QStringLiteral("column"), column}};
}

/// The first error of an environment: wrangler refuses to run in it.
const Diagnostic *refusal(const Environment &environment)
{
    for (const Diagnostic &diagnostic : environment.diagnostics)
        if (diagnostic.severity == Severity::Error)
            return &diagnostic;
    return nullptr;
}

QByteArray asJson(const Project &project)
{
    QJsonArray rows;
    for (const Worker &worker : project.workers) {
        if (worker.error)
            rows.append(errorObject(worker, worker.error->detail, worker.error->line, worker.error->column));
        for (const Environment &environment : worker.environments) {
            if (const Diagnostic *error = refusal(environment)) {
                QJsonObject row = errorObject(worker, error->message, error->line, error->column);
                if (!environment.name.isEmpty())
                    row.insert(QStringLiteral("environment"), environment.name);
                rows.append(row);
                continue;
            }
            for (const Binding &binding : environment.bindings)
                rows.append(bindingObject(worker, environment, binding));
        }
    }
    return QJsonDocument(rows).toJson(QJsonDocument::Indented);
}

/// The commands whose difference makes people ask where their keys are, and how many more there are.
QString usedBy(const TargetInfo &info)
{
    QStringList named;
    for (const QString &command : info.usedBy) {
        if (command.contains(QLatin1String(" dev")) || command.startsWith(QLatin1String("the ")) ||
            command.startsWith(QLatin1String("wrangler kv key list")))
            named.append(command);
    }
    if (named.isEmpty())
        named = info.usedBy.mid(0, 1);
    const QString all = named.join(QStringLiteral(", "));
    const qsizetype more = info.usedBy.size() - named.size();
    return more > 0 ? QStringLiteral("%1 and %2 more").arg(all).arg(more) : all;
}

/// "3:14: ", or nothing when the whole file is meant.
QString place(int line, int column)
{
    return line > 0 ? QStringLiteral("%1:%2: ").arg(line).arg(column) : QString();
}

QString targetLine(const TargetInfo &info, int nameWidth)
{
    QString count = QStringLiteral("no store yet");
    if (info.target.place == Place::Remote)
        count = QStringLiteral("at Cloudflare");
    else if (info.exists && info.count)
        count = *info.count == 1 ? QStringLiteral("1 key") : QStringLiteral("%1 keys").arg(*info.count);
    else if (info.exists)
        count = QStringLiteral("cannot be read");
    QString line = QStringLiteral("  %1  %2").arg(info.name, -nameWidth).arg(count, -14);
    if (info.oldLayout)
        line += QStringLiteral("  layout of wrangler 3.0 to 3.8, read-only");
    if (!info.usedBy.isEmpty())
        line += QStringLiteral("  ") + usedBy(info);
    while (line.endsWith(u' '))
        line.chop(1);
    return line;
}

int widestName(const Project &project)
{
    constexpr qsizetype widest = 48; // one long name must not push everything off the screen
    qsizetype width = 0;
    const auto look = [&width](const TargetInfo &info) {
        if (info.name.size() <= widest)
            width = std::max(width, info.name.size());
    };
    for (const Worker &worker : project.workers)
        for (const Environment &environment : worker.environments)
            for (const Binding &binding : environment.bindings)
                std::for_each(binding.targets.begin(), binding.targets.end(), look);
    std::for_each(project.onlyOnDisk.begin(), project.onlyOnDisk.end(), look);
    return int(width);
}

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return QStringLiteral("error");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Hint:
        return QStringLiteral("hint");
    }
    return {};
}

QByteArray asText(const Project &project)
{
    const int width = widestName(project);
    QString text;
    for (const Worker &worker : project.workers) {
        text += plain(worker.relativePath);
        if (worker.error)
            text += plain(QStringLiteral("  %1cannot be read: %2")
                              .arg(place(worker.error->line, worker.error->column), worker.error->detail));
        for (const Environment &environment : worker.environments) {
            for (const Diagnostic &diagnostic : environment.diagnostics)
                text += plain(QStringLiteral("  %1:%2: %3: %4")
                                  .arg(diagnostic.line)
                                  .arg(diagnostic.column)
                                  .arg(severityWord(diagnostic.severity), diagnostic.message));
            for (const Binding &binding : environment.bindings)
                for (const TargetInfo &info : binding.targets)
                    text += plain(targetLine(info, width));
        }
    }
    if (!project.onlyOnDisk.isEmpty())
        text += QStringLiteral("only on disk\n");
    for (const TargetInfo &info : project.onlyOnDisk)
        text += plain(targetLine(info, width));
    return text.toUtf8();
}

bool isSound(const Project &project)
{
    for (const Worker &worker : project.workers) {
        if (worker.error)
            return false;
        for (const Environment &environment : worker.environments)
            if (refusal(environment))
                return false;
    }
    return true;
}

} // namespace

int listTargets(const Arguments &arguments)
{
    if (arguments.words.size() > 1)
        return wrongUse(QStringLiteral("`kvw targets` takes no names"));
    const QString folder = projectFolder(arguments);
    const Result<wiring::Reading> reading = wiring::readProject(folder, stateOptions(arguments));
    if (!reading)
        return report(reading.error());
    const Project project = wiring::lookAtStores(*reading).project;
    if (!print(arguments.has("json") ? asJson(project) : asText(project)))
        return Failed;
    for (const Error &problem : project.problems)
        report(problem);
    if (project.workers.isEmpty()) {
        say(QStringLiteral(
                "no wrangler file in %1, above it or below it; name a Worker's folder with --project")
                .arg(folder));
        return Failed;
    }
    const int code = finish();
    return isSound(project) ? code : Failed;
}

} // namespace kv::cli
