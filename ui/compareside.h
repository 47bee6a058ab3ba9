// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <QList>
#include <QMetaType>

namespace kv {
class Workspace;
}

namespace kv::ui {

/// One side of a comparison: a target, and what the user knows it by. Plain data.
struct CompareSide
{
    TargetInfo info; ///< `name` empty: nothing is chosen
    QString binding; ///< its name; empty: none
    /// The folder of another project that it belongs to, or its name where no more is known; empty: of the
    /// open one, or of none.
    QString folder;
    /// The project was read and does not hold it any more.
    bool vanished = false;

    bool isEmpty() const { return info.name.isEmpty(); }
    bool operator==(const CompareSide &) const = default;
};

/// Sides that belong together under a heading: an environment, the stores on disk, the account.
struct SideGroup
{
    QString heading;
    QList<CompareSide> sides;
};

/// Words and looks of a side. `workspace` tells what is production and what namespaces are called.
namespace compareside {

struct Badge
{
    QString text; ///< "PREVIEW"
    QString tone; ///< of the style sheet's `badge`
};
Badge badge(const CompareSide &side, const Workspace &workspace);
/// "TODO · shop-TODO_preview", "TODO · id 0677…64db", a file's name.
QString title(const CompareSide &side, Workspace &workspace);
/// What two sides are called beside each other, short and never the same: "Preview" and "Production".
std::pair<QString, QString> shortNames(const CompareSide &left, const CompareSide &right,
                                       const Workspace &workspace);
/// How comparison files, plans and reports call it: the target's name, and of another project its folder's:
/// "local:TODO (in shop)". Where that folder lies is no business of theirs.
QString storedName(const CompareSide &side);

/// Every target of a project. `folder`: where it is not the open one.
QList<SideGroup> groupsOf(const Project &project, const QString &folder = {});
/// The namespaces of the account, as far as they were listed.
SideGroup accountGroup(Workspace &workspace);
CompareSide snapshotSide(const QString &path);
/// The side that a comparison file speaks of.
CompareSide find(const QString &storedName, const Target &target, Workspace &workspace);
/// What is compared first for a binding: preview with production, else what there is.
std::pair<CompareSide, CompareSide> firstOffer(const TargetInfo &info, const Binding &binding);

/// Whether both lead to the same keys.
bool areSame(const CompareSide &left, const CompareSide &right, Workspace &workspace);

} // namespace compareside

} // namespace kv::ui

Q_DECLARE_METATYPE(kv::ui::CompareSide)
