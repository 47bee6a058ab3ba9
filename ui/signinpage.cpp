// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signinpage.h"

#include "store/async.h"
#include "store/cloudflare.h"
#include "ui/accountchooser.h"
#include "ui/errortext.h"
#include "ui/tokenform.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace kv::ui {

using State = Cloudflare::State;

namespace {

constexpr int columnWidth = 520;

QString failedTitle(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Unauthorised:
        return SignInPage::tr("This credential does not open the account");
    case ErrorKind::Network:
        return SignInPage::tr("Cloudflare cannot be reached");
    case ErrorKind::RateLimited:
        return SignInPage::tr("Cloudflare says wait");
    default:
        return SignInPage::tr("Cloudflare could not be asked");
    }
}

/// "Credential: CLOUDFLARE_API_TOKEN in .env · may read and write".
QString credentialWords(const Cloudflare &cloudflare)
{
    QStringList parts;
    if (!cloudflare.credentialSource().isEmpty())
        parts << SignInPage::tr("Credential: %1").arg(cloudflare.credentialSource());
    if (!cloudflare.permissions().isEmpty())
        parts << cloudflare.permissions();
    return parts.join(QStringLiteral(" · "));
}

QLabel *wrapped(const QString &name, const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setProperty("role", QString::fromLatin1(role));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

SignInPage::SignInPage(Cloudflare &cloudflare, QWidget *parent)
    : QWidget(parent),
      m_cloudflare(cloudflare),
      m_title(wrapped(QStringLiteral("signInTitle"), "title", this)),
      m_words(wrapped(QStringLiteral("signInWords"), "muted", this)),
      m_problem(wrapped(QStringLiteral("signInProblem"), "problem", this)),
      m_places(wrapped(QStringLiteral("signInPlaces"), "muted", this)),
      m_start(new QPushButton(tr("Connect"), this)),
      m_retry(new QPushButton(tr("Try again"), this)),
      m_forget(new QPushButton(tr("Forget this token"), this)),
      m_token(new TokenForm(cloudflare, this)),
      m_accounts(new AccountChooser(cloudflare, this)),
      m_wrangler(new QWidget(this)),
      m_ask(new QPushButton(tr("Ask wrangler"), m_wrangler)),
      m_wranglerWords(wrapped(QStringLiteral("wranglerWords"), "muted", m_wrangler))
{
    setObjectName(QStringLiteral("signInPage"));
    build();
    connect(&cloudflare, &Cloudflare::changed, this, &SignInPage::follow);
    connect(m_start, &QPushButton::clicked, this, [this] { m_cloudflare.start(); });
    connect(m_retry, &QPushButton::clicked, this, [this] {
        m_wranglerProblem.clear();
        m_cloudflare.retry();
    });
    connect(m_forget, &QPushButton::clicked, this, [this] { m_cloudflare.forgetToken(); });
    connect(m_ask, &QPushButton::clicked, this, &SignInPage::askWrangler);
    connect(m_token, &TokenForm::changed, this, &SignInPage::follow);
    connect(m_token, &TokenForm::message, this, &SignInPage::message);
    follow();
}

void SignInPage::build()
{
    m_start->setObjectName(QStringLiteral("signInStart"));
    m_start->setProperty("accent", true);
    m_retry->setObjectName(QStringLiteral("signInRetry"));
    m_forget->setObjectName(QStringLiteral("signInForget"));
    m_ask->setObjectName(QStringLiteral("askWrangler"));
    for (QPushButton *button : {m_start, m_retry, m_forget, m_ask}) {
        button->setAccessibleName(button->text());
        button->setAutoDefault(true); // Enter presses it
    }
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_start);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_forget);
    buttons->addStretch(1);
    auto *ask = new QHBoxLayout(m_wrangler);
    ask->setContentsMargins(0, 8, 0, 0);
    ask->setSpacing(8);
    ask->addWidget(m_ask, 0, Qt::AlignTop);
    ask->addWidget(m_wranglerWords, 1);

    auto *body = new QWidget(this);
    body->setObjectName(QStringLiteral("signInBody"));
    auto *narrow = new QWidget(body);
    narrow->setMaximumWidth(columnWidth);
    auto *column = new QVBoxLayout(narrow);
    column->setContentsMargins(16, 24, 16, 24);
    column->setSpacing(8);
    for (QWidget *widget : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_words),
                            static_cast<QWidget *>(m_problem), static_cast<QWidget *>(m_places)})
        column->addWidget(widget);
    column->addLayout(buttons);
    column->addSpacing(8);
    column->addWidget(m_token);
    column->addWidget(m_accounts);
    column->addWidget(m_wrangler);
    column->addStretch(1);
    auto *centre = new QHBoxLayout(body);
    centre->setContentsMargins(0, 0, 0, 0);
    centre->addStretch(1);
    centre->addWidget(narrow, 1000); // all the room up to its greatest width
    centre->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("signInScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(body);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
}

QString SignInPage::title() const
{
    return m_title->text();
}

QString SignInPage::words() const
{
    return m_words->text();
}

void SignInPage::focusFirst()
{
    if (!m_start->isHidden())
        m_start->setFocus(Qt::OtherFocusReason);
    else if (!m_accounts->isHidden())
        m_accounts->field()->setFocus(Qt::OtherFocusReason);
    else if (!m_token->isHidden())
        m_token->field()->setFocus(Qt::OtherFocusReason);
}

void SignInPage::setWords(const QString &title, const QString &words, const QString &problem)
{
    m_title->setText(title);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_problem->setText(QStringLiteral("⚠ ") + problem);
    m_problem->setVisible(!problem.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(problem.isEmpty() ? words : problem);
}

void SignInPage::follow()
{
    const State state = m_cloudflare.state();
    const QString source = m_cloudflare.credentialSource();
    const bool asks = state == State::NoCredential || state == State::Failed;
    switch (state) {
    case State::Idle:
        setWords(tr("Not connected to Cloudflare"),
                 tr("Nothing was asked yet. The program looks for a credential first."));
        break;
    case State::Looking:
        if (source.isEmpty())
            setWords(tr("Looking for a credential…"), {});
        else
            setWords(tr("Checking it with Cloudflare…"), tr("Found: %1").arg(source));
        break;
    case State::NoCredential:
        setWords(tr("No credential for Cloudflare"),
                 tr("The keys at Cloudflare are shown with an API token, and none was found. Paste one here, "
                    "or log in with wrangler and try again."));
        break;
    case State::Failed: {
        const Error error = m_cloudflare.error().value_or(Error{});
        setWords(failedTitle(error.kind), credentialWords(m_cloudflare), errorText(error));
        break;
    }
    case State::ChooseAccount:
        setWords(tr("Which account?"), credentialWords(m_cloudflare));
        break;
    case State::Ready:
        setWords(tr("Connected to Cloudflare"), credentialWords(m_cloudflare));
        break;
    }

    const QStringList places = m_cloudflare.lookedAt();
    const QString bullet = QStringLiteral("\n• ");
    m_places->setText(tr("Looked at:") + bullet + places.join(bullet));
    m_places->setVisible(state == State::NoCredential && !places.isEmpty());
    m_start->setVisible(state == State::Idle);
    m_retry->setVisible(asks);
    m_forget->setVisible(asks && m_cloudflare.isTypedIn());
    if (state == State::ChooseAccount)
        m_accounts->refresh();
    m_accounts->setVisible(state == State::ChooseAccount);
    m_token->updateKeep();
    m_token->setVisible(asks);

    const QString program = m_cloudflare.wranglerProgram();
    m_wrangler->setVisible(asks && !program.isEmpty());
    m_ask->setEnabled(!m_asking);
    m_ask->setToolTip(tr("Runs %1 auth token --json").arg(QDir::toNativeSeparators(program)));
    if (m_asking)
        m_wranglerWords->setText(tr("wrangler is running…"));
    else if (!m_wranglerProblem.isEmpty())
        m_wranglerWords->setText(QStringLiteral("⚠ ") + m_wranglerProblem);
    else
        m_wranglerWords->setText(tr(
            "Runs `wrangler auth token --json`, which renews wrangler's own login and answers its token."));
    m_ask->setAccessibleDescription(m_wranglerWords->text());
}

void SignInPage::askWrangler()
{
    m_asking = true;
    m_wranglerProblem.clear();
    follow();
    whenDone(m_cloudflare.askWrangler(), this, [this](const Result<void> &answer) {
        m_asking = false;
        if (!answer)
            m_wranglerProblem = errorText(answer.error());
        follow();
    });
}

} // namespace kv::ui
