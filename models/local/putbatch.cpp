// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/putbatch.h"

#include "local/writer.h"

#include <algorithm>

namespace kv::local {

bool PutBatch::add(const Put &put, QPromise<Result<Revision>> &promise)
{
    const QMutexLocker locked(&m_mutex);
    if (m_closed || m_puts.size() >= mostPuts || m_bytes > mostBytes)
        return false;
    m_bytes += put.value.isKeep() ? 0 : put.value.value().size();
    m_puts.emplace_back(put, std::move(promise));
    return true;
}

void PutBatch::close()
{
    const QMutexLocker locked(&m_mutex);
    m_closed = true;
}

bool PutBatch::isWanted() const
{
    return std::any_of(m_puts.begin(), m_puts.end(),
                       [](const auto &put) { return !put.second.isCanceled(); });
}

void PutBatch::write(NamespaceFile &file, qint64 nowMs)
{
    std::erase_if(m_puts, [](const auto &put) { return put.second.isCanceled(); });
    QList<Put> puts;
    for (const auto &[put, promise] : m_puts)
        puts.append(put);
    const QList<Result<Revision>> results = writeEntries(file, puts, nowMs);
    for (qsizetype i = 0; i < results.size(); ++i) {
        m_written = m_written || results[i];
        m_puts[size_t(i)].second.addResult(results[i]);
        m_puts[size_t(i)].second.finish();
    }
}

} // namespace kv::local
