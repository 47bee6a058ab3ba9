// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QVBoxLayout;

namespace kv::ui {

class WindowActions;
class WorkArea;

/// The first thing that a new user sees: what this program is for, and what to do first, each as a button
/// with its key. A page of the work area, there once and never in the way: it comes back from the Help menu.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    WelcomePage(const WindowActions &actions, WorkArea *area);
    /// Brings it to the front, making it a page where it is none.
    void open();
    void close();
    bool isOpen() const { return m_open; }
    /// Whether what is open is the sample that comes with the program.
    void setSample(bool sample);

private:
    void addStep(QVBoxLayout *column, QAction *action, const QString &words, const QString &name,
                 const QString &label);

    WorkArea *m_area;
    QWidget *m_sample;
    bool m_open = false;
};

} // namespace kv::ui
