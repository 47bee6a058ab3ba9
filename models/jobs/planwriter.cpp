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
    PlanHead &own = writer->m_inner->head;
    own = head;
    own.adds = own.changes = own.deletes = own.bytes = 0;
    if (const Result<> begun = writer->m_inner->file->append(headLine(own)); !begun)
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
    PlanHead &head = writer->m_inner->head;
    head = (*reader)->head();
    head.adds = head.changes = head.deletes = head.bytes = 0;
    if (const Result<> begun = writer->m_inner->file->append(headLine(head)); !begun)
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
    const Result<> added = m_inner->file->append(*line);
    if (added)
        countStep(m_inner->head, step);
    return added;
}

Result<> PlanWriter::sync()
{
    return m_inner->file->sync();
}

Result<PlanHead> PlanWriter::finish()
{
    Inner &inner = *m_inner;
    if (const Result<> ended = inner.file->append(endLine(inner.head.steps())); !ended)
        return fail(ended.error());
    if (const Result<> headed = inner.file->rewriteBeginning(headLine(inner.head)); !headed)
        return fail(headed.error());
    if (const Result<> finished = inner.file->finish(); !finished)
        return fail(finished.error());
    return inner.head;
}

const PlanHead &PlanWriter::head() const
{
    return m_inner->head;
}

} // namespace kv::jobs
