// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "items/keytablemodel.h"
#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/budgetlabel.h"
#include "ui/compareview.h"
#include "ui/comparisons.h"
#include "ui/dialogs.h"
#include "ui/entrypane.h"
#include "ui/errortext.h"
#include "ui/folderdeletion.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/keyviews.h"
#include "ui/namespacespane.h"
#include "ui/namespaceswitch.h"
#include "ui/noticebar.h"
#include "ui/placeswitch.h"
#include "ui/settings.h"
#include "ui/signinpage.h"
#include "ui/theme.h"
#include "ui/transferpanel.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSplitter>

#include <algorithm>

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
      m_keys(new KeysPane(*m_theme, clock, this)),
      m_entry(new EntryPane(*m_theme, clock, this)),
      m_place(new PlaceSwitch(this)),
      m_switch(new NamespaceSwitch(this)),
      m_signIn(new SignInPage(workspace.cloudflare())),
      m_bar(new NoticeBar(this)),
      m_transfer(new TransferPanel(workspace, dialogs, clock, this)),
      m_folderDeletion(new FolderDeletion(workspace, clock, this)),
      m_splitter(new QSplitter(this)),
      m_browser(new QSplitter(this)),
      m_area(new WorkArea(m_browser, this)),
      m_comparisons(new Comparisons(*m_theme, workspace, dialogs, settings, clock, m_area, this)),
      m_counts(new QLabel(this)),
      m_watching(new QLabel(this)),
      m_budget(new BudgetLabel(workspace.cloudflare(), clock, this)),
      m_message(new QLabel(this))
{
    build();
    connectPanes();
    connectActions();
    connectFiles();
    connectShape();
    restoreState();
    projectChanged();
    updateActions();
    updateStatus();
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
    m_entry->leave([this, path] {
        m_bar->clear();
        closeTarget();
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
        m_root = project.root;
        const QString name = QDir(m_root).dirName();
        m_comparisons->restore();
        restoreShape();
        setWindowTitle(m_root.isEmpty() ? QStringLiteral("KV Workbench") : tr("%1 – KV Workbench").arg(name));
    }
    m_namespaces->setProject(project, m_workspace.isReading());
    m_comparisons->surroundingsChanged();
    if (!isOpen()) {
        if (!m_workspace.isReading() && std::exchange(m_openFirst, false))
            openFirstTarget();
        return;
    }
    const auto take = [this](const TargetInfo &info, const Binding &binding) {
        if (info.target == m_info.target) {
            m_info = info;
            m_binding = binding;
            m_keys->updateTarget(info, binding, facts());
            m_place->setTarget(info, binding);
            m_switch->setTarget(info, binding);
            m_namespaces->setCurrentTarget(info.name);
        } else {
            openTarget(info, binding); // the file names another namespace for this binding now
        }
    };
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &binding : environment.bindings) {
                for (const TargetInfo &info : binding.targets) {
                    const bool sameFile = info.target.stateRoot == m_info.target.stateRoot;
                    if (info.name == m_info.name && sameFile)
                        return take(info, binding);
                }
            }
        }
    }
    for (const TargetInfo &info : project.onlyOnDisk) {
        if (info.target == m_info.target || info.path == m_info.path)
            return take(info, {});
    }
}

/// What was open in this folder the last time; else the first binding that has keys on this disk.
void MainWindow::openFirstTarget()
{
    const QVariantMap last = m_settings.value(QStringLiteral("lastTargets")).toMap();
    // Cloudflare is asked when the user says so, not because the program was started.
    QString name = last.value(m_root).toString();
    if (name.startsWith(QLatin1String("remote:")))
        name.replace(0, 7, QStringLiteral("local:"));
    if (m_namespaces->chooseTarget(name))
        return;
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
    if (isOpen() && info.target == m_info.target && info.name == m_info.name)
        return;
    if (m_entry->isDirty()) { // stay where we are until the user has answered
        m_namespaces->setCurrentTarget(m_info.name);
        m_place->setTarget(m_info, m_binding);
        m_switch->setTarget(m_info, m_binding);
    }
    m_entry->leave([this, info, binding] { showTarget(info, binding); });
}

void MainWindow::showTarget(const TargetInfo &info, const Binding &binding)
{
    m_openFirst = false;
    m_area->showBrowser();
    if (info.target.place == Place::Remote)
        m_workspace.cloudflare().start();
    enterTarget(info, binding, m_workspace.open(info.target));
}

void MainWindow::enterTarget(const TargetInfo &info, const Binding &binding, std::shared_ptr<Store> store)
{
    const QByteArray key = m_keys->currentKey();
    const bool same =
        isOpen() &&
        std::any_of(binding.targets.begin(), binding.targets.end(), [this](const TargetInfo &other) {
            return other.name == m_info.name && other.target.stateRoot == m_info.target.stateRoot;
        });
    if (m_store)
        disconnect(m_store.get(), nullptr, this, nullptr);
    m_info = info;
    m_binding = binding;
    m_store = std::move(store);
    if (m_store)
        connect(m_store.get(), &Store::capabilitiesChanged, this, &MainWindow::capabilitiesChanged);
    m_keys->setTarget(info, binding, m_store, facts());
    m_keys->showInstead(m_store ? nullptr : m_signIn);
    m_place->setTarget(info, binding);
    m_switch->setTarget(info, binding);
    m_namespaces->setPreferredPlace(info.target.place);
    m_namespaces->setPreferredKind(binding.target(info.target.place, IdKind::Preview) ? info.kind
                                                                                      : IdKind::Id);
    m_namespaces->setCurrentTarget(info.name);
    const QString place = info.target.place == Place::Remote ? tr("Remote") : tr("Local");
    const QString side = info.kind == IdKind::Preview ? QStringLiteral("preview_id") : QStringLiteral("id");
    if (info.target.place == Place::Snapshot)
        m_area->setBrowserTitle(tr("%1 · Snapshot").arg(QFileInfo(info.target.path).fileName()));
    else
        m_area->setBrowserTitle(binding.name.isEmpty() ? info.name
                                                       : tr("%1 · %2 %3").arg(binding.name, place, side));
    if (!same)
        m_keys->setCurrentKey({}); // a key of another binding means nothing here
    if (m_store && same && !key.isEmpty())
        m_entry->load(m_store, key);
    else
        m_entry->clear();
    updateActions();
    updateStatus();
}

void MainWindow::closeTarget()
{
    m_entry->clear();
    m_keys->clear();
    m_place->clear();
    m_switch->clear();
    m_store.reset();
    m_info = {};
    m_binding = {};
    m_namespaces->setCurrentTarget({});
    updateActions();
    updateStatus();
}

void MainWindow::chooseKey(const QByteArray &key)
{
    if (!m_store || key != m_keys->currentKey())
        return; // moved on meanwhile
    if (m_entry->isDirty())
        m_keys->setCurrentKey(m_entry->listedKey());
    m_entry->leave([this, key] {
        if (m_keys->currentKey() != key)
            m_keys->setCurrentKey(key); // not otherwise: several may be selected
        if (key.isEmpty())
            m_entry->clear();
        else
            m_entry->load(m_store, key);
    });
}

void MainWindow::entryChanged()
{
    m_keys->setEditedKey(m_entry->isDirty() ? m_entry->listedKey() : QByteArray());
    setWindowModified(m_entry->isDirty());
    updateActions();
    if (isRemote() && !m_entry->isDirty() && m_workspace.open(m_info.target) != m_store)
        cloudflareChanged(); // it waited for the edit
}

void MainWindow::entrySaved(const QByteArray &key)
{
    m_keys->setCurrentKey(key);
    say(tr("Saved %1.").arg(text::displayKey(key)));
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
    const bool browsing = m_area->isBrowserCurrent();
    const bool writable = browsing && m_store && m_store->capabilities().writable;
    const bool selected = browsing && m_keys->views()->selectedCount() > 0;
    m_actions->compare->setEnabled(!m_root.isEmpty());
    m_actions->closeComparison->setEnabled(!browsing);
    m_actions->reopenComparison->setEnabled(m_comparisons->canReopen());
    updateFileActions();
    updateShapeActions();
    m_actions->copyKey->setEnabled(selected || !browsing);
    m_actions->filter->setEnabled(m_store != nullptr || !browsing);
    m_actions->showFile->setEnabled(m_store != nullptr && !isRemote());
    m_actions->flip->setEnabled(isOpen() && m_switch->isAvailable(0) && m_switch->isAvailable(1));
    m_actions->flipPlace->setEnabled(isOpen() && m_place->isAvailable(0) && m_place->isAvailable(1));
    const TargetBanner::Facts target = facts();
    m_actions->allowChanges->setEnabled(m_store && target.production);
    m_actions->allowChanges->setChecked(target.production && target.changesAllowed);
    m_actions->add->setEnabled(writable);
    m_actions->rename->setEnabled(writable && m_entry->canRename());
    m_actions->duplicate->setEnabled(writable && m_entry->canRename());
    m_actions->remove->setEnabled(writable && selected);
    m_actions->save->setEnabled(browsing && m_entry->canSave());
    m_actions->revert->setEnabled(browsing && m_entry->isDirty());
}

void MainWindow::updateStatus()
{
    if (const CompareView *comparison = m_comparisons->current()) {
        m_watching->hide();
        m_counts->setText(comparison->statusWords());
        return;
    }
    m_watching->setVisible(m_store != nullptr);
    m_watching->setText(isRemote() ? tr("not watched, F5 reads again") : tr("watching for changes"));
    if (!m_store) {
        m_counts->clear();
        return;
    }
    const auto *model = m_keys->model();
    const QString total = text::countText(model->totalCount());
    QString words = model->isComplete() ? tr("%1 keys").arg(total) : tr("%1 keys so far").arg(total);
    if (model->isLazy() && !model->prefix().isEmpty()) { // of how many is not known
        const QString rows = text::countText(model->rowCount());
        words = model->showsAll() ? tr("%1 keys match").arg(rows) : tr("%1 keys match so far").arg(rows);
    } else if (!model->prefix().isEmpty())
        words += tr(" · %1 match").arg(text::countText(model->rowCount()));
    const int selected = m_keys->views()->selectedCount();
    if (selected > 1)
        words += tr(" · %1 selected").arg(text::countText(selected));
    m_counts->setText(words);
}

void MainWindow::say(const QString &text)
{
    m_message->setText(text);
    m_messageTimer.start(messageMs);
}

void MainWindow::rememberFolder(const QString &path)
{
    const QString key = QStringLiteral("recentFolders");
    QStringList folders = m_settings.value(key).toStringList();
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
        resize(1440, 900);
    m_splitter->restoreState(m_settings.value(QStringLiteral("windowSplitter")).toByteArray());
    m_browser->restoreState(m_settings.value(QStringLiteral("browserSplitter")).toByteArray());
    m_keys->table()->restoreColumns(m_settings.value(QStringLiteral("columns")).toByteArray());
}

void MainWindow::saveState()
{
    QVariantMap last = m_settings.value(QStringLiteral("lastTargets")).toMap();
    const QStringList recent = m_settings.value(QStringLiteral("recentFolders")).toStringList();
    last.insert(m_root, m_info.name);
    last.removeIf([&recent](QVariantMap::iterator it) { return !recent.contains(it.key()); });
    m_settings.setValue(QStringLiteral("lastTargets"), last);
    m_settings.setValue(QStringLiteral("geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("windowSplitter"), m_splitter->saveState());
    m_settings.setValue(QStringLiteral("browserSplitter"), m_browser->saveState());
    m_settings.setValue(QStringLiteral("columns"), m_keys->table()->columnState());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_entry->isDirty() && !m_closing) {
        event->ignore();
        m_entry->leave([this] {
            const QScopedValueRollback closing(m_closing, true);
            close();
        });
        return;
    }
    saveState();
    QMainWindow::closeEvent(event);
}

} // namespace kv::ui
