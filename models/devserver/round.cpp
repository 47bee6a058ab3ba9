// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/round.h"

#include "devserver/bulkrequest.h"
#include "devserver/exchange.h"
#include "devserver/log.h"

namespace kv::devserver {

namespace {

/// A request of a few entries takes a fraction of a second, on a busy machine some.
constexpr std::chrono::seconds patience{30};

using Fate = Outcome::Fate;

bool isExpected(const Expect &expect, const Seen &seen)
{
    switch (expect.state) {
    case Expect::State::Anything:
        return true;
    case Expect::State::Absent:
        return !seen.exists;
    case Expect::State::Unchanged:
        return seen.exists && seen.revision == expect.revision;
    }
    return false;
}

bool isSame(const Seen &before, const Seen &after)
{
    return before.exists == after.exists && before.revision == after.revision;
}

} // namespace

Round::Round(std::shared_ptr<Parts> parts, const QUrl &api, QList<Step> steps, QObject *parent)
    : Operation<RoundReport>(parent),
      m_parts(std::move(parts)),
      m_api(api),
      m_steps(std::move(steps))
{
    QList<QByteArray> keys;
    for (const Step &step : std::as_const(m_steps))
        keys.append(step.key);
    await((new Look(m_parts->file, keys, {}, this))->future(),
          [this](const Result<QHash<QByteArray, Seen>> &seen) {
              if (!seen)
                  return finish(fail(seen.error()));
              judgeBefore(*seen);
          });
}

void Round::judgeBefore(const QHash<QByteArray, Seen> &seen)
{
    m_before = seen;
    m_report.outcomes.resize(m_steps.size());
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        const Seen before = m_before.value(step.key);
        Outcome &outcome = m_report.outcomes[i];
        if (before.trouble)
            outcome.fate = Fate::ByFile; // which says what the trouble is
        else if (!step.put && !before.exists)
            outcome.fate = Fate::Missing;
        else if (!isExpected(step.expect, before))
            outcome.fate = Fate::Conflicted;
        else
            m_due.append(i);
    }
    if (m_due.isEmpty())
        return finish(m_report);
    send();
}

void Round::send()
{
    const bool puts = m_steps.constFirst().put.has_value();
    QList<QByteArray> elements;
    for (const qsizetype i : std::as_const(m_due))
        elements.append(m_steps[i].element);
    QUrl url = m_api;
    url.setPath(url.path() + QStringLiteral("/storage/kv/namespaces/") + m_parts->namespaceId +
                (puts ? QStringLiteral("/bulk") : QStringLiteral("/bulk/delete")));
    const HttpRequest request{
        .method = puts ? "PUT" : "POST", .url = url, .body = arrayOf(elements), .patience = patience};
    m_parts->hasWritten = true; // or may have
    await((new Exchange(m_parts->network, request, &m_parts->exchanges))->future(),
          [this](const Result<HttpAnswer> &http) {
              const BulkAnswer answer =
                  http ? readBulkAnswer(http->status, http->body, m_due.size()) : BulkAnswer();
              if (!answer.isCarriedOut)
                  qCDebug(logDevServer, "bulk request failed: %s",
                          http ? qPrintable(QStringLiteral("HTTP %1").arg(http->status))
                               : qUtf8Printable(http.error().detail));
              QHash<QByteArray, Put> puts;
              QList<QByteArray> keys;
              for (const qsizetype i : std::as_const(m_due)) {
                  keys.append(m_steps[i].key);
                  if (m_steps[i].put)
                      puts.insert(m_steps[i].key, *m_steps[i].put);
              }
              const auto matches = [puts](const Entry &entry) {
                  const auto put = puts.constFind(entry.key);
                  return put != puts.cend() && put->value.value() == entry.value &&
                         put->expiration.value() == entry.expiration &&
                         put->metadata.value() == entry.metadata;
              };
              await((new Look(m_parts->file, keys, matches, this))->future(),
                    [this, answer](const Result<QHash<QByteArray, Seen>> &seen) {
                        if (!seen)
                            return finish(fail(seen.error()));
                        judgeAfter(answer, *seen);
                    });
          });
}

void Round::judgeAfter(const BulkAnswer &answer, const QHash<QByteArray, Seen> &seen)
{
    m_report.serverFailed = !answer.isCarriedOut || answer.failed.size() == m_due.size();
    for (const qsizetype i : std::as_const(m_due)) {
        const Step &step = m_steps[i];
        const bool claimed = answer.isCarriedOut && !answer.failed.contains(step.key);
        const Seen after = seen.value(step.key);
        m_report.outcomes[i] = outcomeOf(step, claimed, after);
        // It does not write to this file, or does not do what it says.
        if (claimed && !after.trouble && isSame(m_before.value(step.key), after))
            m_report.serverFailed = true;
    }
    finish(m_report);
}

/// `claimed`: the server says that it is done.
Outcome Round::outcomeOf(const Step &step, bool claimed, const Seen &after) const
{
    if (after.trouble)
        return claimed ? Outcome{.fate = Fate::Done} : leftTo(step);
    if (isSame(m_before.value(step.key), after))
        return {.fate = Fate::ByFile};
    if (step.put ? after.matches : !after.exists)
        return {.fate = Fate::Done, .revision = after.revision};
    // Somebody else wrote the key: after us, or before our request was lost.
    return claimed ? Outcome{.fate = Fate::Done} : leftTo(step);
}

Outcome Round::leftTo(const Step &step) const
{
    return {.fate = step.expect.state == Expect::State::Anything ? Fate::ByFile : Fate::Conflicted};
}

} // namespace kv::devserver
