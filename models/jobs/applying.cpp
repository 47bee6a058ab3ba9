// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/applying.h"

#include "jobs/planline.h"
#include "jobs/planmaking.h"

#include <QCryptographicHash>
#include <QSet>

namespace kv::jobs {

namespace {

constexpr qsizetype mostSteps = 1000;
constexpr qint64 mostBytes = 16LL * 1024 * 1024;

} // namespace

Result<std::shared_ptr<OpenPlan>> openWholePlan(const QString &path, const Stop &stop)
{
    auto reader = PlanReader::open(path);
    if (!reader)
        return fail(reader.error());
    auto plan = std::make_shared<OpenPlan>();
    plan->reader = std::move(*reader);
    plan->firstStep = plan->reader->position();
    plan->hash = QCryptographicHash::hash(headLine(plan->reader->head()) + '\n' +
                                              QByteArray::number(plan->reader->size()),
                                          QCryptographicHash::Sha256)
                     .toHex();
    for (;;) {
        const auto step = plan->reader->next();
        if (!step)
            return fail(step.error());
        if (!*step)
            return plan;
        if (stop())
            return fail(ErrorKind::Cancelled, QString());
    }
}

Result<PlanChunk> readChunk(PlanReader &reader)
{
    PlanChunk chunk;
    QSet<QByteArray> keys;
    for (qint64 bytes = 0; chunk.steps.size() < mostSteps && bytes < mostBytes;) {
        const qint64 begin = reader.position();
        auto step = reader.next();
        if (!step)
            return fail(step.error());
        if (!*step) {
            chunk.isLast = true;
            return chunk;
        }
        if (keys.contains((*step)->key)) {
            // A plan of ours names each key once. In another the second step builds on the first.
            if (const Result<> back = reader.seek(begin); !back)
                return fail(back.error());
            return chunk;
        }
        keys.insert((*step)->key);
        bytes += (*step)->put ? (*step)->put->value.size() : 0;
        chunk.steps.append(std::move(**step));
        chunk.ends.append(reader.position());
    }
    return chunk;
}

Verdict judge(const PlanStep &step, const Fetched &now, qint64 nowMs)
{
    const bool absent = isAbsent(now, nowMs);
    if (!now.entry && !absent)
        return {.why = QStringLiteral("What is there cannot be read: ") + sentenceOf(now.entry.error())};
    if (!absent && now.entry->valueMissing)
        return {.fate = Fate::Skipped, .why = QStringLiteral("What is there has lost its value.")};
    const Fingerprint current = absent ? Fingerprint() : fingerprintOf(*now.entry);
    if (current == (step.put ? fingerprintOf(*step.put) : Fingerprint()))
        return {.fate = Fate::Already};
    if (current != step.expect)
        return {.fate = Fate::Skipped, .why = QStringLiteral("It has changed since the plan was made.")};
    if (step.put) {
        if (QString why = whyNotWritable(*step.put, nowMs); !why.isEmpty())
            return {.why = std::move(why)};
    }
    // The row of an expired entry is still there, and that is what the write finds.
    return {.act = true, .expect = now.entry ? Expect::unchanged(now.entry->revision) : Expect::absent()};
}

} // namespace kv::jobs
