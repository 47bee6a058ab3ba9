// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace kv {
class Cloudflare;
}

namespace kv::ui {

class AccountChooser;
class TokenForm;

/// What stands in place of the keys of a remote target until Cloudflare can be asked for them: what is being
/// looked for, what is missing, and what to do about it. Follows Cloudflare::state() by itself.
/// `cloudflare` must outlive it.
class SignInPage : public QWidget
{
    Q_OBJECT

public:
    explicit SignInPage(Cloudflare &cloudflare, QWidget *parent = nullptr);
    /// Puts the focus where the page wants something typed or pressed.
    void focusFirst();
    QString title() const;
    QString words() const;

Q_SIGNALS:
    /// Something to tell in passing: a token that could only be kept for this run.
    void message(const QString &text);

private:
    void build();
    void follow();
    void setWords(const QString &title, const QString &words, const QString &problem = {});
    void askWrangler();

    Cloudflare &m_cloudflare;
    QLabel *m_title;
    QLabel *m_words;
    QLabel *m_problem;
    QLabel *m_places;
    QPushButton *m_start;
    QPushButton *m_retry;
    QPushButton *m_forget;
    TokenForm *m_token;
    AccountChooser *m_accounts;
    QWidget *m_wrangler;
    QPushButton *m_ask;
    QLabel *m_wranglerWords;
    bool m_asking = false; ///< wrangler runs
    QString m_wranglerProblem;
};

} // namespace kv::ui
