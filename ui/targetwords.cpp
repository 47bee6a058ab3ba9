// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/targetwords.h"

#include "core/project.h"

#include <QCoreApplication>

namespace kv::ui::targetwords {

namespace {

/// What runs at Cloudflare is no command that one types.
const QLatin1String deployed("the deployed Worker");

/// Whether `command`, as wrangler's user types it in this environment, is among those that use the target.
bool isUsedBy(const TargetInfo &info, const QString &command)
{
    if (command == deployed)
        return info.usedBy.contains(command);
    const QString environment =
        info.environment.isEmpty() ? QString() : QStringLiteral(" --env ") + info.environment;
    return info.usedBy.contains(command + environment);
}

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::targetwords", text);
}

QString quoted(const QString &command)
{
    return command == deployed ? command : QLatin1Char('`') + command + QLatin1Char('`');
}

/// The development server's command for this binding's keys on this disk.
QString devCommand(const Binding &binding)
{
    const auto pages = QStringLiteral("wrangler pages dev");
    for (const TargetInfo &info : binding.targets)
        if (isUsedBy(info, pages))
            return pages;
    return binding.remote.value_or(false) ? QStringLiteral("wrangler dev --local")
                                          : QStringLiteral("wrangler dev");
}

/// The two users whose difference makes people ask where their keys are; they are always named.
QStringList headline(const TargetInfo &info, const Binding &binding)
{
    if (info.target.place != Place::Remote)
        return {devCommand(binding), QStringLiteral("wrangler kv key list")};
    return {deployed, binding.remote.value_or(false) ? QStringLiteral("wrangler dev")
                                                     : QStringLiteral("wrangler dev --remote")};
}

QString idName(const TargetInfo &info, const Binding &binding)
{
    if (info.kind == IdKind::Preview)
        return QStringLiteral("preview_id");
    return binding.id ? QStringLiteral("id") : tr("the binding's name");
}

} // namespace

QString shortId(const QString &id)
{
    return id.size() <= 12 ? id : id.left(4) + QChar(0x2026) + id.right(4);
}

QString which(const TargetInfo &info, const Binding &binding)
{
    if (!info.target.databaseName.isEmpty())
        return tr("id not known, file %1").arg(shortId(info.target.databaseName));
    if (binding.name.isEmpty())
        return tr("id %1").arg(shortId(info.target.namespaceId));
    if (info.kind == IdKind::Id && !binding.id)
        return tr("no id, kept under the binding's name");
    return idName(info, binding) + QLatin1Char(' ') + shortId(info.target.namespaceId);
}

QString usedBy(const TargetInfo &info, const Binding &binding)
{
    if (info.oldLayout)
        return tr("written by wrangler 3.0 to 3.8; current wrangler no longer sees it");
    const bool remote = info.target.place == Place::Remote;
    if (info.usedBy.isEmpty() && binding.name.isEmpty())
        return remote ? tr("no binding of this project names this namespace")
                      : tr("no binding names this store");

    QStringList named;
    QStringList others;
    for (const QString &command : headline(info, binding)) {
        if (isUsedBy(info, command)) {
            named << quoted(command);
            continue;
        }
        for (const TargetInfo &other : binding.targets) {
            if (other.target.place == info.target.place && other.target != info.target &&
                isUsedBy(other, command))
                others << tr("not by %1, which uses %2").arg(quoted(command), idName(other, binding));
        }
    }
    qsizetype rest = info.usedBy.size() - named.size();
    if (named.isEmpty() && rest > 0) {
        named << quoted(info.usedBy.first());
        --rest;
    }

    QStringList parts;
    if (!named.isEmpty() && rest > 0)
        parts << tr("used by %1 and %2 more").arg(named.join(QStringLiteral(", "))).arg(rest);
    else if (!named.isEmpty())
        parts << tr("used by %1").arg(named.join(tr(" and ")));
    else
        parts << tr("used by no command as configured");
    parts += others;
    return parts.join(QStringLiteral(" · "));
}

QString usedByAll(const TargetInfo &info)
{
    if (info.usedBy.isEmpty())
        return tr("No command uses this store as things are configured.");
    const QString newline(QLatin1Char('\n'));
    QString text = tr("Used by:") + newline + info.usedBy.join(newline);
    if (!info.notes.isEmpty())
        text += newline + newline + info.notes.join(newline);
    return text;
}

QString howToCreate(const TargetInfo &info, const Binding &binding)
{
    const QString dev = devCommand(binding);
    if (isUsedBy(info, dev))
        return tr("%1 creates it when the Worker first writes; or add a key here.").arg(quoted(dev));
    for (const TargetInfo &other : binding.targets) {
        if (isUsedBy(other, dev))
            return tr("%1 uses %2, so it will not create this one; `wrangler kv key put` does, or add a key "
                      "here.")
                .arg(quoted(dev), idName(other, binding));
    }
    return tr("`wrangler kv key put` creates it; or add a key here.");
}

} // namespace kv::ui::targetwords
