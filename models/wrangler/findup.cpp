// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/findup.h"

#include <QDir>
#include <QFileInfo>

namespace kv::wrangler {

std::optional<QString> findWranglerFile(const QString &startDir)
{
    const QString start = QDir::cleanPath(QDir(startDir).absolutePath());
    for (const char *name : configNames) {
        QString folder = start;
        for (;;) {
            const QString path = QDir(folder).filePath(QLatin1String(name));
            if (QFileInfo(path).isFile())
                return path;
            const QString parent = QFileInfo(folder).path();
            if (parent == folder)
                break;
            folder = parent;
        }
    }
    return std::nullopt;
}

QString stateRootOf(const QString &configPath, const QString &persistTo, const QString &cwd)
{
    QString state;
    if (persistTo.isEmpty())
        state = QFileInfo(configPath).absolutePath() + QLatin1String("/.wrangler/state");
    else
        state = QDir(cwd.isEmpty() ? QDir::currentPath() : cwd).absoluteFilePath(persistTo);
    return QDir::cleanPath(state + QLatin1String("/v3"));
}

} // namespace kv::wrangler
