// SPDX-License-Identifier: GPL-3.0-or-later
// How an EntryDraft reads from its store and writes to it.
#include "items/entrydraft.h"

#include "store/checkput.h"

#include <QCoreApplication>

namespace kv::items {

namespace {

/// The same edit of another original: none where that has the content already.
template <class T> Change<T> rebased(const Change<T> &edit, const T &original)
{
    return edit.isKeep() || edit.value() == original ? Change<T>::keep() : edit;
}

} // namespace

void EntryDraft::load(std::shared_ptr<Store> store, const QByteArray &key)
{
    begin(std::move(store));
    m_original.key = key;
    setState(State::Reading);
    read(&EntryDraft::takeFirst);
}

void EntryDraft::read(void (EntryDraft::*take)(const Result<Entry> &))
{
    m_lookAgain = false;
    const auto future = m_store->get(m_original.key);
    m_reading = Pending(future);
    m_isReading = true;
    whenDone(future, this, [this, take, generation = m_generation](const Result<Entry> &result) {
        if (generation != m_generation)
            return;
        m_isReading = false;
        m_reading = {};
        (this->*take)(result);
        if (generation == m_generation && m_lookAgain)
            refresh();
    });
}

void EntryDraft::takeFirst(const Result<Entry> &result)
{
    if (result) {
        m_error.reset();
        m_original = *result;
        takeSettling(result);
        setState(State::Ready);
    } else if (meansNoSuchKey(result.error())) {
        setState(State::Missing);
    } else {
        m_state = State::Failed;
        reportUnread(result.error());
    }
}

void EntryDraft::takeChanges(const QList<KeyChange> &changes)
{
    for (const KeyChange &change : changes) {
        if (change.key == m_original.key) {
            m_looksLeft = mostLooks;
            refresh();
            return;
        }
    }
}

// Cloudflare may answer for a while with what was there before a write, and says nothing when it ceases to.
void EntryDraft::takeSettling(const Result<Entry> &result)
{
    m_settling.stop();
    if (result && !result->unsettled)
        m_looksLeft = mostLooks;
    else if (result && m_looksLeft > 0) {
        --m_looksLeft;
        m_settling.start();
    }
    const bool same = result && !m_new && result->revision == m_original.revision;
    if (same && result->unsettled != m_original.unsettled) {
        m_original.unsettled = result->unsettled;
        Q_EMIT stateChanged();
    }
}

void EntryDraft::refresh()
{
    switch (m_state) {
    case State::Empty:
        return;
    case State::Reading:
    case State::Saving:
        m_lookAgain = true;
        return;
    case State::Failed:
        m_state = State::Reading;
        read(&EntryDraft::takeFirst);
        Q_EMIT stateChanged();
        return;
    case State::Ready:
    case State::Missing:
    case State::Conflicted:
        break;
    }
    if (m_new && m_state == State::Ready)
        return; // nothing is stored yet; a save will tell
    if (m_isReading)
        m_lookAgain = true;
    else
        read(&EntryDraft::takeAgain);
}

void EntryDraft::takeAgain(const Result<Entry> &result)
{
    if (m_state == State::Saving) { // begun meanwhile; what the save finds is newer
        m_lookAgain = true;
        return;
    }
    if (!result && !meansNoSuchKey(result.error())) {
        reportUnread(result.error());
        return;
    }
    takeSettling(result);
    if (m_error && std::exchange(m_unread, false)) {
        m_error.reset();
        Q_EMIT stateChanged();
    }
    if (m_state == State::Conflicted || (isDirty() && m_state == State::Ready)) {
        takeUnderneath(result);
        return;
    }
    const bool wasOther = m_error.has_value() || isChangedUnderneath();
    const State state = result ? State::Ready : State::Missing;
    m_error.reset();
    dropTheirs();
    if (m_state == state && (!result || result->revision == m_original.revision)) {
        if (wasOther)
            Q_EMIT stateChanged();
        return;
    }
    if (result)
        m_original = *result;
    setState(state);
    if (result)
        Q_EMIT reloaded();
}

void EntryDraft::takeUnderneath(const Result<Entry> &result)
{
    const bool same = result && !m_new && result->revision == m_original.revision;
    const bool known = result ? m_theirs && m_theirs->revision == result->revision : m_deletedUnderneath;
    if (known || (same && m_state == State::Ready && !isChangedUnderneath()))
        return;
    dropTheirs();
    if (same)
        m_state = State::Ready; // it is again what was read
    else if (result)
        m_theirs = *result;
    else
        m_deletedUnderneath = true;
    Q_EMIT stateChanged();
}

void EntryDraft::save()
{
    if (m_state != State::Ready || !isDirty())
        return;
    write(m_new || m_deletedUnderneath ? Expect::absent() : Expect::unchanged(m_original.revision));
}

void EntryDraft::write(const Expect &expect)
{
    const Put put = makePut(expect);
    if (keepsTooNearExpiration()) {
        reportFailure(
            {.kind = ErrorKind::InvalidInput,
             .detail = tr("This entry expires in less than a minute, or has expired: choose another "
                          "expiration or none.")});
        return;
    }
    if (const auto ok = checkPut(put, m_clock()); !ok) {
        reportFailure(ok.error());
        return;
    }
    m_error.reset();
    setState(State::Saving);
    // A write that was asked for is not withdrawn when the draft turns elsewhere: the future is nobody's to
    // cancel, and the store lives until it has ended.
    const auto future = m_store->put(put);
    whenDone(future, QCoreApplication::instance(), [store = m_store](const Result<Revision> &) {});
    whenDone(future, this, [this, put, generation = m_generation](const Result<Revision> &result) {
        if (generation != m_generation)
            return;
        takeSaved(put, result);
        if (generation == m_generation && m_lookAgain)
            refresh();
    });
}

void EntryDraft::takeSaved(const Put &put, const Result<Revision> &result)
{
    if (!result && result.error().kind == ErrorKind::Conflict) {
        m_error = result.error();
        read(&EntryDraft::takeConflicting);
        return;
    }
    if (!result) {
        m_state = State::Ready;
        reportFailure(result.error());
        return;
    }
    // What was typed while the save was under way stays an edit, of the entry as it is now.
    const Change<QByteArray> typedValue(value());
    const Change<Expiration> typedExpiration(expiration());
    const Change<kv::Metadata> typedMetadata(metadata());
    m_original = {put.key,
                  put.value.over(m_original.value),
                  put.expiration.over(m_original.expiration),
                  put.metadata.over(m_original.metadata),
                  *result,
                  m_original.valueMissing && put.value.isKeep()};
    m_value = rebased(typedValue, m_original.value);
    m_expiration = rebased(typedExpiration, m_original.expiration);
    m_metadata = rebased(typedMetadata, m_original.metadata);
    m_new = false;
    m_looksLeft = mostLooks;
    dropTheirs();
    setState(State::Ready);
    Q_EMIT saved(put.key);
}

void EntryDraft::takeConflicting(const Result<Entry> &result)
{
    if (!result && !meansNoSuchKey(result.error())) {
        m_state = State::Ready;
        reportFailure(result.error());
        return;
    }
    m_state = State::Conflicted;
    dropTheirs();
    if (result)
        m_theirs = *result;
    else
        m_deletedUnderneath = true;
    Q_EMIT stateChanged();
}

void EntryDraft::resolve(Resolution resolution)
{
    const bool open = m_state == State::Conflicted || (m_state == State::Ready && isChangedUnderneath());
    if (!open)
        return;
    if (resolution == Resolution::TakeTheirs) {
        takeTheirs();
        return;
    }
    if (m_deletedUnderneath) {
        write(Expect::absent());
        return;
    }
    if (!m_new) {
        // The edited fields over theirs; what was not edited is theirs from now on.
        m_original = *m_theirs;
        if (!m_original.valueMissing)
            m_value = rebased(m_value, m_original.value);
        m_expiration = rebased(m_expiration, m_original.expiration);
        m_metadata = rebased(m_metadata, m_original.metadata);
        if (!isDirty()) { // theirs has become the same as mine
            takeTheirs();
            return;
        }
        if (keepsTooNearExpiration()) { // theirs is; the draft is of that entry now, and a save asks
            m_error.reset();
            dropTheirs();
            setState(State::Ready);
            return;
        }
    }
    write(Expect::unchanged(m_theirs->revision));
}

} // namespace kv::items
