// SPDX-License-Identifier: GPL-3.0-or-later
// The account's side of a NamespacesPane: what the tree tells of it, and what can be done with its
// namespaces.
#include "ui/namespacespane.h"

#include "items/projectmodel.h"
#include "store/cloudflare.h"
#include "text/units.h"
#include "ui/accountactions.h"
#include "ui/errortext.h"
#include "ui/namespaceform.h"
#include "ui/targetwords.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

using items::AccountView;
using items::ProjectModel;
using Kind = ProjectModel::NodeKind;
using State = Cloudflare::State;

namespace {

QString nameOf(const QString &accountId, const QList<Account> &accounts)
{
    const auto found = std::find_if(accounts.begin(), accounts.end(),
                                    [&accountId](const Account &account) { return account.id == accountId; });
    return found == accounts.end() ? QString() : found->name;
}

QString stateWords(const Cloudflare &cloudflare)
{
    switch (cloudflare.state()) {
    case State::Idle:
    case State::NoCredential:
        return NamespacesPane::tr("not connected");
    case State::Looking:
        return NamespacesPane::tr("connecting…");
    case State::Failed:
        return NamespacesPane::tr("⚠ cannot connect");
    case State::ChooseAccount:
        return NamespacesPane::tr("choose one");
    case State::Ready:
        break;
    }
    if (cloudflare.namespacesError())
        return NamespacesPane::tr("⚠ cannot be listed");
    const auto &listed = cloudflare.namespaces();
    if (!listed)
        return {};
    return listed->size() == 1 ? NamespacesPane::tr("1 namespace")
                               : NamespacesPane::tr("%1 namespaces").arg(text::countText(listed->size()));
}

QString stateTip(const Cloudflare &cloudflare)
{
    switch (cloudflare.state()) {
    case State::Idle:
        return NamespacesPane::tr("Your account at Cloudflare. Click to connect.");
    case State::NoCredential:
        return NamespacesPane::tr("No credential was found. Click to see what is missing.");
    case State::Failed:
        return errorText(cloudflare.error().value_or(Error{}));
    default:
        return {};
    }
}

AccountView viewOf(const Cloudflare &cloudflare)
{
    const bool ready = cloudflare.state() == State::Ready;
    AccountView view;
    view.words = stateWords(cloudflare);
    view.toolTip = stateTip(cloudflare);
    if (!ready)
        return view;
    view.id = cloudflare.accountId();
    view.name = nameOf(view.id, cloudflare.accounts());
    QStringList tip;
    if (!view.name.isEmpty())
        tip << view.name;
    tip << NamespacesPane::tr("id %1").arg(view.id);
    if (!cloudflare.credentialSource().isEmpty())
        tip << NamespacesPane::tr("Credential: %1").arg(cloudflare.credentialSource());
    if (!cloudflare.permissions().isEmpty())
        tip << cloudflare.permissions();
    view.toolTip = tip.join(QLatin1Char('\n'));
    if (view.name.isEmpty())
        view.name = targetwords::shortId(view.id);
    view.namespaces = cloudflare.namespaces();
    view.error = cloudflare.namespacesError();
    return view;
}

} // namespace

void NamespacesPane::setCloudflare(Cloudflare &cloudflare)
{
    m_cloudflare = &cloudflare;
    m_form = new NamespaceForm(cloudflare, this);
    layout()->addWidget(m_form);
    connect(&cloudflare, &Cloudflare::changed, this, &NamespacesPane::accountChanged);
    connect(m_form, &NamespaceForm::message, this, &NamespacesPane::message);
    connect(m_form, &NamespaceForm::dismissed, this, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(m_actions->create, &QAction::triggered, this, &NamespacesPane::startCreate);
    connect(m_actions->rename, &QAction::triggered, this, &NamespacesPane::startRename);
    connect(m_actions->remove, &QAction::triggered, this, &NamespacesPane::startDelete);
    connect(m_actions->refresh, &QAction::triggered, this, [this] { m_cloudflare->refreshNamespaces(); });
    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        const auto kind = index.data(ProjectModel::NodeKindRole).value<Kind>();
        if (kind == Kind::Account && m_model->rowCount(index) == 0)
            wantAccount();
    });
    accountChanged();
}

void NamespacesPane::setCountSource(std::function<std::optional<qint64>(const QString &)> source)
{
    m_countOf = std::move(source);
}

void NamespacesPane::accountChanged()
{
    {
        const QScopedValueRollback quiet(m_quiet, true);
        m_model->setAccount(viewOf(*m_cloudflare));
    }
    updateActions();
}

/// There is nothing below the account's node yet.
void NamespacesPane::wantAccount()
{
    if (!m_cloudflare)
        return;
    m_accountWanted = true;
    if (m_cloudflare->state() != State::Ready)
        Q_EMIT accountRequested();
    else if (!m_cloudflare->namespaces()) // an empty account is not asked again and again
        m_cloudflare->refreshNamespaces();
}

void NamespacesPane::updateActions()
{
    const QModelIndex current = m_view->currentIndex();
    const auto kind = current.data(ProjectModel::NodeKindRole).value<Kind>();
    const bool onNamespace = current.isValid() && kind == Kind::Namespace;
    const bool onAccount = current.isValid() && kind == Kind::Account;
    const bool ready = m_cloudflare && m_cloudflare->state() == State::Ready;
    m_actions->setAvailable(ready, onNamespace);
    m_actions->setVisible(ready && (onNamespace || onAccount));
}

void NamespacesPane::addAccountActions(QMenu *menu, const QModelIndex &index)
{
    const auto kind = index.data(ProjectModel::NodeKindRole).value<Kind>();
    const bool ready = m_cloudflare && m_cloudflare->state() == State::Ready;
    if (kind == Kind::Account && !ready) {
        menu->addAction(tr("Connect…"), this, &NamespacesPane::wantAccount)
            ->setObjectName(QStringLiteral("connectAccountAction"));
        return;
    }
    if (kind != Kind::Account && kind != Kind::Namespace)
        return;
    if (kind == Kind::Namespace) {
        const auto own = index.data(ProjectModel::NamespacesRole).value<QList<AccountNamespace>>();
        menu->addAction(tr("Copy id"), this,
                        [id = own.value(0).id] { QApplication::clipboard()->setText(id); });
        menu->addSeparator();
    }
    menu->addAction(m_actions->create);
    if (kind == Kind::Namespace)
        menu->addActions({m_actions->rename, m_actions->remove});
    menu->addAction(m_actions->refresh);
}

void NamespacesPane::startCreate()
{
    // The likeliest file is that of the Worker where one is.
    QStringList files = m_configFiles;
    const QString here = m_view->currentIndex().data(ProjectModel::ConfigPathRole).toString();
    std::stable_partition(files.begin(), files.end(),
                          [&here](const QString &file) { return !here.isEmpty() && here.endsWith(file); });
    m_form->setConfigFiles(files);
    m_form->startCreate();
}

void NamespacesPane::startRename()
{
    const auto own =
        m_view->currentIndex().data(ProjectModel::NamespacesRole).value<QList<AccountNamespace>>();
    if (!own.isEmpty())
        m_form->startRename(own.first());
}

void NamespacesPane::startDelete()
{
    const QModelIndex index = m_view->currentIndex();
    const auto own = index.data(ProjectModel::NamespacesRole).value<QList<AccountNamespace>>();
    if (own.isEmpty())
        return;
    const QString id = own.first().id;
    m_form->startDelete(own.first(), index.data(ProjectModel::UsesRole).toStringList(),
                        m_countOf ? m_countOf(id) : std::nullopt);
}

} // namespace kv::ui
