// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/putmanywork.h"

namespace kv::devserver {

namespace {

Batch batchOf(const QList<Put> &puts, qsizetype from, qint64 nowMs)
{
    Batch batch;
    qsizetype bytes = 0;
    for (batch.next = from; batch.next < puts.size() && batch.steps.size() < entriesPerRequest;
         ++batch.next) {
        const Put &put = puts[batch.next];
        std::optional<QByteArray> element = bulkItem(put, nowMs);
        if (!element) {
            batch.byFile.append(batch.next);
            continue;
        }
        if (!batch.steps.isEmpty() && bytes + element->size() > bytesPerRequest)
            break;
        bytes += element->size();
        batch.steps.append(
            {.key = put.key, .expect = put.expect, .put = put, .element = *std::move(element)});
        batch.indices.append(batch.next);
    }
    return batch;
}

} // namespace

PutManyWork::PutManyWork(const std::shared_ptr<Parts> &parts, const QList<Put> &puts, QObject *parent)
    : WriteWork<QList<Result<Revision>>>(parts, puts.size(), parent),
      m_puts(puts),
      m_clock(parts->clock),
      m_answers(puts.size(), Result<Revision>(Revision()))
{
    start();
}

std::function<Batch(qsizetype)> PutManyWork::batches() const
{
    return [puts = m_puts, clock = m_clock](qsizetype from) { return batchOf(puts, from, clock()); };
}

void PutManyWork::note(qsizetype index, const Outcome &outcome)
{
    if (outcome.fate == Outcome::Fate::Conflicted)
        m_answers[index] = fail(ErrorKind::Conflict, QStringLiteral("the entry is not what was expected"));
    else
        m_answers[index] = outcome.revision;
}

void PutManyWork::doByFile(const QList<qsizetype> &indices)
{
    if (indices.isEmpty())
        return finish(m_answers);
    QList<Put> puts;
    puts.reserve(indices.size());
    for (const qsizetype i : indices)
        puts.append(m_puts[i]);
    await(parts().file->putMany(puts), [this, indices](const Result<QList<Result<Revision>>> &answers) {
        if (!answers)
            return finish(fail(answers.error()));
        for (qsizetype i = 0; i < indices.size() && i < answers->size(); ++i)
            m_answers[indices[i]] = (*answers)[i];
        finish(m_answers);
    });
}

} // namespace kv::devserver
