// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tablabel.h"

#include "items/savedplace.h"
#include "store/cloudflare.h"
#include "store/workspace.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmap>

namespace kv::ui::tablabel {

namespace {

constexpr int side = 16; // px of the icon
constexpr qreal markSide = 9;

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::tablabel", text);
}

/// What the account calls a namespace that no binding names; empty: not known.
QString titleOf(const Target &target, Workspace &workspace)
{
    const auto &listed = workspace.cloudflare().namespaces();
    if (target.place != Place::Remote || !listed)
        return {};
    for (const AccountNamespace &one : *listed) {
        if (one.id == target.namespaceId)
            return one.title;
    }
    return {};
}

QIcon draw(const Target &target, IdKind kind, const Workspace &workspace, const Colors &colors)
{
    const bool production =
        workspace.isProduction(target) || (target.place == Place::Remote && kind == IdKind::Id);
    const QColor color = target.place == Place::Snapshot ? colors.muted
                         : target.place == Place::Local  ? colors.local
                         : production                    ? colors.production
                                                         : colors.preview;
    QIcon result;
    for (const qreal ratio : {1.0, 2.0}) {
        QPixmap pixmap(QSize(side, side) * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        const QRectF mark((side - markSide) / 2, (side - markSide) / 2, markSide, markSide);
        if (target.place == Place::Snapshot)
            painter.drawRect(mark);
        else if (target.place == Place::Local)
            painter.drawEllipse(mark);
        else
            painter.drawPolygon(QPolygonF({{mark.center().x(), mark.top() - 1},
                                           {mark.right() + 1, mark.center().y()},
                                           {mark.center().x(), mark.bottom() + 1},
                                           {mark.left() - 1, mark.center().y()}}));
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

} // namespace

QString title(const TargetInfo &info, const Binding &binding, Workspace &workspace)
{
    const QString named = binding.name.isEmpty() ? titleOf(info.target, workspace) : QString();
    if (!named.isEmpty())
        return tr("%1 · Remote").arg(named);
    return items::targetWords(items::SavedTarget::of(info), !binding.name.isEmpty());
}

QString title(const items::SavedTarget &target, Workspace &workspace)
{
    if (const auto found = items::findTarget(workspace.project(), target))
        return title(found->info, found->binding, workspace);
    return items::targetWords(target);
}

QIcon icon(const TargetInfo &info, const Workspace &workspace, const Colors &colors)
{
    return draw(info.target, info.kind, workspace, colors);
}

QIcon icon(const items::SavedTarget &target, const Workspace &workspace, const Colors &colors)
{
    return draw(target.target, target.kind, workspace, colors);
}

} // namespace kv::ui::tablabel
