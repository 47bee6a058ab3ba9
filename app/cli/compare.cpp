// SPDX-License-Identifier: GPL-3.0-or-later
// `kvw compare`.
#include "app/cli/commands.h"
#include "app/cli/comparing.h"
#include "app/cli/context.h"
#include "app/cli/door.h"
#include "app/cli/output.h"
#include "app/cli/runjob.h"
#include "jobs/report.h"
#include "text/units.h"

#include <QFile>
#include <QHash>

namespace kv::cli {

using jobs::Status;

namespace {

constexpr int Different = 4;

const char *signOf(const jobs::CompareRow &row)
{
    switch (row.status) {
    case Status::OnlyLeft:
        return "+";
    case Status::OnlyRight:
        return "-";
    case Status::Different:
        return row.reasons == jobs::Reason::Formatting ? "~" : "!";
    case Status::Same:
        return "=";
    case Status::Unread:
        break;
    }
    return "?";
}

QString why(const jobs::ComparisonFile &file, const jobs::CompareRow &row)
{
    if (row.status == Status::Unread) {
        const Result<QString> problem =
            row.reasons.testFlag(jobs::Reason::Failed) ? file.problem(row.key) : Result<QString>(QString());
        return problem && !problem->isEmpty() ? *problem : QStringLiteral("not read");
    }
    QStringList words;
    if (row.reasons.testFlag(jobs::Reason::Value))
        words << QStringLiteral("value");
    if (row.reasons.testFlag(jobs::Reason::Metadata))
        words << QStringLiteral("metadata");
    if (row.reasons.testFlag(jobs::Reason::Expiration))
        words << QStringLiteral("expiration");
    if (row.reasons.testFlag(jobs::Reason::Formatting))
        words << QStringLiteral("same JSON, other bytes");
    return words.join(QStringLiteral(", "));
}

/// Every row that is not the same, one a line: sign, key, why.
bool printRows(const jobs::ComparisonFile &file)
{
    for (qint64 i = 0; i < file.blockCount(); ++i) {
        const auto block = file.block(i);
        if (!block) {
            report(block.error());
            return false;
        }
        QByteArray out;
        for (const jobs::CompareRow &row : **block) {
            if (row.status == Status::Same)
                continue;
            QString line = QLatin1String(signOf(row)) + QStringLiteral(" ") + QString::fromUtf8(row.key);
            if (const QString reason = why(file, row); !reason.isEmpty())
                line += QStringLiteral("  (") + reason + u')';
            out += plain(line).toUtf8();
        }
        if (!print(out))
            return false;
    }
    return true;
}

std::optional<jobs::ReportFormat> formatOf(const QByteArray &name)
{
    static const QHash<QByteArray, jobs::ReportFormat> formats = {{"md", jobs::ReportFormat::Markdown},
                                                                  {"html", jobs::ReportFormat::Html},
                                                                  {"csv", jobs::ReportFormat::Csv},
                                                                  {"json", jobs::ReportFormat::Json}};
    const auto it = formats.find(name);
    return it == formats.end() ? std::nullopt : std::optional(*it);
}

QString summary(const jobs::Counts &counts)
{
    const auto count = [&counts](Status status) { return text::countText(counts[size_t(status)]); };
    return QStringLiteral("%1 differ, %2 only in A, %3 only in B, %4 the same, %5 not read")
        .arg(count(Status::Different), count(Status::OnlyLeft), count(Status::OnlyRight), count(Status::Same),
             count(Status::Unread));
}

} // namespace

int compare(const Arguments &arguments)
{
    const auto format = formatOf(arguments.value("report"));
    if (arguments.has("report") && !format)
        return wrongUse(QStringLiteral("--report takes md, json, csv or html"));
    jobs::CompareSpec spec;
    if (const int code = readCompareOptions(arguments, spec); code != Done)
        return code;
    Door door(arguments);
    const auto left = door.open(arguments.words[1], Door::Use::Read);
    if (!left)
        return left.error();
    const auto right = door.open(arguments.words[2], Door::Use::Read, Door::otherProject);
    if (!right)
        return right.error();
    const Result<Comparison> compared = compareTargets(spec, *left, *right, arguments.value("state"));
    if (!compared)
        return report(compared.error());
    if (!compared->isDone)
        return compared->code;
    const jobs::ComparisonFile &file = *compared->file;
    if (format) {
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly))
            return report({.kind = ErrorKind::Denied, .detail = out.errorString()});
        if (const Result<> written = jobs::writeReport(file, *format, out, {}); !written)
            return report(written.error());
        if (!out.flush())
            return report({.kind = ErrorKind::Full, .detail = out.errorString()});
    } else if (!printRows(file)) {
        return Failed;
    }
    const jobs::Counts counts = file.counts();
    say(summary(counts));
    if (const int code = finish(); code != Done)
        return code;
    // Something that could not be read is neither the same nor different.
    if (spec.depth == jobs::Depth::Values && counts[size_t(Status::Unread)] > 0)
        return Failed;
    const bool same = counts[size_t(Status::Same)] + counts[size_t(Status::Unread)] == file.rowCount();
    return same || !arguments.has("exit-code") ? Done : Different;
}

} // namespace kv::cli
