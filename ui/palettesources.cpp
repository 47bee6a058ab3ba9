// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palettesources.h"

#include "text/utf8.h"
#include "ui/tablabel.h"
#include "ui/targetwords.h"
#include "ui/windowactions.h"

#include <QAction>
#include <QCoreApplication>
#include <QDir>

namespace kv::ui::palettesources {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::Palette", text);
}

QString titleOf(const TargetInfo &info, const Binding &binding)
{
    const QString place = info.target.place == Place::Remote ? tr("Remote") : tr("Local");
    const QString side = info.kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id");
    const QString environment = info.environment.isEmpty() ? QString() : QLatin1Char('@') + info.environment;
    return QStringLiteral("%1%2 · %3 %4").arg(binding.name, environment, place, side);
}

} // namespace

QList<PaletteEntry> actions(const WindowActions &actions)
{
    QList<PaletteEntry> entries;
    for (const WindowActions::Group &group : actions.groups()) {
        for (QAction *action : group.actions) {
            if (action == actions.palette)
                continue; // it is open
            PaletteEntry entry;
            entry.text = WindowActions::plainText(*action);
            if (action->isCheckable() && action->isChecked())
                entry.text += tr(" (on)");
            entry.enabled = action->isEnabled();
            entry.detail = entry.enabled ? action->shortcut().toString(QKeySequence::NativeText)
                                         : WindowActions::needs(*action);
            entry.id = QStringLiteral("action:") + action->objectName();
            entry.act = [action] { action->trigger(); };
            entries << entry;
        }
    }
    return entries;
}

QList<PaletteEntry> targets(const Project &project,
                            const std::function<void(const TargetInfo &, const Binding &)> &open)
{
    QList<PaletteEntry> entries;
    const auto add = [&](const TargetInfo &info, const Binding &binding, const QString &text) {
        PaletteEntry entry;
        entry.section = PaletteEntry::Section::Target;
        entry.text = text;
        entry.detail = info.name;
        entry.id = QStringLiteral("target:%1:%2").arg(project.root, info.name);
        entry.act = [open, info, binding] { open(info, binding); };
        entries << entry;
    };
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets)
                    add(info, binding, titleOf(info, binding));
            }
        }
    }
    for (const TargetInfo &info : project.onlyOnDisk)
        add(info, {}, tr("Only on disk · %1").arg(targetwords::which(info, {})));
    return entries;
}

QList<PaletteEntry> favourites(const QList<items::SavedPlace> &places, Workspace &workspace,
                               const std::function<void(const items::SavedPlace &)> &open)
{
    QList<PaletteEntry> entries;
    for (const items::SavedPlace &place : places) {
        PaletteEntry entry;
        entry.section = PaletteEntry::Section::Favourite;
        const QString target = tablabel::title(place.target, workspace);
        entry.text = place.key.isEmpty() ? target : text::displayKey(place.key);
        entry.detail = place.key.isEmpty() ? place.target.name : target;
        entry.id = QStringLiteral("favourite:%1:%2").arg(place.target.name, QString::fromUtf8(place.key));
        entry.act = [open, place] { open(place); };
        entries << entry;
    }
    return entries;
}

QList<PaletteEntry> folders(const QStringList &folders, const QString &current,
                            const std::function<void(const QString &)> &open)
{
    QList<PaletteEntry> entries;
    for (const QString &folder : folders) {
        if (folder == current)
            continue;
        PaletteEntry entry;
        entry.section = PaletteEntry::Section::Place;
        entry.text = QDir(folder).dirName();
        entry.detail = QDir::toNativeSeparators(folder);
        entry.id = QStringLiteral("folder:") + folder;
        entry.act = [open, folder] { open(folder); };
        entries << entry;
    }
    return entries;
}

} // namespace kv::ui::palettesources
