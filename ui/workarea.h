// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QList>
#include <QWidget>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace kv::ui {

/// What lies beside the namespaces, in tabs that can be dragged into another order: browsers of keys,
/// comparisons, whatever is opened there.
class WorkArea : public QWidget
{
    Q_OBJECT

public:
    explicit WorkArea(QWidget *parent = nullptr);
    /// What is shown while there is no page; it becomes the area's until it is set again or made a page.
    void setFallback(QWidget *widget);
    /// Adds a page behind the others, or at `index` of the tabs; it becomes the area's. The first one comes
    /// to the front.
    void addPage(QWidget *page, const QString &title, int index = -1);
    /// `tip`: the tool tip; empty: the title.
    void setTitle(QWidget *page, const QString &title, const QString &tip = {});
    void setIcon(QWidget *page, const QIcon &icon);
    /// Takes a page out; it becomes the caller's.
    void removePage(QWidget *page);
    /// Puts another page where one is, title and looks stay; the old one becomes the caller's.
    void replacePage(QWidget *page, QWidget *other);
    void movePage(QWidget *page, int index);
    void setCurrent(QWidget *page);
    /// The page in front, or the fallback.
    QWidget *current() const;
    /// In the order of the tabs.
    const QList<QWidget *> &pages() const { return m_pages; }
    /// Brings the page to the front that lies `steps` further, round and round.
    void step(int steps);
    /// Moves the page in front along the tabs.
    void moveCurrent(int steps);
    QTabBar *tabs() const { return m_tabs; }
    /// The button behind the tabs, which opens another one.
    QToolButton *newTab() const { return m_new; }

Q_SIGNALS:
    void currentChanged(QWidget *page);
    /// Pages came, went or are in another order.
    void pagesChanged();
    /// The user wants the page closed.
    void closeRequested(QWidget *page);
    /// The user wants every page closed but this one.
    void closeOthersRequested(QWidget *page);
    /// The user wants the page once more; only of a page whose property "canDuplicate" is true.
    void duplicateRequested(QWidget *page);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void bringUp(int index);
    void showMenu(const QPoint &at);
    void updateHead();

    QTabBar *m_tabs;
    QToolButton *m_new;
    QWidget *m_head;
    QStackedWidget *m_stack;
    QWidget *m_fallback = nullptr;
    QList<QWidget *> m_pages;
};

} // namespace kv::ui
