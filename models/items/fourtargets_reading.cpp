// SPDX-License-Identifier: GPL-3.0-or-later
// How a FourTargets reads the others: as little of each as tells whether it has the same.
#include "items/fourtargets.h"

#include "text/jsonsame.h"

namespace kv::items {

void FourTargets::look(int index)
{
    if (m_key.isEmpty() || !isOther(index))
        return;
    drop(index);
    Look &look = m_looks[size_t(index)];
    look.known.reset();
    look.store = m_open ? m_open(cell(index).info.target) : nullptr;
    if (!look.store) {
        settle(index, State::NoAccess);
        return;
    }
    // Our own writes by way of another tab, a comparison or carrying over are told; other programs' are not:
    // nobody has this store watched for us.
    const auto again = [this, index, generation = look.generation] {
        if (generation == m_looks[size_t(index)].generation)
            this->look(index);
    };
    if (!look.store->capabilities().listsByPage)
        look.watch = connect(look.store.get(), &Store::changed, this, again);
    else
        look.watch = connect(look.store.get(), &Store::keysChanged, this,
                             [this, again](const QList<KeyChange> &changes) {
                                 for (const KeyChange &change : changes) {
                                     if (change.key == m_key)
                                         return again();
                                 }
                             });
    Cell &cell = m_cells[size_t(index)];
    cell.error.reset();
    if (cell.state == State::NotLookedAt || cell.state == State::NoAccess || cell.state == State::Failed) {
        cell.state = State::Reading; // otherwise what was known stays until it is known better
        Q_EMIT changed();
    }
    if (look.store->capabilities().listsByPage)
        readEntry(index);
    else
        readRow(index);
}

// The key is the first of all that begin with it, so a listing of one row tells whether it is there.
void FourTargets::readRow(int index)
{
    Look &look = m_looks[size_t(index)];
    ListQuery query;
    query.prefix = m_key;
    query.pageSize = 1;
    const auto future = look.store->list(query);
    look.row = Pending(future);
    whenDone(future, this, [this, index, generation = look.generation](const Result<KeyPage> &page) {
        if (generation != m_looks[size_t(index)].generation)
            return;
        if (!page)
            return fail(index, page.error());
        const auto &keys = page->keys;
        if (!keys || keys->size() == 0 || keys->key(0) != QByteArrayView(m_key))
            return settle(index, State::Missing);
        if (!m_entry)
            return settle(index, State::There);
        const Metadata metadata =
            keys->hasMetadata(0) ? Metadata(keys->metadata(0).toByteArray()) : Metadata();
        readSize(index, differsInMetadata(metadata), keys->expiration(0) != m_entry->expiration);
    });
}

void FourTargets::readSize(int index, bool metadata, bool expiration)
{
    Look &look = m_looks[size_t(index)];
    const auto future = look.store->peek({m_key}, 0);
    look.peek = Pending(future);
    whenDone(
        future, this,
        [this, index, metadata, expiration, generation = look.generation](const Result<QList<Peek>> &peeks) {
            if (generation != m_looks[size_t(index)].generation)
                return;
            if (!peeks)
                return fail(index, peeks.error());
            const Peek peek = peeks->isEmpty() ? Peek{} : peeks->first();
            const qint64 mine = m_entry->valueMissing ? -1 : m_entry->value.size();
            if (!peek.unknown && peek.size != mine)
                differ(index, true, metadata, expiration);
            else if (!peek.unknown && mine <= 0)
                differ(index, false, metadata, expiration); // both empty, or both missing
            else
                readValue(index, metadata, expiration);
        });
}

void FourTargets::readValue(int index, bool metadata, bool expiration)
{
    Look &look = m_looks[size_t(index)];
    const auto future = look.store->get(m_key);
    look.entry = Pending(future);
    whenDone(future, this,
             [this, index, metadata, expiration, generation = look.generation](const Result<Entry> &entry) {
                 if (generation != m_looks[size_t(index)].generation)
                     return;
                 if (!entry && meansNoSuchKey(entry.error()))
                     return settle(index, State::Missing); // deleted just now
                 if (!entry)
                     return fail(index, entry.error());
                 differ(index, entry->value != m_entry->value || entry->valueMissing != m_entry->valueMissing,
                        metadata, expiration);
             });
}

void FourTargets::readEntry(int index)
{
    Look &look = m_looks[size_t(index)];
    const auto future = look.store->get(m_key);
    look.entry = Pending(future);
    whenDone(future, this, [this, index, generation = look.generation](const Result<Entry> &entry) {
        if (generation != m_looks[size_t(index)].generation)
            return;
        if (entry || meansNoSuchKey(entry.error()))
            m_looks[size_t(index)].known = entry;
        judge(index, entry);
    });
}

void FourTargets::judge(int index, const Result<Entry> &result)
{
    if (!result && meansNoSuchKey(result.error()))
        return settle(index, State::Missing);
    if (!result)
        return fail(index, result.error());
    if (!m_entry)
        return settle(index, State::There);
    differ(index, result->value != m_entry->value || result->valueMissing != m_entry->valueMissing,
           differsInMetadata(result->metadata), result->expiration != m_entry->expiration);
}

// Cloudflare writes metadata anew: what it means counts, not how it is spelt.
bool FourTargets::differsInMetadata(const Metadata &other) const
{
    const Metadata &mine = m_entry->metadata;
    if (mine.has_value() != other.has_value())
        return true;
    return mine && *mine != *other && text::canonicalJson(*mine) != text::canonicalJson(*other);
}

void FourTargets::settle(int index, State state)
{
    Cell &cell = m_cells[size_t(index)];
    cell.state = state;
    cell.value = cell.metadata = cell.expiration = false;
    cell.error.reset();
    Q_EMIT changed();
}

void FourTargets::differ(int index, bool value, bool metadata, bool expiration)
{
    settle(index, value || metadata || expiration ? State::Different : State::Same);
    if (cell(index).state == State::Same)
        return;
    Cell &cell = m_cells[size_t(index)];
    cell.value = value;
    cell.metadata = metadata;
    cell.expiration = expiration;
    Q_EMIT changed();
}

void FourTargets::fail(int index, const Error &error)
{
    settle(index, State::Failed);
    m_cells[size_t(index)].error = error;
    Q_EMIT changed();
}

} // namespace kv::items
