// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcomepage.h"

#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

constexpr int widest = 640; // a line longer than this is hard to read

QLabel *words(const QString &text, const char *role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("role", QString::fromLatin1(role));
    return label;
}

} // namespace

WelcomePage::WelcomePage(const WindowActions &actions, WorkArea *area)
    : QWidget(area),
      m_area(area),
      m_sample(nullptr)
{
    setObjectName(QStringLiteral("welcomePage"));
    setAttribute(Qt::WA_StyledBackground);
    auto *body = new QWidget(this);
    body->setObjectName(QStringLiteral("welcomeBody"));
    body->setMaximumWidth(widest);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    auto *title = words(tr("Your Workers' KV data, all of it on one desk"), "title", body);
    title->setObjectName(QStringLiteral("welcomeTitle"));
    column->addWidget(title);
    column->addWidget(
        words(tr("One binding can mean four sets of keys: its id or its preview_id, each on this disk, "
                 "where wrangler dev writes, or at Cloudflare, where the deployed Worker reads. "
                 "The two switches above lead from one to the other, and the strip under each key says "
                 "what the others have."),
              "muted", body));
    m_sample =
        words(tr("What is open now is a sample, a copy of your own to try things on."), "section", body);
    m_sample->setObjectName(QStringLiteral("welcomeSample"));
    column->addWidget(m_sample);
    m_sample->hide();
    addStep(column, actions.open,
            tr("Open the folder of your Worker. Nothing in it is run, nothing is changed."),
            QStringLiteral("welcomeOpen"), tr("Open a folder…"));
    addStep(column, actions.goNamespaces,
            tr("Choose a binding on the left, then walk its keys with the arrows; the entry follows."),
            QStringLiteral("welcomeBrowse"), tr("Go to the bindings"));
    addStep(column, actions.palette, tr("Find any action, key, binding or project by a few letters."),
            QStringLiteral("welcomeFind"), tr("Find anything…"));
    addStep(column, actions.compare,
            tr("Compare two targets, preview with production say, and carry over what you tick."),
            QStringLiteral("welcomeCompare"), tr("Compare…"));
    addStep(column, actions.shortcuts, tr("See every key on one sheet."), QStringLiteral("welcomeKeys"),
            tr("Keyboard"));
    column->addWidget(
        words(tr("Cloudflare is asked only once you open a remote target; production opens read-only. "
                 "This page comes back from the Help menu."),
              "muted", body));
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("welcomeScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setAlignment(Qt::AlignHCenter);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(body);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    hide();
    connect(area, &WorkArea::closeRequested, this, [this](const QWidget *page) {
        if (page == this)
            close();
    });
    auto *leave =
        new QShortcut(Qt::Key_Escape, this, this, &WelcomePage::close, Qt::WidgetWithChildrenShortcut);
    leave->setObjectName(QStringLiteral("closeWelcomeShortcut"));
}

void WelcomePage::addStep(QVBoxLayout *column, QAction *action, const QString &text, const QString &name,
                          const QString &label)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    auto *button = new QPushButton(label, this);
    button->setObjectName(name);
    button->setAccessibleName(label);
    button->setMinimumWidth(176);
    button->setEnabled(action->isEnabled());
    button->setProperty("accent", name == QLatin1String("welcomeOpen"));
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] { button->setEnabled(action->isEnabled()); });
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    auto *told = words(keys.isEmpty() ? text : tr("%1 (%2)").arg(text, keys), "plain", this);
    row->addWidget(button, 0, Qt::AlignTop);
    row->addWidget(told, 1);
    column->addLayout(row);
}

void WelcomePage::setSample(bool sample)
{
    m_sample->setVisible(sample);
}

void WelcomePage::open()
{
    if (!m_open)
        m_area->addPage(this, tr("Welcome"));
    m_open = true;
    m_area->setCurrent(this);
    if (auto *first = findChild<QPushButton *>(QStringLiteral("welcomeOpen")))
        first->setFocus(Qt::OtherFocusReason);
}

void WelcomePage::close()
{
    if (!m_open)
        return;
    m_open = false;
    m_area->removePage(this);
    setParent(m_area); // which owns it while it is not shown
    hide();
}

} // namespace kv::ui
