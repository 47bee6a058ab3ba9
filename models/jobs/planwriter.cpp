// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/outputfile.h"
#include "jobs/plan.h"
#include "jobs/planline.h"

namespace kv::jobs {

struct PlanWriter::Inner
{
    std::unique_ptr<OutputFile> file;
    PlanHead head;
    QString path;
    qint64 syncedSize = 0;
    PlanHead syncedHead;
    bool broken = false; ///< What follows the last sync() may be there in part.

    /// Back to the last sync(), should something have failed since.
    Result<> mend()
    {
        if (!broken)
            return {};
        if (const Result<> cut = file->cutTo(syncedSize); !cut)
            return cut;
        head = syncedHead;
        broken = false;
        return {};
    }
    Result<> append(const QByteArray &line)
    {
        const Result<> appended = file->append(line);
        broken = broken || !appended;
        return appended;
    }
    /// Makes the head's line, whose counts are not right yet.
    Result<> begin()
    {
        head.adds = head.changes = head.deletes = head.bytes = 0;
        syncedHead = head;
        const Result<> begun = file->append(headLine(head));
        syncedSize = file->size();
        return begun;
    }
};

PlanWriter::PlanWriter() : m_inner(std::make_unique<Inner>()) {}
PlanWriter::~PlanWriter() = default;

Result<std::unique_ptr<PlanWriter>> PlanWriter::create(const QString &path, const PlanHead &head)
{
    auto file = OutputFile::create(path, OutputFile::Exists::Refuse);
    if (!file)
        return fail(file.error());
    std::unique_ptr<PlanWriter> writer(new PlanWriter);
    writer->m_inner->file = std::move(*file);
    writer->m_inner->path = path;
    writer->m_inner->head = head;
    if (const Result<> begun = writer->m_inner->begin(); !begun)
        return fail(begun.error());
    return writer;
}

Result<std::unique_ptr<PlanWriter>> PlanWriter::extend(const QString &path)
{
    auto reader = PlanReader::open(path);
    if (!reader)
        return fail(reader.error());
    auto file = OutputFile::create(path, OutputFile::Exists::Replace);
    if (!file)
        return fail(file.error());
    std::unique_ptr<PlanWriter> writer(new PlanWriter);
    writer->m_inner->file = std::move(*file);
    writer->m_inner->path = path;
    writer->m_inner->head = (*reader)->head();
    if (const Result<> begun = writer->m_inner->begin(); !begun)
        return fail(begun.error());
    for (;;) {
        const auto step = (*reader)->next();
        if (!step)
            return fail(step.error());
        if (!*step)
            return writer;
        if (const Result<> added = writer->add(**step); !added)
            return fail(added.error());
    }
}

Result<> PlanWriter::add(const PlanStep &step)
{
    Result<QByteArray> line = stepLine(step);
    if (!line) {
        line.error().path = m_inner->path;
        return fail(line.error());
    }
    if (const Result<> mended = m_inner->mend(); !mended)
        return mended;
    const Result<> added = m_inner->append(*line);
    if (added)
        countStep(m_inner->head, step);
    return added;
}

Result<> PlanWriter::sync()
{
    Inner &inner = *m_inner;
    if (const Result<> synced = inner.file->sync(); !synced) {
        inner.broken = true;
        return synced;
    }
    inner.syncedSize = inner.file->size();
    inner.syncedHead = inner.head;
    return {};
}

Result<PlanHead> PlanWriter::finish()
{
    Inner &inner = *m_inner;
    if (const Result<> mended = inner.mend(); !mended)
        return fail(mended.error());
    if (const Result<> ended = inner.append(endLine(inner.head.steps())); !ended)
        return fail(ended.error());
    Result<> finished = inner.file->rewriteBeginning(headLine(inner.head));
    if (finished)
        finished = inner.file->finish();
    inner.broken = !finished;
    if (!finished)
        return fail(finished.error());
    return inner.head;
}

const PlanHead &PlanWriter::head() const
{
    return m_inner->head;
}

} // namespace kv::jobs
