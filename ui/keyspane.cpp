// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyspane.h"

#include "items/keytablemodel.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/confirmbar.h"
#include "ui/emptystate.h"
#include "ui/errortext.h"
#include "ui/filterbar.h"
#include "ui/keytable.h"
#include "ui/keyviews.h"
#include "ui/loadline.h"
#include "ui/narrowing.h"
#include "ui/noticebar.h"
#include "ui/omissionsbar.h"
#include "ui/targetwords.h"
#include "ui/theme.h"

#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace kv::ui {

using items::KeyTableModel;

namespace {

// A file name of 64 digits has no place to break a line at, so it is given some that cannot be seen.
QString breakable(QString path)
{
    for (qsizetype i = path.size() - path.size() % 16; i > 0; i -= 16)
        path.insert(i, QChar(0x200b));
    return path;
}

} // namespace

KeysPane::KeysPane(const Theme &theme, Clock clock, QWidget *parent)
    : QWidget(parent),
      m_model(new KeyTableModel(this)),
      m_shapeLine(new ShapeLine(this)),
      m_views(new KeyViews(m_model, m_shapeLine, theme, this)),
      m_banner(new TargetBanner(this)),
      m_omissions(new OmissionsBar(this)),
      m_waiting(new NoticeBar(this)),
      m_failure(new NoticeBar(this)),
      m_refusal(new NoticeBar(this)),
      m_question(new NoticeBar(this)),
      m_confirm(new ConfirmBar(this)),
      m_filter(new FilterBar(this)),
      m_narrowing(new Narrowing(m_model, this)),
      m_add(new QPushButton(tr("+ Add key"), this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(QStringLiteral("keysEmpty"), this)),
      m_loadLine(new LoadLine(m_model, this))
{
    m_model->setClock(std::move(clock));
    build();
    connect(m_views, &KeyViews::keyChosen, this, &KeysPane::keyChosen);
    connect(m_views, &KeyViews::patternChosen, this, &KeysPane::showPattern);
    connect(m_views, &KeyViews::selectionCountChanged, this, [this] {
        clearQuestions(); // they named other keys
        Q_EMIT stateChanged();
    });
    connect(m_views, &KeyViews::menuRequested, this, &KeysPane::menuRequested);
    connect(m_model, &KeyTableModel::stateChanged, this, &KeysPane::updateState);
    connect(m_model, &KeyTableModel::reloaded, this, &KeysPane::updateState);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &KeysPane::updateState);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &KeysPane::updateState);
    connect(m_filter, &FilterBar::changed, this, [this] {
        clearQuestions();
        m_narrowing->setSpec(m_filter->spec());
        updateState();
        Q_EMIT filterChanged();
    });
    connect(m_filter, &FilterBar::submitted, this, [this] {
        m_model->endPause();
        if (!m_narrowing->consent()) // else there is no list to go to yet
            m_views->focusShown();
    });
    connect(m_filter, &FilterBar::leaveRequested, m_views, &KeyViews::focusShown);
    connect(m_narrowing, &Narrowing::problem, m_filter, &FilterBar::showProblem);
    connect(m_narrowing, &Narrowing::stateChanged, this, &KeysPane::updateState);
    connect(m_narrowing, &Narrowing::dropSizeRequested, this, [this] {
        FilterSpec spec = m_filter->spec();
        spec.largerThan = -1;
        m_filter->setSpec(spec);
        m_filter->focusEdit();
    });
    connect(m_add, &QPushButton::clicked, this, &KeysPane::addRequested);
    connect(m_banner, &TargetBanner::showFileRequested, this, &KeysPane::showFileRequested);
    connect(m_banner, &TargetBanner::allowChangesRequested, this, &KeysPane::allowChangesRequested);
    connect(m_confirm, &ConfirmBar::dismissed, m_views, &KeyViews::focusShown);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (m_emptyAction)
            m_emptyAction();
    });
    connect(&m_tick, &QTimer::timeout, m_views, &KeyViews::tick);
    m_tick.start(1000);
    updateState();
}

KeysPane::~KeysPane() = default;

void KeysPane::build()
{
    setObjectName(QStringLiteral("keysPane"));
    setAttribute(Qt::WA_StyledBackground);
    m_waiting->setObjectName(QStringLiteral("waitingBar"));
    m_failure->setObjectName(QStringLiteral("keysErrorBar"));
    m_refusal->setObjectName(QStringLiteral("deleteErrorBar"));
    m_question->setObjectName(QStringLiteral("deleteBar"));
    m_add->setObjectName(QStringLiteral("addKeyButton"));
    m_add->setAccessibleName(tr("Add a key"));

    m_filter->addButton(m_add);
    m_stack->addWidget(m_views);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_omissions);
    column->addWidget(m_waiting);
    column->addWidget(m_failure);
    column->addWidget(m_refusal);
    column->addWidget(m_filter);
    column->addWidget(m_narrowing);
    column->addWidget(m_shapeLine);
    column->addWidget(m_question);
    column->addWidget(m_confirm);
    column->addWidget(m_stack, 1);
    column->addWidget(m_loadLine);
}

void KeysPane::setTarget(const TargetInfo &info, const Binding &binding, std::shared_ptr<Store> store,
                         const TargetBanner::Facts &facts)
{
    if (m_store)
        disconnect(m_store.get(), nullptr, this, nullptr);
    clearQuestions();
    m_waiting->clear();
    m_failure->clear();
    m_refusal->clear();
    m_store = std::move(store);
    m_omissions->setOmissions({}); // of another store
    if (m_store)
        connect(m_store.get(), &Store::waiting, this, &KeysPane::showWaiting);
    m_views->keepPlace();
    m_model->setStore(m_store);
    m_narrowing->setStore(m_store);
    updateTarget(info, binding, facts);
}

void KeysPane::updateTarget(const TargetInfo &info, const Binding &binding, const TargetBanner::Facts &facts)
{
    m_info = info;
    m_binding = binding;
    m_facts = facts;
    const Capabilities can = m_store ? m_store->capabilities() : Capabilities{};
    m_facts.isOpen = m_store != nullptr;
    m_facts.readOnlyReason = can.writable ? QString() : can.readOnlyReason;
    if (!info.name.isEmpty())
        m_banner->setTarget(info, binding, m_facts);
    m_add->setEnabled(m_store && can.writable);
    if (!can.writable)
        clearQuestions(); // what they ask for may not be done any more
    updateState();
}

void KeysPane::setOmissions(const Omissions &omissions)
{
    m_omissions->setOmissions(omissions);
}

void KeysPane::showInstead(QWidget *page)
{
    if (page == m_instead)
        return;
    if (page && m_stack->indexOf(page) < 0)
        m_stack->addWidget(page);
    m_instead = page;
    updateState();
}

void KeysPane::clearQuestions()
{
    m_question->clear();
    m_confirm->clear();
}

void KeysPane::clear()
{
    showInstead(nullptr);
    setTarget({}, {}, nullptr);
    m_banner->clear();
    m_views->setCurrentKey({});
    updateState();
}

QByteArray KeysPane::currentKey() const
{
    return m_views->currentKey();
}

void KeysPane::setCurrentKey(const QByteArray &key)
{
    m_views->setCurrentKey(key);
}

void KeysPane::reveal(const QByteArray &key)
{
    if (m_model->rowOf(key) < 0)
        setFilterState({});
    setCurrentKey(key);
    m_views->focusShown();
}

QList<QByteArray> KeysPane::selectedKeys() const
{
    return m_views->selectedKeys();
}

void KeysPane::setEditedKey(const QByteArray &key)
{
    m_views->setEditedKey(key);
}

void KeysPane::resizeEvent(QResizeEvent *event)
{
    m_filter->arrangeFor(width());
    QWidget::resizeEvent(event);
}

KeyTable *KeysPane::table() const
{
    return m_views->table();
}

void KeysPane::insertBar(QWidget *bar)
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_stack), bar);
}

void KeysPane::refresh()
{
    if (m_store)
        m_model->refresh();
}

void KeysPane::updateState()
{
    m_filter->setVisible(m_store != nullptr);
    m_shapeLine->setVisible(m_store != nullptr);
    m_shapeLine->setCount(countText());
    m_narrowing->setHidden(!m_store || !m_narrowing->hasWords());
    showExpense();
    const bool nothing = m_model->rowCount() == 0;
    const auto &error = m_model->error();
    if (error && m_store && !nothing) {
        m_failure->say(NoticeBar::Tone::Error, errorText(*error),
                       {{tr("Retry"), QStringLiteral("keysRetryButton"), [this] { refresh(); }}},
                       errorDetails(*error));
    } else {
        m_failure->clear();
    }
    if (m_instead) {
        m_stack->setCurrentWidget(m_instead);
        Q_EMIT stateChanged();
        return;
    }
    const bool mayStillCome = m_model->isLoading() && !m_model->showsAll() && !error;
    if (!m_store || (nothing && !mayStillCome)) {
        showEmpty();
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_stack->setCurrentWidget(m_views);
    }
    Q_EMIT stateChanged();
}

void KeysPane::showEmpty()
{
    const bool writable = m_store && m_store->capabilities().writable;
    const QString add = writable ? tr("Add key") : QString();
    m_emptyAction = [this] { Q_EMIT addRequested(); };
    if (!m_store) {
        m_empty->setWords(tr("No namespace is open"), tr("Choose a binding on the left to see its keys."));
    } else if (m_model->error()) {
        m_empty->setWords(tr("The keys could not be read"), errorText(*m_model->error()), tr("Retry"));
        m_emptyAction = [this] { refresh(); };
    } else if (!m_model->storeExists()) {
        m_empty->setWords(tr("No store on disk yet"),
                          targetwords::howToCreate(m_info, m_binding) + QStringLiteral("\n\n") +
                              tr("It will lie in %1").arg(breakable(QDir::toNativeSeparators(m_info.path))),
                          add);
    } else if (m_model->canLoadMore()) {
        m_empty->setWords(tr("No key so far"), tr("Cloudflare has more pages to read."), tr("Read on"));
        m_emptyAction = [this] { m_model->loadMore(); };
    } else if (m_model->isLazy() && m_model->filter().isEmpty()) {
        m_empty->setWords(tr("This namespace is empty"), tr("It is at Cloudflare and holds no keys."), add);
    } else if (!m_model->isLazy() && m_model->totalCount() == 0) {
        m_empty->setWords(tr("This store is empty"), tr("It is on disk and holds no keys."), add);
    } else {
        showNothingFits();
    }
}

void KeysPane::showWaiting(bool waits)
{
    if (!waits) {
        m_waiting->clear();
        return;
    }
    QList<NoticeBar::Button> buttons;
    if (m_removing.isRunning())
        buttons << NoticeBar::Button{tr("Cancel"), QStringLiteral("waitingCancelButton"),
                                     [this] { m_removing.cancel(); }};
    m_waiting->say(NoticeBar::Tone::Warning, tr("Waiting for another program to let go of the database…"),
                   buttons);
}

void KeysPane::askDelete()
{
    if (!m_store || !m_store->capabilities().writable || m_removing.isRunning())
        return;
    if (!m_views->selectedFolders().isEmpty()) {
        Q_EMIT deleteFolderRequested();
        return;
    }
    // What is asked about is what is deleted, whatever is selected by then.
    const QList<QByteArray> keys = selectedKeys();
    const qsizetype count = keys.size();
    if (count == 0)
        return;
    const QString question = count == 1 ? tr("Delete %1?").arg(text::displayKey(keys.first()))
                                        : tr("Delete %1 keys?").arg(text::countText(count));
    const QString action = count == 1 ? tr("Delete") : tr("Delete %1 keys").arg(text::countText(count));
    if (m_facts.production) {
        m_confirm->ask(tr("%1 This is production, and it cannot be undone.").arg(question),
                       m_facts.confirmWord, action, [this, keys] { remove(keys); });
        return;
    }
    m_question->say(NoticeBar::Tone::Warning, question,
                    {{action, QStringLiteral("deleteYesButton"), [this, keys] { remove(keys); }},
                     {tr("Cancel"), QStringLiteral("deleteNoButton"), [this] { m_views->focusShown(); }}});
    m_question->focusFirst();
}

void KeysPane::remove(const QList<QByteArray> &keys)
{
    QList<Removal> removals;
    removals.reserve(keys.size());
    for (const QByteArray &key : keys)
        removals << Removal{key, Expect::anything()};
    const QByteArray next = m_views->keyAfterSelection();
    m_views->focusShown();
    m_refusal->clear();
    const auto future = m_store->remove(removals);
    m_removing = Pending<Result<RemoveReport>>(future);
    whenDone(future, this, [this, keys, next, store = m_store](const Result<RemoveReport> &result) {
        if (store == m_store)
            removeDone(result, keys, next);
        else if (!result) // another target is shown by now
            Q_EMIT message(tr("Not deleted: %1").arg(errorText(result.error())));
    });
}

void KeysPane::removeDone(const Result<RemoveReport> &result, const QList<QByteArray> &keys,
                          const QByteArray &next)
{
    if (!result) {
        if (result.error().kind == ErrorKind::Cancelled) {
            // Some may be gone: many are deleted in several steps.
            Q_EMIT message(tr("Deleting was stopped. The list shows what is left."));
            return;
        }
        m_refusal->say(NoticeBar::Tone::Error, tr("Not deleted: %1").arg(errorText(result.error())),
                       {{tr("Retry"), QStringLiteral("deleteRetryButton"), [this, keys] { remove(keys); }},
                        {tr("Close"), QStringLiteral("deleteCloseButton"), {}}},
                       errorDetails(result.error()));
        return;
    }
    const QList<QByteArray> gone = result->removed + result->missing;
    Q_EMIT removed(gone);
    Q_EMIT message(gone.size() == 1 ? tr("Deleted %1.").arg(text::displayKey(gone.first()))
                                    : tr("Deleted %1 keys.").arg(text::countText(gone.size())));
    if (gone.contains(currentKey())) {
        setCurrentKey(next);
        Q_EMIT keyChosen(next);
    }
}

} // namespace kv::ui
