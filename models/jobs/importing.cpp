// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/importing.h"

#include "core/keyorder.h"
#include "core/limits.h"
#include "jobs/planmaking.h"
#include "text/utf8.h"

#include <QSet>

#include <algorithm>
#include <vector>

namespace kv::jobs {

namespace {

constexpr qint64 mostBytes = 16LL * 1024 * 1024;
constexpr qsizetype mostRepeated = 1'000'000;

/// Calls `visit(number, key)` for each item that has a key. Answers how many items there are.
template <class Visit> Result<qint64> walk(const OpenSource &open, const Stop &stop, Visit visit)
{
    const auto source = open();
    if (!source)
        return fail(source.error());
    for (qint64 items = 0;; ++items) {
        const auto item = (*source)->next();
        if (!item)
            return fail(item.error());
        if (!*item)
            return items;
        if (stop())
            return fail(ErrorKind::Cancelled, QString());
        if ((*item)->entry)
            visit(items, (*item)->entry->key);
    }
}

/// Hashes of the keys that may come more than once: those that share it with another.
Result<std::vector<size_t>> repeatedHashes(const OpenSource &open, const Stop &stop)
{
    std::vector<size_t> hashes;
    const auto walked =
        walk(open, stop, [&](qint64, const QByteArray &key) { hashes.push_back(qHash(key)); });
    if (!walked)
        return fail(walked.error());
    std::sort(hashes.begin(), hashes.end());
    std::vector<size_t> repeated;
    for (size_t i = 1; i < hashes.size(); ++i) {
        if (hashes[i] == hashes[i - 1] && (repeated.empty() || repeated.back() != hashes[i]))
            repeated.push_back(hashes[i]);
    }
    return repeated;
}

Result<QHash<QByteArray, qint64>> lastOfRepeated(const OpenSource &open, const Stop &stop)
{
    const auto hashes = repeatedHashes(open, stop);
    if (!hashes)
        return fail(hashes.error());
    QHash<QByteArray, qint64> lastOf;
    if (hashes->empty())
        return lastOf;
    if (hashes->size() > size_t(mostRepeated))
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("More than %1 keys come more than once in the file.").arg(mostRepeated));
    QSet<QByteArray> once;
    const auto walked = walk(open, stop, [&](qint64 number, const QByteArray &key) {
        if (!std::binary_search(hashes->begin(), hashes->end(), qHash(key)))
            return;
        if (const auto it = lastOf.find(key); it != lastOf.end() || once.contains(key))
            lastOf.insert(key, number);
        else
            once.insert(key);
    });
    if (!walked)
        return fail(walked.error());
    return lastOf;
}

} // namespace

Result<SourceScan> scanSource(const OpenSource &open, const Stop &stop)
{
    SourceScan scan;
    QByteArray last;
    bool inOrder = true;
    const auto items = walk(open, stop, [&](qint64 number, const QByteArray &key) {
        inOrder = inOrder && (number == 0 || last.isNull() || compareKeys(last, key) < 0);
        last = key;
    });
    if (!items)
        return fail(items.error());
    scan.items = *items;
    if (inOrder)
        return scan;
    auto lastOf = lastOfRepeated(open, stop);
    if (!lastOf)
        return fail(lastOf.error());
    scan.lastOf = std::move(*lastOf);
    return scan;
}

Result<std::shared_ptr<ImportReader>>
ImportReader::open(const OpenSource &open, const QHash<QByteArray, qint64> &lastOf, qsizetype mostEntries)
{
    auto source = open();
    if (!source)
        return fail(source.error());
    return std::shared_ptr<ImportReader>(new ImportReader(std::move(*source), lastOf, mostEntries));
}

ImportReader::ImportReader(std::unique_ptr<EntrySource> source, const QHash<QByteArray, qint64> &lastOf,
                           qsizetype mostEntries)
    : m_source(std::move(source)),
      m_lastOf(lastOf),
      m_mostEntries(mostEntries)
{
}

Result<ImportChunk> ImportReader::next(const Stop &stop)
{
    if (m_error)
        return fail(*m_error);
    ImportChunk chunk;
    m_bytes = 0;
    // A file of nothing but bad items is gone through in pieces too.
    while (chunk.entries.size() < m_mostEntries && chunk.items < 10 * m_mostEntries && m_bytes < mostBytes) {
        auto item = m_source->next();
        if (!item) {
            m_error = item.error();
            return fail(item.error());
        }
        if (!*item) {
            chunk.isLast = true;
            return chunk;
        }
        if (stop())
            return fail(ErrorKind::Cancelled, QString());
        add(chunk, std::move(**item));
    }
    return chunk;
}

void ImportReader::add(ImportChunk &chunk, EntrySource::Item item)
{
    const qint64 number = m_items++;
    ++chunk.items;
    if (!item.entry) {
        ++chunk.failed;
        const int line = item.entry.error().line;
        addRemark(chunk.remarks, {},
                  line > 0 ? QStringLiteral("Line %1: %2").arg(line).arg(sentenceOf(item.entry.error()))
                           : sentenceOf(item.entry.error()));
        return;
    }
    if (!item.remark.isEmpty())
        addRemark(chunk.remarks, item.entry->key, item.remark);
    if (number != m_lastOf.value(item.entry->key, number)) {
        addRemark(chunk.remarks, item.entry->key,
                  QStringLiteral("This key comes more than once in the file; the last one counts."));
        return;
    }
    m_bytes += item.entry->value.size();
    chunk.entries.append(std::move(*item.entry));
}

namespace {

/// Judges one entry after the other.
class ImportJudge
{
public:
    ImportJudge(const ImportQuestion &question, ImportVerdict &verdict, QList<PlanStep> *back)
        : m_question(question),
          m_verdict(verdict),
          m_back(back)
    {
    }

    void judge(const Entry &entry, const Fetched *found)
    {
        if (entry.expiration && limits::isExpired(*entry.expiration, m_question.nowMs)) {
            ++m_verdict.report.expired;
            return;
        }
        if (const QString why = whyNotWritable(entry, m_question.nowMs); !why.isEmpty())
            return failed(entry.key, why);
        if (!found || isAbsent(*found, m_question.nowMs))
            return put(entry, found, nullptr);
        if (!found->entry)
            return failed(entry.key, QStringLiteral("What is there cannot be read: ") +
                                         sentenceOf(found->entry.error()));
        const Entry &there = *found->entry;
        if (!there.valueMissing && there.value.size() == entry.value.size() &&
            fingerprintOf(there) == fingerprintOf(entry))
            return same(entry);
        if (m_question.existing == Existing::Skip) {
            ++m_verdict.report.skipped;
        } else if (m_question.existing == Existing::Fail) {
            m_verdict.existing.append(entry.key);
        } else if (const QString why = whyNotRestorable(there); !why.isEmpty()) {
            failed(entry.key, QStringLiteral("What is there could not be put back: ") + why);
        } else {
            put(entry, found, &there);
        }
    }

private:
    void failed(const QByteArray &key, const QString &why)
    {
        ++m_verdict.report.failed;
        addRemark(m_verdict.remarks, key, why);
    }
    void same(const Entry &entry)
    {
        if (!m_question.tried.contains(entry.key)) {
            ++m_verdict.report.same;
            return;
        }
        ++m_verdict.report.entries;
        m_verdict.report.bytes += entry.value.size();
    }
    void put(const Entry &entry, const Fetched *found, const Entry *before)
    {
        // The row of an expired entry is still there, and that is what the write finds.
        const bool isRow = found && found->entry;
        m_verdict.puts.append(
            putOf(entry, isRow ? Expect::unchanged(found->entry->revision) : Expect::absent()));
        if (m_back)
            m_back->append({entry.key, before ? std::optional(*before) : std::nullopt, fingerprintOf(entry)});
    }

    const ImportQuestion &m_question;
    ImportVerdict &m_verdict;
    QList<PlanStep> *m_back;
};

} // namespace

Result<ImportVerdict> judgeImport(const QList<Entry> &entries, const QList<Fetched> &found,
                                  const ImportQuestion &question, Rollback *rollback)
{
    ImportVerdict verdict;
    QList<PlanStep> back;
    ImportJudge judge(question, verdict, rollback ? &back : nullptr);
    for (qsizetype i = 0; i < entries.size(); ++i)
        judge.judge(entries[i], found.isEmpty() ? nullptr : &found[i]);
    if (rollback) {
        if (const Result<> added = rollback->add(back); !added)
            return fail(added.error());
    }
    return verdict;
}

} // namespace kv::jobs
