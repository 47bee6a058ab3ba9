// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namespacedelegate.h"

#include "items/projectmodel.h"
#include "text/units.h"
#include "ui/plaintip.h"
#include "ui/rowtext.h"
#include "ui/targetwords.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace kv::ui {

using items::ProjectModel;
using Kind = ProjectModel::NodeKind;

namespace {

constexpr int dotSide = 8;
constexpr int gap = 6;
constexpr int longestStoreName = 12;

/// What the account calls the namespace of a remote target; empty: the account has not been listed, or has
/// it not.
QString titleOf(const TargetInfo &info, const QList<AccountNamespace> &listed)
{
    for (const AccountNamespace &ns : listed) {
        if (ns.id == info.target.namespaceId)
            return ns.title;
    }
    return {};
}

} // namespace

NamespaceDelegate::NamespaceDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme)
{
}

QSize NamespaceDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, Theme::rowHeight()};
}

bool NamespaceDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    if (index.data(ProjectModel::NodeKindRole).value<Kind>() != Kind::Binding) {
        QToolTip::showText(event->globalPos(), plainTip(index.data(Qt::ToolTipRole).toString()), view);
        return true;
    }
    const auto binding = index.data(ProjectModel::BindingRole).value<Binding>();
    QStringList lines;
    const auto listed = index.data(ProjectModel::NamespacesRole).value<QList<AccountNamespace>>();
    for (const TargetInfo &info : binding.targets) {
        if (info.target.place == Place::Remote) {
            const QString title = titleOf(info, listed);
            lines << (title.isEmpty() ? QStringLiteral("◇ ") : QStringLiteral("◆ ")) +
                         targetwords::which(info, binding) + QStringLiteral(": ") +
                         (title.isEmpty() ? tr("at Cloudflare") : tr("at Cloudflare, %1").arg(title));
            continue;
        }
        QString state = tr("not on disk yet");
        if (info.exists)
            state = info.count ? tr("%1 keys").arg(text::countText(*info.count)) : tr("on disk");
        lines << (info.exists ? QStringLiteral("● ") : QStringLiteral("○ ")) +
                     targetwords::which(info, binding) + QStringLiteral(": ") + state;
    }
    QToolTip::showText(event->globalPos(), plainTip(lines.join(QLatin1Char('\n'))), view);
    return true;
}

int NamespaceDelegate::paintDots(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const QRect row = option.rect;
    const auto targets = index.data(ProjectModel::TargetsRole).value<QList<TargetInfo>>();
    const auto kind = index.data(ProjectModel::NodeKindRole).value<Kind>();
    if (kind != Kind::Binding || targets.isEmpty())
        return 0;
    const int width = int(targets.size()) * (dotSide + gap) + gap;
    int x = row.right() - width + gap;
    const int y = row.center().y() - dotSide / 2 + 1;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto listed = index.data(ProjectModel::NamespacesRole).value<QList<AccountNamespace>>();
    for (const TargetInfo &target : targets) {
        const bool remote = target.target.place == Place::Remote;
        const bool there = remote ? !titleOf(target, listed).isEmpty() : target.exists;
        const Colors &colors = m_theme.colors();
        const QColor full = !remote                          ? colors.local
                            : target.kind == IdKind::Preview ? colors.preview
                                                             : colors.production;
        const QColor color = there ? full : colors.muted;
        painter->setPen(QPen(color, 1.2));
        painter->setBrush(there ? QBrush(color) : Qt::NoBrush);
        const QRect place = QStyle::visualRect(option.direction, row, {x, y, dotSide, dotSide});
        const QRectF dot(place.x() + 0.5, place.y() + 0.5, dotSide - 1, dotSide - 1);
        if (remote) // another form, since not everybody sees the colours
            painter->drawPolygon(QPolygonF({{dot.center().x(), dot.top() - 0.5},
                                            {dot.right() + 0.5, dot.center().y()},
                                            {dot.center().x(), dot.bottom() + 0.5},
                                            {dot.left() - 0.5, dot.center().y()}}));
        else
            painter->drawEllipse(dot);
        x += dotSide + gap;
    }
    painter->restore();
    return width;
}

void NamespaceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Colors &colors = m_theme.colors();
    const auto kind = index.data(ProjectModel::NodeKindRole).value<Kind>();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colors.selection);

    QRect rest = option.rect.adjusted(4, 0, -4, 0);
    rest.setRight(rest.right() - paintDots(painter, option, index));

    QFont font = option.font;
    QColor color = colors.text;
    QString text = index.data(Qt::DisplayRole).toString();
    if (kind == Kind::Project || (kind == Kind::Binding && (option.state & QStyle::State_Selected)))
        font.setBold(true);
    if (kind == Kind::Environment)
        color = colors.muted;
    if (kind == Kind::Section || kind == Kind::Account) {
        font.setBold(true);
        font.setPointSizeF(font.pointSizeF() * 0.85);
        text = text.toUpper();
        color = colors.muted;
    }
    if (kind == Kind::Store) {
        font = Theme::monospace();
        if (text.size() > longestStoreName) // the tooltip has the whole name
            text = text.left(longestStoreName) + QChar(0x2026);
    }
    if (kind == Kind::Favourite) {
        text.prepend(QStringLiteral("★ "));
        if (!index.data(ProjectModel::TargetsRole).isValid())
            color = colors.muted; // and says so beside
    }
    if (kind == Kind::Problem) {
        const auto severity = index.data(ProjectModel::SeverityRole).value<Severity>();
        color = severity == Severity::Error     ? colors.production
                : severity == Severity::Warning ? colors.preview
                                                : colors.muted;
        const int line = index.data(ProjectModel::LineRole).toInt();
        const QString sign = severity == Severity::Hint ? QStringLiteral("ℹ ") : QStringLiteral("⚠ ");
        const int column = index.data(ProjectModel::ColumnRole).toInt();
        if (line > 0 && column > 0)
            text = tr("line %1:%2: %3").arg(line).arg(column).arg(text);
        else if (line > 0)
            text = tr("line %1: %2").arg(line).arg(text);
        text.prepend(sign);
    }

    const auto say = [&](const QString &words, const QFont &face, const QColor &ink) {
        RowText({.text = words, .font = face, .color = ink})
            .paint(painter, QStyle::visualRect(option.direction, option.rect, rest), option.direction);
    };
    say(text, font, color);
    rest.setLeft(rest.left() + QFontMetrics(font).horizontalAdvance(text) + 8);

    const QString secondary = index.data(ProjectModel::SecondaryTextRole).toString();
    if (secondary.isEmpty() || rest.width() < 24 || kind == Kind::Problem)
        return;
    say(secondary, option.font, colors.muted);
}

} // namespace kv::ui
