// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about the shapes that keys are shown in, and about folders of keys.
#include "ui/mainwindow.h"

#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "store/store.h"
#include "text/utf8.h"
#include "ui/comparisons.h"
#include "ui/folderdeletion.h"
#include "ui/keyspane.h"
#include "ui/keytree.h"
#include "ui/keyviews.h"
#include "ui/settings.h"
#include "ui/transferpanel.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>

namespace kv::ui {

namespace {

const auto shapesKey = QStringLiteral("keyShapes"); // of projects, by their folders
const auto foldersKey = QStringLiteral("recentFolders");

} // namespace

void MainWindow::connectShape()
{
    const WindowActions &a = *m_actions;
    KeyViews *views = m_keys->views();
    m_keys->insertBar(m_folderDeletion);
    views->tree()->addAction(a.remove);
    const auto show = [this, views](KeyShape shape) {
        m_area->showBrowser();
        views->setShape(shape);
        views->focusShown();
        rememberShape();
        updateActions();
        updateStatus();
    };
    connect(a.showList, &QAction::triggered, this, [show] { show(KeyShape::List); });
    connect(a.showTree, &QAction::triggered, this, [show] { show(KeyShape::Tree); });
    connect(a.showPatterns, &QAction::triggered, this, [show] { show(KeyShape::Patterns); });
    connect(views, &KeyViews::shapeChanged, this, [this] {
        rememberShape();
        updateActions();
        updateStatus();
    });
    connect(m_folderDeletion, &FolderDeletion::message, this, &MainWindow::say);
    connect(m_folderDeletion, &FolderDeletion::dismissed, views, &KeyViews::focusShown);
    connect(m_keys, &KeysPane::deleteFolderRequested, this, &MainWindow::deleteFolder);
    connect(views, &KeyViews::selectionCountChanged, m_folderDeletion, &FolderDeletion::clearQuestion);

    connect(a.deleteFolder, &QAction::triggered, this, &MainWindow::deleteFolder);
    connect(a.copyPrefix, &QAction::triggered, this, [this] {
        const QByteArray prefix = chosenFolder();
        if (prefix.isEmpty())
            return;
        QApplication::clipboard()->setText(QString::fromUtf8(prefix));
        say(tr("Copied %1.").arg(text::displayKey(prefix)));
    });
    connect(a.filterFolder, &QAction::triggered, this, [this] {
        const QByteArray prefix = chosenFolder();
        if (!prefix.isEmpty())
            m_keys->setFilter(prefix);
    });
    connect(a.exportFolder, &QAction::triggered, this, [this] {
        const QByteArray prefix = chosenFolder();
        if (!prefix.isEmpty())
            saveSnapshot(prefix);
    });
    connect(a.compareFolder, &QAction::triggered, this, [this] {
        const QByteArray prefix = chosenFolder();
        if (!prefix.isEmpty())
            m_comparisons->openFor(m_info, m_binding, prefix);
    });
}

/// The prefix of the one folder that is selected; says so when it is not one.
QByteArray MainWindow::chosenFolder()
{
    const QList<QByteArray> folders = m_keys->views()->selectedFolders();
    if (folders.size() == 1 && m_keys->views()->selectedCount() == 1)
        return folders.first();
    if (!folders.isEmpty())
        say(tr("Choose one folder: several things are selected."));
    return {};
}

void MainWindow::deleteFolder()
{
    const QByteArray prefix = chosenFolder();
    if (prefix.isEmpty() || !m_store)
        return;
    const items::KeyTreeModel *tree = m_keys->views()->treeModel();
    const QModelIndex folder = tree->indexOfFolder(prefix);
    if (!folder.isValid())
        return;
    // A filter that leaves out some of its keys leaves out none of them here.
    const auto *model = m_keys->model();
    const bool whole = prefix.startsWith(model->prefix());
    m_folderDeletion->ask(prefix, folder.data(items::KeyTreeModel::CountRole).toInt(),
                          whole && folder.data(items::KeyTreeModel::CountIsFinalRole).toBool(), m_store,
                          m_info);
}

void MainWindow::updateShapeActions()
{
    const KeyViews *views = m_keys->views();
    const bool browsing = m_area->isBrowserCurrent() && m_store;
    const bool folder = browsing && !views->selectedFolders().isEmpty();
    m_actions->showList->setChecked(views->shape() == KeyShape::List);
    m_actions->showTree->setChecked(views->shape() == KeyShape::Tree);
    m_actions->showPatterns->setChecked(views->shape() == KeyShape::Patterns);
    for (QAction *action : {m_actions->showList, m_actions->showTree, m_actions->showPatterns})
        action->setEnabled(m_store != nullptr);
    for (QAction *action :
         {m_actions->copyPrefix, m_actions->filterFolder, m_actions->exportFolder, m_actions->compareFolder})
        action->setEnabled(folder);
    m_actions->deleteFolder->setEnabled(folder && m_store->capabilities().writable);
}

void MainWindow::restoreShape()
{
    m_keys->views()->restore(m_settings.value(shapesKey).toMap().value(m_root).toMap());
}

void MainWindow::rememberShape()
{
    if (m_root.isEmpty())
        return;
    QVariantMap shapes = m_settings.value(shapesKey).toMap();
    shapes.insert(m_root, m_keys->views()->state());
    const QStringList recent = m_settings.value(foldersKey).toStringList();
    shapes.removeIf(
        [&](QVariantMap::iterator it) { return it.key() != m_root && !recent.contains(it.key()); });
    m_settings.setValue(shapesKey, shapes);
}

} // namespace kv::ui
