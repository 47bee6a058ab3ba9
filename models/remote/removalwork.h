// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/parts.h"
#include "store/operation.h"

#include <QHash>

namespace kv::remote {

/// Store::remove(): looks at the keys that must be unchanged, then deletes what may go, ten thousand at a
/// time.
class RemovalWork : public Operation<RemoveReport>
{
public:
    RemovalWork(Parts &parts, const QList<Removal> &removals);

private:
    enum class Fate { Removed, Missing, Conflicted };

    void start();
    void judge(const Removal &removal, const Result<Entry> &read);
    void removeNext();
    void removeChunk(const QList<QByteArray> &keys, bool again);
    void noteRemoved(const QList<QByteArray> &keys);
    void report();

    Parts &m_parts;
    QList<Removal> m_removals;
    int m_looking = 0;
    QHash<QByteArray, Fate> m_fates;
    QHash<QByteArray, Revision> m_revisions; // of the keys that were looked at
    QList<QByteArray> m_due;
};

} // namespace kv::remote
