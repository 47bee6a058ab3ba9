// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"
#include "local/namespacefile.h"

#include <QMutex>
#include <QPromise>

#include <vector>

namespace kv::local {

/// Puts that were asked for one right after the other and are written together. Filled on the store's thread
/// until the worker closes it; written on the worker's.
class PutBatch
{
public:
    /// Takes `promise` and answers true, unless the batch is closed or full.
    bool add(const Put &put, QPromise<Result<Revision>> &promise);
    /// No more are taken from here on.
    void close();
    /// Writes all that are still wanted and ends their promises.
    void write(NamespaceFile &file, qint64 nowMs);
    /// Whether anyone still waits for an answer.
    bool isWanted() const;
    bool hasWritten() const { return m_written; }

private:
    static constexpr size_t mostPuts = 512;
    static constexpr qint64 mostBytes = 64 * 1024 * 1024;

    QMutex m_mutex; // guards the three below until the batch is closed
    bool m_closed = false;
    qint64 m_bytes = 0;
    std::vector<std::pair<Put, QPromise<Result<Revision>>>> m_puts;
    bool m_written = false;
};

} // namespace kv::local
