// SPDX-License-Identifier: GPL-3.0-or-later
// Which targets a key has and what is said of each; how they are read is in fourtargets_reading.cpp.
#include "items/fourtargets.h"

namespace kv::items {

FourTargets::FourTargets(QObject *parent) : QObject(parent) {}

void FourTargets::setLooksAtCloudflare(bool on)
{
    if (m_looksAtCloudflare == on)
        return;
    m_looksAtCloudflare = on;
    if (on && !m_key.isEmpty())
        lookAtCloudflare();
}

void FourTargets::setTarget(const TargetInfo &here, const Binding &binding)
{
    const auto targetOf = [](const Binding &one, int index) -> std::optional<Target> {
        const TargetInfo *info = one.target(placeOf(index), kindOf(index));
        return info ? std::optional(info->target) : std::nullopt;
    };
    bool same = here.target == m_here.target && here.name == m_here.name && binding.name == m_binding.name;
    for (int i = 0; same && i < count; ++i)
        same = targetOf(m_binding, i) == targetOf(binding, i);
    m_here = here;
    m_binding = binding;
    if (!same) {
        clear();
        return;
    }
    for (int i = 0; i < count; ++i) { // what else is known of them may be newer
        if (const TargetInfo *info = binding.target(placeOf(i), kindOf(i)))
            m_cells[size_t(i)].info = *info;
    }
}

void FourTargets::clear()
{
    begin({});
    Q_EMIT changed();
}

void FourTargets::setEntry(const Entry &entry)
{
    const bool sameKey = entry.key == m_key && !m_key.isEmpty();
    if (sameKey && m_entry && m_entry->revision == entry.revision && m_entry->value == entry.value &&
        m_entry->metadata == entry.metadata && m_entry->expiration == entry.expiration)
        return;
    if (!sameKey)
        begin(entry.key);
    m_entry = entry;
    lookByItself();
    Q_EMIT changed();
}

void FourTargets::setMissing(const QByteArray &key)
{
    const bool sameKey = key == m_key && !m_key.isEmpty();
    if (sameKey && !m_entry)
        return;
    if (!sameKey)
        begin(key);
    m_entry.reset();
    lookByItself();
    Q_EMIT changed();
}

void FourTargets::begin(const QByteArray &key)
{
    m_key = key;
    m_entry.reset();
    for (int i = 0; i < count; ++i) {
        drop(i);
        m_looks[size_t(i)].known.reset();
        Cell &cell = m_cells[size_t(i)];
        cell = {};
        const TargetInfo *info = m_binding.target(placeOf(i), kindOf(i));
        if (!info)
            continue;
        cell.info = *info;
        if (info->target == m_here.target && info->name == m_here.name)
            cell.state = State::Here;
        else
            cell.state = State::NotLookedAt;
    }
}

void FourTargets::drop(int index)
{
    Look &look = m_looks[size_t(index)];
    look.generation = ++m_generation;
    look.row = {};
    look.peek = {};
    look.entry = {};
    disconnect(look.watch);
    look.store.reset();
}

bool FourTargets::isOther(int index) const
{
    const State state = cell(index).state;
    return state != State::None && state != State::Here;
}

void FourTargets::lookByItself()
{
    if (m_key.isEmpty())
        return;
    for (int i = 0; i < count; ++i) {
        if (!isOther(i))
            continue;
        const std::optional<Result<Entry>> known = m_looks[size_t(i)].known;
        const bool local = placeOf(i) == Place::Local;
        if (known && !local)
            judge(i, *known);
        else if (local || (m_looksAtCloudflare && cell(i).state != State::Reading))
            look(i);
    }
}

void FourTargets::lookAtCloudflare()
{
    for (int i = 0; i < count; ++i) {
        const State state = cell(i).state;
        if (placeOf(i) == Place::Remote &&
            (state == State::NotLookedAt || state == State::NoAccess || state == State::Failed))
            look(i);
    }
}

int FourTargets::waitingAtCloudflare() const
{
    int waiting = 0;
    for (int i = 0; i < count && !m_key.isEmpty(); ++i) {
        const State state = cell(i).state;
        if (placeOf(i) == Place::Remote &&
            (state == State::NotLookedAt || state == State::NoAccess || state == State::Failed))
            ++waiting;
    }
    return waiting;
}

void FourTargets::lookAgain()
{
    for (int i = 0; i < count && !m_key.isEmpty(); ++i) {
        if (isOther(i) && cell(i).state != State::NotLookedAt)
            look(i);
    }
}

} // namespace kv::items
