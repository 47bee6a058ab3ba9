// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include <QDir>
#include <QFile>

namespace kv::cli {

QString projectFolder(const Arguments &arguments)
{
    const QString given = QFile::decodeName(arguments.value("project"));
    return QDir::cleanPath(QDir::current().absoluteFilePath(given.isEmpty() ? QStringLiteral(".") : given));
}

wrangler::StateOptions stateOptions(const Arguments &arguments)
{
    return {.persistTo = QFile::decodeName(arguments.value("persist-to")), .cwd = QDir::currentPath()};
}

} // namespace kv::cli
