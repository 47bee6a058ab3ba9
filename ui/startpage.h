// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QScrollArea>
#include <QStringList>

class QAction;
class QLabel;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace kv::ui {

/// What stands in the window while no folder is open: what the program is for, and what to do first.
class StartPage : public QScrollArea
{
    Q_OBJECT

public:
    explicit StartPage(QWidget *parent = nullptr);
    /// The folders that were open before, the last one first. Which of them are still there is found out in
    /// the background.
    void setRecent(const QStringList &folders);
    /// The actions whose keys are worth knowing before anything else.
    void setShortcuts(const QList<QAction *> &actions);
    /// The sample project is being made: its button waits.
    void setPreparing(bool preparing);
    void focusFirst();

Q_SIGNALS:
    void openRequested();
    void sampleRequested();
    void folderChosen(const QString &folder);
    /// The user does not want to see this folder here any more.
    void forgetRequested(const QString &folder);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void markMissing(const QStringList &missing);
    void choose(int row);

    QWidget *m_body;
    QVBoxLayout *m_column;
    QPushButton *m_open;
    QPushButton *m_sample;
    QLabel *m_recentTitle;
    QListWidget *m_recent;
    QLabel *m_keys;
    quint64 m_generation = 0; ///< of setRecent()
};

} // namespace kv::ui
