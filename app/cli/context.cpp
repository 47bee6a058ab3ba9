// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include <QDir>
#include <QFile>

namespace kv::cli {

QString absolutePath(const QByteArray &name)
{
    return QDir::cleanPath(QDir::current().absoluteFilePath(QFile::decodeName(name)));
}

QString projectFolder(const Arguments &arguments, const char *option)
{
    return absolutePath(arguments.has(option) ? arguments.value(option) : QByteArray("."));
}

wrangler::StateOptions stateOptions(const Arguments &arguments)
{
    return {.persistTo = QFile::decodeName(arguments.value("persist-to")), .cwd = QDir::currentPath()};
}

} // namespace kv::cli
