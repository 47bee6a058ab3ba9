// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace kv::ui {

/// What a pane shows when it has nothing to show: why, and what to do about it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const QString &name, QWidget *parent = nullptr);
    /// An empty `action` hides the button.
    void setWords(const QString &title, const QString &words, const QString &action = {});
    QString title() const;
    QString words() const;

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_title;
    QLabel *m_words;
    QPushButton *m_action;
};

} // namespace kv::ui
