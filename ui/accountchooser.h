// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace kv {
class Cloudflare;
}

namespace kv::ui {

/// Asks which account is meant: one of a list, or one whose id is typed where the credential may not list
/// any. `cloudflare` must outlive it.
class AccountChooser : public QWidget
{
    Q_OBJECT

public:
    explicit AccountChooser(Cloudflare &cloudflare, QWidget *parent = nullptr);
    /// Reads the accounts anew.
    void refresh();
    /// What has to be chosen or typed.
    QWidget *field() const;

private:
    void edited();
    void choose();
    QString selectedId() const;

    Cloudflare &m_cloudflare;
    QLabel *m_words;
    QListWidget *m_list;
    QLineEdit *m_id;
    QLabel *m_hint;
    QPushButton *m_use;
};

} // namespace kv::ui
