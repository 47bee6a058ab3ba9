// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about the search over all targets: shows it, and opens what it found.
#include "ui/mainwindow.h"

#include "items/keytablemodel.h"
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

/// Opens a target at a key, once an unsaved edit is answered for.
void MainWindow::openHit(const TargetInfo &info, const Binding &binding, const QByteArray &key)
{
    m_browser->leave([this, info, binding, key] {
        m_browsers->bringForward();
        m_browser->open(info, binding);
        KeysPane *keys = m_browser->keys();
        if (keys->model()->rowOf(key) < 0)
            keys->setFilterState({}); // it may be what hides the key
        keys->setCurrentKey(key);
        Q_EMIT keys->keyChosen(key); // as if it had been walked to: its entry is shown
        keys->table()->setFocus(Qt::OtherFocusReason);
    });
}

} // namespace kv::ui
