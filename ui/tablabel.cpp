// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tablabel.h"

#include "items/savedplace.h"
#include "store/cloudflare.h"
#include "store/workspace.h"
#include "ui/targetwords.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QFileInfo>
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

/// "TODO@staging" of "local:TODO@staging:preview".
QString boundName(QString name)
{
    name.remove(0, name.indexOf(u':') + 1);
    const QLatin1String preview(":preview");
    return name.endsWith(preview) ? name.chopped(preview.size()) : name;
}

QString placeWord(Place place)
{
    return place == Place::Remote ? tr("Remote") : tr("Local");
}

QString words(const QString &name, const Target &target, IdKind kind, bool isBound, Workspace &workspace)
{
    if (name.isEmpty())
        return {};
    if (target.place == Place::Snapshot)
        return tr("%1 · Snapshot").arg(QFileInfo(target.path).fileName());
    if (isBound) {
        const auto id = kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id");
        return tr("%1 · %2 %3").arg(boundName(name), placeWord(target.place), id);
    }
    QString own =
        targetwords::shortId(target.databaseName.isEmpty() ? target.namespaceId : target.databaseName);
    const auto &listed = workspace.cloudflare().namespaces();
    if (target.place == Place::Remote && listed) {
        for (const AccountNamespace &one : *listed) {
            if (one.id == target.namespaceId)
                own = one.title;
        }
    }
    return tr("%1 · %2").arg(own, placeWord(target.place));
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
    return words(info.name, info.target, info.kind, !binding.name.isEmpty(), workspace);
}

QString title(const items::SavedTarget &target, Workspace &workspace)
{
    if (const auto found = items::findTarget(workspace.project(), target))
        return title(found->info, found->binding, workspace);
    const bool isBound = !boundName(target.name).startsWith(u'#');
    return words(target.name, target.target, target.kind, isBound, workspace);
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
