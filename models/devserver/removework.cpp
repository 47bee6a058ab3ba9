// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/removework.h"

#include "text/jsontext.h"

namespace kv::devserver {

namespace {

using Fate = Outcome::Fate;

Batch batchOf(const QList<Removal> &removals, qsizetype from)
{
    Batch batch;
    for (batch.next = from; batch.next < removals.size() && batch.steps.size() < entriesPerRequest;
         ++batch.next) {
        const Removal &removal = removals[batch.next];
        if (!canBeRemoved(removal.key)) {
            batch.byFile.append(batch.next);
            continue;
        }
        batch.steps.append({.key = removal.key,
                            .expect = removal.expect,
                            .put = std::nullopt,
                            .element = text::canonicalString(removal.key)});
        batch.indices.append(batch.next);
    }
    return batch;
}

} // namespace

RemoveWork::RemoveWork(std::shared_ptr<Parts> parts, const QList<Removal> &removals, QObject *parent)
    : WriteWork<RemoveReport>(std::move(parts), removals.size(), parent),
      m_removals(removals),
      m_fates(removals.size(), Fate::Missing)
{
    start();
}

std::function<Batch(qsizetype)> RemoveWork::batches() const
{
    return [removals = m_removals](qsizetype from) { return batchOf(removals, from); };
}

void RemoveWork::note(qsizetype index, const Outcome &outcome)
{
    m_fates[index] = outcome.fate;
}

void RemoveWork::doByFile(const QList<qsizetype> &indices)
{
    if (indices.isEmpty())
        return finish(report());
    QList<Removal> removals;
    QHash<QByteArray, qsizetype> indexOf;
    for (const qsizetype i : indices) {
        removals.append(m_removals[i]);
        indexOf.insert(m_removals[i].key, i);
    }
    await(parts().file->remove(removals), [this, indexOf](const Result<RemoveReport> &answer) {
        if (!answer)
            return finish(fail(answer.error()));
        for (const QByteArray &key : answer->removed)
            m_fates[indexOf.value(key)] = Fate::Done;
        for (const QByteArray &key : answer->missing)
            m_fates[indexOf.value(key)] = Fate::Missing;
        for (const QByteArray &key : answer->conflicted)
            m_fates[indexOf.value(key)] = Fate::Conflicted;
        finish(report());
    });
}

RemoveReport RemoveWork::report() const
{
    RemoveReport report;
    for (qsizetype i = 0; i < m_removals.size(); ++i) {
        const QByteArray &key = m_removals[i].key;
        if (m_fates[i] == Fate::Done)
            report.removed.append(key);
        else if (m_fates[i] == Fate::Conflicted)
            report.conflicted.append(key);
        else
            report.missing.append(key);
    }
    return report;
}

} // namespace kv::devserver
