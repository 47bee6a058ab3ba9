// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/output.h"

#include <QCoreApplication>

#include <csignal>

int main(int argc, char **argv)
{
    using namespace kv::cli;
    // `kvw list … | head`: the failed write is seen and ends the program.
    std::signal(SIGPIPE, SIG_IGN);
    // Keys and values are bytes; QCoreApplication::arguments() would make them text.
    QList<QByteArray> words;
    for (int i = 1; i < argc; ++i)
        words.append(argv[i]);
    int noArguments = 1;
    const QCoreApplication application(noArguments, argv);
    QCoreApplication::setApplicationName(QStringLiteral("kvw"));
    const Arguments arguments = parseArguments(words);
    if (!arguments.problem.isEmpty())
        return wrongUse(QString::fromUtf8(arguments.problem));
    if (arguments.has("version"))
        return print("kvw " KV_VERSION "\n") ? Done : Failed;
    if (arguments.has("help"))
        return print(help()) ? Done : Failed;
    return runCommand(arguments);
}
