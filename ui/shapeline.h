// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/delimiter.h"

#include <QWidget>

class QActionGroup;
class QLineEdit;
class QToolButton;

namespace kv::ui {

class ElidedLabel;
class Segments;

/// How keys are shown.
enum class KeyShape { List, Tree, Patterns };

/// The switch between the shapes in which keys are shown, for the tree what parts them: found by itself, one
/// of the usual ones, or typed; and how many keys there are.
class ShapeLine : public QWidget
{
    Q_OBJECT

public:
    explicit ShapeLine(QWidget *parent = nullptr);

    KeyShape shape() const;
    /// Moves the switch without telling.
    void setShape(KeyShape shape);
    /// What parts keys now, and whether the user chose it.
    void setDelimiters(const text::Delimiters &delimiters, bool chosen);
    /// How many keys there are and are shown, "1,204 of 1,000,000".
    void setCount(const QString &words);
    QToolButton *delimiterButton() const { return m_button; }

Q_SIGNALS:
    void shapeChosen(kv::ui::KeyShape shape);
    /// The user wants these.
    void delimitersChosen(const kv::text::Delimiters &delimiters);
    /// The user wants it to be found.
    void guessWanted();
    /// What was typed came to its end, either way.
    void typingEnded();

private:
    void build();
    void fillMenu();
    void type();
    void endTyping(bool takes);
    void showState();

    Segments *m_switch;
    QToolButton *m_button;
    QActionGroup *m_group;
    QLineEdit *m_edit;
    ElidedLabel *m_count;
    text::Delimiters m_delimiters;
    bool m_chosen = false;
};

} // namespace kv::ui
