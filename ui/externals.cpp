// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/externals.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QUrl>

namespace kv::ui::externals {

QStringList editorCommand(const QString &editor, const QString &path, int line)
{
    QStringList command = QProcess::splitCommand(editor);
    if (command.isEmpty())
        return {};
    const QString name = QFileInfo(command.first()).baseName().toLower();
    const QString at = QString::number(qMax(1, line));
    static const QStringList gotoStyle = {QStringLiteral("code"), QStringLiteral("codium"),
                                          QStringLiteral("cursor"), QStringLiteral("windsurf")};
    static const QStringList colonStyle = {QStringLiteral("zed"), QStringLiteral("subl")};
    if (gotoStyle.contains(name))
        return command << QStringLiteral("--goto") << path + QLatin1Char(':') + at;
    if (colonStyle.contains(name))
        return command << path + QLatin1Char(':') + at;
    if (name == QLatin1String("kate"))
        return command << QStringLiteral("--line") << at << path;
    if (name == QLatin1String("gedit") || name == QLatin1String("gvim"))
        return command << QLatin1Char('+') + at << path;
    return {};
}

bool openInEditor(const QString &path, int line)
{
    QStringList candidates;
    for (const char *variable : {"VISUAL", "EDITOR"}) {
        const QString named = qEnvironmentVariable(variable);
        if (!named.isEmpty())
            candidates << named;
    }
    candidates << QStringLiteral("code") << QStringLiteral("codium") << QStringLiteral("zed")
               << QStringLiteral("subl") << QStringLiteral("kate") << QStringLiteral("gedit");
    for (const QString &candidate : std::as_const(candidates)) {
        QStringList command = editorCommand(candidate, path, line);
        if (command.isEmpty())
            continue;
        const QString program = QStandardPaths::findExecutable(command.takeFirst());
        if (!program.isEmpty() && QProcess::startDetached(program, command))
            return true;
    }
    return QDesktopServices::openUrl(QUrl::fromLocalFile(path));
}

bool showFile(const QString &path)
{
    QFileInfo info(path);
    while (!info.isDir()) {
        const QString up = info.absolutePath();
        if (up == info.absoluteFilePath())
            return false;
        info = QFileInfo(up);
    }
    return QDesktopServices::openUrl(QUrl::fromLocalFile(info.absoluteFilePath()));
}

} // namespace kv::ui::externals
