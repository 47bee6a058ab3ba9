// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browsers.h"

#include "store/workspace.h"
#include "ui/browser.h"
#include "ui/closedtabs.h"
#include "ui/dormanttab.h"
#include "ui/session.h"
#include "ui/tablabel.h"
#include "ui/theme.h"
#include "ui/workarea.h"

#include <QScopedValueRollback>

namespace kv::ui {

using items::SavedPlace;

Browsers::Browsers(const Theme &theme, Workspace &workspace, const Clock &clock, WorkArea *area,
                   ClosedTabs &closed, QObject *parent)
    : QObject(parent),
      m_theme(theme),
      m_workspace(workspace),
      m_clock(clock),
      m_area(area),
      m_closed(closed)
{
    connect(area, &WorkArea::currentChanged, this, &Browsers::pageChanged);
    connect(area, &WorkArea::closeRequested, this, &Browsers::close);
    connect(area, &WorkArea::duplicateRequested, this, &Browsers::duplicate);
    connect(&theme, &Theme::changed, this, &Browsers::labelAll);
}

void Browsers::start()
{
    m_spare = make();
    m_area->setFallback(m_spare);
    setCurrent(m_spare);
}

Browser *Browsers::make()
{
    auto *browser = new Browser(m_theme, m_workspace, m_clock);
    browser->setProperty("canDuplicate", true);
    connect(browser, &Browser::targetChanged, this, [this, browser] {
        if (browser == m_spare && browser->isOpen())
            adopt(browser);
        label(browser);
    });
    connect(browser, &Browser::stateChanged, this, [this, browser] { labelTitle(browser, *browser); });
    Q_EMIT added(browser);
    return browser;
}

/// Gives the browser that waits behind the tabs a tab of its own.
void Browsers::adopt(Browser *browser)
{
    m_spare = nullptr;
    m_area->addPage(browser, browser->title());
    m_area->setCurrent(browser);
}

Browser *Browsers::addInFront()
{
    if (m_spare) {
        setCurrent(m_spare);
        return m_spare;
    }
    Browser *browser = make();
    const int here = int(m_area->pages().indexOf(m_area->current()));
    m_area->addPage(browser, {}, here + 1);
    m_area->setCurrent(browser);
    return browser;
}

bool Browsers::isInFront() const
{
    return m_area->current() == m_current;
}

void Browsers::bringForward()
{
    if (m_current == m_spare && !m_area->pages().isEmpty())
        adopt(m_spare);
    m_area->setCurrent(m_current);
}

QList<Browser *> Browsers::all() const
{
    QList<Browser *> browsers;
    for (QWidget *page : m_area->pages()) {
        if (auto *browser = qobject_cast<Browser *>(page))
            browsers << browser;
    }
    if (m_spare)
        browsers << m_spare;
    return browsers;
}

void Browsers::pageChanged(QWidget *page)
{
    if (const auto *dormant = qobject_cast<DormantTab *>(page)) {
        if (m_restoring)
            return;
        const SavedPlace place = dormant->place();
        Browser *browser = make();
        m_area->replacePage(page, browser);
        page->deleteLater();
        setCurrent(browser);
        browser->restore(place);
        return;
    }
    auto *browser = qobject_cast<Browser *>(page);
    setCurrent(browser ? browser : m_current);
}

void Browsers::setCurrent(Browser *browser)
{
    m_current = browser;
    Q_EMIT currentChanged();
}

void Browsers::open(const TargetInfo &info, const Binding &binding)
{
    bringForward(); // also where an unsaved edit is asked about
    m_current->open(info, binding);
}

void Browsers::openPlace(const SavedPlace &place)
{
    bringForward();
    const auto found = items::findTarget(m_workspace.project(), place.target);
    if (found && place.key.isEmpty() && !place.filter.isValid())
        m_current->open(found->info, found->binding); // key and filter stay where they mean something
    else
        m_current->open(place);
}

void Browsers::openInNew(const TargetInfo &info, const Binding &binding)
{
    addInFront()->open(info, binding);
}

void Browsers::openInNew(const SavedPlace &place)
{
    if (items::findTarget(m_workspace.project(), place.target))
        addInFront()->open(place);
    else
        m_current->open(place); // which says that it is gone
}

void Browsers::duplicate(QWidget *page)
{
    if (const auto place = placeOf(page ? page : m_current))
        openInNew(*place);
}

std::optional<SavedPlace> Browsers::placeOf(const QWidget *page)
{
    if (const auto *browser = qobject_cast<const Browser *>(page))
        return browser->place();
    if (const auto *dormant = qobject_cast<const DormantTab *>(page))
        return dormant->place();
    return std::nullopt;
}

void Browsers::close(QWidget *page)
{
    if (!m_area->pages().contains(page))
        return;
    if (qobject_cast<DormantTab *>(page))
        return remove(page);
    auto *browser = qobject_cast<Browser *>(page);
    if (!browser)
        return;
    if (browser->isDirty())
        m_area->setCurrent(browser); // where it is asked
    browser->leave([this, browser] { remove(browser); });
}

void Browsers::remove(QWidget *page)
{
    if (const auto place = placeOf(page)) {
        const int index = int(m_area->pages().indexOf(page));
        m_closed.add([this, place = *place, index] {
            if (!items::findTarget(m_workspace.project(), place.target))
                return openInNew(place);
            Browser *browser = addInFront();
            browser->open(place);
            m_area->movePage(browser, index);
        });
    }
    if (page == m_current) {
        // What is in front next tells by itself; a browser that is not in front is current for want of
        // another.
        Browser *next = nullptr;
        for (Browser *browser : all()) {
            if (browser != page)
                next = browser;
        }
        if (!next) {
            next = m_spare = make();
            m_area->setFallback(m_spare);
        }
        m_current = next;
    }
    m_area->removePage(page);
    page->deleteLater(); // one of its own buttons may be what closed it
    Q_EMIT currentChanged();
}

void Browsers::leaveAll(std::function<void()> go)
{
    QList<QPointer<Browser>> browsers;
    for (Browser *browser : all())
        browsers << browser;
    leaveRest(browsers, go);
}

void Browsers::leaveRest(QList<QPointer<Browser>> rest, const std::function<void()> &go)
{
    while (!rest.isEmpty()) {
        const QPointer<Browser> browser = rest.takeFirst();
        if (!browser)
            continue;
        if (browser->isDirty()) {
            m_area->setCurrent(browser);
            browser->leave([this, rest, go] { leaveRest(rest, go); });
            return;
        }
    }
    go();
}

void Browsers::reset()
{
    const QScopedValueRollback restoring(m_restoring,
                                         true); // what comes to the front meanwhile is not looked at
    if (!m_spare) {
        m_spare = make();
        m_area->setFallback(m_spare);
    }
    m_spare->clear();
    setCurrent(m_spare);
    const QList<QWidget *> pages = m_area->pages();
    for (QWidget *page : pages) {
        if (!qobject_cast<Browser *>(page) && !qobject_cast<DormantTab *>(page))
            continue;
        m_area->removePage(page);
        page->deleteLater();
    }
    m_current = m_spare;
    Q_EMIT currentChanged();
}

void Browsers::restore(const Session &session)
{
    QWidget *front = nullptr;
    {
        const QScopedValueRollback restoring(m_restoring, true);
        for (int i = 0; i < session.tabs.size(); ++i) {
            const Session::Tab &tab = session.tabs.at(i);
            if (!tab.place)
                continue;
            auto *page = new DormantTab(*tab.place);
            m_area->addPage(page, tablabel::title(tab.place->target, m_workspace));
            label(page);
            if (i == session.current || !front)
                front = page;
        }
    }
    if (!front)
        return;
    if (m_area->current() == front)
        pageChanged(front);
    else
        m_area->setCurrent(front);
}

void Browsers::label(QWidget *page)
{
    const Colors &colors = m_theme.colors();
    if (const auto *dormant = qobject_cast<DormantTab *>(page)) {
        const items::SavedTarget &target = dormant->place().target;
        m_area->setTitle(page, tablabel::title(target, m_workspace));
        m_area->setIcon(page, tablabel::icon(target, m_workspace, colors));
        return;
    }
    const auto *browser = qobject_cast<Browser *>(page);
    if (!browser)
        return;
    labelTitle(page, *browser);
    m_area->setIcon(page, browser->isOpen() ? tablabel::icon(browser->info(), m_workspace, colors) : QIcon());
}

void Browsers::labelTitle(QWidget *page, const Browser &browser)
{
    const QString title = browser.title().isEmpty() ? tr("Nothing open") : browser.title();
    const bool dirty = browser.isDirty();
    m_area->setTitle(page, dirty ? QStringLiteral("✎ ") + title : title,
                     dirty ? tr("%1, with an unsaved edit").arg(title) : title);
}

void Browsers::labelAll()
{
    for (QWidget *page : m_area->pages())
        label(page);
}

void Browsers::projectChanged()
{
    for (Browser *browser : all())
        browser->projectChanged();
    labelAll();
}

void Browsers::cloudflareChanged()
{
    for (Browser *browser : all())
        browser->cloudflareChanged();
    labelAll();
}

} // namespace kv::ui
