// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace kv::items {
class KeyTableModel;
}

namespace kv::ui {

class NoticeBar;

/// The line below a list that is read page by page: how many keys were read so far, a button that reads all
/// of them after saying what that costs, and one that stops it. Hidden where there is nothing more to read.
class LoadLine : public QWidget
{
    Q_OBJECT

public:
    explicit LoadLine(items::KeyTableModel *model, QWidget *parent = nullptr);

private:
    void sync();
    void askAll();
    QString words() const;

    items::KeyTableModel *m_model;
    NoticeBar *m_question;
    QWidget *m_row;
    QLabel *m_label;
    QPushButton *m_more; // where scrolling reads nothing
    QPushButton *m_all;
    QPushButton *m_stop;
};

} // namespace kv::ui
