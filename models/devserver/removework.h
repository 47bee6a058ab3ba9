// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devserver/writework.h"

namespace kv::devserver {

/// Store::remove() of several keys, none of which comes twice.
class RemoveWork : public WriteWork<RemoveReport>
{
public:
    RemoveWork(std::shared_ptr<Parts> parts, const QList<Removal> &removals, QObject *parent);

private:
    std::function<Batch(qsizetype)> batches() const override;
    void note(qsizetype index, const Outcome &outcome) override;
    void doByFile(const QList<qsizetype> &indices) override;
    /// All of it, in the order asked.
    RemoveReport report() const;

    QList<Removal> m_removals;
    QList<Outcome::Fate> m_fates;
};

} // namespace kv::devserver
