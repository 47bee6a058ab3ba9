// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workarea.h"

#include "ui/plaintip.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

// A tab bar takes what follows an & for a letter to press.
QString tabText(QString title)
{
    return title.replace(u'&', QStringLiteral("&&"));
}

} // namespace

WorkArea::WorkArea(QWidget *parent)
    : QWidget(parent),
      m_tabs(new QTabBar(this)),
      m_new(new QToolButton(this)),
      m_head(new QWidget(this)),
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
    m_tabs->setMovable(true);
    m_tabs->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tabs->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_tabs->installEventFilter(this);
    m_new->setObjectName(QStringLiteral("newTabButton"));
    m_new->setText(QStringLiteral("+"));
    m_new->setProperty("closeTab", true); // the same look
    m_new->setFocusPolicy(Qt::TabFocus);
    m_new->setAccessibleName(tr("Another tab"));
    m_head->setObjectName(QStringLiteral("tabHead"));
    auto *row = new QHBoxLayout(m_head);
    row->setContentsMargins(0, 0, 4, 0);
    row->setSpacing(4);
    row->addWidget(m_tabs, 1);
    row->addWidget(m_new);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_stack, 1);
    updateHead();
    connect(m_tabs, &QTabBar::currentChanged, this, &WorkArea::bringUp);
    connect(m_tabs, &QTabBar::tabMoved, this, [this](int from, int to) {
        m_pages.move(from, to);
        Q_EMIT pagesChanged();
    });
    connect(m_tabs, &QWidget::customContextMenuRequested, this, &WorkArea::showMenu);
}

void WorkArea::bringUp(int index)
{
    QWidget *page = m_pages.value(index, m_fallback);
    if (!page || page == m_stack->currentWidget())
        return;
    m_stack->setCurrentWidget(page);
    Q_EMIT currentChanged(page);
}

void WorkArea::updateHead()
{
    m_head->setVisible(!m_pages.isEmpty());
}

void WorkArea::setFallback(QWidget *widget)
{
    if (m_fallback && m_fallback != widget && !m_pages.contains(m_fallback))
        m_stack->removeWidget(m_fallback);
    m_fallback = widget;
    if (widget && m_stack->indexOf(widget) < 0)
        m_stack->addWidget(widget);
    if (m_pages.isEmpty())
        bringUp(-1);
}

void WorkArea::addPage(QWidget *page, const QString &title, int index)
{
    if (page == m_fallback)
        m_fallback = nullptr;
    if (m_stack->indexOf(page) < 0)
        m_stack->addWidget(page);
    if (index < 0 || index > m_pages.size())
        index = int(m_pages.size());
    m_pages.insert(index, page);
    m_tabs->insertTab(index, tabText(title)); // the first one tells that it is current
    m_tabs->setTabToolTip(index, plainTip(title));
    auto *close = new QToolButton(m_tabs);
    close->setObjectName(QStringLiteral("closeTab"));
    close->setText(QStringLiteral("×"));
    close->setProperty("closeTab", true);
    close->setFocusPolicy(Qt::NoFocus); // Ctrl+W does it from the keyboard
    close->setAccessibleName(tr("Close %1").arg(title));
    close->setToolTip(tr("Close"));
    connect(close, &QToolButton::clicked, this, [this, close] {
        for (int i = 0; i < m_tabs->count(); ++i) {
            if (m_tabs->tabButton(i, QTabBar::RightSide) == close)
                return Q_EMIT closeRequested(m_pages.at(i));
        }
    });
    m_tabs->setTabButton(index, QTabBar::RightSide, close);
    updateHead();
    Q_EMIT pagesChanged();
}

void WorkArea::setTitle(QWidget *page, const QString &title, const QString &tip)
{
    const int index = int(m_pages.indexOf(page));
    if (index < 0)
        return;
    const QString tipText = plainTip(tip.isEmpty() ? title : tip);
    if (m_tabs->tabText(index) == tabText(title) && m_tabs->tabToolTip(index) == tipText)
        return;
    m_tabs->setTabText(index, tabText(title));
    m_tabs->setTabToolTip(index, tipText);
    if (QWidget *close = m_tabs->tabButton(index, QTabBar::RightSide))
        close->setAccessibleName(tr("Close %1").arg(title));
}

void WorkArea::setIcon(QWidget *page, const QIcon &icon)
{
    const int index = int(m_pages.indexOf(page));
    if (index >= 0)
        m_tabs->setTabIcon(index, icon);
}

void WorkArea::removePage(QWidget *page)
{
    const int index = int(m_pages.indexOf(page));
    if (index < 0)
        return;
    m_pages.removeAt(index);
    m_tabs->removeTab(index); // tells which one is current now
    if (m_pages.isEmpty())
        bringUp(-1);
    m_stack->removeWidget(page);
    page->setParent(nullptr);
    updateHead();
    Q_EMIT pagesChanged();
}

void WorkArea::replacePage(QWidget *page, QWidget *other)
{
    const int index = int(m_pages.indexOf(page));
    if (index < 0)
        return;
    const bool isCurrent = m_stack->currentWidget() == page;
    m_pages[index] = other;
    m_stack->addWidget(other);
    if (isCurrent)
        m_stack->setCurrentWidget(other);
    m_stack->removeWidget(page);
    page->setParent(nullptr);
}

void WorkArea::movePage(QWidget *page, int index)
{
    const int from = int(m_pages.indexOf(page));
    if (from >= 0 && index >= 0 && index < m_pages.size() && from != index)
        m_tabs->moveTab(from, index);
}

void WorkArea::setCurrent(QWidget *page)
{
    const int index = int(m_pages.indexOf(page));
    if (index >= 0)
        m_tabs->setCurrentIndex(index);
}

QWidget *WorkArea::current() const
{
    return m_stack->currentWidget();
}

void WorkArea::step(int steps)
{
    const int count = m_tabs->count();
    if (count > 0)
        m_tabs->setCurrentIndex(((m_tabs->currentIndex() + steps) % count + count) % count);
}

void WorkArea::moveCurrent(int steps)
{
    const int from = m_tabs->currentIndex();
    const int to = qBound(0, from + steps, m_tabs->count() - 1);
    if (from >= 0 && from != to)
        m_tabs->moveTab(from, to);
}

bool WorkArea::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tabs && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int index = mouse->button() == Qt::MiddleButton ? m_tabs->tabAt(mouse->pos()) : -1;
        if (index >= 0) {
            Q_EMIT closeRequested(m_pages.at(index));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void WorkArea::showMenu(const QPoint &at)
{
    // From the keyboard the menu is that of the tab in front, wherever the mouse is.
    const int under = m_tabs->tabAt(at);
    const int index = under < 0 ? m_tabs->currentIndex() : under;
    if (index < 0)
        return;
    QWidget *page = m_pages.at(index);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("tabMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // A page may be gone by the time that the menu is answered.
    const auto add = [this, menu, page](const char *name, const QString &text, auto signal) {
        QAction *action = menu->addAction(text, this, [this, page, signal] {
            if (m_pages.contains(page))
                Q_EMIT(this->*signal)(page);
        });
        action->setObjectName(QLatin1String(name));
        return action;
    };
    add("tabCloseAction", tr("&Close"), &WorkArea::closeRequested);
    add("tabCloseOthersAction", tr("Close the &others"), &WorkArea::closeOthersRequested)
        ->setEnabled(m_pages.size() > 1);
    add("tabDuplicateAction", tr("&Duplicate"), &WorkArea::duplicateRequested)
        ->setEnabled(page->property("canDuplicate").toBool());
    menu->popup(m_tabs->mapToGlobal(at));
}

} // namespace kv::ui
