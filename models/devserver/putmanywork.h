// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devserver/writework.h"

namespace kv::devserver {

/// Store::putMany(): whole entries that the server keeps to the byte go through it, all others by file.
class PutManyWork : public WriteWork<QList<Result<Revision>>>
{
public:
    PutManyWork(const std::shared_ptr<Parts> &parts, const QList<Put> &puts, QObject *parent);

private:
    std::function<Batch(qsizetype)> batches() const override;
    void note(qsizetype index, const Outcome &outcome) override;
    void doByFile(const QList<qsizetype> &indices) override;

    QList<Put> m_puts;
    Clock m_clock;
    QList<Result<Revision>> m_answers;
};

} // namespace kv::devserver
