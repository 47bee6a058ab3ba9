// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browser.h"

#include "items/keytablemodel.h"
#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/emptystate.h"
#include "ui/entrypane.h"
#include "ui/folderdeletion.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/keytree.h"
#include "ui/keyviews.h"
#include "ui/signinpage.h"
#include "ui/tablabel.h"
#include "ui/targetstrip.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

Browser::Browser(const Theme &theme, Workspace &workspace, const Clock &clock, QWidget *parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_keys(new KeysPane(theme, clock, this)),
      m_entry(new EntryPane(theme, clock, this)),
      m_signIn(new SignInPage(workspace.cloudflare())),
      m_waitPage(new EmptyState(QStringLiteral("waitPage"))),
      m_strip(new TargetStrip(workspace, clock, this)),
      m_folderDeletion(new FolderDeletion(workspace, clock, this)),
      m_splitter(new QSplitter(this))
{
    build();
    // Queued: a view goes on selecting after it has told of a new current row, over whatever is decided here.
    connect(m_keys, &KeysPane::keyChosen, this, &Browser::chooseKey, Qt::QueuedConnection);
    connect(m_keys, &KeysPane::allowChangesRequested, this, &Browser::allowChanges);
    connect(m_keys, &KeysPane::showFileRequested, this, &Browser::showFileRequested);
    connect(m_keys, &KeysPane::addRequested, this, &Browser::add);
    connect(m_keys, &KeysPane::message, this, &Browser::message);
    connect(m_keys, &KeysPane::removed, m_entry, &EntryPane::forget);
    connect(m_keys, &KeysPane::menuRequested, this, &Browser::keyMenuRequested);
    connect(m_keys, &KeysPane::stateChanged, this, [this] {
        if (m_store && m_info.target.place == Place::Snapshot)
            m_keys->setOmissions(m_workspace.omissionsOf(*m_store));
        Q_EMIT stateChanged();
    });
    connect(m_keys->views(), &KeyViews::keyActivated, m_entry, &EntryPane::focusValue);
    connect(m_keys, &KeysPane::filterChanged, this, [this] { record(BrowserHistory::Step::Filter); });
    for (QAbstractItemView *view : QList<QAbstractItemView *>{m_keys->table(), m_keys->views()->tree()}) {
        view->installEventFilter(this);
        view->viewport()->installEventFilter(this);
    }
    connect(m_waitPage, &EmptyState::actionRequested, this, &Browser::endHold);
    connect(m_entry, &EntryPane::changed, this, &Browser::entryChanged);
    connect(m_entry, &EntryPane::saved, this, &Browser::entrySaved);
    connect(m_entry, &EntryPane::message, this, &Browser::message);
    connect(m_signIn, &SignInPage::message, this, &Browser::message);
    connectFolders();
    m_entry->setStrip(m_strip);
    connect(this, &Browser::targetChanged, m_strip, [this] { m_strip->setTarget(m_info, m_binding); });
    m_strip->follow(m_entry->draft());
    connect(m_strip, &TargetStrip::goRequested, this,
            qOverload<const TargetInfo &, const Binding &>(&Browser::open));
    connect(m_strip, &TargetStrip::message, this, &Browser::message);
    connect(m_strip, &TargetStrip::stateChanged, this, &Browser::stateChanged);
}

Browser::~Browser() = default;

void Browser::build()
{
    setObjectName(QStringLiteral("browser"));
    for (QWidget *page : {static_cast<QWidget *>(m_signIn), static_cast<QWidget *>(m_waitPage)})
        m_keys->showInstead(page); // which makes it the pane's
    m_keys->showInstead(nullptr);
    m_splitter->setObjectName(QStringLiteral("browserSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_keys->setMinimumWidth(380);
    m_entry->setMinimumWidth(280);
    m_splitter->addWidget(m_keys);
    m_splitter->addWidget(m_entry);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({776, 400});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_splitter);
}

void Browser::open(const TargetInfo &info, const Binding &binding)
{
    if (isOpen() && info.target == m_info.target && info.name == m_info.name)
        return endHold();
    if (m_entry->isDirty())
        Q_EMIT targetChanged(); // it stays until the user has answered
    m_entry->leave([this, info, binding] { goTo(info, binding); });
}

void Browser::goTo(const TargetInfo &info, const Binding &binding)
{
    if (info.target.place == Place::Remote)
        m_workspace.cloudflare().start();
    enter(info, binding, m_workspace.open(info.target));
}

void Browser::enter(const TargetInfo &info, const Binding &binding, std::shared_ptr<Store> store)
{
    const QByteArray key = m_keys->currentKey();
    const bool same =
        isOpen() &&
        std::any_of(binding.targets.begin(), binding.targets.end(), [this](const TargetInfo &other) {
            return other.name == m_info.name && other.target.stateRoot == m_info.target.stateRoot;
        });
    if (m_store)
        disconnect(m_store.get(), nullptr, this, nullptr);
    m_history.setTop(m_keys->table()->topKey()); // of where it was
    m_held.reset();
    m_info = info;
    m_binding = binding;
    m_store = std::move(store);
    m_watch = StoreWatch(isVisible() ? m_store : nullptr);
    m_missed = !isVisible() && m_store;
    if (m_store)
        connect(m_store.get(), &Store::capabilitiesChanged, this, &Browser::takeCapabilities);
    m_keys->setTarget(info, binding, m_store, facts());
    m_keys->showInstead(m_store ? nullptr : m_signIn);
    Q_EMIT targetChanged();
    if (!same)
        m_keys->setCurrentKey({}); // a key of another binding means nothing here
    if (m_store && same && !key.isEmpty())
        m_entry->load(m_store, key);
    else
        m_entry->clear();
    record(BrowserHistory::Step::Go);
    Q_EMIT stateChanged();
}

void Browser::clear()
{
    m_held.reset();
    m_missed = false;
    m_watch = StoreWatch();
    m_entry->clear();
    m_keys->clear();
    if (m_store)
        disconnect(m_store.get(), nullptr, this, nullptr);
    m_store.reset();
    m_info = {};
    m_binding = {};
    Q_EMIT targetChanged();
    Q_EMIT stateChanged();
}

void Browser::showSignIn()
{
    m_keys->showInstead(m_signIn);
    m_signIn->focusFirst();
}

void Browser::leave(std::function<void()> go)
{
    m_entry->leave(std::move(go));
}

void Browser::refresh()
{
    endHold();
    m_keys->refresh();
    m_entry->refresh();
    m_strip->refresh();
}

bool Browser::isWritable() const
{
    return m_store && m_store->capabilities().writable;
}

bool Browser::hasSelection() const
{
    return m_keys->views()->selectedCount() > 0;
}

bool Browser::isDirty() const
{
    return m_entry->isDirty();
}

QString Browser::title() const
{
    if (!isOpen() && m_held)
        return tablabel::title(m_held->target, m_workspace);
    return tablabel::title(m_info, m_binding, m_workspace);
}

QString Browser::countWords() const
{
    if (!m_store)
        return {};
    const auto *model = m_keys->model();
    const QString total = text::countText(model->totalCount());
    QString words = model->isComplete() ? tr("%1 keys").arg(total) : tr("%1 keys so far").arg(total);
    if (model->isLazy() && !model->filter().isEmpty()) { // of how many is not known
        const QString rows = text::countText(model->rowCount());
        words = model->showsAll() ? tr("%1 keys match").arg(rows) : tr("%1 keys match so far").arg(rows);
    } else if (!model->filter().isEmpty())
        words += tr(" · %1 match").arg(text::countText(model->rowCount()));
    const int selected = m_keys->views()->selectedCount();
    if (selected > 1)
        words += tr(" · %1 selected").arg(text::countText(selected));
    return words;
}

void Browser::add()
{
    m_entry->leave([this] { m_entry->startNew(m_store); });
}

void Browser::duplicate()
{
    m_entry->leave([this] { m_entry->startDuplicate(); });
}

void Browser::rename()
{
    m_entry->leave([this] { m_entry->startRename(); });
}

void Browser::chooseKey(const QByteArray &key)
{
    if (!m_store || key != m_keys->currentKey())
        return; // moved on meanwhile
    if (m_entry->isDirty())
        m_keys->setCurrentKey(m_entry->listedKey());
    const auto step = m_walks ? BrowserHistory::Step::Walk : BrowserHistory::Step::Go;
    m_entry->leave([this, key, step] {
        showKey(key);
        record(step);
    });
}

void Browser::goToKey(const QByteArray &key)
{
    m_entry->leave([this, key] {
        if (!m_store)
            return;
        m_keys->reveal(key);
        showKey(key);
        record(BrowserHistory::Step::Go);
    });
}

void Browser::showKey(const QByteArray &key)
{
    if (m_keys->currentKey() != key)
        m_keys->setCurrentKey(key); // not otherwise: several may be selected
    if (key.isEmpty())
        m_entry->clear();
    else
        m_entry->load(m_store, key);
}

void Browser::entryChanged()
{
    m_keys->setEditedKey(m_entry->isDirty() ? m_entry->listedKey() : QByteArray());
    Q_EMIT stateChanged();
    if (isRemote() && !m_entry->isDirty() && m_workspace.open(m_info.target) != m_store)
        cloudflareChanged(); // it waited for the edit
}

void Browser::entrySaved(const QByteArray &key)
{
    m_keys->setCurrentKey(key);
    record(BrowserHistory::Step::Go);
    Q_EMIT message(tr("Saved %1.").arg(text::displayKey(key)));
}

} // namespace kv::ui
