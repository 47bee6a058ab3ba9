// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about Cloudflare: waits for a credential, guards production.
#include "ui/mainwindow.h"

#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/comparisons.h"
#include "ui/entrypane.h"
#include "ui/keyspane.h"
#include "ui/signinpage.h"
#include "ui/transferpanel.h"
#include "ui/workarea.h"

namespace kv::ui {

bool MainWindow::isRemote() const
{
    return m_info.target.place == Place::Remote;
}

TargetBanner::Facts MainWindow::facts() const
{
    TargetBanner::Facts facts;
    if (!isRemote())
        return facts;
    facts.production = m_workspace.isProduction(m_info.target);
    facts.changesAllowed = m_workspace.changesAllowed(m_info.target);
    const Cloudflare &cloudflare = m_workspace.cloudflare();
    facts.account = m_info.target.accountId.isEmpty() ? cloudflare.accountId() : m_info.target.accountId;
    for (const Account &account : cloudflare.accounts()) {
        if (account.id == facts.account && !account.name.isEmpty())
            facts.account = account.name;
    }
    facts.confirmWord = m_binding.name.isEmpty() ? m_info.target.namespaceId : m_binding.name;
    if (const auto &namespaces = cloudflare.namespaces(); namespaces && m_binding.name.isEmpty()) {
        for (const AccountNamespace &one : *namespaces) {
            if (one.id == m_info.target.namespaceId)
                facts.confirmWord = one.title;
        }
    }
    return facts;
}

void MainWindow::cloudflareChanged()
{
    m_comparisons->surroundingsChanged();
    if (!isOpen() && m_workspace.cloudflare().state() == Cloudflare::State::Ready)
        m_keys->showInstead(nullptr); // the account was asked for, and is there
    if (!isOpen() || !isRemote())
        return;
    const std::shared_ptr<Store> store = m_workspace.open(m_info.target);
    if (store == m_store)
        m_keys->updateTarget(m_info, m_binding, facts());
    else if (!m_entry->isDirty()) // otherwise entryChanged() comes back to it
        enterTarget(m_info, m_binding, store);
}

void MainWindow::capabilitiesChanged()
{
    m_transfer->refresh();
    m_keys->updateTarget(m_info, m_binding, facts());
    updateActions();
}

/// The user wants the account: looks for a credential, or shows what is missing.
void MainWindow::wantAccount()
{
    Cloudflare &cloudflare = m_workspace.cloudflare();
    cloudflare.start();
    if (cloudflare.state() == Cloudflare::State::Ready || cloudflare.state() == Cloudflare::State::Looking)
        return;
    if (isOpen() && isRemote()) {
        m_signIn->focusFirst();
        return;
    }
    m_entry->leave([this] {
        closeTarget();
        m_area->showBrowser();
        m_keys->showInstead(m_signIn);
        m_signIn->focusFirst();
    });
}

void MainWindow::allowChanges(bool allow)
{
    if (!isOpen() || !m_workspace.isProduction(m_info.target))
        return;
    if (allow) {
        m_workspace.allowChanges(m_info.target, true);
    } else {
        updateActions(); // the menu's mark stays until it is done
        m_entry->leave([this, target = m_info.target] { m_workspace.allowChanges(target, false); });
    }
    m_keys->updateTarget(m_info, m_binding, facts());
    updateActions();
}

} // namespace kv::ui
