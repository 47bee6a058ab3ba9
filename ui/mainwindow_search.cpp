// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about the search over all targets: shows it, and opens what it found.
#include "ui/mainwindow.h"

#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/searches.h"

#include <QAction>

namespace kv::ui {

void MainWindow::connectSearches(QAction *action)
{
    connect(action, &QAction::triggered, m_searches, &Searches::open);
    connect(m_searches, &Searches::openRequested, this, &MainWindow::openHit);
    connect(m_searches, &Searches::message, this, &MainWindow::say);
    connect(m_searches, &Searches::changed, this, &MainWindow::comparisonsChanged);
}

/// Opens a target at a key, as a place that one can come back from.
void MainWindow::openHit(const TargetInfo &info, const QByteArray &key)
{
    m_browsers->bringForward(); // also where an unsaved edit is asked about
    m_browser->open(items::SavedPlace{.target = items::SavedTarget::of(info), .key = key});
    m_browser->keys()->table()->setFocus(Qt::OtherFocusReason);
}

} // namespace kv::ui
