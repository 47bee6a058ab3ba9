// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/entrydraft.h"

#include "core/limits.h"
#include "store/checkput.h"

namespace kv::items {

namespace {
constexpr int settlingMs = 30'000; // Cloudflare shows a write everywhere within about a minute
constexpr int wayThereSeconds = 5; // a minute that has begun when the write arrives is refused
} // namespace

EntryDraft::EntryDraft(QObject *parent) : QObject(parent)
{
    m_settling.setSingleShot(true);
    m_settling.setInterval(settlingMs);
    connect(&m_settling, &QTimer::timeout, this, &EntryDraft::refresh);
}

EntryDraft::~EntryDraft() = default;

void EntryDraft::setClock(Clock clock)
{
    m_clock = std::move(clock);
    Q_EMIT stateChanged();
}

void EntryDraft::setSettlingPause(std::chrono::milliseconds pause)
{
    m_settling.setInterval(pause);
}

void EntryDraft::begin(std::shared_ptr<Store> store)
{
    ++m_generation;
    m_reading = {};
    m_isReading = false;
    m_lookAgain = false;
    disconnect(m_watch);
    disconnect(m_watchKeys);
    disconnect(m_watchCapabilities);
    m_settling.stop();
    m_looksLeft = mostLooks;
    m_store = std::move(store);
    if (m_store) {
        m_watch = connect(m_store.get(), &Store::changed, this, &EntryDraft::refresh);
        m_watchKeys = connect(m_store.get(), &Store::keysChanged, this, &EntryDraft::takeChanges);
        // What may be done with the entry is another thing once the store is locked or unlocked.
        m_watchCapabilities =
            connect(m_store.get(), &Store::capabilitiesChanged, this, &EntryDraft::stateChanged);
    }
    m_new = false;
    m_original = {};
    m_error.reset();
    dropEdits();
    dropTheirs();
}

void EntryDraft::clear()
{
    begin(nullptr);
    setState(State::Empty);
}

void EntryDraft::startNew(std::shared_ptr<Store> store)
{
    startDuplicate(std::move(store), {});
}

void EntryDraft::startDuplicate(std::shared_ptr<Store> store, const Entry &source)
{
    begin(std::move(store));
    m_new = true;
    m_original = source;
    m_original.key.clear();
    m_original.revision.clear();
    m_original.unsettled = false;
    setState(State::Ready);
}

// Edits

bool EntryDraft::isEdited(Field field) const
{
    switch (field) {
    case Field::Key:
        return m_new && !m_original.key.isEmpty();
    case Field::Value:
        return !m_value.isKeep();
    case Field::Expiration:
        return !m_expiration.isKeep();
    case Field::Metadata:
        return !m_metadata.isKeep();
    }
    Q_UNREACHABLE();
}

bool EntryDraft::isDirty() const
{
    return isEdited(Field::Key) || isEdited(Field::Value) || isEdited(Field::Expiration) ||
           isEdited(Field::Metadata);
}

void EntryDraft::setNewKey(const QByteArray &key)
{
    if (!m_new || key == m_original.key)
        return;
    m_original.key = key;
    Q_EMIT stateChanged();
}

void EntryDraft::setValue(const QByteArray &value)
{
    // Nothing is like a value that is missing, an empty one neither.
    if (!m_original.valueMissing && value == m_original.value)
        m_value = {};
    else
        m_value = value;
    Q_EMIT stateChanged();
}

void EntryDraft::setExpiration(const Change<Expiration> &expiration)
{
    m_expiration = expiration.over(m_original.expiration) == m_original.expiration
                       ? Change<Expiration>::keep()
                       : expiration;
    Q_EMIT stateChanged();
}

void EntryDraft::setMetadata(const Change<kv::Metadata> &metadata)
{
    m_metadata =
        metadata.over(m_original.metadata) == m_original.metadata ? Change<kv::Metadata>::keep() : metadata;
    Q_EMIT stateChanged();
}

void EntryDraft::setNearestExpiration()
{
    setExpiration(Expiration(m_clock() / 1000 + limits::minimumTtlSeconds + wayThereSeconds));
}

void EntryDraft::dropEdits()
{
    m_value = {};
    m_expiration = {};
    m_metadata = {};
}

void EntryDraft::dropTheirs()
{
    m_theirs.reset();
    m_deletedUnderneath = false;
}

void EntryDraft::revert()
{
    if (m_state == State::Saving)
        return;
    dropEdits();
    if (m_new) {
        m_original.key.clear();
        dropTheirs();
        setState(State::Ready);
        return;
    }
    if (isChangedUnderneath())
        takeTheirs();
    else
        Q_EMIT stateChanged();
}

void EntryDraft::takeTheirs()
{
    dropEdits();
    m_error.reset();
    const bool gone = m_deletedUnderneath;
    const std::optional<Entry> theirs = m_theirs;
    dropTheirs();
    m_new = false;
    if (gone) {
        setState(State::Missing);
        return;
    }
    m_original = *theirs;
    setState(State::Ready);
    Q_EMIT reloaded();
}

// Rules

Put EntryDraft::makePut(const Expect &expect) const
{
    if (!writesEveryField())
        return {m_original.key, m_value, m_expiration, m_metadata, expect};
    // A value that is missing cannot be carried over; the store will say so.
    const bool noValue = m_original.valueMissing && m_value.isKeep();
    return {m_original.key, noValue ? m_value : Change(value()), expiration(), metadata(), expect};
}

std::vector<EntryDraft::Problem> EntryDraft::problems() const
{
    std::vector<Problem> problems;
    const auto add = [&problems](Field field, const Result<> &result) {
        if (!result)
            problems.push_back({field, result.error().detail, true});
    };
    const Put put = makePut({});
    if (m_new)
        add(Field::Key, checkNewKey(put.key));
    if (!put.value.isKeep())
        add(Field::Value, checkValueSize(put.value.value().size()));
    if (!put.expiration.isKeep() && put.expiration.value() && !keepsTooNearExpiration())
        add(Field::Expiration, checkExpiration(*put.expiration.value(), m_clock()));
    if (!put.metadata.isKeep() && put.metadata.value())
        add(Field::Metadata, checkMetadata(*put.metadata.value()));
    if (m_original.valueMissing && put.value.isKeep())
        problems.push_back({Field::Value, tr("The value is missing on disk."), writesEveryField()});
    if (keepsTooNearExpiration())
        problems.push_back(
            {Field::Expiration,
             tr("This entry expires in less than a minute, or has expired, and Cloudflare takes "
                "no expiration that near."),
             true});
    else if (put.expiration.isKeep() && m_original.expiration &&
             limits::isExpired(*m_original.expiration, m_clock()))
        problems.push_back({Field::Expiration, tr("This entry has expired."), false});
    return problems;
}

bool EntryDraft::keepsTooNearExpiration() const
{
    return m_store && m_store->capabilities().resendsExpiration && isDirty() && m_expiration.isKeep() &&
           m_original.expiration && !checkExpiration(*m_original.expiration, m_clock());
}

bool EntryDraft::needsExpirationChoice() const
{
    if (m_state != State::Ready || !keepsTooNearExpiration())
        return false;
    for (const Problem &problem : problems())
        if (problem.blocking && problem.field != Field::Expiration)
            return false;
    return true;
}

bool EntryDraft::canSave() const
{
    if (m_state != State::Ready || !isDirty())
        return false;
    for (const Problem &problem : problems())
        if (problem.blocking)
            return false;
    return true;
}

void EntryDraft::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void EntryDraft::reportFailure(const Error &error)
{
    m_error = error;
    m_unread = false;
    Q_EMIT stateChanged();
    Q_EMIT failed(error);
}

void EntryDraft::reportUnread(const Error &error)
{
    m_error = error;
    m_unread = true;
    Q_EMIT stateChanged();
    Q_EMIT readingFailed(error);
}

} // namespace kv::items
