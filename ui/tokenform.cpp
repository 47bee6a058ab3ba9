// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokenform.h"

#include "store/async.h"
#include "store/cloudflare.h"
#include "ui/errortext.h"
#include "ui/fieldstate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace kv::ui {

QString tokenProblem(const QString &token)
{
    for (qsizetype i = 0; i < token.size(); ++i) {
        const QChar c = token.at(i);
        // A request's header carries nothing beyond Latin-1; most often it is the "…" of a shortened text.
        if (c.unicode() > 0xff)
            return TokenForm::tr(
                       "Character %1 cannot be part of a token. Was it shortened where you copied it?")
                .arg(i + 1);
        if (c.isSpace() || c.category() == QChar::Other_Control)
            return TokenForm::tr("A token has no spaces or line breaks inside.");
    }
    return {};
}

TokenForm::TokenForm(Cloudflare &cloudflare, QWidget *parent)
    : QWidget(parent),
      m_cloudflare(cloudflare),
      m_field(new QLineEdit(this)),
      m_reveal(new QToolButton(this)),
      m_hint(new QLabel(this)),
      m_keychain(new QRadioButton(tr("Keep in the system keychain"), this)),
      m_thisRun(new QRadioButton(tr("For this run only"), this)),
      m_noKeychain(new QLabel(this)),
      m_check(new QPushButton(tr("Check and use"), this))
{
    setObjectName(QStringLiteral("tokenForm"));
    build();
    connect(m_field, &QLineEdit::textChanged, this, &TokenForm::edited);
    connect(m_field, &QLineEdit::returnPressed, this, &TokenForm::submit);
    connect(m_check, &QPushButton::clicked, this, &TokenForm::submit);
    connect(m_reveal, &QToolButton::toggled, this, &TokenForm::setRevealed);
    m_keychain->setChecked(true);
    setRevealed(false);
    updateKeep();
    showState();
}

void TokenForm::build()
{
    auto *label = new QLabel(tr("API token"), this);
    label->setObjectName(QStringLiteral("tokenLabel"));
    label->setBuddy(m_field);
    m_field->setObjectName(QStringLiteral("tokenField"));
    m_field->setAccessibleName(tr("API token"));
    m_field->setPlaceholderText(tr("Paste a token from the Cloudflare dashboard"));
    m_field->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                                 Qt::ImhNoAutoUppercase);
    m_reveal->setObjectName(QStringLiteral("tokenReveal"));
    m_reveal->setCheckable(true);
    m_reveal->setFocusPolicy(Qt::TabFocus);
    m_hint->setObjectName(QStringLiteral("tokenHint"));
    m_hint->setProperty("role", QStringLiteral("muted"));
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_keychain->setObjectName(QStringLiteral("keepInKeychain"));
    m_thisRun->setObjectName(QStringLiteral("keepThisRun"));
    m_noKeychain->setObjectName(QStringLiteral("noKeychain"));
    m_noKeychain->setProperty("role", QStringLiteral("muted"));
    m_noKeychain->setWordWrap(true);
    m_noKeychain->setText(
        tr("No keychain answers on this system, so the token is forgotten when the program ends."));
    m_check->setObjectName(QStringLiteral("tokenCheck"));
    m_check->setProperty("accent", true);
    m_check->setAutoDefault(true);

    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_field, 1);
    line->addWidget(m_reveal);
    auto *actions = new QHBoxLayout;
    actions->addWidget(m_check);
    actions->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(label);
    column->addLayout(line);
    column->addWidget(m_hint);
    column->addWidget(m_keychain);
    column->addWidget(m_thisRun);
    column->addWidget(m_noKeychain);
    column->addSpacing(4);
    column->addLayout(actions);
}

void TokenForm::updateKeep()
{
    const bool keychain = m_cloudflare.hasKeychain();
    if (keychain != m_keychain->isEnabled())
        (keychain ? m_keychain : m_thisRun)->setChecked(true);
    m_keychain->setEnabled(keychain);
    m_keychain->setToolTip(keychain ? QString() : tr("No keychain answers on this system."));
    m_noKeychain->setVisible(!keychain);
}

void TokenForm::setRevealed(bool revealed)
{
    m_field->setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    m_reveal->setText(revealed ? tr("Hide") : tr("Show"));
    m_reveal->setAccessibleName(revealed ? tr("Hide the token") : tr("Show the token"));
}

void TokenForm::edited()
{
    if (!m_field->text().isEmpty() && !m_refusal.isEmpty()) {
        m_refusal.clear(); // it was said of another token
        Q_EMIT changed();
    }
    showState();
}

void TokenForm::showState()
{
    const QString token = m_field->text().trimmed();
    QString problem = tokenProblem(token);
    if (problem.isEmpty())
        problem = m_refusal;
    showFieldState(m_field, m_hint,
                   m_busy ? tr("Checking it with Cloudflare…")
                          : tr("It must be allowed Workers KV Storage: Read, or Edit to change keys."),
                   problem);
    m_check->setEnabled(!m_busy && !token.isEmpty() && tokenProblem(token).isEmpty());
    m_field->setReadOnly(m_busy); // disabled it would lose the focus
}

void TokenForm::submit()
{
    const QString token = m_field->text().trimmed();
    if (m_busy || token.isEmpty() || !tokenProblem(token).isEmpty())
        return;
    const auto keep = m_keychain->isEnabled() && m_keychain->isChecked() ? Cloudflare::Keep::Keychain
                                                                         : Cloudflare::Keep::ThisRun;
    m_busy = true;
    m_refusal.clear();
    const QFuture<Result<bool>> answer = m_cloudflare.useToken(token, keep);
    wipe();
    showState();
    Q_EMIT changed();
    whenDone(answer, this, [this, keep](const Result<bool> &inKeychain) {
        m_busy = false;
        if (!inKeychain)
            m_refusal = errorText(inKeychain.error());
        else if (keep == Cloudflare::Keep::Keychain && !*inKeychain)
            Q_EMIT message(tr("The keychain did not answer, so the token is kept for this run only."));
        showState();
        Q_EMIT changed();
    });
}

void TokenForm::wipe()
{
    m_field->setText({}); // unlike clear(), this leaves nothing for an undo
    m_reveal->setChecked(false);
}

void TokenForm::hideEvent(QHideEvent *event)
{
    wipe();
    QWidget::hideEvent(event);
}

} // namespace kv::ui
