// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace kv::ui {

/// A one-line plain-text label that shortens its text to the room it has instead of asking for more.
/// The whole text is the tooltip while it is shortened, and always what a screen reader reads.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget *parent = nullptr);
    void setFullText(const QString &text);
    QString fullText() const { return m_text; }
    /// Shown as the tooltip in place of the whole text; empty: the whole text.
    void setHint(const QString &hint);
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tell();

    Qt::TextElideMode m_mode;
    QString m_text;
    QString m_hint;
};

} // namespace kv::ui
