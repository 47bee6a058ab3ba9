// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/guard.h"

#include "store/cloudflare.h"
#include "store/workspace.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace kv::ui::guard {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::guard", text);
}

const Binding *bindingOf(const Project &project, const TargetInfo &info)
{
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &one : binding.targets) {
                    if (one.target == info.target && one.name == info.name)
                        return &binding;
                }
            }
        }
    }
    return nullptr;
}

} // namespace

QString shortName(const Workspace &workspace, const TargetInfo &info)
{
    if (info.target.place == Place::Remote && workspace.isProduction(info.target))
        return tr("Production");
    if (info.target.place == Place::Remote && info.kind == IdKind::Preview)
        return tr("Preview");
    if (info.target.place == Place::Snapshot)
        return QFileInfo(info.target.path).fileName();
    return info.name.isEmpty() ? tr("The target") : info.name;
}

QString bindingName(const Workspace &workspace, const TargetInfo &info)
{
    const Binding *binding = bindingOf(workspace.project(), info);
    return binding ? binding->name : QString();
}

QString confirmWord(Workspace &workspace, const TargetInfo &info)
{
    if (const Binding *binding = bindingOf(workspace.project(), info))
        return binding->name;
    if (const auto &namespaces = workspace.cloudflare().namespaces();
        namespaces && info.target.place == Place::Remote) {
        for (const AccountNamespace &one : *namespaces) {
            if (one.id == info.target.namespaceId)
                return one.title;
        }
    }
    return info.target.namespaceId.isEmpty() ? info.name : info.target.namespaceId;
}

bool isLocked(const Workspace &workspace, const TargetInfo &info)
{
    return workspace.isProduction(info.target) && !workspace.changesAllowed(info.target);
}

QString freshPath(const Workspace &workspace, const TargetInfo &info, const QString &ending, qint64 nowMs)
{
    const QString lower = shortName(workspace, info).toLower();
    QString name;
    for (const QChar c : lower) {
        const bool plain = (c >= QLatin1Char('a') && c <= QLatin1Char('z')) ||
                           (c >= QLatin1Char('0') && c <= QLatin1Char('9'));
        name += plain ? c : QLatin1Char('-');
    }
    constexpr qsizetype longest = 60; // whatever a binding is called, the file can be made
    name = name.left(longest);
    const QString at =
        QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC).toString(QStringLiteral("yyyyMMdd-HHmmss"));
    const QDir folder(workspace.workFolder());
    for (int number = 1;; ++number) {
        const QString stem = number == 1 ? QStringLiteral("%1-%2").arg(name, at)
                                         : QStringLiteral("%1-%2-%3").arg(name, at).arg(number);
        if (folder.entryList({stem + QStringLiteral(".*")}, QDir::Files | QDir::Hidden).isEmpty())
            return folder.filePath(stem + QLatin1Char('.') + ending);
    }
}

} // namespace kv::ui::guard
