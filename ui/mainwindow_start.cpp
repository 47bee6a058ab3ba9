// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does while no folder is open, and how one comes to be: the start page, the sample,
// folders that were open before, folders that are dropped on the window; and about favourites of the one that
// is open.
#include "ui/mainwindow.h"

#include "store/async.h"
#include "store/workspace.h"
#include "text/utf8.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/errortext.h"
#include "ui/favourites.h"
#include "ui/keyspane.h"
#include "ui/namespacespane.h"
#include "ui/noticebar.h"
#include "ui/settings.h"
#include "ui/startpage.h"
#include "ui/tablabel.h"
#include "ui/windowactions.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>

namespace kv::ui {

using items::SavedPlace;

namespace {

/// The folder or wrangler file of this disk that is dragged; empty: something else.
QString draggedFolder(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

} // namespace

void MainWindow::connectStart()
{
    setAcceptDrops(true);
    m_start->setShortcuts(
        {m_actions->open, m_actions->palette, m_actions->filter, m_actions->flip, m_actions->save});
    m_start->setRecent(recentFolders());
    connect(m_start, &StartPage::openRequested, this, &MainWindow::pickFolder);
    connect(m_start, &StartPage::folderChosen, this, &MainWindow::openFolder);
    connect(m_start, &StartPage::sampleRequested, this, &MainWindow::openSample);
    connect(m_start, &StartPage::forgetRequested, this, &MainWindow::forgetFolder);
    connect(m_actions->closeFolder, &QAction::triggered, this, &MainWindow::closeFolder);
    connect(m_actions->openSample, &QAction::triggered, this, &MainWindow::openSample);

    connect(m_actions->favouriteKey, &QAction::triggered, this, [this] {
        if (auto place = m_browser->place(); place && !place->key.isEmpty())
            toggleFavourite(*place);
    });
    connect(m_actions->favouriteTarget, &QAction::triggered, this, [this] {
        if (const auto place = m_browser->place())
            toggleFavourite({place->target, {}, {}, {}});
    });
    connect(m_namespaces, &NamespacesPane::favouriteToggled, this, &MainWindow::toggleFavourite);
    // Queued, as for the targets beside them.
    connect(m_namespaces, &NamespacesPane::placeChosen, m_browsers, &Browsers::openPlace,
            Qt::QueuedConnection);
    connect(m_namespaces, &NamespacesPane::placeInNewTabRequested, m_browsers,
            qOverload<const SavedPlace &>(&Browsers::openInNew));
    connect(m_favourites, &Favourites::changed, this, [this] {
        m_namespaces->setFavourites(m_favourites->list());
        m_namespaces->setCurrentTarget(m_browser->info().name);
        updateFavouriteActions();
    });
}

QStringList MainWindow::recentFolders() const
{
    return m_settings.value(QStringLiteral("recentFolders")).toStringList();
}

void MainWindow::showStart()
{
    const bool start = m_root.isEmpty();
    m_middle->setCurrentIndex(start ? 1 : 0);
    m_actions->closeFolder->setEnabled(!start);
    if (start) {
        m_start->setRecent(recentFolders());
        m_start->focusFirst();
    }
    updateActions();
    updateStatus();
}

bool MainWindow::openLastFolder()
{
    const QString folder = m_settings.value(QStringLiteral("openFolder")).toString();
    if (folder.isEmpty())
        return false;
    openFolder(folder);
    return true;
}

void MainWindow::closeFolder()
{
    m_browsers->leaveAll([this] {
        m_bar->clear();
        m_workspace.closeFolder();
    });
}

void MainWindow::openSample()
{
    m_start->setPreparing(true);
    whenDone(m_workspace.sampleProject(), this, [this](const Result<QString> &folder) {
        m_start->setPreparing(false);
        if (folder) {
            openFolder(*folder);
            return;
        }
        m_bar->say(NoticeBar::Tone::Error, tr("The sample cannot be made: %1").arg(errorText(folder.error())),
                   {{tr("Close"), QStringLiteral("windowCloseBarButton"), {}}}, errorDetails(folder.error()));
    });
}

void MainWindow::forgetFolder(const QString &folder)
{
    QStringList folders = recentFolders();
    folders.removeAll(folder);
    m_settings.setValue(QStringLiteral("recentFolders"), folders);
    m_actions->setRecentFolders(folders);
    m_start->setRecent(folders);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFolder(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = draggedFolder(event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    openFolder(QFileInfo(path).absoluteFilePath());
}

void MainWindow::toggleFavourite(const SavedPlace &place)
{
    const bool had = m_favourites->contains(place);
    const QString what =
        place.key.isEmpty() ? tablabel::title(place.target, m_workspace) : text::displayKey(place.key);
    if (!m_favourites->toggle(place))
        say(tr("There are %1 favourites, which are as many as are kept.").arg(Favourites::mostKept));
    else
        say((had ? tr("%1 is no favourite any more.") : tr("%1 is among the favourites now, on the left."))
                .arg(what));
}

void MainWindow::updateFavouriteActions()
{
    const auto place = m_browser->place();
    const bool browsing = m_browsers->isInFront() && place;
    m_actions->favouriteTarget->setEnabled(browsing);
    m_actions->favouriteTarget->setChecked(browsing && m_favourites->contains({place->target, {}, {}, {}}));
    const bool hasKey = browsing && !place->key.isEmpty();
    m_actions->favouriteKey->setEnabled(hasKey);
    m_actions->favouriteKey->setChecked(hasKey &&
                                        m_favourites->contains({place->target, place->key, {}, {}}));
}

} // namespace kv::ui
