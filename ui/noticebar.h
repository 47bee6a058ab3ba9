// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

#include <functional>

class QBoxLayout;
class QHBoxLayout;
class QLabel;

namespace kv::ui {

/// A line inside a pane that says what happened or asks what to do, in place of a modal dialog. Hidden until
/// say() is called; pressing a button hides it and then runs the button's action.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Info, Warning, Error };

    struct Button
    {
        QString text;
        QString name; ///< objectName, for tests and screen readers
        std::function<void()> action;
        bool accent = false;
    };

    explicit NoticeBar(QWidget *parent = nullptr);
    /// `details` becomes the tooltip.
    void say(Tone tone, const QString &text, const QList<Button> &buttons = {}, const QString &details = {});
    /// Puts other words into a bar that is shown, as for progress: its buttons stay the ones that they are.
    void setText(const QString &text);
    /// Hides the bar without running anything.
    void clear();
    QString text() const;
    /// Puts the focus on the first button, for questions that the keyboard should answer.
    void focusFirst();

protected:
    /// Escape presses the last button: by convention the one that changes nothing.
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void removeButtons();

    QLabel *m_sign;
    QLabel *m_text;
    QBoxLayout *m_row; // beneath each other where there is no room for words beside buttons
    QHBoxLayout *m_buttonRow;
    QList<QWidget *> m_buttons;
};

} // namespace kv::ui
