// SPDX-License-Identifier: GPL-3.0-or-later
// How a Narrowing searches values: what it says before, the hits as they come, and how it ends.
#include "ui/narrowing.h"

#include "items/keytablemodel.h"
#include "text/units.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"

namespace kv::ui {

using jobs::Job;
using jobs::SearchQuery;
using Mode = FilterSpec::Mode;
using State = jobs::Job::State;

/// The search that the filter asks for, if it does. False: it cannot be understood.
bool Narrowing::checkSearch(SearchQuery &query)
{
    if (!m_spec.readsValues())
        return true;
    query.ignoreCase = m_spec.ignoreCase;
    if (m_spec.mode == Mode::ValueContains) {
        query.what = SearchQuery::What::ValueContains;
        query.text = m_spec.text.toUtf8();
    } else {
        query.what = SearchQuery::What::JsonPath;
        query.ignoreCase = false;
        const qsizetype equals = m_spec.text.indexOf(u'=');
        query.path = m_spec.text.left(equals).trimmed();
        if (equals < 0) {
            Q_EMIT problem(tr("A path, the sign = and a value are wanted, as in $.plan = pro"),
                           int(m_spec.text.size()));
            return false;
        }
        query.text = m_spec.text.mid(equals + 1).trimmed().toUtf8();
    }
    if (const auto checked = jobs::checkQuery(query); !checked) {
        const int column = checked.error().column;
        Q_EMIT problem(checked.error().detail, column > 0 ? column - 1 : -1);
        return false;
    }
    return true;
}

void Narrowing::turnToQuery(const SearchQuery &query)
{
    if (query == m_query && (m_search || m_cost))
        return;
    endSearch();
    m_query = query;
    m_costSoon.start();
}

void Narrowing::endSearch()
{
    m_costSoon.stop();
    m_cost.reset();
    m_search.reset();
    m_hits.reset();
    m_largeHits.reset();
    m_hitSizes.clear();
    m_newHits.clear();
    m_newLargeHits.clear();
    m_valuesOld = false;
    m_searchSoon = false;
}

/// The rows whose values are searched: those that the rest of the filter lets through.
static jobs::SearchKeys keysOf(const items::KeyRows &rows)
{
    return {rows.size(), [rows](qint64 i) { return rows.key(int(i)).toByteArray(); }};
}

void Narrowing::askCost()
{
    if (!m_queries || !m_store || m_search)
        return;
    if (m_model->isLoading()) { // what there is to search is not known yet
        m_costSoon.start();
        return;
    }
    m_cost = std::make_unique<jobs::SearchCostJob>(m_store, m_query, keysOf(m_model->rows()));
    connect(m_cost.get(), &Job::progressed, this, &Narrowing::say);
    connect(m_cost.get(), &Job::stateChanged, this, &Narrowing::say);
    m_cost->start();
    say();
}

void Narrowing::search()
{
    if (!m_queries || !m_store)
        return;
    if (m_search && (m_search->state() == State::Paused || m_search->state() == State::Failed)) {
        m_search->start();
        return;
    }
    // Afresh: of what fits the rest of the filter, not of the hits before.
    endSearch();
    if (!(m_model->filter() == m_base)) {
        m_model->setFilter(m_base);
    }
    if (m_model->isFinding()) {
        m_searchSoon = true;
        return;
    }
    jobs::SearchOptions options;
    options.keys = keysOf(m_model->rows());
    m_hits = std::make_shared<items::KeyRows>();
    m_largeHits = std::make_shared<items::KeyRows>();
    m_search = std::make_unique<jobs::SearchJob>(m_store, m_query, options);
    connect(m_search.get(), &jobs::SearchJob::found, this, &Narrowing::takeHits);
    connect(m_search.get(), &Job::progressed, this, [this] {
        if (!m_saySoon.isActive())
            m_saySoon.start();
    });
    connect(m_search.get(), &Job::stateChanged, this, [this] {
        m_saySoon.stop();
        apply();
    });
    m_search->start();
    apply();
}

void Narrowing::takeHits(const QList<jobs::SearchHit> &hits)
{
    for (const jobs::SearchHit &hit : hits) {
        m_newHits.add(hit.key, {}, false, {});
        m_hitSizes.push_back(hit.size);
        if (hit.size > m_spec.largerThan)
            m_newLargeHits.add(hit.key, {}, false, {});
    }
    if (!m_saySoon.isActive())
        m_saySoon.start();
}

void Narrowing::flushHits()
{
    // What the list goes by must not be changed under it: a longer one takes its place.
    const auto flush = [](std::shared_ptr<items::KeyRows> &rows, KeyBlock::Builder &builder) {
        if (!rows || builder.size() == 0)
            return;
        const auto block = builder.build();
        auto longer = std::make_shared<items::KeyRows>(*rows);
        longer->append({block, 0, block->size(), {}});
        rows = std::move(longer);
    };
    flush(m_hits, m_newHits);
    flush(m_largeHits, m_newLargeHits);
}

/// Another threshold.
void Narrowing::sortOutLargeHits()
{
    flushHits();
    KeyBlock::Builder large;
    for (int row = 0; row < m_hits->size(); ++row)
        if (m_hitSizes[size_t(row)] > m_spec.largerThan)
            large.add(m_hits->key(row), {}, false, {});
    const auto block = large.build();
    m_largeHits = std::make_shared<items::KeyRows>();
    if (block->size() > 0)
        m_largeHits->append({block, 0, block->size(), {}});
}

QString Narrowing::costWords() const
{
    const QString keys = text::countText(m_model->rowCount());
    if (!m_cost)
        return tr("The values of %1 keys will be searched.").arg(keys);
    const jobs::SearchCost &cost = m_cost->cost();
    if (cost.countsRequests())
        return tr("The values of %1 keys will be read: %2 requests, of the 1,200 that Cloudflare allows in 5 "
                  "minutes.")
            .arg(keys, text::countText(cost.requests));
    if (cost.bytes < 0)
        return tr("The values of %1 keys will be read; how large they are is not known.").arg(keys);
    return cost.isSoFar
               ? tr("The values of %1 keys will be read from this disk: %2 at least, still counting…")
                     .arg(keys, text::sizeText(cost.bytes))
               : tr("The values of %1 keys will be read from this disk: %2.")
                     .arg(keys, text::sizeText(cost.bytes));
}

void Narrowing::sayValues()
{
    const auto press = [this](const QString &words, bool accent = false) {
        return QList<NoticeBar::Button>{
            {words, QStringLiteral("valueSearchButton"), [this] { search(); }, accent}};
    };
    if (!m_search) {
        QString words = costWords();
        if (m_model->canLoadMore())
            words += QLatin1Char(' ') + tr("The store has more keys, which were not read yet.");
        sayOf(Topic::ValuesCost, NoticeBar::Tone::Info, words, press(tr("Search"), true));
        return;
    }
    const jobs::SearchReport &report = m_search->report();
    const QString looked = text::countText(report.looked);
    const QString hits = text::countText(report.hits);
    switch (m_search->state()) {
    case State::Failed:
        sayOf(Topic::ValuesFailed, NoticeBar::Tone::Error, errorText(*m_search->error()), press(tr("Go on")),
              errorDetails(*m_search->error()));
        return;
    case State::Ready:
    case State::Running:
        sayOf(Topic::ValuesRun, NoticeBar::Tone::Info,
              tr("Searching values: %1 of %2, %3 read, %4 found")
                  .arg(looked, text::countText(std::max(m_search->progress().total, report.looked)),
                       text::sizeText(report.bytes), hits),
              {{tr("Stop"), QStringLiteral("valueStopButton"), [this] { m_search->pause(); }}});
        return;
    case State::Paused:
        sayOf(Topic::ValuesStopped, NoticeBar::Tone::Info,
              tr("Stopped: %1 values searched, %2 found so far.").arg(looked, hits), press(tr("Go on")));
        return;
    case State::Finished:
    case State::Cancelled:
        break;
    }
    QString words = tr("%1 values searched, %2 found.").arg(looked, hits);
    if (report.unread > 0)
        words += QLatin1Char(' ') + tr("%1 could not be read.").arg(text::countText(report.unread));
    if (m_valuesOld)
        sayOf(Topic::ValuesOld, NoticeBar::Tone::Warning,
              words + QLatin1Char(' ') + tr("The store has changed since."), press(tr("Search again")));
    else
        sayOf(Topic::ValuesDone, report.unread > 0 ? NoticeBar::Tone::Warning : NoticeBar::Tone::Info, words);
}

} // namespace kv::ui
