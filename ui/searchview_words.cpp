// SPDX-License-Identifier: GPL-3.0-or-later
// What a SearchView says: costs, progress, how each target is doing, and words where nothing was found.
#include "items/searchmodel.h"
#include "store/cloudflare.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/comparewords.h"
#include "ui/elidedlabel.h"
#include "ui/emptystate.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"
#include "ui/searchcosts.h"
#include "ui/searchform.h"
#include "ui/searchview.h"
#include "ui/searchwords.h"
#include "ui/settings.h"
#include "ui/signinpage.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QTreeView>

#include <algorithm>

namespace kv::ui {

using items::SearchModel;
using jobs::SearchCost;
using State = jobs::Job::State;
using text::countText;

namespace {

const auto queryKey = QStringLiteral("searches");

} // namespace

void SearchView::sync()
{
    const QString why = whyNot();
    const bool isOver = m_all && m_all->isOver();
    if (isRunning())
        m_form->setActions(tr("Pause"), false, {}, true);
    else if (m_all && isOfForm())
        m_form->setActions(isOver ? tr("Search again") : tr("Go on"), !isOver, why, !isOver);
    else
        m_form->setActions(tr("Search"), true, why, m_all && !isOver);
    if (isRunning() && !m_seconds.isActive())
        m_seconds.start(); // a wait that Cloudflare asks for is counted down
    else if (!isRunning())
        m_seconds.stop();
    syncCosts();
    syncGroups();
    syncBars();
    showPage();
}

bool SearchView::wantsAccount() const
{
    if (m_workspace.cloudflare().state() == Cloudflare::State::Ready)
        return false;
    const QList<int> ticked = m_targets->ticked();
    return std::any_of(ticked.begin(), ticked.end(), [this](int place) {
        return m_targets->places().at(place).side.info.target.place == Place::Remote;
    });
}

/// Has the costs of what is ticked found out; of what is not, only where that reads nothing.
void SearchView::askCosts()
{
    if (!isVisible() || isRunning())
        return;
    QList<SearchCosts::Wanted> wanted;
    for (int i = 0; i < m_targets->places().size(); ++i) {
        const CompareSide &side = m_targets->places().at(i).side;
        const bool isRemote = side.info.target.place == Place::Remote;
        const bool isThere = side.info.target.place == Place::Local ? side.info.exists : !side.vanished;
        if (isRemote || (isThere && m_targets->isTicked(i) && m_targets->sameAs(i) < 0))
            wanted << SearchCosts::Wanted{m_targets->places().at(i).key(), side.info.target};
    }
    m_costs->want(wanted, m_form->query());
    syncCosts();
}

void SearchView::syncCosts()
{
    const bool readsValues = m_form->query().readsValues();
    for (int i = 0; i < m_targets->places().size(); ++i) {
        const SearchPlace &place = m_targets->places().at(i);
        const TargetInfo &info = place.side.info;
        const std::optional<SearchCost> cost = m_costs->cost(place.key());
        const std::optional<Error> error = m_costs->error(place.key());
        const int same = m_targets->isTicked(i) ? m_targets->sameAs(i) : -1;
        QString words;
        if (same >= 0)
            words = tr("the same keys as “%1”, searched there").arg(m_targets->title(same));
        else if (error)
            words = tr("⚠ %1").arg(errorText(*error));
        else if (place.side.vanished)
            words = tr("the file is gone");
        else if (info.target.place == Place::Local && !info.exists)
            words = tr("nothing on disk yet");
        else if (cost)
            words = searchwords::cost(*cost, readsValues);
        else if (info.target.place == Place::Remote)
            words = tr("at Cloudflare, which counts requests; asked only when ticked");
        else if (info.count)
            words = *info.count == 1 ? tr("1 key") : tr("%1 keys").arg(countText(*info.count));
        m_targets->setWords(i, words);
    }
    syncLine();
}

QString SearchView::costWords() const
{
    SearchCost disk;
    disk.keys = disk.bytes = 0;
    SearchCost remote;
    int places = 0;
    int remotes = 0;
    for (const int i : m_targets->ticked()) {
        if (m_targets->sameAs(i) >= 0)
            continue;
        const SearchPlace &place = m_targets->places().at(i);
        const std::optional<SearchCost> cost = m_costs->cost(place.key());
        if (place.side.info.target.place == Place::Remote) {
            ++remotes;
            if (cost) {
                remote.requests += cost->requests;
                remote.keysPerListRequest = cost->keysPerListRequest;
                remote.keysPerReadRequest = cost->keysPerReadRequest;
            }
            continue;
        }
        if (place.side.info.target.place == Place::Local && !place.side.info.exists)
            continue;
        ++places;
        if (!cost) {
            disk.isSoFar = true;
            continue;
        }
        disk.keys += cost->keys;
        disk.bytes = cost->bytes < 0 || disk.bytes < 0 ? -1 : disk.bytes + cost->bytes;
        disk.unsized += cost->unsized;
        disk.isSoFar = disk.isSoFar || cost->isSoFar;
    }
    if (places == 0 && remotes == 0)
        return tr("Nothing is ticked that could be searched.");
    return searchwords::costOfAll(places, disk, remotes, remote, m_form->query().readsValues());
}

void SearchView::syncGroups()
{
    if (!m_all)
        return;
    for (int group = 0; group < m_searched.size(); ++group) {
        const Searched &one = m_searched.at(group);
        if (one.subject < 0) {
            m_model->setState(group,
                              tr("not searched: Cloudflare cannot be asked before the account is known"), 1);
            continue;
        }
        if (const int same = m_all->sameAs(one.subject); same >= 0) {
            m_model->setState(
                group, tr("the same keys as “%1”, searched there").arg(m_searched.at(groupOf(same)).title),
                0);
            continue;
        }
        const jobs::SearchJob &job = *m_all->job(one.subject);
        const bool bad = job.state() == State::Failed || job.report().unread > 0;
        m_model->setState(group, searchwords::state(job), bad ? 1 : 0);
    }
}

void SearchView::syncLine()
{
    QString words;
    if (!m_all || (!isRunning() && !isOfForm())) {
        words = costWords();
    } else {
        qint64 found = 0;
        for (int group = 0; group < m_searched.size(); ++group)
            found += m_model->found(group);
        words = searchwords::progress(m_all->progress(), found, m_query.readsValues());
        if (m_all->state() == State::Paused)
            words = tr("Paused: %1").arg(words);
        else if (m_all->state() == State::Cancelled)
            words = tr("Stopped: %1").arg(words);
        const qint64 blockedMs = m_workspace.cloudflare().budget().blockedUntilMs - m_clock();
        if (isRunning() && blockedMs > 0 && m_all->progress().requests > 0)
            words += tr(" · ⚠ Cloudflare says wait: it goes on by itself in %1")
                         .arg(text::durationText((blockedMs + 999) / 1000, 2));
    }
    m_line->setFullText(words);
    Q_EMIT stateChanged();
}

/// The bars: an account that is missing, consent that is wanted, targets that failed, entries not read.
void SearchView::syncBars()
{
    const bool account = wantsAccount();
    const auto cloudflareState = m_workspace.cloudflare().state();
    if (account && cloudflareState != Cloudflare::State::Idle &&
        cloudflareState != Cloudflare::State::Looking)
        m_account->say(NoticeBar::Tone::Info,
                       tr("Ticked targets lie at Cloudflare, which cannot be asked yet."),
                       {{tr("Connect…"), QStringLiteral("searchConnectButton"), [this] {
                             m_showsSignIn = true;
                             showPage();
                             if (m_signIn)
                                 m_signIn->focusFirst();
                         }}});
    else
        m_account->clear();
    if (!account)
        m_showsSignIn = false;

    QStringList failed;
    QList<int> consents;
    qint64 asked = 0;
    for (const Searched &one : std::as_const(m_searched)) {
        const jobs::SearchJob *job = m_all && one.subject >= 0 ? m_all->job(one.subject) : nullptr;
        if (job && job->state() == State::Failed)
            failed << tr("%1: %2").arg(one.title, errorText(job->error().value_or(Error{})));
        if (job && job->wantsConsent()) {
            consents << one.subject;
            asked += job->progress().requests;
        }
    }
    if (failed.isEmpty())
        m_failure->clear();
    else
        m_failure->say(NoticeBar::Tone::Error,
                       failed.size() == 1 ? tr("A target was not searched to its end. %1").arg(failed.first())
                                          : tr("%1 targets were not searched to their ends. %2")
                                                .arg(failed.size())
                                                .arg(failed.join(QLatin1Char(' '))),
                       {{tr("Retry"), QStringLiteral("searchRetryButton"), [this] {
                             retryFailed();
                             sync();
                         }}});
    if (consents.isEmpty()) {
        m_question->clear();
        return;
    }
    m_question->say(
        NoticeBar::Tone::Info,
        consents.size() == 1
            ? tr("%1 requests were used, and the target is not searched to its end. The rest costs "
                 "at least as much for as many keys again.")
                  .arg(countText(asked))
            : tr("%1 requests were used, and %2 targets are not searched to their ends. The rest "
                 "costs at least as much for as many keys again.")
                  .arg(countText(asked))
                  .arg(consents.size()),
        {{tr("Search the rest"), QStringLiteral("searchConsentButton"),
          [this, consents] {
              for (const int subject : consents) {
                  if (m_all)
                      m_all->startOne(subject);
              }
              sync();
          },
          true},
         {tr("Leave it at that"), QStringLiteral("searchLeaveButton"), [this] { stop(); }}});
}

void SearchView::showPage()
{
    if (m_showsSignIn) {
        if (!m_signIn) {
            m_signIn = new SignInPage(m_workspace.cloudflare());
            m_stack->addWidget(m_signIn);
            connect(m_signIn, &SignInPage::message, this, &SearchView::message);
        }
        m_stack->setCurrentWidget(m_signIn);
        return;
    }
    if (!m_all) {
        if (m_targets->places().isEmpty())
            m_empty->setWords(tr("There is nothing to search"),
                              m_workspace.isReading() ? tr("The folder is being read.")
                                                      : tr("Open a folder with a wrangler file first."));
        else
            m_empty->setWords(tr("Search keys and values of every target"),
                              tr("Type what to look for, tick where, and press Enter. What it reads is said "
                                 "above before anything is read."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    bool quiet = m_all->state() == State::Finished;
    qint64 looked = 0;
    for (int group = 0; group < m_searched.size() && quiet; ++group) {
        const Searched &one = m_searched.at(group);
        const jobs::SearchJob *job = one.subject >= 0 ? m_all->job(one.subject) : nullptr;
        quiet = one.subject >= 0 && m_model->found(group) == 0 && (!job || job->report().unread == 0);
        looked += job ? job->report().looked : 0;
    }
    if (quiet)
        m_empty->setWords(tr("Nothing fits"),
                          m_query.readsValues()
                              ? tr("Searched the values of %1.").arg(searchwords::keys(looked))
                              : tr("Searched %1.").arg(searchwords::keys(looked)));
    m_stack->setCurrentWidget(quiet ? static_cast<QWidget *>(m_empty) : m_hits);
}

void SearchView::surroundingsChanged()
{
    QHash<QString, TargetInfo> before;
    for (const SearchPlace &place : m_targets->places())
        before.insert(place.key(), place.side.info);
    m_targets->refresh();
    for (const SearchPlace &place : m_targets->places()) {
        const auto was = before.constFind(place.key());
        if (was == before.constEnd() || *was != place.side.info)
            m_costs->forget(place.key()); // something was written
    }
    m_costsSoon.start();
    sync();
}

void SearchView::shareWidth()
{
    const QFontMetrics metrics(font());
    m_hits->header()->resizeSection(SearchModel::Key, qMax(160, width() * 36 / 100));
    m_hits->header()->resizeSection(SearchModel::Size,
                                    28 + metrics.horizontalAdvance(QStringLiteral("1,023.9 KiB")));
}

void SearchView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    shareWidth();
    m_costsSoon.start();
}

void SearchView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    shareWidth();
}

void SearchView::remember() const
{
    const QString root = m_workspace.project().root;
    if (root.isEmpty())
        return;
    const jobs::SearchQuery query = m_form->query();
    // Where one looked and how; what one looked for may be a secret, and is forgotten.
    QVariantMap all = m_settings.value(queryKey).toMap();
    all.insert(root, QVariantMap{{QStringLiteral("what"), int(query.what)},
                                 {QStringLiteral("path"), query.path},
                                 {QStringLiteral("ignoreCase"), query.ignoreCase}});
    m_settings.setValue(queryKey, all);
}

void SearchView::recall()
{
    const QVariantMap all = m_settings.value(queryKey).toMap();
    const auto found = all.find(m_workspace.project().root);
    if (found == all.end())
        return;
    const QVariantMap was = found->toMap();
    jobs::SearchQuery query;
    query.what = jobs::SearchQuery::What(qBound(0, was.value(QStringLiteral("what"), int(query.what)).toInt(),
                                                int(jobs::SearchQuery::What::JsonPath)));
    query.path = was.value(QStringLiteral("path")).toString();
    query.ignoreCase = was.value(QStringLiteral("ignoreCase")).toBool();
    m_form->setQuery(query);
}

} // namespace kv::ui
