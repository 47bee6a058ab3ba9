// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QToolButton;

namespace kv {
class Cloudflare;
}

namespace kv::ui {

/// Takes an API token and hands it over to be checked and kept. The text leaves the field with that, and
/// whenever the form is hidden. `cloudflare` must outlive it.
class TokenForm : public QWidget
{
    Q_OBJECT

public:
    explicit TokenForm(Cloudflare &cloudflare, QWidget *parent = nullptr);
    /// Whether a token is being checked.
    bool isBusy() const { return m_busy; }
    /// Why Cloudflare did not take the last token; empty: it was not asked, or it did.
    QString refusal() const { return m_refusal; }
    /// Whether there is a keychain may have changed.
    void updateKeep();
    QLineEdit *field() const { return m_field; }

Q_SIGNALS:
    /// isBusy() or refusal() changed.
    void changed();
    void message(const QString &text);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void edited();
    void submit();
    void setRevealed(bool revealed);
    void wipe();
    void showState();

    Cloudflare &m_cloudflare;
    QLineEdit *m_field;
    QToolButton *m_reveal;
    QLabel *m_hint;
    QRadioButton *m_keychain;
    QRadioButton *m_thisRun;
    QLabel *m_noKeychain;
    QPushButton *m_check;
    QString m_refusal;
    bool m_busy = false;
};

/// Why a text, without the spaces around it, cannot be a token, in words that do not repeat it; empty: it may
/// be one.
QString tokenProblem(const QString &token);

} // namespace kv::ui
