// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/codeeditor.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

namespace kv::ui {

/// The one palette of the program, light or dark.
struct Colors
{
    bool dark = false;
    QColor page, pane, line, text, muted, selection, accent, onAccent;
    QColor local, localGround;
    QColor preview, previewGround;       ///< also the colour of warnings
    QColor production, productionGround; ///< also the colour of errors

    static Colors light();
    static Colors night();
    QPalette palette() const;
};

enum class Appearance { System, Light, Dark };

/// Dresses the whole application (style, palette, and from dress() on the style sheet) and tells when the
/// dress changes. One per application, on the GUI thread.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject *parent = nullptr);

    /// Puts the style sheet on, once the window's parts are in their places: Qt matches its rules anew for
    /// each widget that gets another parent, which took a third of the window's making.
    void dress();
    const Colors &colors() const { return m_colors; }
    /// The same palette for editors.
    CodeColors codeColors() const;
    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);

    /// Fixed-width, in the size of the application's font.
    static QFont monospace();
    /// Height of a row in lists: 26 px, more when the system's font is large.
    static int rowHeight();

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    bool systemIsDark();

    Colors m_colors;
    Appearance m_appearance = Appearance::System;
    bool m_applying = false;
    bool m_dressed = false;
    bool m_systemDark = false;
};

} // namespace kv::ui
