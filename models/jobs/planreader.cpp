// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/linefile.h"
#include "jobs/plan.h"
#include "jobs/planline.h"

namespace kv::jobs {

namespace {
constexpr qsizetype mostEndLineBytes = 512;
}

struct PlanReader::Inner
{
    std::unique_ptr<LineFile> file;
    PlanHead head;
    qint64 firstStep = 0;
    PlanHead counted;      ///< What was read so far.
    bool fromStart = true; ///< Nothing was jumped over: the counts can be held against the head's.
    bool isCut = false;    ///< There is no last line: the steps end with the file.
    bool ended = false;

    tl::unexpected<Error> corrupt(const Error &error) const
    {
        Error placed = file->corrupt(error.detail);
        placed.kind = error.kind;
        return fail(placed);
    }
    /// Finds the counts of a plan that has them at its end, or else counts its steps.
    Result<> findCounts()
    {
        if (const Result<> held = file->holdAgainstWriters(); !held)
            return held;
        if (const Result<> ends = file->endAtLastLine(); !ends)
            return ends;
        // What was read already may be from before it was held.
        if (const Result<> there = file->seek(firstStep); !there)
            return there;
        const auto last = file->lastLine(mostEndLineBytes);
        if (!last)
            return fail(last.error());
        if (const auto line = readPlanLine(last->value_or(QByteArray())); line && line->counts) {
            takeCounts(*line->counts);
            return {};
        }
        isCut = true;
        PlanHead found;
        for (;;) {
            const auto text = file->next();
            if (!text)
                return fail(text.error());
            if (!*text)
                break;
            const Result<PlanLine> line = readPlanLine(**text);
            if (!line)
                return corrupt(line.error());
            if (!line->step)
                return fail(file->corrupt(QStringLiteral("The plan ends before its last line.")));
            countStep(found, *line->step);
        }
        takeCounts(found);
        return file->seek(firstStep);
    }
    void takeCounts(const PlanHead &from)
    {
        head.adds = from.adds;
        head.changes = from.changes;
        head.deletes = from.deletes;
        head.bytes = from.bytes;
    }
    Result<> checkEnd(qint64 steps)
    {
        const auto behind = file->next();
        if (!behind)
            return fail(behind.error());
        if (*behind)
            return fail(file->corrupt(QStringLiteral("The plan goes on behind its last line.")));
        if (steps != head.steps() ||
            (fromStart && (counted.adds != head.adds || counted.changes != head.changes ||
                           counted.deletes != head.deletes || counted.bytes != head.bytes)))
            return fail(file->corrupt(QStringLiteral("The plan has other steps than it says.")));
        return {};
    }
};

PlanReader::PlanReader() : m_inner(std::make_unique<Inner>()) {}
PlanReader::~PlanReader() = default;

Result<std::unique_ptr<PlanReader>> PlanReader::open(const QString &path)
{
    auto file = LineFile::open(path, mostPlanLineBytes);
    if (!file)
        return fail(file.error());
    std::unique_ptr<PlanReader> reader(new PlanReader);
    Inner &inner = *reader->m_inner;
    inner.file = std::move(*file);
    const auto line = inner.file->next();
    if (!line)
        return fail(line.error());
    const Result<PlanHead> head = readHeadLine(line->value_or(QByteArrayView()));
    if (!head)
        return inner.corrupt(head.error());
    inner.head = *head;
    inner.firstStep = inner.file->position();
    if (inner.head.countsAtEnd) {
        if (const Result<> found = inner.findCounts(); !found)
            return fail(found.error());
    }
    return reader;
}

const PlanHead &PlanReader::head() const
{
    return m_inner->head;
}

Result<std::optional<PlanStep>> PlanReader::next()
{
    Inner &inner = *m_inner;
    if (inner.ended)
        return std::nullopt;
    const auto text = inner.file->next();
    if (!text)
        return fail(text.error());
    if (!*text && inner.isCut) {
        inner.ended = true;
        return std::nullopt;
    }
    if (!*text)
        return fail(inner.file->corrupt(QStringLiteral("The plan is cut: its last line is missing.")));
    Result<PlanLine> line = readPlanLine(**text);
    if (!line)
        return inner.corrupt(line.error());
    if (line->step) {
        countStep(inner.counted, *line->step);
        return std::move(line->step);
    }
    if (line->counts.has_value() != inner.head.countsAtEnd)
        return fail(inner.file->corrupt(QStringLiteral("The last line of the plan cannot be read.")));
    if (const Result<> end = inner.checkEnd(line->endsAfter); !end)
        return fail(end.error());
    inner.ended = true;
    return std::nullopt;
}

qint64 PlanReader::position() const
{
    return m_inner->file->position();
}

qint64 PlanReader::size() const
{
    return m_inner->file->size();
}

Result<> PlanReader::seek(qint64 position)
{
    Inner &inner = *m_inner;
    if (position < inner.firstStep)
        return fail(inner.file->corrupt(QStringLiteral("No step begins at byte %1.").arg(position)));
    inner.fromStart = position == inner.firstStep;
    inner.counted = {};
    inner.ended = false;
    return inner.file->seek(position);
}

} // namespace kv::jobs
