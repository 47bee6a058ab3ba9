// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planmaking.h"

#include "core/limits.h"

#include <QFile>

namespace kv::jobs {

namespace {

/// Why what was read cannot be used, a sentence that begins with `side`; empty: it can.
QString whyUnreadable(const QString &side, const Fetched &fetched)
{
    if (!fetched.entry && !meansNoSuchKey(fetched.entry.error()))
        return side + QStringLiteral(" cannot be read: ") + sentenceOf(fetched.entry.error());
    if (fetched.entry && fetched.entry->valueMissing)
        return side + QStringLiteral(" has no value: its file is gone.");
    return {};
}

} // namespace

bool isAbsent(const Fetched &fetched, qint64 nowMs)
{
    if (!fetched.entry)
        return meansNoSuchKey(fetched.entry.error());
    return fetched.entry->expiration && limits::isExpired(*fetched.entry->expiration, nowMs);
}

Result<std::shared_ptr<PlanMaking>> PlanMaking::begin(const QString &planPath, const QString &rollbackPath,
                                                      const PlanHead &head)
{
    const std::shared_ptr<PlanMaking> making(new PlanMaking);
    making->m_rollbackPath = rollbackPath;
    auto plan = PlanWriter::create(planPath, head);
    if (!plan)
        return fail(plan.error());
    making->m_plan = std::move(*plan);
    PlanHead back = head;
    back.isRollback = true;
    back.sourceName = head.targetName; // as it was
    // How many keys there will be then, nobody knows; and it deletes only what the plan has added.
    back.targetKeys = -1;
    auto rollback = PlanWriter::create(rollbackPath, back);
    if (!rollback)
        return fail(rollback.error());
    making->m_rollback = std::move(*rollback);
    return making;
}

Result<PlanPart> PlanMaking::add(const QList<Fetched> &source, const QList<Fetched> &target, qint64 nowMs)
{
    PlanPart part;
    for (qsizetype i = 0; i < source.size(); ++i) {
        part.bytes += source[i].entry ? source[i].entry->value.size() : 0;
        part.bytes += target[i].entry ? target[i].entry->value.size() : 0;
        const Result<QString> why = addKey(source[i], target[i], nowMs);
        if (!why)
            return fail(why.error());
        if (why->isEmpty())
            continue;
        ++part.leftOut;
        addRemark(part.why, source[i].key, *why);
    }
    return part;
}

Result<QString> PlanMaking::addKey(const Fetched &source, const Fetched &target, qint64 nowMs)
{
    QString why = whyUnreadable(QStringLiteral("The source"), source);
    if (why.isEmpty())
        why = whyUnreadable(QStringLiteral("The target"), target);
    if (!why.isEmpty())
        return why;
    const bool isThere = !isAbsent(target, nowMs);
    PlanStep step{.key = source.key, .expect = isThere ? fingerprintOf(*target.entry) : Fingerprint()};
    PlanStep back{.key = source.key};
    if (source.entry) {
        back.expect = fingerprintOf(*source.entry);
        if (back.expect == step.expect)
            return QStringLiteral("Both sides are the same by now.");
        why = whyNotWritable(*source.entry, nowMs);
        if (!why.isEmpty())
            return QStringLiteral("The source cannot be copied: ") + why;
        step.put = *source.entry;
    } else if (!isThere) {
        return QStringLiteral("Neither side has this key any more.");
    }
    if (isThere) {
        why = whyNotRestorable(*target.entry);
        if (!why.isEmpty())
            return QStringLiteral("What the target holds could not be put back: ") + why;
        back.put = *target.entry;
    }
    if (const Result<> added = m_rollback->add(back); !added)
        return fail(added.error());
    if (const Result<> added = m_plan->add(step); !added)
        return fail(added.error()); // the rollback has a step too many: both begin anew
    return QString();
}

Result<PlanHead> PlanMaking::finish()
{
    if (const auto finished = m_rollback->finish(); !finished)
        return fail(finished.error());
    Result<PlanHead> head = m_plan->finish();
    if (!head)
        QFile::remove(m_rollbackPath); // it undoes a plan that is none
    return head;
}

} // namespace kv::jobs
