// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/door.h"
#include "app/cli/output.h"
#include "app/cli/session.h"
#include "app/cli/shapes.h"

namespace kv::cli {

int runCommand(const Arguments &arguments)
{
    if (arguments.words.isEmpty())
        return wrongUse(QStringLiteral("a command is missing"));
    const QByteArray command = arguments.words.first();
    const Shape *shape = findShape(command);
    if (!shape)
        return wrongUse(QStringLiteral("there is no command `%1`").arg(QString::fromUtf8(command)));
    if (arguments.words.size() < shape->least || arguments.words.size() > shape->most)
        return wrongUse(QStringLiteral("the command is `kvw %1 %2`")
                            .arg(QLatin1String(shape->command), QLatin1String(shape->usage)));
    if (const QString problem = optionProblem(arguments, *shape); !problem.isEmpty())
        return wrongUse(problem);

    static const QHash<QByteArray, int (*)(const Arguments &)> whole = {
        {"targets", &listTargets},   {"accounts", &listAccounts},
        {"namespaces", &namespaces}, {"compare", &compare},
        {"search", &search},         {"export", &exportSnapshot},
        {"import", &importSnapshot}, {"copy", &copy},
        {"apply", &applyPlan},
    };
    if (const auto run = whole.value(command))
        return run(arguments);

    Door door(arguments);
    const bool writes = command == "put" || command == "delete";
    const auto opened = door.open(arguments.words[1], writes ? Door::Use::Write : Door::Use::Read);
    return opened ? keyCommand(*opened->store, arguments) : opened.error();
}

} // namespace kv::cli
