// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace kv::ui {

/// A question inside a pane that is answered by typing a word: for what cannot be undone. Hidden until ask()
/// is called; the action runs only while the field holds exactly that word.
class ConfirmBar : public QFrame
{
    Q_OBJECT

public:
    explicit ConfirmBar(QWidget *parent = nullptr);
    /// `word` is what must be typed, and `action` the words of the button.
    void ask(const QString &question, const QString &word, const QString &action,
             std::function<void()> confirmed);
    /// Hides the bar without running anything.
    void clear();
    QString text() const;

Q_SIGNALS:
    /// The user does not want it.
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void confirm();

    QLabel *m_text;
    QLineEdit *m_field;
    QPushButton *m_yes;
    QPushButton *m_no;
    QString m_word;
    std::function<void()> m_confirmed;
};

} // namespace kv::ui
