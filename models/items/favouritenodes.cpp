// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/favouritenodes.h"

#include "text/utf8.h"

namespace kv::items {

using Kind = ProjectModel::NodeKind;

namespace {

std::unique_ptr<ProjectNode> favouriteNode(const SavedPlace &place, const Project &project)
{
    const auto found = findTarget(project, place.target);
    const QString target = found ? targetWords(SavedTarget::of(found->info), !found->binding.name.isEmpty())
                                 : targetWords(place.target);
    const QString key = text::displayKey(place.key);
    auto node =
        makeNode(Kind::Favourite, place.target.name + u'\n' + place.target.target.stateRoot + u'\n' + key,
                 place.key.isEmpty() ? target : key);
    node->place = place;
    QStringList beside;
    if (!place.key.isEmpty())
        beside << target;
    if (!found) {
        beside << ProjectModel::tr("not here any more");
        node->toolTip =
            ProjectModel::tr("No wrangler file of this project leads to %1 now, nor does a store on this "
                             "disk.")
                .arg(target);
    } else {
        node->targets = {found->info};
        if (!found->binding.name.isEmpty())
            node->binding = found->binding;
        node->toolTip = place.key.isEmpty() ? target : key + u'\n' + target;
    }
    node->secondary = beside.join(QStringLiteral(" · "));
    return node;
}

} // namespace

std::unique_ptr<ProjectNode> favouritesNode(const QList<SavedPlace> &favourites, const Project &project)
{
    auto node = makeNode(Kind::Section, QStringLiteral("favourites"), ProjectModel::tr("Favourites"));
    ProjectNodes below;
    for (const SavedPlace &place : favourites)
        below.push_back(favouriteNode(place, project));
    adopt(*node, std::move(below));
    return node;
}

} // namespace kv::items
