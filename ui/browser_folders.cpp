// SPDX-License-Identifier: GPL-3.0-or-later
// What a Browser does about folders of keys.
#include "ui/browser.h"

#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "store/store.h"
#include "ui/folderdeletion.h"
#include "ui/keyspane.h"
#include "ui/keyviews.h"

namespace kv::ui {

void Browser::connectFolders()
{
    KeyViews *views = m_keys->views();
    m_keys->insertBar(m_folderDeletion);
    connect(m_folderDeletion, &FolderDeletion::message, this, &Browser::message);
    connect(m_folderDeletion, &FolderDeletion::dismissed, views, &KeyViews::focusShown);
    connect(m_keys, &KeysPane::deleteFolderRequested, this, &Browser::deleteFolder);
    connect(views, &KeyViews::selectionCountChanged, m_folderDeletion, &FolderDeletion::clearQuestion);
    connect(views, &KeyViews::shapeChanged, this, &Browser::stateChanged);
    connect(this, &Browser::targetChanged, m_folderDeletion, &FolderDeletion::clearQuestion);
}

QByteArray Browser::chosenFolder()
{
    const QList<QByteArray> folders = m_keys->views()->selectedFolders();
    if (folders.size() == 1 && m_keys->views()->selectedCount() == 1)
        return folders.first();
    if (!folders.isEmpty())
        Q_EMIT message(tr("Choose one folder: several things are selected."));
    return {};
}

void Browser::deleteFolder()
{
    const QByteArray prefix = chosenFolder();
    if (prefix.isEmpty() || !m_store)
        return;
    const items::KeyTreeModel *tree = m_keys->views()->treeModel();
    const QModelIndex folder = tree->indexOfFolder(prefix);
    if (!folder.isValid())
        return;
    const auto *model = m_keys->model();
    // A filter that leaves out some of its keys leaves none of them out here.
    const bool whole = model->filter().isPrefix() && prefix.startsWith(model->prefix());
    m_folderDeletion->ask(prefix, folder.data(items::KeyTreeModel::CountRole).toInt(),
                          whole && folder.data(items::KeyTreeModel::CountIsFinalRole).toBool(), m_store,
                          m_info);
}

} // namespace kv::ui
