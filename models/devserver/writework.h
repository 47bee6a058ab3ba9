// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devserver/bulkrequest.h"
#include "devserver/pool.h"
#include "devserver/round.h"
#include "store/runon.h"

#include <functional>

namespace kv::devserver {

/// Some of the steps of a piece of writing, in order, for one request.
struct Batch
{
    QList<Step> steps;
    QList<qsizetype> indices; ///< Which of the whole each step is.
    QList<qsizetype> byFile;  ///< Those in between that no request can carry.
    qsizetype next = 0;       ///< The first that was not looked at.
};

/// Writes many keys: round after round through the server while there is one, all that is left by file. T is
/// the answer of the store's call. The subclass says what each of the whole is and puts the answer together.
template <class T> class WriteWork : public Operation<T>
{
public:
    WriteWork(std::shared_ptr<Parts> parts, qsizetype count, QObject *parent)
        : Operation<T>(parent),
          m_parts(std::move(parts)),
          m_count(count)
    {
    }

protected:
    /// Answers a function that makes the batch which begins at `from`, on a pool.
    virtual std::function<Batch(qsizetype from)> batches() const = 0;
    virtual void note(qsizetype index, const Outcome &outcome) = 0;
    /// Does these by file, and finishes with the whole answer.
    virtual void doByFile(const QList<qsizetype> &indices) = 0;

    Parts &parts() { return *m_parts; }
    void start() { nextRound(); }

private:
    void nextRound()
    {
        if (m_at == m_count)
            return doByFile(m_byFile);
        this->await(m_parts->finder->find(), [this](const Result<std::optional<QUrl>> &found) {
            if (!found || !*found)
                return giveRestToFile();
            this->await(runOn<Result<Batch>>(
                            pool(), [make = batches(), from = m_at] { return Result<Batch>(make(from)); }),
                        [this, api = **found](const Result<Batch> &batch) {
                            if (!batch)
                                return this->finish(fail(batch.error()));
                            run(api, *batch);
                        });
        });
    }

    void run(const QUrl &api, const Batch &batch)
    {
        m_at = batch.next;
        m_byFile += batch.byFile;
        if (batch.steps.isEmpty())
            return nextRound();
        m_parts->turns.wait(this,
                            [this, api, batch](const Turns::Turn &turn) { writeRound(api, batch, turn); });
    }

    void writeRound(const QUrl &api, const Batch &batch, const Turns::Turn &turn)
    {
        auto *round = new Round(m_parts, api, batch.steps, this);
        round->hold(turn);
        this->await(round->future(), [this, indices = batch.indices](const Result<RoundReport> &report) {
            if (!report)
                return this->finish(fail(report.error()));
            for (qsizetype i = 0; i < indices.size(); ++i) {
                const Outcome &outcome = report->outcomes[i];
                if (outcome.fate == Outcome::Fate::ByFile)
                    m_byFile.append(indices[i]);
                else
                    note(indices[i], outcome);
            }
            this->tell(m_at - m_byFile.size(), m_count);
            if (report->serverFailed)
                m_parts->finder->forget();
            nextRound();
        });
    }

    void giveRestToFile()
    {
        for (; m_at < m_count; ++m_at)
            m_byFile.append(m_at);
        doByFile(m_byFile);
    }

    std::shared_ptr<Parts> m_parts;
    qsizetype m_count;
    qsizetype m_at = 0; ///< Up to here each was sent or is to be done by file.
    QList<qsizetype> m_byFile;
};

} // namespace kv::devserver
