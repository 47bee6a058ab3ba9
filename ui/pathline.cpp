// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pathline.h"

#include "ui/plaintip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QStyleOptionToolButton>
#include <QStylePainter>
#include <QTimer>

namespace kv::ui {

namespace {

constexpr int saidMs = 1500;
constexpr int padding = 4;

} // namespace

PathLine::PathLine(const QString &name, QWidget *parent) : QToolButton(parent)
{
    setObjectName(name);
    setProperty("path", true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    connect(this, &QToolButton::clicked, this, &PathLine::copy);
    setPath({});
}

void PathLine::setPath(const QString &path)
{
    m_path = path;
    m_said.clear();
    setAccessibleName(path.isEmpty() ? tr("Path of the cursor") : tr("Path of the cursor: %1").arg(path));
    setToolTip(path.isEmpty() ? QString()
                              : plainTip(tr("%1\nA click, or Ctrl+Shift+J, copies it.").arg(path)));
    setEnabled(!path.isEmpty());
    update();
}

void PathLine::copy()
{
    if (m_path.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(m_path);
    m_said = tr("Path copied");
    update();
    QTimer::singleShot(saidMs, this, [this] {
        m_said.clear();
        update();
    });
}

QSize PathLine::sizeHint() const
{
    return {80, fontMetrics().height() + 2 * padding};
}

QSize PathLine::minimumSizeHint() const
{
    return {40, sizeHint().height()};
}

void PathLine::paintEvent(QPaintEvent * /*event*/)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    painter.drawPrimitive(QStyle::PE_PanelButtonTool, option);
    painter.setPen(option.palette.color(QPalette::ButtonText));
    const QRect room = rect().adjusted(padding, 0, -padding, 0);
    const QString words = m_said.isEmpty() ? m_path : m_said;
    // What matters most stands at the end; a path is written from left to right in any language.
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fontMetrics().elidedText(words, Qt::ElideMiddle, room.width()));
}

} // namespace kv::ui
