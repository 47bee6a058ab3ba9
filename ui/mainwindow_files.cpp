// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about snapshot files: saves the open target into one, opens one, imports one.
#include "ui/mainwindow.h"

#include "items/keytablemodel.h"
#include "store/store.h"
#include "text/utf8.h"
#include "ui/browser.h"
#include "ui/dialogs.h"
#include "ui/keyspane.h"
#include "ui/transferpanel.h"
#include "ui/windowactions.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>

namespace kv::ui {

void MainWindow::connectFiles()
{
    connect(m_actions->saveSnapshot, &QAction::triggered, this,
            [this] { saveSnapshot(m_browser->keys()->model()->prefix()); });
    connect(m_actions->openSnapshot, &QAction::triggered, this, &MainWindow::openSnapshot);
    connect(m_actions->importFile, &QAction::triggered, this, &MainWindow::importFile);
    connect(m_transfer, &TransferPanel::message, this, &MainWindow::say);
}

void MainWindow::updateFileActions()
{
    const bool hasStore = m_browser->store() != nullptr;
    m_actions->saveSnapshot->setEnabled(hasStore);
    m_actions->importFile->setEnabled(hasStore && m_browser->info().target.place != Place::Snapshot);
}

QString MainWindow::snapshotFilter()
{
    return tr("Snapshots (*.json *.ndjson);;All files (*)");
}

/// Of the keys that start with `prefix`.
void MainWindow::saveSnapshot(const QByteArray &prefix)
{
    if (!m_browser->store())
        return;
    if (m_transfer->isBusy())
        return say(tr("A file is being saved or imported already."));
    const QString &bound = m_browser->binding().name;
    QString name = bound.isEmpty() ? tr("snapshot") : bound;
    name += QStringLiteral(".ndjson");
    const QString path = m_dialogs.pickSaveFile(
        this,
        prefix.isEmpty() ? tr("Save a snapshot of all keys")
                         : tr("Save a snapshot of the keys that start with %1").arg(text::displayKey(prefix)),
        QDir(m_root.isEmpty() ? QDir::homePath() : QFileInfo(m_root).path()).filePath(name),
        snapshotFilter());
    if (!path.isEmpty())
        m_transfer->exportTo(path, m_browser->store(), m_browser->info(), prefix);
}

void MainWindow::openSnapshot()
{
    const QString path = m_dialogs.pickOpenFile(
        this, tr("Open a snapshot"), m_root.isEmpty() ? QDir::homePath() : m_root, snapshotFilter());
    if (path.isEmpty())
        return;
    TargetInfo info;
    info.target.place = Place::Snapshot;
    info.target.path = path;
    info.name = QStringLiteral("snapshot:") + path;
    info.path = path;
    info.exists = true;
    openTarget(info, {});
}

void MainWindow::importFile()
{
    if (!m_browser->store())
        return;
    if (m_transfer->isBusy())
        return say(tr("A file is being saved or imported already."));
    const QString path = m_dialogs.pickOpenFile(
        this, tr("Import a snapshot"), m_root.isEmpty() ? QDir::homePath() : m_root, snapshotFilter());
    if (!path.isEmpty())
        m_transfer->importFrom(path, m_browser->store(), m_browser->info());
}

} // namespace kv::ui
