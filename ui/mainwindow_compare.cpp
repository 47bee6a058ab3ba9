// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about comparisons: opens them in tabs, and lets the keys of one that is in front do
// what they do.
#include "ui/mainwindow.h"

#include "ui/browser.h"
#include "ui/comparisons.h"

namespace kv::ui {

void MainWindow::compare()
{
    m_comparisons->openFor(m_browser->info(), m_browser->binding());
}

void MainWindow::comparisonsChanged()
{
    updateActions();
    updateStatus();
}

} // namespace kv::ui
