// SPDX-License-Identifier: GPL-3.0-or-later
// How an EntryPane is built and how it shows the state of its draft.
#include "ui/entrypane.h"

#include "core/limits.h"
#include "store/checkput.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/emptystate.h"
#include "ui/entryheader.h"
#include "ui/errortext.h"
#include "ui/expirationedit.h"
#include "ui/metadataedit.h"
#include "ui/noticebar.h"
#include "ui/theirsview.h"
#include "ui/theme.h"
#include "ui/valueview.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>

namespace kv::ui {

using items::EntryDraft;
using State = EntryDraft::State;
using Field = EntryDraft::Field;

namespace {

constexpr int slowMs = 120; // a reading that ends sooner is not announced

} // namespace

EntryPane::EntryPane(const Theme &theme, Clock clock, QWidget *parent)
    : QWidget(parent),
      m_draft(new EntryDraft(this)),
      m_clock(std::move(clock)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(QStringLiteral("entryEmpty"), this)),
      m_body(new QWidget(this)),
      m_header(new EntryHeader(this)),
      m_question(new NoticeBar(this)),
      m_conflict(new NoticeBar(this)),
      m_failure(new NoticeBar(this)),
      m_note(new NoticeBar(this)),
      m_unsettled(new NoticeBar(this)),
      m_versions(new QSplitter(Qt::Vertical, this)),
      m_value(new ValueView(QStringLiteral("value"), theme, this)),
      m_mineTitle(new QLabel(tr("Mine, not saved yet"), this)),
      m_theirs(new TheirsView(theme, this)),
      m_valueProblem(new QLabel(this)),
      m_expiration(new ExpirationEdit(m_clock, this)),
      m_metadata(new MetadataEdit(this)),
      m_revert(new QPushButton(tr("Revert"), this)),
      m_save(new QPushButton(tr("Save"), this))
{
    m_draft->setClock(m_clock);
    build(theme);
    connectAll();
    sync();
}

EntryPane::~EntryPane()
{
    disconnect(m_draft, nullptr, this, nullptr);
}

void EntryPane::build(const Theme &theme)
{
    const auto dress = [this, &theme] { m_metadata->setColors(theme.codeColors()); };
    connect(&theme, &Theme::changed, this, dress);
    dress();
    setObjectName(QStringLiteral("entryPane"));
    setAttribute(Qt::WA_StyledBackground);
    m_body->setObjectName(QStringLiteral("entryBody"));
    m_header->setObjectName(QStringLiteral("entryHeader"));
    m_question->setObjectName(QStringLiteral("guardBar"));
    m_conflict->setObjectName(QStringLiteral("conflictBar"));
    m_failure->setObjectName(QStringLiteral("entryErrorBar"));
    m_note->setObjectName(QStringLiteral("entryNoteBar"));
    m_unsettled->setObjectName(QStringLiteral("unsettledBar"));
    m_versions->setObjectName(QStringLiteral("versions"));
    m_valueProblem->setObjectName(QStringLiteral("valueProblem"));
    m_valueProblem->setProperty("role", QStringLiteral("problem"));
    m_valueProblem->setWordWrap(true);
    m_expiration->setObjectName(QStringLiteral("expirationEdit"));
    m_metadata->setMaximumHeight(104);
    for (CodeEditor *editor : m_metadata->findChildren<CodeEditor *>()) {
        editor->setAttribute(Qt::WA_StyledBackground);
        editor->layout()->setContentsMargins(1, 1, 1, 1); // room for the border
    }
    m_metadata->setObjectName(QStringLiteral("metadataEdit"));
    m_revert->setObjectName(QStringLiteral("revertButton"));
    m_save->setObjectName(QStringLiteral("saveButton"));
    m_save->setProperty("accent", true);
    m_save->setToolTip(tr("Ctrl+S"));

    m_versions->setHandleWidth(9);
    m_versions->setChildrenCollapsible(false);
    auto *mine = new QWidget(this);
    auto *mineColumn = new QVBoxLayout(mine);
    mineColumn->setContentsMargins(0, 0, 0, 0);
    mineColumn->setSpacing(8);
    mineColumn->addWidget(m_mineTitle);
    mineColumn->addWidget(m_value, 1);
    m_mineTitle->setProperty("role", QStringLiteral("section"));
    m_mineTitle->hide();
    m_versions->addWidget(mine);
    m_versions->addWidget(m_theirs);
    m_theirs->hide();

    auto *fields = new QGridLayout;
    fields->setHorizontalSpacing(12);
    fields->setVerticalSpacing(8);
    fields->setColumnStretch(1, 1);
    const auto row = [this, fields](int at, const QString &words, QWidget *field) {
        auto *label = new QLabel(words, this);
        label->setProperty("role", QStringLiteral("muted"));
        label->setBuddy(field);
        label->setContentsMargins(0, 6, 0, 0);
        fields->addWidget(label, at, 0, Qt::AlignTop);
        fields->addWidget(field, at, 1);
    };
    row(0, tr("Expires"), m_expiration);
    row(1, tr("Metadata"), m_metadata);

    auto *content = new QVBoxLayout(m_body);
    content->setContentsMargins(12, 8, 12, 12);
    content->setSpacing(8);
    content->addWidget(m_versions, 1);
    content->addWidget(m_valueProblem);
    content->addLayout(fields);

    auto *top = new QWidget(this);
    auto *topColumn = new QVBoxLayout(top);
    topColumn->setContentsMargins(12, 12, 12, 4);
    topColumn->addWidget(m_header);

    auto *actions = new QWidget(this);
    actions->setObjectName(QStringLiteral("entryActions"));
    actions->setAttribute(Qt::WA_StyledBackground);
    auto *buttons = new QHBoxLayout(actions);
    buttons->setContentsMargins(12, 8, 12, 8);
    buttons->setSpacing(8);
    buttons->addWidget(m_revert);
    buttons->addStretch(1);
    buttons->addWidget(m_save);

    auto *page = new QWidget(this);
    auto *pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, 0, 0, 0);
    pageColumn->setSpacing(0);
    pageColumn->addWidget(top);
    // A low window scrolls what does not fit, rather than growing over the screen's edge.
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("entryScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_body);
    pageColumn->addWidget(scroll, 1);
    pageColumn->addWidget(actions);
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentWidget(m_empty);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (NoticeBar *bar : {m_question, m_conflict, m_failure, m_note, m_unsettled})
        column->addWidget(bar);
    column->addWidget(m_stack, 1);
}

void EntryPane::connectAll()
{
    connect(m_draft, &EntryDraft::stateChanged, this, &EntryPane::sync);
    connect(m_draft, &EntryDraft::reloaded, this, &EntryPane::sync);
    connect(m_draft, &EntryDraft::saved, this, &EntryPane::takeSaved);
    connect(m_draft, &EntryDraft::failed, this, &EntryPane::takeFailed);
    connect(m_draft, &EntryDraft::readingFailed, this, &EntryPane::takeUnread);
    connect(m_value, &ValueView::edited, this, [this] { m_draft->setValue(m_value->value()); });
    connect(m_value, &ValueView::settled, this, [this] {
        if (std::exchange(m_saveWhenSettled, false))
            save();
    });
    connect(m_expiration, &ExpirationEdit::changed, this,
            [this] { m_draft->setExpiration(m_expiration->change()); });
    connect(m_metadata, &MetadataEdit::changed, this, [this] { m_draft->setMetadata(m_metadata->change()); });
    connect(m_header, &EntryHeader::keyTyped, this, [this](const QByteArray &key) {
        if (m_mode == Mode::Rename) {
            m_renameTo = key;
            sync();
        } else {
            m_draft->setNewKey(key);
        }
    });
    connect(m_header, &EntryHeader::accepted, this, [this] {
        if (m_mode == Mode::Rename)
            save();
        else
            m_value->focusEditor();
    });
    connect(m_header, &EntryHeader::rejected, this, &EntryPane::revert);
    connect(m_save, &QPushButton::clicked, this, &EntryPane::save);
    connect(m_revert, &QPushButton::clicked, this, &EntryPane::revert);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (m_emptyAction)
            m_emptyAction();
    });
    m_slow.setSingleShot(true);
    m_slow.setInterval(slowMs);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        m_empty->setWords(tr("Reading…"), text::displayKey(m_draft->key()));
        m_stack->setCurrentWidget(m_empty);
    });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        sayNote();
        syncProblems();
    });
    m_tick.start();
}

void EntryPane::sync()
{
    if (m_choseExpiration && m_draft->state() != State::Saving) {
        m_choseExpiration = false; // a save that did not succeed must choose anew: time goes on
        m_draft->setExpiration(Change<Expiration>::keep());
    }
    syncPage();
    placeStrip();
    syncFields();
    syncBars();
    syncProblems();
    m_revert->setText(m_mode == Mode::View ? tr("Revert") : tr("Cancel"));
    m_revert->setEnabled(isDirty() || m_mode != Mode::View);
    m_save->setEnabled(canSave());
    Q_EMIT changed();
}

void EntryPane::setStrip(QWidget *strip)
{
    m_strip = strip;
    placeStrip();
}

void EntryPane::placeStrip()
{
    if (!m_strip)
        return;
    const bool missing = m_draft->state() == State::Missing;
    QWidget *place = missing ? static_cast<QWidget *>(this) : m_stack->widget(0);
    if (m_strip->parentWidget() == place)
        return;
    auto *column = static_cast<QBoxLayout *>(place->layout());
    // Before the page in the one place, behind the header in the other.
    column->insertWidget(missing ? column->indexOf(m_stack) : 1, m_strip);
}

void EntryPane::syncPage()
{
    const State state = m_draft->state();
    m_emptyAction = {};
    if (state != State::Reading)
        m_slow.stop();
    switch (state) {
    case State::Empty:
        m_empty->setWords(tr("No key is chosen"), tr("Choose a key to see the whole entry."));
        break;
    case State::Reading:
        if (!m_slow.isActive() && m_stack->currentWidget() != m_empty)
            m_slow.start();
        return;
    case State::Missing:
        m_empty->setWords(tr("%1 is not in this store").arg(text::displayKey(m_draft->key())),
                          tr("It was deleted, or was never written here."),
                          isWritable() ? tr("Add it here") : QString());
        m_emptyAction = [this] { startNew(m_draft->store(), m_draft->key()); };
        break;
    case State::Failed:
        m_empty->setWords(tr("%1 could not be read").arg(text::displayKey(m_draft->key())),
                          m_draft->error() ? errorText(*m_draft->error()) : QString(), tr("Retry"));
        m_emptyAction = [this] { refresh(); };
        break;
    case State::Ready:
    case State::Saving:
    case State::Conflicted:
        m_stack->setCurrentIndex(0);
        return;
    }
    m_stack->setCurrentWidget(m_empty);
}

void EntryPane::syncFields()
{
    const State state = m_draft->state();
    const bool shown = state == State::Ready || state == State::Saving || state == State::Conflicted;
    const bool editable = shown && isWritable() && m_mode != Mode::Rename;
    m_value->setReadOnly(!editable);
    m_expiration->setReadOnly(!editable);
    m_metadata->setReadOnly(!editable);
    if (!shown)
        return;
    const bool shared = m_value->value().constData() == m_draft->value().constData() &&
                        m_value->value().size() == m_draft->value().size();
    if (m_freshEntry || (!shared && m_value->value() != m_draft->value()))
        m_value->setValue(m_draft->value(), m_freshEntry);
    // A field is given another content only when that is another than it was given before, and never over
    // what is being typed into it.
    const Entry &original = m_draft->original();
    const auto mayReplace = [this](const auto *field, Field which) {
        return m_freshEntry || m_freshFields || !field->isEdited() ||
               (!m_draft->isEdited(which) && field->problem().isEmpty());
    };
    const bool fresh = m_freshEntry || m_freshFields;
    if ((fresh || m_givenExpiration != original.expiration) && mayReplace(m_expiration, Field::Expiration)) {
        m_givenExpiration = original.expiration;
        m_expiration->setExpiration(original.expiration);
    }
    if ((fresh || m_givenMetadata != original.metadata) && mayReplace(m_metadata, Field::Metadata)) {
        m_givenMetadata = original.metadata;
        m_metadata->setMetadata(original.metadata);
    }
    m_freshEntry = false;
    m_freshFields = false;
    if (m_mode == Mode::View)
        m_header->showKey(m_draft->key(), facts());
}

void EntryPane::syncBars()
{
    syncConflict();
    sayNote();
    const bool readAgain = m_toldUnread && !m_draft->error();
    if (m_draft->state() == State::Saving || readAgain) {
        m_failure->clear();
        m_toldUnread = false;
    }
    if (!isDirty() && !m_go)
        m_question->clear();
    if (!m_draft->original().unsettled)
        m_unsettled->clear();
    else if (m_unsettled->text().isEmpty())
        m_unsettled->say(NoticeBar::Tone::Info,
                         tr("Saved. Cloudflare still answers with the older value; it takes up to a minute "
                            "everywhere."));
}

void EntryPane::syncConflict()
{
    const bool asked = m_draft->state() == State::Conflicted;
    const bool told = m_draft->state() == State::Ready && m_draft->isChangedUnderneath();
    m_theirs->setVisible((asked || told) && m_draft->theirs().has_value());
    m_mineTitle->setVisible(!m_theirs->isHidden());
    if (!asked && !told) {
        m_conflict->clear();
        return;
    }
    if (m_draft->theirs())
        m_theirs->setEntry(*m_draft->theirs(), m_clock());
    const bool gone = m_draft->isDeletedUnderneath();
    const QString key = text::displayKey(m_draft->key());
    QString words;
    if (m_draft->isNew())
        words = tr("%1 exists already; it is shown beside yours. Nothing was written.").arg(key);
    else if (gone)
        words = asked ? tr("%1 was deleted by another program. Nothing was written.").arg(key)
                      : tr("%1 was deleted by another program while you edit it.").arg(key);
    else
        words =
            asked
                ? tr("%1 was changed by another program; theirs is shown beside yours. Nothing was written.")
                      .arg(key)
                : tr("%1 was changed by another program while you edit it; theirs is shown beside yours.")
                      .arg(key);
    m_conflict->say(
        asked ? NoticeBar::Tone::Warning : NoticeBar::Tone::Info, words,
        {{gone ? tr("Write mine anew") : tr("Keep mine"), QStringLiteral("keepMineButton"),
          [this] {
              m_draft->resolve(EntryDraft::Resolution::KeepMine);
              if (m_draft->needsExpirationChoice())
                  askExpiration();
          }},
         {gone ? tr("Discard mine") : tr("Take theirs"), QStringLiteral("takeTheirsButton"), [this] {
              m_draft->resolve(EntryDraft::Resolution::TakeTheirs);
              setMode(Mode::View);
          }}});
}

void EntryPane::sayNote()
{
    const State state = m_draft->state();
    const Entry &entry = m_draft->original();
    QString words;
    if (state == State::Ready || state == State::Saving || state == State::Conflicted) {
        const bool keptExpiration = !m_draft->isEdited(Field::Expiration);
        if (entry.valueMissing && !m_draft->isEdited(Field::Value))
            words = tr(
                "The value is missing on disk: the key is listed, but its value file is gone. Deleting the "
                "key works, and so does saving a new value.");
        else if (!m_draft->isNew() && keptExpiration && entry.expiration &&
                 limits::isExpired(*entry.expiration, m_clock()))
            words = (m_draft->store()->capabilities().listsByPage
                         ? tr("%1; Cloudflare takes it away by itself.")
                         : tr("%1, still in the file; `wrangler dev` removes it at its next read."))
                        .arg(text::relativeTime(*entry.expiration, m_clock()));
        else if (!isWritable())
            words = tr("Read-only: %1").arg(m_draft->store()->capabilities().readOnlyReason);
    }
    if (words == m_note->text())
        return;
    if (words.isEmpty())
        m_note->clear();
    else
        m_note->say(NoticeBar::Tone::Warning, words);
}

void EntryPane::syncProblems()
{
    QString key;
    QString value;
    for (const EntryDraft::Problem &problem : m_draft->problems()) {
        if (!problem.blocking)
            continue;
        if (problem.field == Field::Key)
            key = problem.message;
        if (problem.field == Field::Value)
            value = problem.message;
    }
    if (m_mode == Mode::Rename) {
        const auto ok = checkNewKey(m_renameTo);
        key = ok ? QString() : ok.error().detail;
    } else if (m_draft->key().isEmpty()) {
        key.clear(); // nothing was typed yet; the field says what it wants
    }
    m_header->setProblem(key);
    m_valueProblem->setText(value);
    m_valueProblem->setVisible(!value.isEmpty());
    m_save->setEnabled(canSave());
}

} // namespace kv::ui
