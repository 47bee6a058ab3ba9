// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/accountchooser.h"

#include "store/cloudflare.h"
#include "ui/fieldstate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

namespace {

constexpr int idRole = Qt::UserRole;
constexpr int mostRowsShown = 8;
constexpr int idLength = 32;

bool isAccountId(const QString &text)
{
    static const QRegularExpression id(QStringLiteral("\\A[0-9a-fA-F]{32}\\z"));
    return id.match(text).hasMatch();
}

} // namespace

AccountChooser::AccountChooser(Cloudflare &cloudflare, QWidget *parent)
    : QWidget(parent),
      m_cloudflare(cloudflare),
      m_words(new QLabel(this)),
      m_list(new QListWidget(this)),
      m_id(new QLineEdit(this)),
      m_hint(new QLabel(this)),
      m_use(new QPushButton(tr("Use this account"), this))
{
    setObjectName(QStringLiteral("accountChooser"));
    m_words->setObjectName(QStringLiteral("accountWords"));
    m_words->setProperty("role", QStringLiteral("muted"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_list->setObjectName(QStringLiteral("accountList"));
    m_list->setAccessibleName(tr("Accounts"));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_id->setObjectName(QStringLiteral("accountIdField"));
    m_id->setAccessibleName(tr("Account id"));
    m_id->setPlaceholderText(tr("32 hexadecimal digits"));
    m_hint->setObjectName(QStringLiteral("accountIdHint"));
    m_hint->setProperty("role", QStringLiteral("muted"));
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_use->setObjectName(QStringLiteral("accountUse"));
    m_use->setProperty("accent", true);
    m_use->setAutoDefault(true);
    auto *actions = new QHBoxLayout;
    actions->addWidget(m_use);
    actions->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_words);
    column->addWidget(m_list);
    column->addWidget(m_id);
    column->addWidget(m_hint);
    column->addSpacing(4);
    column->addLayout(actions);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &AccountChooser::edited);
    connect(m_list, &QListWidget::itemActivated, this, &AccountChooser::choose);
    connect(m_id, &QLineEdit::textChanged, this, &AccountChooser::edited);
    connect(m_id, &QLineEdit::returnPressed, this, &AccountChooser::choose);
    connect(m_use, &QPushButton::clicked, this, &AccountChooser::choose);
    refresh();
}

QWidget *AccountChooser::field() const
{
    return m_list->isHidden() ? static_cast<QWidget *>(m_id) : m_list;
}

void AccountChooser::refresh()
{
    const QList<Account> &accounts = m_cloudflare.accounts();
    const QString before = selectedId();
    const QString chosen = before.isEmpty() ? m_cloudflare.accountId() : before;
    m_list->clear();
    for (const Account &account : accounts) {
        auto *item = new QListWidgetItem(QStringLiteral("%1  ·  %2").arg(account.name, account.id), m_list);
        item->setData(idRole, account.id);
        if (account.id == chosen)
            m_list->setCurrentItem(item);
    }
    const bool listed = !accounts.isEmpty();
    m_list->setVisible(listed);
    m_id->setVisible(!listed);
    m_hint->setVisible(!listed);
    m_words->setText(
        listed ? tr("The credential works for several accounts. Which one is meant? An account_id in the "
                    "wrangler file answers this for good.")
               : tr("The credential works, but may not list the accounts it works for; a token with no more "
                    "rights than it needs cannot. The account id is in the address of the dashboard, "
                    "after dash.cloudflare.com/, and may stand in the wrangler file as account_id."));
    if (listed) {
        const int rows = int(std::min<qsizetype>(accounts.size(), mostRowsShown));
        m_list->setFixedHeight(rows * std::max(m_list->sizeHintForRow(0), 1) + 2 * m_list->frameWidth() + 2);
    }
    edited();
}

/// Not the current item: a list makes its first one that as soon as it has the focus.
QString AccountChooser::selectedId() const
{
    const QList<QListWidgetItem *> selected = m_list->selectedItems();
    return selected.isEmpty() ? QString() : selected.first()->data(idRole).toString();
}

void AccountChooser::edited()
{
    const QString id = m_id->text().trimmed();
    const bool listed = !m_list->isHidden();
    const bool wrong = std::any_of(id.begin(), id.end(), [](QChar c) {
        return !isAccountId(QString(idLength, c)); // a digit of an id, many times over, is an id
    });
    QString problem;
    if (wrong)
        problem = tr("An account id has only the digits 0 to 9 and the letters a to f.");
    else if (id.size() > idLength)
        problem = tr("That is %1 digits; an account id has 32.").arg(id.size());
    showFieldState(m_id, m_hint,
                   id.isEmpty() || isAccountId(id) ? tr("Account id") : tr("%1 of 32 digits").arg(id.size()),
                   problem);
    m_use->setEnabled(listed ? !selectedId().isEmpty() : isAccountId(id));
}

void AccountChooser::choose()
{
    if (!m_use->isEnabled())
        return;
    const bool listed = !m_list->isHidden();
    m_cloudflare.chooseAccount(listed ? selectedId() : m_id->text().trimmed().toLower());
}

} // namespace kv::ui
