// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace kv::ui {

/// What lies beside the namespaces, in tabs: first the browser of keys, which stays, then whatever is opened
/// beside it. Alone, the browser has no tab.
class WorkArea : public QWidget
{
    Q_OBJECT

public:
    explicit WorkArea(QWidget *browser, QWidget *parent = nullptr);
    void setBrowserTitle(const QString &title);
    /// Adds a page behind the others; it becomes the area's.
    void addPage(QWidget *page, const QString &title);
    void setTitle(QWidget *page, const QString &title);
    /// Takes a page out; it becomes the caller's.
    void removePage(QWidget *page);
    void setCurrent(QWidget *page);
    void showBrowser();
    QWidget *current() const;
    bool isBrowserCurrent() const;
    QTabBar *tabs() const { return m_tabs; }

Q_SIGNALS:
    void currentChanged(QWidget *page);
    /// The user wants the page closed; never the browser.
    void closeRequested(QWidget *page);

private:
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
};

} // namespace kv::ui
