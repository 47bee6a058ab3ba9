// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/shapes.h"

#include <algorithm>
#include <limits>

namespace kv::cli {

namespace {

const Shape shapes[] = {
    {"targets", "[--json]", 1, 1, {"json"}},
    {"list", "TARGET [--prefix P] [--limit N] [--json]", 2, 2, {"prefix", "limit", "json"}},
    {"get", "TARGET KEY", 3, 3, {}},
    {"info", "TARGET KEY", 3, 3, {"json"}},
    {"put",
     "TARGET KEY (--value V | --file F | -) [--expiration S | --ttl N] [--metadata JSON] [--keep] "
     "[--production]",
     3,
     4,
     {"value", "file", "expiration", "ttl", "metadata", "keep", "production"}},
    {"delete", "TARGET KEY... [--production]", 3, std::numeric_limits<int>::max(), {"production"}},
    {"accounts", "[--json]", 1, 1, {"json", "account"}},
    {"namespaces",
     "[create TITLE | rename ID|TITLE NEW-TITLE | delete ID|TITLE --yes]",
     1,
     4,
     {"json", "account", "yes", "production"}},
    {"compare",
     "A B [--depth names|meta|values] [--prefix P] [--ignore RULE]... [--report md|json|csv|html] "
     "[--exit-code] "
     "[--state FILE] [--no-second-look]",
     3,
     3,
     {"depth", "prefix", "ignore", "report", "exit-code", "state", "no-second-look", "to-project"}},
    {"search",
     "TEXT [TARGET...] [--keys | --values | --path P] [--prefix P] [--ignore-case] [--json]",
     2,
     std::numeric_limits<int>::max(),
     {"keys", "values", "path", "prefix", "ignore-case", "json"}},
    {"export", "TARGET FILE [--prefix P]", 3, 3, {"prefix"}},
    {"import",
     "FILE TARGET [--dry-run] [--replace | --skip-existing | --fail-existing] [--production]",
     3,
     3,
     {"dry-run", "replace", "skip-existing", "fail-existing", "production", "plan"}},
    {"copy",
     "A B [--prefix P] [--delete-extra] [--dry-run] [--plan FILE] [--yes] [--production]",
     3,
     3,
     {"prefix", "delete-extra", "dry-run", "plan", "yes", "production", "to-project"}},
    {"apply",
     "PLAN [--to TARGET] [--dry-run] [--yes] [--production]",
     2,
     2,
     {"to", "dry-run", "yes", "production"}},
};

} // namespace

const Shape *findShape(const QByteArray &command)
{
    const auto *shape = std::find_if(std::begin(shapes), std::end(shapes),
                                     [&](const Shape &s) { return command == s.command; });
    return shape == std::end(shapes) ? nullptr : shape;
}

std::optional<qint64> wholeNumber(const QByteArray &text)
{
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

QString optionProblem(const Arguments &arguments, const Shape &shape)
{
    for (auto it = arguments.options.begin(); it != arguments.options.end(); ++it) {
        const bool common = it.key() == "project" || it.key() == "persist-to" || it.key() == "wait";
        if (!common && !shape.options.contains(it.key()))
            return QStringLiteral("`kvw %1` has no --%2")
                .arg(QLatin1String(shape.command), QString::fromUtf8(it.key()));
        // A variable that was never set must not turn into "here".
        const bool folder = it.key() == "project" || it.key() == "persist-to" || it.key() == "to-project";
        if (folder && it.value().value(0).isEmpty())
            return QStringLiteral("--%1 needs a folder").arg(QString::fromUtf8(it.key()));
    }
    const std::optional<qint64> wait = wholeNumber(arguments.value("wait"));
    if (arguments.has("wait") && (!wait || *wait < 0 || *wait > 24 * 3600))
        return QStringLiteral("--wait takes whole seconds, a day at most");
    return {};
}

} // namespace kv::cli
