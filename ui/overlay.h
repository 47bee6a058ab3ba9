// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

namespace kv::ui {

/// A frame that opens over its window, holds nothing up, and goes when one is done with it: on Escape, when
/// one clicks elsewhere, or when the focus goes elsewhere. The focus returns to where it was.
class Overlay : public QFrame
{
    Q_OBJECT

public:
    /// Lies over the whole of `window`, hidden at first. `wanted`: its size where there is room for it.
    Overlay(QWidget *window, const QSize &wanted);

    /// Opens with the focus on `first`, a child.
    void open(QWidget *first);
    /// Hides it, and gives the focus back.
    void dismiss();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void place();
    void focusMoved(const QWidget *now);

    QSize m_wanted;
    QPointer<QWidget> m_before;
};

} // namespace kv::ui
