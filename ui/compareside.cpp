// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compareside.h"

#include "store/cloudflare.h"
#include "store/workspace.h"
#include "ui/targetwords.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace kv::ui::compareside {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::compareside", text);
}

QString accountOf(const Target &target, Workspace &workspace)
{
    return target.accountId.isEmpty() ? workspace.cloudflare().accountId() : target.accountId;
}

/// "Preview", "Production", "Local", as one would say it.
QString placeWord(const CompareSide &side, const Workspace &workspace)
{
    switch (side.info.target.place) {
    case Place::Snapshot:
        return tr("Snapshot");
    case Place::Local:
        return tr("Local");
    case Place::Remote:
        break;
    }
    if (workspace.isProduction(side.info.target))
        return side.binding.isEmpty() ? tr("Remote") : tr("Production");
    return side.info.kind == IdKind::Preview ? tr("Preview") : tr("Remote");
}

QString idWord(const CompareSide &side)
{
    return side.info.kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id");
}

/// What tells it from its like: a file's name, the binding with its environment, or the namespace.
QString ownName(const CompareSide &side)
{
    const Target &target = side.info.target;
    if (target.place == Place::Snapshot)
        return QFileInfo(target.path).fileName();
    if (side.binding.isEmpty())
        return targetwords::shortId(target.databaseName.isEmpty() ? target.namespaceId : target.databaseName);
    return side.info.environment.isEmpty() ? side.binding : side.binding + u'@' + side.info.environment;
}

QString namespaceTitle(const Target &target, Workspace &workspace)
{
    const auto &listed = workspace.cloudflare().namespaces();
    if (!listed || target.place != Place::Remote)
        return {};
    const auto found = std::find_if(listed->begin(), listed->end(), [&target](const AccountNamespace &one) {
        return one.id == target.namespaceId;
    });
    return found == listed->end() ? QString() : found->title;
}

} // namespace

Badge badge(const CompareSide &side, const Workspace &workspace)
{
    switch (side.info.target.place) {
    case Place::Snapshot:
        return {tr("SNAPSHOT"), QStringLiteral("snapshot")};
    case Place::Local:
        return {tr("LOCAL"), QStringLiteral("local")};
    case Place::Remote:
        break;
    }
    if (workspace.isProduction(side.info.target))
        return {side.binding.isEmpty() ? tr("REMOTE") : tr("PRODUCTION"), QStringLiteral("production")};
    return {side.info.kind == IdKind::Preview ? tr("PREVIEW") : tr("REMOTE"), QStringLiteral("preview")};
}

QString title(const CompareSide &side, Workspace &workspace)
{
    const Target &target = side.info.target;
    QStringList parts;
    if (target.place == Place::Snapshot) {
        parts << QFileInfo(target.path).fileName();
    } else {
        if (!side.binding.isEmpty())
            parts << ownName(side);
        Binding binding; // only whether it has an id matters for the words
        binding.name = side.binding;
        if (side.info.kind == IdKind::Preview || target.namespaceId != side.binding)
            binding.id = target.namespaceId;
        const QString named = namespaceTitle(target, workspace);
        parts << (named.isEmpty() ? targetwords::which(side.info, binding) : named);
    }
    if (!side.folder.isEmpty())
        parts << tr("in %1").arg(QDir(side.folder).dirName());
    return parts.join(QStringLiteral(" · "));
}

std::pair<QString, QString> shortNames(const CompareSide &left, const CompareSide &right,
                                       const Workspace &workspace)
{
    if (left.isEmpty() || right.isEmpty())
        return {tr("Left"), tr("Right")};
    using Namer = QString (*)(const CompareSide &, const Workspace &);
    constexpr Namer namers[] = {
        [](const CompareSide &side, const Workspace &w) { return placeWord(side, w); },
        [](const CompareSide &side, const Workspace &) { return ownName(side); },
        [](const CompareSide &side, const Workspace &) { return idWord(side); },
        [](const CompareSide &side, const Workspace &w) { return placeWord(side, w) + u' ' + ownName(side); },
        [](const CompareSide &side, const Workspace &w) {
            return QDir(side.folder.isEmpty() ? w.project().root : side.folder).dirName();
        },
    };
    for (const Namer &name : namers) {
        const QString one = name(left, workspace);
        const QString other = name(right, workspace);
        if (one != other && !one.isEmpty() && !other.isEmpty())
            return {one, other};
    }
    return {tr("Left"), tr("Right")};
}

QString storedName(const CompareSide &side)
{
    if (side.folder.isEmpty())
        return side.info.name;
    return QStringLiteral("%1 (in %2)").arg(side.info.name, QDir(side.folder).dirName());
}

QList<SideGroup> groupsOf(const Project &project, const QString &folder)
{
    QList<SideGroup> groups;
    for (const Worker &worker : project.workers) {
        const QString name = worker.name.isEmpty() ? worker.relativePath : worker.name;
        for (const Environment &environment : worker.environments) {
            SideGroup group;
            group.heading =
                environment.name.isEmpty() ? name : name + QStringLiteral(" · env.") + environment.name;
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets)
                    group.sides << CompareSide{info, binding.name, folder};
            }
            if (!group.sides.isEmpty())
                groups << group;
        }
    }
    SideGroup disk{tr("Only on disk"), {}};
    for (const TargetInfo &info : project.onlyOnDisk)
        disk.sides << CompareSide{info, {}, folder};
    if (!disk.sides.isEmpty())
        groups << disk;
    if (!folder.isEmpty()) {
        for (SideGroup &group : groups)
            group.heading = tr("%1, in %2").arg(group.heading, QDir(folder).dirName());
    }
    return groups;
}

SideGroup accountGroup(Workspace &workspace)
{
    SideGroup group{tr("Account at Cloudflare"), {}};
    const Cloudflare &cloudflare = workspace.cloudflare();
    if (cloudflare.state() != Cloudflare::State::Ready || !cloudflare.namespaces())
        return group;
    for (const AccountNamespace &one : *cloudflare.namespaces()) {
        CompareSide side;
        side.info.target.place = Place::Remote;
        side.info.target.namespaceId = one.id;
        side.info.target.accountId = cloudflare.accountId();
        side.info.name = QStringLiteral("remote:#") + one.id;
        group.sides << side;
    }
    return group;
}

CompareSide snapshotSide(const QString &path)
{
    CompareSide side;
    side.info.target.place = Place::Snapshot;
    side.info.target.path = path;
    side.info.name = QStringLiteral("snapshot:") + path;
    side.info.path = path;
    side.info.exists = QFileInfo::exists(path);
    side.vanished = !side.info.exists;
    return side;
}

CompareSide find(const QString &storedName, const Target &target, Workspace &workspace)
{
    if (target.place == Place::Snapshot)
        return snapshotSide(target.path);
    const auto pick = [&](const QList<SideGroup> &groups, bool byName) -> const CompareSide * {
        for (const SideGroup &group : groups) {
            for (const CompareSide &side : group.sides) {
                if (side.info.target == target && (!byName || side.info.name == storedName))
                    return &side;
            }
        }
        return nullptr;
    };
    QList<SideGroup> groups = groupsOf(workspace.project());
    for (const bool byName : {true, false}) {
        if (const CompareSide *side = pick(groups, byName))
            return *side;
    }
    CompareSide side;
    side.info.target = target;
    side.info.name = storedName;
    const auto at = storedName.lastIndexOf(QLatin1String(" (in "));
    if (at >= 0 && storedName.endsWith(u')')) {
        side.folder = storedName.mid(at + 5).chopped(1);
        side.info.name = storedName.left(at);
    }
    const QString name = side.info.name.section(u':', 1, 1); // "TODO@staging" of "local:TODO@staging:preview"
    if (!name.startsWith(u'#')) {
        side.binding = name.section(u'@', 0, 0);
        side.info.environment = name.section(u'@', 1);
    }
    if (side.info.name.endsWith(QLatin1String(":preview")))
        side.info.kind = IdKind::Preview;
    side.info.exists = true;
    // Of another project, or of the account, nobody here knows; of this one it is gone.
    side.vanished = side.folder.isEmpty() && !side.binding.isEmpty();
    return side;
}

std::pair<CompareSide, CompareSide> firstOffer(const TargetInfo &info, const Binding &binding)
{
    const auto side = [&binding](Place place, IdKind kind) -> CompareSide {
        const TargetInfo *found = binding.target(place, kind);
        return found ? CompareSide{*found, binding.name, {}} : CompareSide{};
    };
    const std::pair<CompareSide, CompareSide> offers[] = {
        {side(Place::Remote, IdKind::Preview), side(Place::Remote, IdKind::Id)},
        {side(Place::Local, IdKind::Id), side(Place::Local, IdKind::Preview)},
        {side(Place::Local, IdKind::Id), side(Place::Remote, IdKind::Id)},
    };
    for (const auto &offer : offers) {
        if (!offer.first.isEmpty() && !offer.second.isEmpty() &&
            offer.first.info.target != offer.second.info.target)
            return offer;
    }
    return {CompareSide{info, binding.name, {}}, {}};
}

bool areSame(const CompareSide &left, const CompareSide &right, Workspace &workspace)
{
    const Target &a = left.info.target;
    const Target &b = right.info.target;
    if (left.isEmpty() || right.isEmpty() || a.place != b.place)
        return false;
    switch (a.place) {
    case Place::Snapshot:
        return QFileInfo(a.path).canonicalFilePath() == QFileInfo(b.path).canonicalFilePath();
    case Place::Remote:
        return a.namespaceId == b.namespaceId && accountOf(a, workspace) == accountOf(b, workspace);
    case Place::Local:
        break;
    }
    if (!left.info.path.isEmpty() && left.info.path == right.info.path)
        return true;
    return a.namespaceId == b.namespaceId && a.stateRoot == b.stateRoot && a.databaseName == b.databaseName;
}

} // namespace kv::ui::compareside
