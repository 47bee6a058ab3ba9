// SPDX-License-Identifier: GPL-3.0-or-later
// How a MainWindow is put together: its parts, and what each of their signals does.
#include "ui/mainwindow.h"

#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/budgetlabel.h"
#include "ui/compareview.h"
#include "ui/comparisons.h"
#include "ui/dialogs.h"
#include "ui/entrypane.h"
#include "ui/errortext.h"
#include "ui/keydifference.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/keytree.h"
#include "ui/keyviews.h"
#include "ui/namespacespane.h"
#include "ui/namespaceswitch.h"
#include "ui/noticebar.h"
#include "ui/placeswitch.h"
#include "ui/searches.h"
#include "ui/searchview.h"
#include "ui/settings.h"
#include "ui/startpage.h"
#include "ui/theme.h"
#include "ui/transferpanel.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

constexpr qint64 mostKeysCopied = 100'000; // of a comparison, whose keys are read from the disk for it

} // namespace

void MainWindow::build()
{
    setObjectName(QStringLiteral("mainWindow"));
    setContextMenuPolicy(Qt::NoContextMenu);
    auto *tools = addToolBar(tr("Tools"));
    tools->setObjectName(QStringLiteral("toolBar"));
    m_tools = tools;
    tools->setMovable(false);
    tools->setIconSize({16, 16});
    tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tools->addAction(m_actions->open);
    tools->addAction(m_actions->refresh);
    const auto addGap = [tools] {
        auto *gap = new QWidget(tools);
        gap->setFixedWidth(16);
        tools->addWidget(gap);
    };
    addGap();
    addHistory(tools);
    tools->addWidget(m_place);
    tools->addWidget(m_switch);
    addGap();
    tools->addAction(m_actions->compare);
    tools->addAction(m_actions->searchAll);
    auto *rest = new QWidget(tools);
    rest->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    tools->addWidget(rest);
    tools->addAction(m_actions->palette);
    for (QAction *action : {m_actions->open, m_actions->refresh, m_actions->compare, m_actions->searchAll,
                            m_actions->palette}) {
        auto *button = static_cast<QToolButton *>(tools->widgetForAction(action));
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setAccessibleName(action->text().remove(QLatin1Char('&')).remove(QChar(0x2026)));
        if (action == m_actions->searchAll)
            button->setToolButtonStyle(Qt::ToolButtonIconOnly); // its words would not fit beside the others
    }

    m_namespaces->setCloudflare(m_workspace.cloudflare());
    m_splitter->setObjectName(QStringLiteral("splitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_namespaces->setMinimumWidth(160);
    m_splitter->addWidget(m_namespaces);
    m_splitter->addWidget(m_area);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({264, 1176});
    m_bar->setObjectName(QStringLiteral("windowBar"));
    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_transfer);
    m_middle->addWidget(m_splitter);
    m_middle->addWidget(m_start);
    column->addWidget(m_middle, 1);
    setCentralWidget(centre);

    m_counts->setObjectName(QStringLiteral("statusCounts"));
    m_watching->setObjectName(QStringLiteral("statusWatching"));
    m_message->setObjectName(QStringLiteral("statusMessage"));
    m_message->setTextFormat(Qt::PlainText);
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_counts);
    statusBar()->addWidget(m_watching);
    statusBar()->addWidget(m_budget);
    statusBar()->addPermanentWidget(m_message);
    m_messageTimer.setSingleShot(true);
    connect(&m_messageTimer, &QTimer::timeout, m_message, &QLabel::clear);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    fitTools();
}

/// Where there is no room for all words, tools show only their icons, those first that are known best: a
/// toolbar cuts its last ones off otherwise.
void MainWindow::fitTools()
{
    const QList<QAction *> bySize = {m_actions->palette, m_actions->refresh, m_actions->open,
                                     m_actions->compare};
    const auto button = [this](QAction *action) {
        return qobject_cast<QToolButton *>(m_tools->widgetForAction(action));
    };
    for (QAction *action : bySize)
        button(action)->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QAction *action : bySize) {
        if (m_tools->sizeHint().width() <= width())
            return;
        button(action)->setToolButtonStyle(Qt::ToolButtonIconOnly);
    }
}

void MainWindow::connectPanes()
{
    connect(&m_workspace, &Workspace::projectChanged, this, [this] {
        m_bar->clear(); // the project could be read again: a folder that was gone is back
        projectChanged();
    });
    connect(&m_workspace, &Workspace::failed, this, [this](const Error &error) {
        m_bar->say(NoticeBar::Tone::Error,
                   error.path.isEmpty()
                       ? errorText(error)
                       : tr("%1 (%2)").arg(errorText(error), QDir::toNativeSeparators(error.path)),
                   {{tr("Retry"), QStringLiteral("windowRetryButton"), [this] { m_workspace.refresh(); }},
                    {tr("Close"), QStringLiteral("windowCloseBarButton"), {}}},
                   errorDetails(error));
        projectChanged();
    });
    // Queued: a view goes on selecting after it has told of a new current row, over whatever is decided here.
    connect(m_namespaces, &NamespacesPane::targetChosen, this, &MainWindow::openTarget, Qt::QueuedConnection);
    connect(m_namespaces, &NamespacesPane::openFolderRequested, this, &MainWindow::pickFolder);
    connect(m_namespaces, &NamespacesPane::showFileRequested, this, &MainWindow::showFile);
    connect(m_namespaces, &NamespacesPane::openInEditorRequested, this, &MainWindow::openInEditor);
    connect(m_namespaces, &NamespacesPane::accountRequested, this, &MainWindow::wantAccount);
    connect(m_namespaces, &NamespacesPane::message, this, &MainWindow::say);
    connect(
        m_namespaces, &NamespacesPane::compareRequested, m_comparisons,
        [this](const TargetInfo &info, const Binding &binding) { m_comparisons->openFor(info, binding); });
    connect(m_comparisons, &Comparisons::message, this, &MainWindow::say);
    connect(m_comparisons, &Comparisons::changed, this, &MainWindow::comparisonsChanged);
    connectSearches(m_actions->searchAll);
    connect(m_place, &PlaceSwitch::targetChosen, this, &MainWindow::openTarget);
    connect(m_switch, &NamespaceSwitch::targetChosen, this, &MainWindow::openTarget);
    connect(&m_workspace.cloudflare(), &Cloudflare::changed, this, &MainWindow::cloudflareChanged);
}

/// Listens to a browser that has just been made. What it tells counts while it is in front.
void MainWindow::connectBrowser(Browser *made)
{
    made->keys()->setFilterMemory(m_filters);
    connect(made, &Browser::targetChanged, this, [this, made] {
        if (made == m_browser)
            targetChanged();
        m_sessionTimer.start();
    });
    connect(made, &Browser::historyChanged, this, [this, made] {
        if (made == m_browser)
            historyChanged();
    });
    connect(made, &Browser::stateChanged, this, [this, made] {
        if (made != m_browser)
            return;
        updateActions();
        updateStatus();
    });
    connect(made, &Browser::capabilitiesChanged, m_transfer, &TransferPanel::refresh);
    connect(made, &Browser::message, this, &MainWindow::say);
    connect(made, &Browser::showFileRequested, this, &MainWindow::showFile);
    connect(made, &Browser::keyMenuRequested, this, [this, made](const QPoint &at) {
        const bool folder = !made->keys()->views()->selectedFolders().isEmpty();
        (folder ? m_actions->folderMenu(this) : m_actions->keyMenu(this))->popup(at);
    });
    connect(made->keys()->views(), &KeyViews::shapeChanged, this, &MainWindow::rememberShape);
    made->keys()->table()->addAction(m_actions->remove);
    made->keys()->views()->tree()->addAction(m_actions->remove);
    restoreShape(made);
    connectStrip(made);
    dress(made);
}

void MainWindow::connectActions()
{
    const WindowActions &a = *m_actions;
    connect(a.open, &QAction::triggered, this, &MainWindow::pickFolder);
    connect(m_actions, &WindowActions::recentChosen, this, &MainWindow::openFolder);
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.refresh, &QAction::triggered, this, [this] {
        m_workspace.refresh();
        Cloudflare &cloudflare = m_workspace.cloudflare();
        if (cloudflare.state() == Cloudflare::State::Failed && m_browser->isRemote())
            cloudflare.retry();
        else
            cloudflare.refreshNamespaces();
        m_browser->refresh();
        m_difference->refresh();
    });
    connect(a.filter, &QAction::triggered, this, [this] {
        if (SearchView *search = m_searches->current())
            search->focusText();
        else if (CompareView *comparison = m_comparisons->current())
            comparison->focusFilter();
        else
            m_browser->keys()->focusFilter();
    });
    connect(a.compare, &QAction::triggered, this, &MainWindow::compare);
    connect(a.flip, &QAction::triggered, m_switch, &NamespaceSwitch::flip);
    connect(a.flipPlace, &QAction::triggered, m_place, &PlaceSwitch::flip);
    connect(a.allowChanges, &QAction::triggered, this,
            [this](bool allow) { m_browser->allowChanges(allow); });
    connect(a.showFile, &QAction::triggered, this, [this] { showFile(m_browser->info().path); });
    connect(a.goNamespaces, &QAction::triggered, this, [this] { m_namespaces->view()->setFocus(); });
    connect(a.goKeys, &QAction::triggered, this, [this] {
        if (SearchView *search = m_searches->current())
            search->focusHits();
        else if (CompareView *comparison = m_comparisons->current())
            comparison->focusTable();
        else {
            m_browsers->bringForward();
            m_browser->keys()->views()->focusShown();
        }
    });
    connect(a.goEntry, &QAction::triggered, this, [this] {
        m_browsers->bringForward();
        m_browser->entry()->focusValue();
    });
    connect(a.copyKey, &QAction::triggered, this, [this] {
        const CompareView *comparison = m_comparisons->current();
        if (comparison && comparison->selectedCount() > mostKeysCopied)
            return say(tr("%1 keys are too many to copy; a report has them all.")
                           .arg(text::countText(comparison->selectedCount())));
        QByteArrayList keys = comparison ? comparison->selectedKeys() : m_browser->keys()->selectedKeys();
        if (const SearchView *search = m_searches->current())
            keys = {search->currentKey()};
        else if (keys.isEmpty() && !comparison)
            keys = m_browser->keys()->views()->selectedFolders();
        keys.removeAll({});
        if (keys.isEmpty())
            return;
        QApplication::clipboard()->setText(QString::fromUtf8(keys.join('\n')));
        say(keys.size() == 1 ? tr("Copied %1.").arg(text::displayKey(keys.first()))
                             : tr("Copied %1 keys.").arg(text::countText(keys.size())));
    });
    connect(a.add, &QAction::triggered, this, [this] { m_browser->add(); });
    connect(a.duplicate, &QAction::triggered, this, [this] { m_browser->duplicate(); });
    connect(a.rename, &QAction::triggered, this, [this] { m_browser->rename(); });
    connect(a.remove, &QAction::triggered, this, [this] { m_browser->keys()->askDelete(); });
    connect(a.save, &QAction::triggered, this, [this] { m_browser->entry()->save(); });
    connect(a.revert, &QAction::triggered, this, [this] { m_browser->entry()->revert(); });
    connect(a.about, &QAction::triggered, this, [this] { m_dialogs.about(this); });
    connect(a.appearance, &QActionGroup::triggered, this, [this](const QAction *action) {
        m_theme->setAppearance(Appearance(action->data().toInt()));
        m_settings.setValue(QStringLiteral("appearance"), action->data());
    });
}

} // namespace kv::ui
