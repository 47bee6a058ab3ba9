// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about the shapes that keys are shown in, and about folders of keys.
#include "ui/mainwindow.h"

#include "store/store.h"
#include "text/utf8.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/comparisons.h"
#include "ui/keyspane.h"
#include "ui/keyviews.h"
#include "ui/settings.h"
#include "ui/windowactions.h"

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
    const auto show = [this](KeyShape shape) {
        m_browsers->bringForward();
        m_browser->keys()->views()->chooseShape(shape);
        m_browser->keys()->views()->focusShown();
    };
    connect(a.showList, &QAction::triggered, this, [show] { show(KeyShape::List); });
    connect(a.showTree, &QAction::triggered, this, [show] { show(KeyShape::Tree); });
    connect(a.showPatterns, &QAction::triggered, this, [show] { show(KeyShape::Patterns); });

    const auto withFolder = [this](QAction *action, auto act) {
        connect(action, &QAction::triggered, this, [this, act] {
            const QByteArray prefix = m_browser->chosenFolder();
            if (!prefix.isEmpty())
                act(prefix);
        });
    };
    withFolder(a.copyPrefix, [this](const QByteArray &prefix) {
        QApplication::clipboard()->setText(QString::fromUtf8(prefix));
        say(tr("Copied %1.").arg(text::displayKey(prefix)));
    });
    withFolder(a.filterFolder, [this](const QByteArray &prefix) { m_browser->keys()->setFilter(prefix); });
    withFolder(a.exportFolder, [this](const QByteArray &prefix) { saveSnapshot(prefix); });
    withFolder(a.compareFolder, [this](const QByteArray &prefix) {
        m_comparisons->openFor(m_browser->info(), m_browser->binding(), prefix);
    });
    connect(a.deleteFolder, &QAction::triggered, this, [this] { m_browser->deleteFolder(); });
}

void MainWindow::updateShapeActions()
{
    const KeyViews *views = m_browser->keys()->views();
    const bool hasStore = m_browser->store() != nullptr;
    const bool folder = hasStore && m_browsers->isInFront() && !views->selectedFolders().isEmpty();
    m_actions->showList->setChecked(views->shape() == KeyShape::List);
    m_actions->showTree->setChecked(views->shape() == KeyShape::Tree);
    m_actions->showPatterns->setChecked(views->shape() == KeyShape::Patterns);
    for (QAction *action : {m_actions->showList, m_actions->showTree, m_actions->showPatterns})
        action->setEnabled(hasStore);
    for (QAction *action :
         {m_actions->copyPrefix, m_actions->filterFolder, m_actions->exportFolder, m_actions->compareFolder})
        action->setEnabled(folder);
    m_actions->deleteFolder->setEnabled(folder && m_browser->isWritable());
}

/// Each tab has a shape of its own; one that is new begins with that which was chosen last in the project.
void MainWindow::restoreShape(const Browser *browser)
{
    browser->keys()->views()->restore(m_settings.value(shapesKey).toMap().value(m_root).toMap());
}

void MainWindow::rememberShape()
{
    const auto *views = qobject_cast<const KeyViews *>(sender());
    if (m_root.isEmpty() || !views)
        return;
    QVariantMap shapes = m_settings.value(shapesKey).toMap();
    shapes.insert(m_root, views->state());
    const QStringList recent = m_settings.value(foldersKey).toStringList();
    shapes.removeIf(
        [&](QVariantMap::iterator it) { return it.key() != m_root && !recent.contains(it.key()); });
    m_settings.setValue(shapesKey, shapes);
}

} // namespace kv::ui
