// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/popupplace.h"

#include <QScreen>
#include <QWidget>

namespace kv::ui {

void placePopup(QWidget &popup, const QWidget &anchor, QPoint at)
{
    if (const QScreen *screen = anchor.screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(qBound(room.left(), at.x(), qMax(room.left(), room.right() - popup.width())));
        at.setY(qBound(room.top(), at.y(), qMax(room.top(), room.bottom() - popup.height())));
    }
    popup.move(at);
}

} // namespace kv::ui
