// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workarea.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace kv::ui {

WorkArea::WorkArea(QWidget *browser, QWidget *parent)
    : QWidget(parent),
      m_tabs(new QTabBar(this)),
      m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("workArea"));
    m_tabs->setObjectName(QStringLiteral("tabs"));
    m_tabs->setAccessibleName(tr("Open pages"));
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->addTab({});
    m_stack->addWidget(browser);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);
    m_tabs->hide();
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (index < 0 || index >= m_stack->count())
            return;
        m_stack->setCurrentIndex(index);
        Q_EMIT currentChanged(m_stack->currentWidget());
    });
}

void WorkArea::setBrowserTitle(const QString &title)
{
    m_tabs->setTabText(0, title);
}

void WorkArea::addPage(QWidget *page, const QString &title)
{
    m_stack->addWidget(page);
    const int index = m_tabs->addTab(title);
    auto *close = new QToolButton(m_tabs);
    close->setObjectName(QStringLiteral("closeTab"));
    close->setText(QStringLiteral("×"));
    close->setProperty("closeTab", true);
    close->setFocusPolicy(Qt::NoFocus); // Ctrl+W does it from the keyboard
    close->setAccessibleName(tr("Close %1").arg(title));
    close->setToolTip(tr("Close"));
    connect(close, &QToolButton::clicked, this, [this, page] { Q_EMIT closeRequested(page); });
    m_tabs->setTabButton(index, QTabBar::RightSide, close);
    m_tabs->show();
}

void WorkArea::setTitle(QWidget *page, const QString &title)
{
    const int index = m_stack->indexOf(page);
    if (index < 1)
        return;
    m_tabs->setTabText(index, title);
    m_tabs->setTabToolTip(index, title);
    if (QWidget *close = m_tabs->tabButton(index, QTabBar::RightSide))
        close->setAccessibleName(tr("Close %1").arg(title));
}

void WorkArea::removePage(QWidget *page)
{
    const int index = m_stack->indexOf(page);
    if (index < 1)
        return;
    m_stack->removeWidget(page);
    page->setParent(nullptr);
    m_tabs->removeTab(index);
    m_tabs->setVisible(m_tabs->count() > 1);
}

void WorkArea::setCurrent(QWidget *page)
{
    m_tabs->setCurrentIndex(qMax(0, m_stack->indexOf(page)));
}

void WorkArea::showBrowser()
{
    m_tabs->setCurrentIndex(0);
}

QWidget *WorkArea::current() const
{
    return m_stack->currentWidget();
}

bool WorkArea::isBrowserCurrent() const
{
    return m_stack->currentIndex() == 0;
}

} // namespace kv::ui
