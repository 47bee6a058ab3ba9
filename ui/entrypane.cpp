// SPDX-License-Identifier: GPL-3.0-or-later
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

#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>

namespace kv::ui {

using items::EntryDraft;
using State = EntryDraft::State;

void EntryPane::load(std::shared_ptr<Store> store, const QByteArray &key)
{
    setMode(Mode::View);
    m_freshEntry = true;
    m_draft->load(std::move(store), key);
}

void EntryPane::clear()
{
    setMode(Mode::View);
    m_freshEntry = true;
    m_draft->clear();
}

void EntryPane::startNew(std::shared_ptr<Store> store, const QByteArray &key)
{
    m_freshEntry = true;
    m_before = listedKey();
    m_draft->startNew(std::move(store));
    m_draft->setNewKey(key);
    m_header->editKey(tr("New key"), key);
    setMode(Mode::New);
    m_header->focusKey();
}

void EntryPane::startDuplicate()
{
    if (!canRename())
        return;
    const Entry source = m_draft->original();
    m_freshEntry = true;
    m_before = source.key;
    m_draft->startDuplicate(m_draft->store(), source);
    m_header->editKey(tr("Duplicate of %1").arg(text::displayKey(source.key)), source.key);
    setMode(Mode::Duplicate);
    m_header->focusKey();
}

void EntryPane::startRename()
{
    if (!canRename())
        return;
    m_renameTo = m_draft->key();
    m_header->editKey(tr("Rename %1").arg(text::displayKey(m_renameTo)), m_renameTo);
    setMode(Mode::Rename);
    m_header->focusKey();
}

void EntryPane::setMode(Mode mode)
{
    m_mode = mode;
    m_failure->clear();
    m_question->clear();
    m_go = {};
    m_save->setText(mode == Mode::Rename ? tr("Rename") : mode == Mode::View ? tr("Save") : tr("Add"));
    sync();
}

bool EntryPane::isWritable() const
{
    return m_draft->store() && m_draft->store()->capabilities().writable;
}

bool EntryPane::isDirty() const
{
    m_value->flush();
    return m_draft->isDirty() || m_value->isSettling() || m_expiration->isEdited() ||
           m_metadata->isEdited() || m_renaming || (m_mode == Mode::Rename && m_renameTo != m_draft->key());
}

bool EntryPane::canSave() const
{
    if (m_mode == Mode::Rename)
        return !m_renaming && m_renameTo != m_draft->key() && checkNewKey(m_renameTo).has_value();
    return isWritable() && fieldsAreFine() && (m_draft->canSave() || m_draft->needsExpirationChoice());
}

bool EntryPane::fieldsAreFine() const
{
    return m_expiration->problem().isEmpty() && m_metadata->problem().isEmpty();
}

bool EntryPane::canRename() const
{
    return m_mode == Mode::View && m_draft->state() == State::Ready && !m_draft->isNew();
}

QByteArray EntryPane::listedKey() const
{
    return m_draft->isNew() ? QByteArray() : m_draft->key();
}

void EntryPane::leave(std::function<void()> go)
{
    if (!isDirty()) {
        if (m_mode != Mode::View)
            setMode(Mode::View);
        m_question->clear();
        go();
        return;
    }
    if (m_renaming || m_draft->state() == State::Saving)
        m_go = std::move(go); // nothing to ask: the answer is under way
    else
        ask(go);
}

void EntryPane::ask(const std::function<void()> &go)
{
    const auto stay = [this] {
        m_go = {};
        focusValue();
    };
    const auto discard = [this, go] {
        m_go = {};
        dropEdits();
        go();
    };
    QList<NoticeBar::Button> buttons;
    if (m_draft->state() != State::Conflicted) {
        buttons << NoticeBar::Button{tr("Save"), QStringLiteral("guardSaveButton"), [this, go] {
                                         m_go = go;
                                         save();
                                     }};
    }
    buttons << NoticeBar::Button{tr("Discard"), QStringLiteral("guardDiscardButton"), discard};
    buttons << NoticeBar::Button{tr("Stay"), QStringLiteral("guardStayButton"), stay};
    const QByteArray key = m_mode == Mode::Rename ? m_renameTo : m_draft->key();
    m_question->say(NoticeBar::Tone::Warning,
                    key.isEmpty() ? tr("Unsaved changes to a new key")
                                  : tr("Unsaved changes to %1").arg(text::displayKey(key)),
                    buttons);
    m_question->focusFirst();
}

void EntryPane::save()
{
    m_value->flush();
    if (m_mode == Mode::Rename) {
        rename();
        return;
    }
    m_saveWhenSettled = m_value->isSettling();
    if (m_saveWhenSettled)
        return;
    const bool fine = fieldsAreFine() && m_draft->isDirty();
    if (m_draft->state() != State::Ready || !isWritable() || !fine) {
        m_go = {};
        return;
    }
    if (m_expiration->isEdited())
        m_draft->setExpiration(m_expiration->change()); // "in 3 h" counts from now
    if (m_draft->needsExpirationChoice())
        askExpiration();
    else
        m_draft->save();
}

// The store sends the expiration along with every write, and this one would be refused.
void EntryPane::askExpiration()
{
    const auto nearest = [this] { m_draft->setNearestExpiration(); };
    const auto none = [this] { m_draft->setExpiration(Expiration()); };
    m_question->say(NoticeBar::Tone::Warning,
                    tr("%1 expires in less than a minute, or has expired. Cloudflare takes no expiration "
                       "that near, so it "
                       "cannot be saved with its own.")
                        .arg(text::displayKey(m_draft->key())),
                    {{tr("Expire in a minute"), QStringLiteral("expireSoonButton"),
                      [this, nearest] { saveExpiring(nearest); }},
                     {tr("Without expiration"), QStringLiteral("expireNeverButton"),
                      [this, none] { saveExpiring(none); }},
                     {tr("Cancel"), QStringLiteral("expireCancelButton"), [this] {
                          m_go = {};
                          focusValue();
                      }}});
    m_question->focusFirst();
}

void EntryPane::saveExpiring(const std::function<void()> &choose)
{
    choose();
    m_choseExpiration = true;
    m_draft->save();
    if (m_draft->state() != State::Saving)
        m_go = {};
}

void EntryPane::rename()
{
    const QByteArray to = m_renameTo;
    const auto ok = checkNewKey(to);
    if (m_renaming || to == m_draft->key() || !ok) {
        m_go = {};
        if (!ok)
            takeFailed(ok.error());
        return;
    }
    m_renaming = true;
    m_failure->clear();
    const auto store = m_draft->store();
    whenDone(store->rename(m_draft->key(), to, Expect::unchanged(m_draft->original().revision)), this,
             [this, store, to](const Result<Revision> &result) {
                 m_renaming = false;
                 if (store != m_draft->store())
                     return;
                 if (!result) {
                     takeFailed(result.error());
                     sync();
                     return;
                 }
                 const auto go = std::exchange(m_go, {});
                 load(store, to);
                 Q_EMIT saved(to);
                 if (go)
                     go();
             });
    sync();
}

void EntryPane::takeSaved(const QByteArray &key)
{
    m_failure->clear();
    const auto go = std::exchange(m_go, {});
    if (m_mode != Mode::View)
        setMode(Mode::View);
    Q_EMIT saved(key);
    if (go && !isDirty())
        go();
}

void EntryPane::takeFailed(const Error &error)
{
    m_go = {};
    m_toldUnread = false;
    QString words = errorText(error);
    if (m_mode == Mode::Rename && error.kind == ErrorKind::Conflict)
        words =
            tr("A key of that name exists already, or this one was changed meanwhile. Nothing was renamed.");
    QList<NoticeBar::Button> buttons;
    const bool mayPassByItself = error.kind == ErrorKind::Busy || error.kind == ErrorKind::Full ||
                                 error.kind == ErrorKind::Denied || error.kind == ErrorKind::ReadOnly ||
                                 error.kind == ErrorKind::Internal;
    if (mayPassByItself)
        buttons << NoticeBar::Button{tr("Retry"), QStringLiteral("entryRetryButton"), [this] { save(); }};
    buttons << NoticeBar::Button{tr("Close"), QStringLiteral("entryErrorCloseButton"), {}};
    m_failure->say(NoticeBar::Tone::Error, tr("Not saved: %1").arg(words), buttons, errorDetails(error));
}

void EntryPane::takeUnread(const Error &error)
{
    if (m_draft->state() == State::Failed)
        return; // the page says it
    m_toldUnread = true;
    m_failure->say(NoticeBar::Tone::Error, tr("Shown as last read: %1").arg(errorText(error)),
                   {{tr("Retry"), QStringLiteral("entryRetryButton"), [this] { refresh(); }},
                    {tr("Close"), QStringLiteral("entryErrorCloseButton"), {}}},
                   errorDetails(error));
}

void EntryPane::revert()
{
    m_value->flush();
    dropEdits();
}

void EntryPane::dropEdits()
{
    m_renameTo = m_draft->key();
    m_freshFields = true;
    if (m_draft->isNew()) {
        const QByteArray before = std::exchange(m_before, {});
        if (before.isEmpty())
            clear();
        else
            load(m_draft->store(), before); // the list still stands there
        return;
    }
    m_draft->revert();
    setMode(Mode::View);
}

void EntryPane::refresh()
{
    m_draft->refresh();
}

void EntryPane::forget(const QList<QByteArray> &keys)
{
    if (!m_draft->isNew() && keys.contains(m_draft->key()))
        clear();
}

void EntryPane::focusValue()
{
    if (m_mode == Mode::View)
        m_value->focusEditor();
    else
        m_header->focusKey();
}

QString EntryPane::facts() const
{
    if (m_draft->original().valueMissing && !m_draft->isEdited(EntryDraft::Field::Value))
        return tr("value missing on disk");
    return text::sizeText(m_draft->value().size()) + QStringLiteral(" · ") + m_value->kindText();
}

void EntryPane::resizeEvent(QResizeEvent *event)
{
    // Side by side where there is room for two, else one above the other.
    m_versions->setOrientation(event->size().width() >= 640 ? Qt::Horizontal : Qt::Vertical);
    QWidget::resizeEvent(event);
}

} // namespace kv::ui
