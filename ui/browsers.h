// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "items/savedplace.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>

class QWidget;

namespace kv {
class Workspace;
}

namespace kv::ui {

class Browser;
class ClosedTabs;
class Theme;
class WorkArea;
struct Session;

/// The browsers in the window's tabs. There is always one that a target can be opened in: where no tab has
/// one, it waits behind the tabs and gets its own with its first target. Those of a restored session are made
/// when they are looked at for the first time. `workspace`, `area` and `closed` must outlive it.
class Browsers : public QObject
{
    Q_OBJECT

public:
    Browsers(const Theme &theme, Workspace &workspace, const Clock &clock, WorkArea *area, ClosedTabs &closed,
             QObject *parent = nullptr);
    /// Makes the first browser. Once, when added() is listened to.
    void start();

    /// The browser in front, or the last that was. Never null after start().
    Browser *current() const { return m_current; }
    /// Whether current() is what one looks at.
    bool isInFront() const;
    /// Brings current() to the front.
    void bringForward();
    /// Every browser that was made, in the tabs' order; the one without a tab last.
    QList<Browser *> all() const;

    /// Opens a target in the current tab, or in the first.
    void open(const TargetInfo &info, const Binding &binding);
    /// Opens a place in the current tab; says when it is gone.
    void openPlace(const items::SavedPlace &place);
    /// Opens a target in a tab of its own, beside the current one and in front of it.
    void openInNew(const TargetInfo &info, const Binding &binding);
    /// The same for a place.
    void openInNew(const items::SavedPlace &place);
    /// Opens what a page shows in one more tab. `page` null: that in front.
    void duplicate(QWidget *page = nullptr);
    /// Closes a page once the user has answered for an unsaved edit. Does nothing for pages of others.
    void close(QWidget *page);
    /// Runs `go` once the user has answered for the unsaved edits of all browsers, one after another.
    void leaveAll(std::function<void()> go);
    /// Closes them all at once, unsaved edits too, and forgets them.
    void reset();

    /// Opens the tabs of a session that hold a place; the others are left to whoever knows what they are.
    void restore(const Session &session);
    /// What the page shows; nullopt for one of others, or one that shows nothing.
    static std::optional<items::SavedPlace> placeOf(const QWidget *page);

    void projectChanged();
    void cloudflareChanged();

Q_SIGNALS:
    /// A browser was made, which shows nothing yet.
    void added(kv::ui::Browser *browser);
    /// Another browser is current(), or it is in front or no more.
    void currentChanged();

private:
    Browser *make();
    Browser *addInFront();
    void adopt(Browser *browser);
    void pageChanged(QWidget *page);
    void setCurrent(Browser *browser);
    void label(QWidget *page);
    void labelTitle(QWidget *page, const Browser &browser);
    void labelAll();
    void remove(QWidget *page);
    void leaveRest(QList<QPointer<Browser>> rest, const std::function<void()> &go);

    const Theme &m_theme;
    Workspace &m_workspace;
    Clock m_clock;
    WorkArea *m_area;
    ClosedTabs &m_closed;
    Browser *m_current = nullptr;
    Browser *m_spare = nullptr; ///< has no tab yet
    bool m_restoring = false;
};

} // namespace kv::ui
