// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/targetwords.h"

#include "core/project.h"

#include <QCoreApplication>

namespace kv::ui::targetwords {

namespace {

// The two commands whose difference makes people ask where their keys are; they are always named.
const QStringList &headline()
{
    static const QStringList commands = {QStringLiteral("wrangler dev"),
                                         QStringLiteral("wrangler kv key list")};
    return commands;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::targetwords", text);
}

QString quoted(const QString &command)
{
    return QLatin1Char('`') + command + QLatin1Char('`');
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

QString environment(const TargetInfo &info, const Binding &binding)
{
    const QString start = QStringLiteral("local:") + binding.name + QLatin1Char('@');
    if (binding.name.isEmpty() || !info.name.startsWith(start))
        return {};
    QString name = info.name.mid(start.size());
    if (info.kind == IdKind::Preview && name.endsWith(QLatin1String(":preview")))
        name.chop(8);
    return name;
}

QString usedBy(const TargetInfo &info, const Binding &binding)
{
    if (info.oldLayout)
        return tr("written by wrangler 3.0 to 3.8; current wrangler no longer sees it");
    if (info.usedBy.isEmpty() && binding.name.isEmpty())
        return tr("no binding names this store");

    QStringList named;
    QStringList others;
    for (const QString &command : headline()) {
        if (info.usedBy.contains(command)) {
            named << quoted(command);
            continue;
        }
        for (const TargetInfo &other : binding.targets) {
            if (other.target != info.target && other.usedBy.contains(command))
                others << tr("not by %1, which uses %2").arg(quoted(command), idName(other, binding));
        }
    }
    QStringList rest = info.usedBy;
    for (const QString &command : headline())
        rest.removeAll(command);
    if (named.isEmpty() && !rest.isEmpty())
        named << quoted(rest.takeFirst());

    QStringList parts;
    if (!named.isEmpty() && !rest.isEmpty())
        parts << tr("used by %1 and %2 more").arg(named.join(QStringLiteral(", "))).arg(rest.size());
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
    return tr("Used by:") + QLatin1Char('\n') + info.usedBy.join(QLatin1Char('\n'));
}

QString howToCreate(const TargetInfo &info, const Binding &binding)
{
    if (info.usedBy.contains(QStringLiteral("wrangler dev")))
        return tr("`wrangler dev` creates it when the Worker first writes; or add a key here.");
    for (const TargetInfo &other : binding.targets) {
        if (other.usedBy.contains(QStringLiteral("wrangler dev")))
            return tr("`wrangler dev` uses %1, so it will not create this one; `wrangler kv key put` does, "
                      "or add a key here.")
                .arg(idName(other, binding));
    }
    return tr("`wrangler kv key put` creates it; or add a key here.");
}

} // namespace kv::ui::targetwords
