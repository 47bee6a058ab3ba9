// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about comparisons: opens them in tabs, and lets the keys of one that is in front do
// what they do.
#include "ui/mainwindow.h"

#include "ui/compareview.h"
#include "ui/comparisons.h"
#include "ui/entrypane.h"
#include "ui/keyspane.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QAction>

namespace kv::ui {

void MainWindow::compare()
{
    m_comparisons->openFor(m_info, m_binding);
}

void MainWindow::comparisonsChanged()
{
    updateActions();
    updateStatus();
}

} // namespace kv::ui
