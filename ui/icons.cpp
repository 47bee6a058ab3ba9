// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

// Not in a namespace: the function that the resource compiler writes is global.
static void initIconResources()
{
    Q_INIT_RESOURCE(icons); // the room is a static library; nothing else would pull the resources in
}

namespace kv::ui {

namespace {

QPixmap draw(const QByteArray &svg, const QColor &color, int side, qreal ratio)
{
    QByteArray coloured = svg;
    coloured.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(coloured);
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

} // namespace

QIcon icon(QLatin1String name, const QColor &color, const QColor &disabled)
{
    initIconResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("no such icon: %s", name.data());
        return {};
    }
    const QByteArray svg = file.readAll();
    QIcon result;
    for (const qreal ratio : {1.0, 2.0}) {
        result.addPixmap(draw(svg, color, 16, ratio), QIcon::Normal);
        result.addPixmap(draw(svg, disabled, 16, ratio), QIcon::Disabled);
    }
    return result;
}

} // namespace kv::ui
