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
    bool broken = false;   ///< What follows the last sync() may be there in part.
    bool finished = false; ///< Growing: the last line is behind the last sync(), and nothing else.

    /// Back to the last sync(), should something have failed since, or the last line have been written.
    Result<> mend()
    {
        if (finished) {
            if (const Result<> locked = file->lock(); !locked)
                return locked;
        }
        if (!broken && !finished)
            return {};
        broken = true;
        finished = false;
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
    PlanHead counted = head;
    counted.countsAtEnd = false;
    return begin(path, counted);
}

Result<std::unique_ptr<PlanWriter>> PlanWriter::createGrowing(const QString &path, const PlanHead &head)
{
    PlanHead growing = head;
    growing.countsAtEnd = true;
    return begin(path, growing);
}

Result<std::unique_ptr<PlanWriter>> PlanWriter::begin(const QString &path, const PlanHead &head)
{
    auto file = OutputFile::create(path, OutputFile::Exists::Refuse);
    if (!file)
        return fail(file.error());
    std::unique_ptr<PlanWriter> writer(new PlanWriter);
    writer->m_inner->file = std::move(*file);
    writer->m_inner->path = path;
    writer->m_inner->head = head;
    if (head.countsAtEnd) {
        if (const Result<> locked = writer->m_inner->file->lock(); !locked)
            return fail(locked.error());
    }
    if (const Result<> begun = writer->m_inner->begin(); !begun)
        return fail(begun.error());
    return writer;
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
    if (inner.finished)
        return {};
    const Result<> synced = inner.head.countsAtEnd ? inner.file->finish() : inner.file->sync();
    if (!synced) {
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
    if (inner.finished)
        return inner.head;
    if (const Result<> mended = inner.mend(); !mended)
        return fail(mended.error());
    if (inner.head.countsAtEnd) {
        // What is cut off when more is added.
        if (const Result<> synced = sync(); !synced)
            return fail(synced.error());
    }
    if (const Result<> ended = inner.append(endLine(inner.head)); !ended)
        return fail(ended.error());
    Result<> finished;
    if (!inner.head.countsAtEnd)
        finished = inner.file->rewriteBeginning(headLine(inner.head));
    if (finished)
        finished = inner.file->finish();
    inner.broken = !finished;
    if (!finished)
        return fail(finished.error());
    if (inner.head.countsAtEnd) {
        inner.finished = true;
        inner.file->unlock();
    }
    return inner.head;
}

const PlanHead &PlanWriter::head() const
{
    return m_inner->head;
}

} // namespace kv::jobs
