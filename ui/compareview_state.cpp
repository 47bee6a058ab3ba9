// SPDX-License-Identifier: GPL-3.0-or-later
// What a CompareView shows of its state: names, counts, progress, and words where there are no rows.
#include "ui/compareview.h"

#include "items/comparemodel.h"
#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/comparechips.h"
#include "ui/comparefooter.h"
#include "ui/compareheader.h"
#include "ui/compareheading.h"
#include "ui/comparetable.h"
#include "ui/comparewords.h"
#include "ui/diffview.h"
#include "ui/elidedlabel.h"
#include "ui/emptystate.h"
#include "ui/signinpage.h"

#include <QDateTime>
#include <QFileInfo>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>
#include <numeric>

namespace kv::ui {

using jobs::Depth;
using jobs::Status;
using text::countText;
using State = jobs::Job::State;

void CompareView::sync()
{
    syncNames();
    const QString why = whyNot();
    if (isRunning())
        m_header->setAction(tr("Pause"), false);
    else if (m_file && isFileOfHeader())
        m_header->setAction(isDone() ? tr("Compare again") : tr("Go on"), !isDone(), why);
    else
        m_header->setAction(tr("Compare"), true, why);
    m_header->setLocked(isRunning());
    if (isRunning() && namesRemote() && !m_seconds.isActive())
        m_seconds.start(); // a wait that Cloudflare asks for is counted down
    else if (!isRunning())
        m_seconds.stop();
    syncRows();
    syncProgress();
}

void CompareView::syncNames()
{
    const auto [leftSide, rightSide] = rowSides();
    const auto [left, right] = compareside::shortNames(leftSide, rightSide, m_workspace);
    const bool same = left == m_leftName && right == m_rightName;
    m_leftName = left;
    m_rightName = right;
    m_header->refreshWords();
    if (same && m_chips->property("named").toBool())
        return;
    m_chips->setProperty("named", true);
    m_chips->setNames(left, right);
    m_footer->setNames(left, right);
    m_diff->setSideNames(left, right);
    items::CompareModel::Words words;
    words.sign = [](const jobs::CompareRow &row) { return comparewords::sign(row); };
    words.why = [left = left, right = right](const jobs::CompareRow &row, const QString &problem) {
        return comparewords::why(row, problem, left, right);
    };
    words.key = tr("Key");
    words.reason = tr("Why");
    words.left = left;
    words.right = right;
    m_model->setWords(words);
    Q_EMIT titleChanged();
}

void CompareView::syncRows()
{
    const jobs::Counts counts = m_file ? m_file->counts() : jobs::Counts{};
    const qint64 ticked = m_file ? m_file->tickedCount() : 0;
    m_chips->setEnabled(m_file != nullptr);
    m_diff->setVisible(m_file != nullptr); // until then there is no row to choose
    m_chips->setCounts(counts, ticked);
    m_chips->setShown(shownWords());
    m_footer->setTicked(m_model->ticked());
    const bool toRight = m_footer->direction() == jobs::Direction::LeftToRight;
    const auto [left, right] = rowSides();
    const CompareSide &target = toRight ? right : left;
    m_footer->setAvailable(m_file != nullptr, target.info.target.place == Place::Snapshot
                                                  ? tr("a snapshot file is not changed")
                                                  : QString());
    auto *heading = static_cast<CompareHeading *>(m_table->horizontalHeader());
    const qint64 tickedShown = ticked == 0 ? 0 : m_model->tickedShown();
    heading->setBox(tickedShown == 0                    ? Qt::Unchecked
                    : tickedShown < m_model->rowCount() ? Qt::PartiallyChecked
                                                        : Qt::Checked);
    const bool spoken = hasSpoken();
    if (spoken)
        showEmpty();
    else
        showPage(m_table);
    Q_EMIT stateChanged();
}

QString CompareView::shownWords() const
{
    if (!m_file)
        return {};
    const QString shown = countText(m_model->rowCount());
    return tr("%1 of %2").arg(shown, countText(m_file->rowCount()));
}

void CompareView::syncProgress()
{
    m_progress->setFullText(progressWords());
    if (m_file)
        m_chips->setCounts(m_file->counts(), m_file->tickedCount());
    m_chips->setShown(shownWords());
    Q_EMIT stateChanged();
}

QString CompareView::waitWords() const
{
    const Budget budget = m_workspace.cloudflare().budget();
    const qint64 now = m_clock();
    if (!namesRemote() || budget.blockedUntilMs <= now)
        return {};
    return tr("⚠ Cloudflare says wait: it goes on by itself in %1")
        .arg(text::durationText((budget.blockedUntilMs - now + 999) / 1000, 2));
}

/// What of a side's file was not compared, because it is no entry or its key comes again.
QStringList CompareView::leftOutWords() const
{
    QStringList words;
    const auto [left, right] = rowSides();
    for (const auto &[side, store] : {std::pair(&left, m_leftStore), std::pair(&right, m_rightStore)}) {
        if (side->info.target.place != Place::Snapshot || !store)
            continue;
        const Omissions omissions = m_workspace.omissionsOf(*store);
        const qint64 items = omissions.duplicates + omissions.troubles;
        const QString file = QFileInfo(side->info.target.path).fileName();
        if (items == 1)
            words << tr("⚠ 1 item of %1 was left out").arg(file);
        else if (items > 1)
            words << tr("⚠ %1 items of %2 were left out").arg(countText(items), file);
    }
    return words;
}

QString CompareView::progressWords() const
{
    const QString why = whyNot();
    if (!why.isEmpty() && !isRunning())
        return why;
    if (!m_file || (!isFileOfHeader() && !isRunning())) {
        const QString changed =
            m_file ? tr("What is compared was changed; the rows are from before. ") : QString();
        if (needsAccount())
            return changed + tr("Cloudflare counts requests; what this costs is known once the account is.");
        const auto left = m_workspace.open(m_header->left().info.target);
        const auto right = m_workspace.open(m_header->right().info.target);
        if (!left || !right)
            return changed;
        return changed + comparewords::cost(jobs::costOf(spec(), left->capabilities(), right->capabilities()),
                                            m_header->depth());
    }
    QStringList parts;
    const qint64 rows = m_file->rowCount();
    const jobs::CompareState state = m_file->state();
    if (isRunning()) {
        const jobs::Progress &progress = m_job->progress();
        if (const QString wait = waitWords(); !wait.isEmpty())
            parts << wait;
        if (state.phase == jobs::CompareState::Phase::SecondLook)
            parts << tr("reading once more what differs");
        if (progress.total > 0)
            parts << tr("%1 of %2 keys").arg(countText(progress.done), countText(progress.total));
        else
            parts << tr("%1 keys so far").arg(countText(rows));
        if (const QString requests = comparewords::requests(progress); !requests.isEmpty())
            parts << requests;
        return parts.join(QStringLiteral(" · "));
    }
    if (state.phase == jobs::CompareState::Phase::Done) {
        parts << (rows == 1 ? tr("1 key compared") : tr("%1 keys compared").arg(countText(rows)));
        if (state.requests > 0)
            parts << (state.requests == 1 ? tr("1 request")
                                          : tr("%1 requests").arg(countText(state.requests)));
        if (state.finishedMs > 0)
            parts << text::localText(state.finishedMs / 1000);
        parts << leftOutWords();
        return parts.join(QStringLiteral(" · "));
    }
    parts << (m_job && m_job->state() == State::Failed ? tr("Stopped") : tr("Paused"))
          << tr("%1 keys so far").arg(countText(rows));
    if (state.requests > 0)
        parts << tr("%1 requests").arg(countText(state.requests));
    return parts.join(QStringLiteral(" · "));
}

/// Whether words stand in place of the rows.
bool CompareView::hasSpoken() const
{
    if (!m_file || m_wantsAccount)
        return true;
    return m_model->rowCount() == 0;
}

void CompareView::showPage(QWidget *page)
{
    m_stack->setCurrentWidget(page);
}

void CompareView::showEmpty()
{
    const Cloudflare &cloudflare = m_workspace.cloudflare();
    m_emptyAction = {};
    if (m_wantsAccount && !needsAccount())
        m_wantsAccount = false;
    const bool account = whyNot().isEmpty() && needsAccount() && (!m_file || m_wantsAccount);
    if (account && cloudflare.state() != Cloudflare::State::Idle) {
        if (!m_signIn) {
            m_signIn = new SignInPage(m_workspace.cloudflare());
            m_stack->addWidget(m_signIn);
            connect(m_signIn, &SignInPage::message, this, &CompareView::message);
        }
        return showPage(m_signIn);
    }
    showPage(m_empty);
    if (account) {
        m_empty->setWords(tr("A side is at Cloudflare"), tr("It can be read once the account is known."),
                          tr("Connect…"));
        m_emptyAction = [this] { m_workspace.cloudflare().start(); };
        return;
    }
    if (const QString why = whyNot(); !why.isEmpty() && !m_file) {
        const bool nothing = m_header->left().isEmpty() || m_header->right().isEmpty();
        m_empty->setWords(nothing ? tr("Nothing is chosen yet") : tr("These two cannot be compared"),
                          nothing ? tr("Choose above what to compare: bindings, namespaces, snapshot files, "
                                       "or another project's.")
                                  : why);
        return;
    }
    if (!m_file) {
        m_empty->setWords(tr("%1 and %2 were not compared yet").arg(m_leftName, m_rightName), progressWords(),
                          tr("Compare"));
        m_emptyAction = [this] { pressed(); };
        return;
    }
    const jobs::Counts counts = m_file->counts();
    const qint64 rows = std::accumulate(counts.begin(), counts.end(), qint64(0));
    const qint64 same = counts.at(size_t(Status::Same));
    if (rows == 0) {
        if (isDone())
            m_empty->setWords(tr("Both sides are empty"), tr("There is no key in either."));
        else if (isRunning())
            m_empty->setWords(tr("Reading the keys…"),
                              tr("Rows appear as soon as both sides have answered."));
        else
            m_empty->setWords(tr("No rows yet"), tr("The comparison is paused."), tr("Go on"));
        m_emptyAction = [this] { pressed(); };
        return;
    }
    if (m_model->isFinding() && same != rows) {
        m_empty->setWords(tr("Looking through the rows…"), {});
        return;
    }
    if (same == rows && m_chips->filter() == CompareChips::atFirst()) {
        const Depth depth = m_file->spec().depth;
        const QString left = depth == Depth::Names  ? tr("Only the names were compared.")
                             : depth == Depth::Rows ? tr("No values were compared.")
                                                    : QString();
        if (isDone())
            m_empty->setWords(tr("The two are the same: %1 keys").arg(countText(rows)), left,
                              tr("Show them"));
        else
            m_empty->setWords(tr("No difference so far"), tr("%1 keys are the same.").arg(countText(rows)));
        m_emptyAction = [this] { m_chips->chip(Status::Same)->setChecked(true); };
        return;
    }
    m_empty->setWords(tr("No row fits the filter"), tr("The comparison has %1 rows.").arg(countText(rows)),
                      tr("Show all rows"));
    m_emptyAction = [this] {
        m_chips->setFilter(jobs::RowFilter{});
        Q_EMIT m_chips->filterChanged();
        focusTable();
    };
}

} // namespace kv::ui
