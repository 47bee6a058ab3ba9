// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchwords.h"

#include "text/units.h"
#include "ui/comparewords.h"
#include "ui/errortext.h"

#include <QCoreApplication>
#include <QStringList>

namespace kv::ui::searchwords {

using jobs::SearchCost;
using State = jobs::Job::State;
using text::countText;
using text::sizeText;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::searchwords", text);
}

QString requests(qint64 count)
{
    return count == 1 ? tr("1 request") : tr("%1 requests").arg(countText(count));
}

/// "one for every 1,000 keys listed and one for every 100 read"
QString rate(const SearchCost &cost)
{
    QStringList parts;
    if (cost.keysPerListRequest > 0)
        parts << tr("one for every %1 keys listed").arg(countText(cost.keysPerListRequest));
    if (cost.keysPerReadRequest > 0)
        parts << tr("one for every %1 read").arg(countText(cost.keysPerReadRequest));
    return parts.join(tr(" and "));
}

QString onDisk(const SearchCost &cost, bool readsValues)
{
    QString words = keys(cost.keys);
    if (readsValues && cost.bytes >= 0)
        words = tr("%1, %2").arg(words, sizeText(cost.bytes));
    if (cost.unsized > 0)
        words = tr("%1 and %2 without a readable value").arg(words, countText(cost.unsized));
    return cost.isSoFar ? tr("%1 so far, counting…").arg(words) : words;
}

} // namespace

QString keys(qint64 count)
{
    return count == 1 ? tr("1 key") : tr("%1 keys").arg(countText(count));
}

QString hits(qint64 count)
{
    return count == 1 ? tr("1 hit") : tr("%1 hits").arg(countText(count));
}

QString cost(const SearchCost &cost, bool readsValues)
{
    if (!cost.countsRequests())
        return onDisk(cost, readsValues);
    if (cost.keys >= 0)
        return requests(cost.requests);
    return tr("at least %1: %2").arg(requests(cost.requests), rate(cost));
}

QString costOfAll(int places, const SearchCost &disk, int remotes, const SearchCost &remote, bool readsValues)
{
    QStringList parts;
    if (places > 0) {
        const QString where =
            places == 1 ? tr("1 target on this disk") : tr("%1 targets on this disk").arg(places);
        parts << tr("%1: %2").arg(where, onDisk(disk, readsValues));
    }
    if (remotes > 0) {
        const QString where =
            remotes == 1 ? tr("1 target at Cloudflare") : tr("%1 targets at Cloudflare").arg(remotes);
        parts << (remote.countsRequests()
                      ? tr("%1: at least %2, %3").arg(where, requests(remote.requests), rate(remote))
                      : tr("%1: what it costs in requests is known once the account is").arg(where));
    } else {
        parts << tr("no requests");
    }
    const QString what = readsValues ? tr("Will read %1.") : tr("Will look at %1.");
    return what.arg(parts.join(QStringLiteral(" · ")));
}

QString state(const jobs::SearchJob &job)
{
    const jobs::SearchReport &report = job.report();
    const jobs::Progress &progress = job.progress();
    QStringList parts{hits(report.hits)};
    switch (job.state()) {
    case State::Ready:
        return tr("waits for its turn");
    case State::Failed:
        parts << tr("stopped: %1").arg(errorText(job.error().value_or(Error{})));
        break;
    case State::Paused:
        parts << (job.wantsConsent() ? tr("waits for your consent") : tr("paused"));
        break;
    case State::Cancelled:
        parts << tr("stopped");
        break;
    case State::Running:
        parts << tr("searching…");
        break;
    case State::Finished:
        if (!report.storeExists)
            return tr("nothing to search: there is no store yet");
        break;
    }
    const bool isPart = job.state() != State::Finished && progress.total > progress.done;
    parts << (isPart ? tr("%1 of %2 looked at").arg(countText(progress.done), keys(progress.total))
                     : tr("%1 looked at").arg(keys(report.looked)));
    if (report.unread > 0)
        parts << tr("⚠ %1 could not be read").arg(countText(report.unread));
    if (report.gone > 0)
        parts << tr("%1 deleted meanwhile").arg(countText(report.gone));
    if (const QString used = comparewords::requests(progress); !used.isEmpty())
        parts << used;
    return parts.join(QStringLiteral(" · "));
}

QString progress(const jobs::Progress &progress, qint64 found, bool readsValues)
{
    QStringList parts{progress.total > progress.done
                          ? tr("%1 of %2 looked at").arg(countText(progress.done), keys(progress.total))
                          : tr("%1 looked at").arg(keys(progress.done))};
    if (readsValues)
        parts << tr("%1 read").arg(sizeText(progress.bytes));
    parts << hits(found);
    if (const QString used = comparewords::requests(progress); !used.isEmpty())
        parts << used;
    return parts.join(QStringLiteral(" · "));
}

} // namespace kv::ui::searchwords
