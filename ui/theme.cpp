// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include "ui/stylesheet.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QScopedValueRollback>
#include <QStyleFactory>

namespace kv::ui {

Colors Colors::light()
{
    return {.dark = false,
            .page = 0xf6f7f9,
            .pane = 0xffffff,
            .line = 0xe1e4e9,
            .text = 0x1d2330,
            .muted = 0x6b7485,
            .selection = 0xdfeafc,
            .accent = 0x2563c9,
            .onAccent = 0xffffff,
            .local = 0x2f7d5b,
            .localGround = 0xe6f4ec,
            .preview = 0x8a5a00,
            .previewGround = 0xfbf1dc,
            .production = 0xb3261e,
            .productionGround = 0xfce8e6};
}

Colors Colors::night()
{
    return {.dark = true,
            .page = 0x1b1e24,
            .pane = 0x22262e,
            .line = 0x333945,
            .text = 0xe3e7ee,
            .muted = 0x97a1b3,
            .selection = 0x2b3d5c,
            .accent = 0x77a7ff,
            .onAccent = 0x12203a,
            .local = 0x7fd1a8,
            .localGround = 0x1f3a2f,
            .preview = 0xf2c56b,
            .previewGround = 0x3d3320,
            .production = 0xff9a92,
            .productionGround = 0x4a2424};
}

QPalette Colors::palette() const
{
    QPalette p;
    const QColor faint = dark ? muted.darker(135) : muted.lighter(140);
    p.setColor(QPalette::Window, page);
    p.setColor(QPalette::Base, pane);
    p.setColor(QPalette::AlternateBase, page);
    p.setColor(QPalette::Button, pane);
    p.setColor(QPalette::ToolTipBase, pane);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
                            QPalette::HighlightedText, QPalette::BrightText}) {
        p.setColor(role, text);
        p.setColor(QPalette::Disabled, role, faint);
    }
    p.setColor(QPalette::PlaceholderText, muted);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::Light, dark ? line.lighter(120) : pane);
    p.setColor(QPalette::Midlight, line);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, dark ? page : line.darker(120));
    p.setColor(QPalette::Shadow, dark ? page.darker(150) : line.darker(130));
    return p;
}

Theme::Theme(QObject *parent) : QObject(parent)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    m_systemDark = systemIsDark();
    qApp->installEventFilter(this);
    apply();
}

void Theme::dress()
{
    m_dressed = true;
    qApp->setStyleSheet(styleSheet(m_colors));
}

CodeColors Theme::codeColors() const
{
    const Colors &c = m_colors;
    CodeColors code;
    code.paper = c.pane;
    code.text = c.text;
    code.muted = c.muted;
    code.line = c.line;
    code.selection = c.selection;
    code.key = c.dark ? 0xd9a6ff : 0x7b2fa8;
    code.string = c.local;
    code.number = c.accent;
    code.keyword = c.preview;
    code.error = c.production;
    code.caretLine = c.page;
    return code;
}

void Theme::setAppearance(Appearance appearance)
{
    if (m_appearance == appearance)
        return;
    m_appearance = appearance;
    apply();
}

QFont Theme::monospace()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const QFont own = QApplication::font();
    // A fixed-width face looks larger than a proportional one of the same size.
    if (own.pointSizeF() > 0)
        font.setPointSizeF(own.pointSizeF() - 0.5);
    else
        font.setPixelSize(own.pixelSize());
    return font;
}

int Theme::rowHeight()
{
    return qMax(26, QFontMetrics(QApplication::font()).height() + 8);
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // Our own palette fires these events too; only a change of the system's side re-dresses.
    const bool mayBeSystem = event->type() == QEvent::ThemeChange ||
                             (event->type() == QEvent::ApplicationPaletteChange && watched == qApp);
    if (mayBeSystem && !m_applying) {
        const bool dark = systemIsDark();
        if (dark != m_systemDark) {
            m_systemDark = dark;
            apply();
        }
    }
    return QObject::eventFilter(watched, event);
}

bool Theme::systemIsDark()
{
    const QScopedValueRollback guard(m_applying, true);
    const QPalette ours = QApplication::palette();
    QApplication::setPalette(QPalette()); // what the system wants is seen only when nothing of ours is set
    const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    QApplication::setPalette(ours);
    return dark;
}

void Theme::apply()
{
    const QScopedValueRollback guard(m_applying, true);
    const bool dark = m_appearance == Appearance::System ? m_systemDark : m_appearance == Appearance::Dark;
    m_colors = dark ? Colors::night() : Colors::light();
    QApplication::setPalette(m_colors.palette());
    if (m_dressed)
        qApp->setStyleSheet(styleSheet(m_colors));
    Q_EMIT changed();
}

} // namespace kv::ui
