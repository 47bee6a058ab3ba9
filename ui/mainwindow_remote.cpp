// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about Cloudflare: waits for a credential.
#include "ui/mainwindow.h"

#include "store/cloudflare.h"
#include "store/workspace.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/comparisons.h"
#include "ui/searches.h"

namespace kv::ui {

void MainWindow::cloudflareChanged()
{
    m_comparisons->surroundingsChanged();
    m_searches->surroundingsChanged();
    m_browsers->cloudflareChanged();
}

/// The user wants the account: looks for a credential, or shows what is missing.
void MainWindow::wantAccount()
{
    Cloudflare &cloudflare = m_workspace.cloudflare();
    cloudflare.start();
    if (cloudflare.state() == Cloudflare::State::Ready || cloudflare.state() == Cloudflare::State::Looking)
        return;
    if (m_browser->isOpen() && m_browser->isRemote()) {
        m_browser->showSignIn();
        return;
    }
    m_browsers->bringForward();
    m_browser->leave([this] {
        m_browser->clear();
        m_browser->showSignIn();
    });
}

} // namespace kv::ui
