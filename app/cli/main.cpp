// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/output.h"

#include <QCoreApplication>

#include <csignal>
#include <fcntl.h>

namespace {

/// `kvw … >&-`: the next file that is opened would become standard output, and that may be a database. Takes
/// the free places with what cannot be read or written the way it would be.
void holdStandardFiles()
{
    for (int fd = 0; fd <= 2; ++fd) {
        if (::fcntl(fd, F_GETFD) == -1)
            (void)::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
    }
}

} // namespace

int main(int argc, char **argv)
{
    using namespace kv::cli;
    holdStandardFiles();
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
        return print("kvw " KV_VERSION "\n") ? finish() : Failed;
    if (arguments.has("help"))
        return print(help()) ? finish() : Failed;
    return runCommand(arguments);
}
