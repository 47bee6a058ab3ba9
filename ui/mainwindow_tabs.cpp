// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about tabs: opens, closes and walks along them, goes back and forward in them, and
// keeps them as the project's session.
#include "ui/mainwindow.h"

#include "text/utf8.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/comparisons.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/namespacespane.h"
#include "ui/settings.h"
#include "ui/tablabel.h"
#include "ui/theme.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>

namespace kv::ui {

using items::SavedPlace;

namespace {

constexpr int mostInMenu = 20;
constexpr int sessionMs = 1000; // tabs come and go together
constexpr int longestKey = 60;  // characters of it in a menu

/// "TODO · Local id   user:1", as a menu has it.
QString menuText(const SavedPlace &place, Workspace &workspace)
{
    QString text = tablabel::title(place.target, workspace);
    if (!place.key.isEmpty()) {
        QString key = text::displayKey(place.key);
        if (key.size() > longestKey)
            key = key.left(longestKey) + QChar(0x2026);
        text += QStringLiteral(" — ") + key;
    } else if (place.filter.isValid()) {
        text += QStringLiteral(" — ") + MainWindow::tr("filtered");
    }
    return text.replace(u'&', QStringLiteral("&&"));
}

} // namespace

void MainWindow::connectTabs()
{
    const WindowActions &a = *m_actions;
    connect(a.newTab, &QAction::triggered, this, [this] { m_browsers->duplicate(); });
    connect(a.closeTab, &QAction::triggered, this,
            [this] { Q_EMIT m_area->closeRequested(m_area->current()); });
    connect(a.reopenTab, &QAction::triggered, this, [this] { m_closed.bringBack(); });
    connect(a.nextTab, &QAction::triggered, this, [this] { m_area->step(1); });
    connect(a.previousTab, &QAction::triggered, this, [this] { m_area->step(-1); });
    connect(a.moveTabLeft, &QAction::triggered, this, [this] { m_area->moveCurrent(-1); });
    connect(a.moveTabRight, &QAction::triggered, this, [this] { m_area->moveCurrent(1); });
    connect(a.back, &QAction::triggered, this, [this] { travel(-1); });
    connect(a.forward, &QAction::triggered, this, [this] { travel(1); });
    connect(m_area->newTab(), &QToolButton::clicked, a.newTab, &QAction::trigger);
    m_area->newTab()->setToolTip(
        tr("Show this in another tab (%1)").arg(a.newTab->shortcut().toString(QKeySequence::NativeText)));
    connect(m_area, &WorkArea::closeOthersRequested, this, [this](QWidget *page) {
        const QList<QWidget *> pages = m_area->pages();
        for (QWidget *other : pages) {
            if (other != page)
                Q_EMIT m_area->closeRequested(other);
        }
    });
    connect(m_area, &WorkArea::currentChanged, this, &MainWindow::comparisonsChanged);
    connect(m_area, &WorkArea::pagesChanged, this, &MainWindow::updateTabActions);
    connect(m_area, &WorkArea::pagesChanged, &m_sessionTimer, qOverload<>(&QTimer::start));
    connect(m_area, &WorkArea::currentChanged, &m_sessionTimer, qOverload<>(&QTimer::start));
    connect(m_namespaces, &NamespacesPane::newTabRequested, m_browsers,
            qOverload<const TargetInfo &, const Binding &>(&Browsers::openInNew));
    connect(m_browsers, &Browsers::added, this, &MainWindow::connectBrowser);
    connect(m_browsers, &Browsers::currentChanged, this, &MainWindow::browserChanged);
    connect(m_comparisons, &Comparisons::restored, this, &MainWindow::orderComparisons);
    m_sessionTimer.setSingleShot(true);
    m_sessionTimer.setInterval(sessionMs);
    connect(&m_sessionTimer, &QTimer::timeout, this, &MainWindow::saveSession);
    m_browsers->start();
}

void MainWindow::travel(int steps)
{
    m_browsers->bringForward();
    m_browser->travel(steps);
}

void MainWindow::addHistory(QToolBar *tools)
{
    const QList<std::pair<QAction *, QMenu *>> ways = {{m_actions->back, m_backMenu},
                                                       {m_actions->forward, m_forwardMenu}};
    for (const auto &way : ways) {
        QMenu *menu = way.second;
        const bool ahead = menu == m_forwardMenu;
        menu->setObjectName(way.first->objectName() + QStringLiteral("Menu"));
        connect(menu, &QMenu::aboutToShow, this, [this, menu, ahead] { fillHistory(menu, ahead); });
        auto *button = new QToolButton(tools);
        button->setObjectName(way.first->objectName() + QStringLiteral("Button"));
        button->setDefaultAction(way.first);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setProperty("small", true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(ahead ? tr("Forward") : tr("Back"));
        // Pressed for a while, or with the right button: where to.
        button->setMenu(menu);
        button->setPopupMode(QToolButton::DelayedPopup);
        button->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(button, &QWidget::customContextMenuRequested, button, &QToolButton::showMenu);
        tools->addWidget(button);
    }
}

void MainWindow::fillHistory(QMenu *menu, bool ahead)
{
    menu->clear();
    const BrowserHistory &history = m_browser->history();
    const QList<SavedPlace> places = ahead ? history.ahead() : history.behind();
    const int count = int(qMin<qsizetype>(places.size(), mostInMenu));
    for (int i = 0; i < count; ++i) {
        const int steps = ahead ? i + 1 : -i - 1;
        menu->addAction(tablabel::icon(places.at(i).target, m_workspace, m_theme->colors()),
                        menuText(places.at(i), m_workspace), this, [this, steps] { travel(steps); });
    }
}

void MainWindow::historyChanged()
{
    const BrowserHistory &history = m_browser->history();
    m_actions->back->setEnabled(history.at(-1) != nullptr);
    m_actions->forward->setEnabled(history.at(1) != nullptr);
}

void MainWindow::updateTabActions()
{
    const bool several = m_area->pages().size() > 1;
    m_actions->newTab->setEnabled(m_browser->place().has_value());
    m_area->newTab()->setEnabled(m_actions->newTab->isEnabled());
    m_actions->closeTab->setEnabled(!m_area->pages().isEmpty());
    m_actions->reopenTab->setEnabled(!m_closed.isEmpty());
    for (QAction *action :
         {m_actions->nextTab, m_actions->previousTab, m_actions->moveTabLeft, m_actions->moveTabRight})
        action->setEnabled(several);
    const QList<Browser *> browsers = m_browsers->all();
    setWindowModified(
        std::any_of(browsers.begin(), browsers.end(), [](const Browser *b) { return b->isDirty(); }));
}

/// Gives a new browser the sizes that the others have.
void MainWindow::dress(Browser *made)
{
    keepLooks();
    made->splitter()->restoreState(m_settings.value(QStringLiteral("browserSplitter")).toByteArray());
    made->keys()->table()->restoreColumns(m_settings.value(QStringLiteral("columns")).toByteArray());
}

void MainWindow::keepLooks()
{
    const Browser *from = m_browser;
    if (!from || !from->isVisible())
        return; // what was never shown has no sizes yet
    m_settings.setValue(QStringLiteral("browserSplitter"), from->splitter()->saveState());
    m_settings.setValue(QStringLiteral("columns"), from->keys()->table()->columnState());
}

void MainWindow::saveSession()
{
    m_sessionTimer.stop();
    if (m_root.isEmpty() || m_restorePending)
        return;
    Session session;
    for (const QWidget *page : m_area->pages()) {
        Session::Tab tab{Browsers::placeOf(page), Comparisons::fileNameOf(page)};
        if (!tab.place && tab.comparison.isEmpty())
            continue;
        if (page == m_area->current())
            session.current = int(session.tabs.size());
        session.tabs << tab;
    }
    // Comparisons that have not come yet keep their places.
    for (int i = 0; m_comparisons->isRestoring() && i < m_restored.tabs.size(); ++i) {
        if (m_restored.tabs.at(i).place)
            continue;
        const int index = qMin(i, int(session.tabs.size()));
        session.tabs.insert(index, m_restored.tabs.at(i));
        session.current += index <= session.current ? 1 : 0;
    }
    keepSession(m_settings, m_root, session, recentFolders() << m_root);
}

void MainWindow::restoreSession()
{
    const Session session = keptSession(m_settings, m_root);
    m_browsers->restore(session);
    m_restored = session;
    m_restoredFront = m_area->current();
    if (!m_comparisons->isRestoring())
        orderComparisons();
}

/// Puts the comparisons that have come where they were among the tabs.
void MainWindow::orderComparisons()
{
    if (m_restorePending)
        return;
    QList<QWidget *> rest = m_area->pages();
    QList<QWidget *> wanted;
    QWidget *front = nullptr;
    const auto takeFirst = [&rest](const auto &isIt) -> QWidget * {
        const auto found = std::find_if(rest.begin(), rest.end(), isIt);
        if (found == rest.end())
            return nullptr;
        QWidget *page = *found;
        rest.erase(found);
        return page;
    };
    for (int i = 0; i < m_restored.tabs.size(); ++i) {
        const Session::Tab &tab = m_restored.tabs.at(i);
        QWidget *page =
            tab.place
                ? takeFirst([](QWidget *w) { return Browsers::placeOf(w).has_value(); })
                : takeFirst([&tab](QWidget *w) { return Comparisons::fileNameOf(w) == tab.comparison; });
        if (page)
            wanted << page;
        if (i == m_restored.current && !tab.place)
            front = page;
    }
    wanted += rest;
    for (int i = 0; i < wanted.size(); ++i)
        m_area->movePage(wanted.at(i), i);
    if (front && m_area->current() == m_restoredFront) // nobody has gone elsewhere meanwhile
        m_area->setCurrent(front);
    m_restored = {};
}

} // namespace kv::ui
