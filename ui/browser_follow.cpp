// SPDX-License-Identifier: GPL-3.0-or-later
// What a Browser does when its surroundings are other than they were: the project's files, the account at
// Cloudflare, what may be changed in production.
#include "ui/browser.h"

#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/entrypane.h"
#include "ui/keyspane.h"

namespace kv::ui {

void Browser::projectChanged()
{
    if (!isOpen()) {
        if (m_held && items::findTarget(m_workspace.project(), m_held->target))
            restore(items::SavedPlace(*m_held));
        return;
    }
    const Project &project = m_workspace.project();
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets) {
                    const bool sameFile = info.target.stateRoot == m_info.target.stateRoot;
                    if (info.name == m_info.name && sameFile)
                        return take(info, binding);
                }
            }
        }
    }
    for (const TargetInfo &info : project.onlyOnDisk) {
        if (info.target == m_info.target || info.path == m_info.path)
            return take(info, {});
    }
}

void Browser::take(const TargetInfo &info, const Binding &binding)
{
    if (info.target != m_info.target) {
        open(info, binding); // the file names another namespace for this binding now
        return;
    }
    m_info = info;
    m_binding = binding;
    m_keys->updateTarget(info, binding, facts());
    Q_EMIT targetChanged();
}

TargetBanner::Facts Browser::facts() const
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

void Browser::cloudflareChanged()
{
    if (!isOpen() && !m_held && m_workspace.cloudflare().state() == Cloudflare::State::Ready)
        m_keys->showInstead(nullptr); // the account was asked for, and is there
    if (!isOpen() || !isRemote())
        return;
    if (m_held || !isVisible()) {
        m_keys->updateTarget(m_info, m_binding, facts()); // who looks at it will have it asked for
        return;
    }
    const std::shared_ptr<Store> store = m_workspace.open(m_info.target);
    if (store == m_store)
        m_keys->updateTarget(m_info, m_binding, facts());
    else if (!m_entry->isDirty()) // otherwise entryChanged() comes back to it
        enter(m_info, m_binding, store);
}

void Browser::takeCapabilities()
{
    Q_EMIT capabilitiesChanged();
    m_keys->updateTarget(m_info, m_binding, facts());
    Q_EMIT stateChanged();
}

void Browser::allowChanges(bool allow)
{
    if (!isOpen() || !m_workspace.isProduction(m_info.target))
        return;
    if (allow) {
        m_workspace.allowChanges(m_info.target, true);
    } else {
        Q_EMIT stateChanged(); // the menu's mark stays until it is done
        m_entry->leave([this, target = m_info.target] { m_workspace.allowChanges(target, false); });
    }
    m_keys->updateTarget(m_info, m_binding, facts());
    Q_EMIT stateChanged();
}

} // namespace kv::ui
