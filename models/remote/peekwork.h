// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remote/parts.h"
#include "remote/readplan.h"
#include "store/operation.h"

#include <QHash>

#include <memory>

namespace kv::remote {

/// Store::peek(): a hundred keys to a request.
class PeekWork : public Operation<QList<Peek>>
{
public:
    PeekWork(Parts &parts, const QList<QByteArray> &keys, int headBytes);

private:
    void next();
    void take(const ReadPlan::Step &step, const Response &response);
    void report();

    Parts &m_parts;
    QList<QByteArray> m_keys;
    int m_headBytes;
    QList<QByteArray> m_left; // that are to be asked for
    std::unique_ptr<ReadPlan> m_plan;
    QHash<QByteArray, Peek> m_peeks;
};

} // namespace kv::remote
