// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <algorithm>

namespace kv::cli {

namespace {

constexpr const char *withValue[] = {"project", "persist-to", "prefix",     "limit",    "value",
                                     "file",    "expiration", "ttl",        "metadata", "wait",
                                     "account", "depth",      "ignore",     "report",   "state",
                                     "to",      "plan",       "to-project", "path"};
constexpr const char *flags[] = {
    "json",           "keep",    "help",    "version",       "yes",           "production",
    "exit-code",      "dry-run", "replace", "skip-existing", "fail-existing", "delete-extra",
    "no-second-look", "keys",    "values",  "ignore-case"};
constexpr const char *repeatable[] = {"ignore"};

template <size_t n> bool isIn(const char *const (&names)[n], const QByteArray &name)
{
    return std::any_of(std::begin(names), std::end(names),
                       [&name](const char *known) { return name == known; });
}

} // namespace

Arguments parseArguments(const QList<QByteArray> &args)
{
    Arguments result;
    for (qsizetype i = 0; i < args.size(); ++i) {
        const QByteArray &arg = args[i];
        if (arg == "--") {
            result.words += args.mid(i + 1);
            break;
        }
        if (arg == "-h") {
            result.options.insert("help", {QByteArray()});
            continue;
        }
        if (!arg.startsWith("--")) {
            result.words.append(arg);
            continue;
        }
        const qsizetype equals = arg.indexOf('=');
        const QByteArray name = arg.mid(2, equals < 0 ? -1 : equals - 2);
        const bool takesValue = isIn(withValue, name);
        if (!takesValue && !isIn(flags, name)) {
            result.problem = "there is no option --" + name;
        } else if (result.options.contains(name) && !isIn(repeatable, name)) {
            result.problem = "--" + name + " is given twice";
        } else if (!takesValue) {
            if (equals >= 0)
                result.problem = "--" + name + " takes no value";
            result.options.insert(name, {QByteArray()});
        } else if (equals >= 0) {
            result.options[name].append(arg.mid(equals + 1));
        } else if (i + 1 < args.size()) {
            result.options[name].append(args[++i]);
        } else {
            result.problem = "--" + name + " needs a value";
        }
        if (!result.problem.isEmpty())
            return result;
    }
    return result;
}

} // namespace kv::cli
