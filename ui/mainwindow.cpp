// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/budgetlabel.h"
#include "ui/compareview.h"
#include "ui/comparisons.h"
#include "ui/copyas.h"
#include "ui/dialogs.h"
#include "ui/entrypane.h"
#include "ui/favourites.h"
#include "ui/filtermemory.h"
#include "ui/keydifference.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/namespacespane.h"
#include "ui/namespaceswitch.h"
#include "ui/noticebar.h"
#include "ui/palette.h"
#include "ui/placeswitch.h"
#include "ui/searches.h"
#include "ui/searchview.h"
#include "ui/settings.h"
#include "ui/shortcutsheet.h"
#include "ui/startpage.h"
#include "ui/theme.h"
#include "ui/transferpanel.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>

namespace kv::ui {

namespace {

constexpr int mostRecent = 10;
constexpr int messageMs = 6000;

} // namespace

MainWindow::MainWindow(Workspace &workspace, Dialogs &dialogs, Settings &settings, const Clock &clock,
                       QWidget *parent)
    : QMainWindow(parent),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_settings(settings),
      m_theme(new Theme(this)),
      m_actions(new WindowActions(this, *m_theme)),
      m_namespaces(new NamespacesPane(*m_theme, this)),
      m_place(new PlaceSwitch(this)),
      m_switch(new NamespaceSwitch(this)),
      m_bar(new NoticeBar(this)),
      m_filters(new FilterMemory(settings, this)),
      m_transfer(new TransferPanel(workspace, dialogs, clock, this)),
      m_middle(new QStackedWidget(this)),
      m_start(new StartPage(this)),
      m_favourites(new Favourites(settings, this)),
      m_splitter(new QSplitter(this)),
      m_area(new WorkArea(this)),
      m_browsers(new Browsers(*m_theme, workspace, clock, m_area, m_closed, this)),
      m_comparisons(new Comparisons(*m_theme, workspace, dialogs, settings, clock, m_area, m_closed, this)),
      m_searches(new Searches(*m_theme, workspace, settings, clock, m_area, m_closed, this)),
      m_backMenu(new QMenu(this)),
      m_forwardMenu(new QMenu(this)),
      m_difference(new KeyDifference(*m_theme, workspace, clock, m_area)),
      m_copyAs(new CopyAs(workspace, this)),
      m_palette(new Palette(*m_theme, settings, this)),
      m_sheet(new ShortcutSheet(*m_actions, this)),
      m_counts(new QLabel(this)),
      m_watching(new QLabel(this)),
      m_budget(new BudgetLabel(workspace.cloudflare(), clock, this)),
      m_message(new QLabel(this))
{
    build();
    connectPanes();
    connectActions();
    connectFiles();
    connectTabs();
    connectStart();
    connectKeyTools();
    connectShape();
    restoreState();
    m_theme->dress();
    projectChanged();
    if (m_root.isEmpty())
        showStart();
}

MainWindow::~MainWindow() = default;

void MainWindow::pickFolder()
{
    const QString folder = m_dialogs.pickFolder(this, m_root.isEmpty() ? QDir::homePath() : m_root);
    if (!folder.isEmpty())
        openFolder(folder);
}

void MainWindow::openFolder(const QString &path)
{
    m_browsers->leaveAll([this, path] {
        m_bar->clear();
        m_openFirst = true;
        m_workspace.openFolder(path);
        rememberFolder(path);
        projectChanged();
    });
}

void MainWindow::projectChanged()
{
    const Project &project = m_workspace.project();
    if (project.root != m_root) {
        saveSession();
        m_closed.clear();
        m_browsers->reset();
        m_root = project.root;
        m_restorePending = !m_root.isEmpty();
        m_favourites->setProject(m_root);
        m_settings.setValue(QStringLiteral("openFolder"), m_root);
        showStart();
        const QString name = QDir(m_root).dirName();
        m_filters->setRoot(m_root);
        for (const Browser *browser : m_browsers->all())
            restoreShape(browser);
        m_comparisons->restore();
        m_difference->close();
        setWindowTitle(m_root.isEmpty() ? QStringLiteral("KV Workbench[*]")
                                        : tr("%1[*] – KV Workbench").arg(name));
    }
    m_namespaces->setProject(project, m_workspace.isReading());
    m_comparisons->surroundingsChanged();
    m_searches->surroundingsChanged();
    m_browsers->projectChanged();
    if (m_root.isEmpty() && m_start->isVisible())
        m_start->focusFirst(); // panes that turned empty behind it take the focus otherwise
    if (m_workspace.isReading())
        return;
    if (std::exchange(m_restorePending, false))
        restoreSession();
    if (std::exchange(m_openFirst, false) && !m_browser->place())
        openFirstTarget();
}

/// The first binding that has keys on this disk.
void MainWindow::openFirstTarget()
{
    QString first;
    for (const Worker &worker : m_workspace.project().workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets) {
                    if (info.exists) {
                        m_namespaces->chooseTarget(info.name);
                        return;
                    }
                    first = first.isEmpty() ? info.name : first;
                }
            }
        }
    }
    m_namespaces->chooseTarget(first);
}

void MainWindow::openTarget(const TargetInfo &info, const Binding &binding)
{
    m_browsers->open(info, binding);
}

/// Another browser is in front.
void MainWindow::browserChanged()
{
    m_browser = m_browsers->current();
    targetChanged();
    historyChanged();
    updateActions();
    updateStatus();
}

/// Shows which target the browser in front has.
void MainWindow::targetChanged()
{
    const TargetInfo &info = m_browser->info();
    const Binding &binding = m_browser->binding();
    if (m_browser->isOpen()) {
        m_openFirst = false;
        m_searches->noteOpened(info);
        m_place->setTarget(info, binding);
        m_switch->setTarget(info, binding);
        m_namespaces->setPreferredPlace(info.target.place);
        m_namespaces->setPreferredKind(binding.target(info.target.place, IdKind::Preview) ? info.kind
                                                                                          : IdKind::Id);
    } else {
        m_place->clear();
        m_switch->clear();
    }
    m_namespaces->setCurrentTarget(info.name);
}

void MainWindow::openInEditor(const QString &path, int line)
{
    if (!m_dialogs.openInEditor(path, line))
        say(tr("No program could be started to open %1.").arg(QDir::toNativeSeparators(path)));
}

void MainWindow::showFile(const QString &path)
{
    if (!m_dialogs.showFile(path))
        say(tr("No program could be started to show %1.").arg(QDir::toNativeSeparators(path)));
}

void MainWindow::updateActions()
{
    // What is done to a key is done in the browser; a comparison in front of it must not be talked past.
    const bool browsing = m_browsers->isInFront();
    const bool isOpen = m_browser->isOpen();
    const bool hasStore = m_browser->store() != nullptr;
    const bool writable = browsing && m_browser->isWritable();
    const bool selected = browsing && m_browser->hasSelection();
    const EntryPane *entry = m_browser->entry();
    m_actions->compare->setEnabled(!m_root.isEmpty());
    m_actions->searchAll->setEnabled(!m_root.isEmpty());
    updateTabActions();
    updateFavouriteActions();
    updateFileActions();
    updateKeyActions();
    updateShapeActions();
    const bool comparing = m_comparisons->current() != nullptr;
    const bool searching = m_searches->current() != nullptr;
    m_actions->copyKey->setEnabled(selected || comparing || searching);
    m_actions->filter->setEnabled(browsing ? hasStore : comparing || searching);
    m_actions->showFile->setEnabled(hasStore && !m_browser->isRemote());
    m_actions->flip->setEnabled(isOpen && m_switch->isAvailable(0) && m_switch->isAvailable(1));
    m_actions->flipPlace->setEnabled(isOpen && m_place->isAvailable(0) && m_place->isAvailable(1));
    const TargetBanner::Facts target = m_browser->facts();
    m_actions->allowChanges->setEnabled(hasStore && target.production);
    m_actions->allowChanges->setChecked(target.production && target.changesAllowed);
    m_actions->add->setEnabled(writable);
    m_actions->rename->setEnabled(writable && entry->canRename());
    m_actions->duplicate->setEnabled(writable && entry->canRename());
    m_actions->remove->setEnabled(writable && selected);
    m_actions->save->setEnabled(browsing && entry->canSave());
    m_actions->revert->setEnabled(browsing && entry->isDirty());
}

void MainWindow::updateStatus()
{
    if (const SearchView *search = m_searches->current()) {
        m_watching->hide();
        m_counts->setText(search->statusWords());
        return;
    }
    if (const CompareView *comparison = m_comparisons->current()) {
        m_watching->hide();
        m_counts->setText(comparison->statusWords());
        return;
    }
    m_watching->setVisible(m_browser->store() != nullptr);
    m_watching->setText(m_browser->isRemote() ? tr("not watched, F5 reads again")
                                              : tr("watching for changes"));
    m_counts->setText(m_browser->countWords());
}

void MainWindow::say(const QString &text)
{
    m_message->setText(text);
    m_messageTimer.start(messageMs);
}

void MainWindow::rememberFolder(const QString &path)
{
    const QString key = QStringLiteral("recentFolders");
    QStringList folders = recentFolders();
    folders.removeAll(path);
    folders.prepend(path);
    folders = folders.mid(0, mostRecent);
    m_settings.setValue(key, folders);
    m_actions->setRecentFolders(folders);
}

void MainWindow::restoreState()
{
    m_actions->setRecentFolders(m_settings.value(QStringLiteral("recentFolders")).toStringList());
    const int look = m_settings.value(QStringLiteral("appearance"), int(Appearance::System)).toInt();
    for (QAction *action : m_actions->appearance->actions())
        action->setChecked(action->data().toInt() == look);
    m_theme->setAppearance(Appearance(look));
    if (!restoreGeometry(m_settings.value(QStringLiteral("geometry")).toByteArray()))
        resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    m_splitter->restoreState(m_settings.value(QStringLiteral("windowSplitter")).toByteArray());
}

void MainWindow::saveState()
{
    saveSession();
    m_settings.setValue(QStringLiteral("geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("windowSplitter"), m_splitter->saveState());
    keepLooks();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_closing) {
        event->ignore();
        m_browsers->leaveAll([this] {
            const QScopedValueRollback closing(m_closing, true);
            close();
        });
        return;
    }
    saveState();
    QMainWindow::closeEvent(event);
}

} // namespace kv::ui
