// SPDX-License-Identifier: GPL-3.0-or-later
// How a TargetStrip is built and what it shows; carrying over is in targetstrip_carry.cpp.
#include "ui/targetstrip.h"

#include "items/entrydraft.h"
#include "store/cloudflare.h"
#include "store/workspace.h"
#include "ui/confirmbar.h"
#include "ui/noticebar.h"
#include "ui/plaintip.h"
#include "ui/striptext.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace kv::ui {

using items::EntryDraft;
using items::FourTargets;
using State = FourTargets::State;

namespace {

constexpr int slowMs = 120; // a reading of the entry that ends sooner does not blank the strip

} // namespace

TargetStrip::TargetStrip(Workspace &workspace, const Clock &clock, QWidget *parent)
    : QFrame(parent),
      m_workspace(workspace),
      m_clock(clock),
      m_targets(new FourTargets(this)),
      m_carry(new items::CarryOver(clock, this)),
      m_grid(new QGridLayout),
      m_question(new NoticeBar(this)),
      m_confirm(new ConfirmBar(this))
{
    build();
    m_targets->setOpener([this](const Target &target) { return m_workspace.open(target); });
    connect(m_targets, &FourTargets::changed, this, &TargetStrip::update);
    connect(&workspace.cloudflare(), &Cloudflare::changed, this, &TargetStrip::takeAccount);
    connect(m_carry, &items::CarryOver::asked, this, &TargetStrip::askCarrying);
    connect(m_carry, &items::CarryOver::done, this, &TargetStrip::carried);
    connect(m_carry, &items::CarryOver::failed, this, &TargetStrip::notCarried);
    connect(m_confirm, &ConfirmBar::dismissed, this, &TargetStrip::finishQuestion);
    m_slow.setSingleShot(true);
    m_slow.setInterval(slowMs);
    connect(&m_slow, &QTimer::timeout, this, &TargetStrip::update);
    update();
}

void TargetStrip::build()
{
    setObjectName(QStringLiteral("targetStrip"));
    setAccessibleName(tr("This key in the targets of its binding"));
    m_grid->setContentsMargins(12, 0, 12, 6);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    const auto label = [this](const QString &text, const QString &name) {
        auto *made = new QLabel(text, this);
        made->setObjectName(name);
        made->setProperty("role", QStringLiteral("muted"));
        return made;
    };
    m_columns = {label(QStringLiteral("id"), QStringLiteral("stripId")),
                 label(QStringLiteral("preview_id"), QStringLiteral("stripPreview"))};
    m_rows = {label(tr("Local"), QStringLiteral("stripLocal")),
              label(tr("Remote"), QStringLiteral("stripRemote"))};
    for (int i = 0; i < FourTargets::count; ++i) {
        m_names[size_t(i)] = label(striptext::nameOf(i), QStringLiteral("stripName%1").arg(i));
        auto *cell = new QPushButton(this);
        cell->setObjectName(QStringLiteral("stripCell%1").arg(i));
        cell->setProperty("cell", QStringLiteral("plain"));
        cell->setContextMenuPolicy(Qt::CustomContextMenu);
        cell->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(cell, &QPushButton::clicked, this, [this, i] { activate(i); });
        connect(cell, &QWidget::customContextMenuRequested, this, [this, i] { openMenu(i); });
        m_cells[size_t(i)] = cell;
    }
    m_question->setObjectName(QStringLiteral("carryBar"));
    m_confirm->setObjectName(QStringLiteral("carryConfirm"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_grid);
    column->addWidget(m_question);
    column->addWidget(m_confirm);
    arrange();
}

/// Two by two; each with its name beneath the other where there is no room for that.
void TargetStrip::arrange()
{
    while (QLayoutItem *item = m_grid->takeAt(0))
        delete item;
    for (int i = 0; i < 2; ++i) {
        m_columns[size_t(i)]->setVisible(!m_narrow);
        m_rows[size_t(i)]->setVisible(!m_narrow);
        if (m_narrow)
            continue;
        m_grid->addWidget(m_columns[size_t(i)], 0, i + 1);
        m_grid->addWidget(m_rows[size_t(i)], i + 1, 0);
    }
    for (int i = 0; i < FourTargets::count; ++i) {
        m_names[size_t(i)]->setVisible(m_narrow);
        if (m_narrow) {
            m_grid->addWidget(m_names[size_t(i)], i, 0);
            m_grid->addWidget(m_cells[size_t(i)], i, 1);
        } else {
            m_grid->addWidget(m_cells[size_t(i)], i / 2 + 1, i % 2 + 1);
        }
    }
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(2, m_narrow ? 0 : 1);
}

void TargetStrip::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    ensurePolished();
    int text = 0;
    for (const QString &words : striptext::everyCellText())
        text = qMax(text, m_cells[0]->fontMetrics().horizontalAdvance(words));
    constexpr int frame = 20;        // a cell's border and padding
    constexpr int gaps = 2 * 8 + 24; // between, and at the sides
    const int needed = 2 * (text + frame) + m_rows[1]->sizeHint().width() + gaps;
    const bool narrow = width() < needed;
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    arrange();
}

void TargetStrip::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

void TargetStrip::follow(EntryDraft *draft)
{
    m_draft = draft;
    connect(draft, &EntryDraft::stateChanged, this, &TargetStrip::takeDraft);
    connect(draft, &EntryDraft::reloaded, this, &TargetStrip::takeDraft);
    connect(draft, &EntryDraft::saved, this, &TargetStrip::takeDraft);
    takeDraft();
}

void TargetStrip::setTarget(const TargetInfo &here, const Binding &binding)
{
    const bool other = here.target != m_here.target || here.name != m_here.name;
    m_here = here;
    if (other) {
        m_slow.start(); // the entry there is about to be read
        clearQuestions();
    }
    m_targets->setTarget(here, binding);
    if (!other)
        takeDraft();
}

void TargetStrip::takeDraft()
{
    using DraftState = EntryDraft::State;
    if (!m_draft)
        return;
    const QByteArray before = m_targets->key();
    const bool shown = m_draft->state() == DraftState::Ready || m_draft->state() == DraftState::Saving ||
                       m_draft->state() == DraftState::Conflicted;
    if (m_draft->state() == DraftState::Reading) {
        if (m_draft->key() != before) {
            m_slow.start();
            m_targets->clear();
        }
    } else if (m_draft->isNew() || m_draft->state() == DraftState::Empty ||
               m_draft->state() == DraftState::Failed) {
        m_targets->clear();
    } else if (shown) {
        m_targets->setEntry(m_draft->original());
    } else {
        m_targets->setMissing(m_draft->key());
    }
    if (m_draft->state() != DraftState::Reading)
        m_slow.stop();
    if (m_targets->key() != before)
        clearQuestions(); // it was about another key
    update();
}

void TargetStrip::update()
{
    if (m_slow.isActive())
        return; // what comes next is about to come
    const bool shown = m_targets->isAvailable() && !m_targets->key().isEmpty();
    for (int i = 0; i < FourTargets::count; ++i)
        updateCell(i);
    setVisible(shown);
    Q_EMIT stateChanged();
}

void TargetStrip::updateCell(int index)
{
    QPushButton *button = m_cells[size_t(index)];
    const State state = m_targets->cell(index).state;
    const QString text = striptext::cellText(*m_targets, index, m_draft && m_draft->isDirty());
    button->setText(text);
    button->setAccessibleName(striptext::nameOf(index) + QStringLiteral(": ") + text);
    button->setToolTip(plainTip(striptext::cellTip(*m_targets, index)));
    button->setEnabled(state != State::None);
    if (const QString tone = striptext::toneOf(state); button->property("cell").toString() != tone) {
        button->setProperty("cell", tone);
        button->style()->unpolish(button); // a style sheet looks at properties only when it is put on
        button->style()->polish(button);
    }
}

void TargetStrip::activate(int index)
{
    if (m_targets->cell(index).state == State::NotLookedAt)
        look(index);
    else
        openMenu(index);
}

void TargetStrip::openMenu(int index)
{
    const QPushButton *button = m_cells[size_t(index)];
    QMenu *menu = menuOf(index);
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    for (QAction *action : menu->actions()) { // the keyboard begins at the first that can be chosen
        if (action->isEnabled()) {
            menu->setActiveAction(action);
            break;
        }
    }
}

QMenu *TargetStrip::menuOf(int index)
{
    const FourTargets::Cell &cell = m_targets->cell(index);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("stripMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](const QString &text, const char *name, bool enabled, auto act) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, menu, act);
        return action;
    };
    const bool other = cell.state != State::None && cell.state != State::Here;
    const TargetInfo info = cell.info;
    add(cell.state == State::NotLookedAt ? tr("&Look") : tr("&Look again"), "stripLook", other,
        [this, index] { look(index); });
    add(tr("&Go there"), "stripGo", other, [this, info] { Q_EMIT goRequested(info, m_targets->binding()); });
    const bool readable = other && cell.state != State::NoAccess;
    add(m_draft && m_draft->isDirty() ? tr("Show the &difference (as stored)") : tr("Show the &difference"),
        "stripDifference", readable,
        [this, info] { Q_EMIT differenceRequested(m_targets->key(), m_here, info); });
    QAction *carrying = add(m_draft && m_draft->isDirty() ? tr("&Carry the stored entry over there…")
                                                          : tr("&Carry this entry over there…"),
                            "stripCarry", canCarry(index), [this, index] { carry(index); });
    carrying->setToolTip(plainTip(whyNotCarried(index)));
    menu->setToolTipsVisible(true);
    return menu;
}

void TargetStrip::look(int index)
{
    if (FourTargets::placeOf(index) == Place::Remote) {
        m_wantsAccount = m_workspace.cloudflare().state() != Cloudflare::State::Ready;
        m_workspace.cloudflare().start();
    }
    m_targets->look(index);
}

void TargetStrip::lookAtCloudflare()
{
    if (!canLookAtCloudflare())
        return;
    m_wantsAccount = m_workspace.cloudflare().state() != Cloudflare::State::Ready;
    m_workspace.cloudflare().start();
    m_targets->lookAtCloudflare();
}

/// Looking for a credential takes a moment; what was asked meanwhile is done when it is there.
void TargetStrip::takeAccount()
{
    const Cloudflare::State state = m_workspace.cloudflare().state();
    if (!m_wantsAccount || state == Cloudflare::State::Looking)
        return;
    m_wantsAccount = false;
    if (state != Cloudflare::State::Ready)
        return; // the cells say that there is no credential
    for (int i = 0; i < FourTargets::count; ++i) {
        if (m_targets->cell(i).state == State::NoAccess)
            m_targets->look(i);
    }
}

bool TargetStrip::canLookAtCloudflare() const
{
    return m_targets->isAvailable() && m_targets->waitingAtCloudflare() > 0;
}

void TargetStrip::refresh()
{
    m_targets->lookAgain();
}

bool TargetStrip::hasFocusable() const
{
    return m_targets->isAvailable() && !m_targets->key().isEmpty();
}

void TargetStrip::focusFirst()
{
    QPushButton *first = nullptr;
    for (int i = FourTargets::count - 1; i >= 0; --i) {
        const State state = m_targets->cell(i).state;
        if (state != State::None && (state != State::Here || !first))
            first = m_cells[size_t(i)];
    }
    if (first)
        first->setFocus(Qt::ShortcutFocusReason);
}

} // namespace kv::ui
