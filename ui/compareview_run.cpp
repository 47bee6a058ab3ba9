// SPDX-License-Identifier: GPL-3.0-or-later
// How a CompareView runs: its stores, its job and its file.
#include "ui/compareview.h"

#include "items/comparemodel.h"
#include "store/cloudflare.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/units.h"
#include "ui/comparefooter.h"
#include "ui/compareheader.h"
#include "ui/comparetable.h"
#include "ui/comparewords.h"
#include "ui/diffview.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"
#include "ui/settings.h"
#include "ui/signinpage.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QUuid>

namespace kv::ui {

using jobs::CompareJob;
using jobs::CompareState;
using jobs::ComparisonFile;
using State = jobs::Job::State;

namespace {

const auto rulesKey = QStringLiteral("compareRules");

} // namespace

QString CompareView::folder(const Workspace &workspace)
{
    return workspace.workFolder() + QStringLiteral("/comparisons");
}

void CompareView::removeFile(const QString &path)
{
    for (const char *part : {"", "-wal", "-shm", "-journal"})
        QFile::remove(path + QLatin1String(part));
}

bool CompareView::isRunning() const
{
    return m_job && m_job->state() == State::Running;
}

bool CompareView::isDone() const
{
    return m_file && m_file->state().phase == CompareState::Phase::Done;
}

bool CompareView::namesRemote() const
{
    return m_header->left().info.target.place == Place::Remote ||
           m_header->right().info.target.place == Place::Remote;
}

bool CompareView::needsAccount() const
{
    return namesRemote() && m_workspace.cloudflare().state() != Cloudflare::State::Ready;
}

jobs::CompareSpec CompareView::spec() const
{
    jobs::CompareSpec spec;
    spec.leftName = compareside::storedName(m_header->left());
    spec.rightName = compareside::storedName(m_header->right());
    spec.left = m_header->left().info.target;
    spec.right = m_header->right().info.target;
    spec.depth = m_header->depth();
    spec.ignore = m_header->rules();
    spec.prefix = m_header->prefix();
    return spec;
}

/// Whether the rows shown answer what the header asks.
bool CompareView::isFileOfHeader() const
{
    if (!m_file)
        return false;
    jobs::CompareSpec asked = spec();
    const jobs::CompareSpec was = m_file->spec();
    asked.leftName = was.leftName; // whatever it is called by now, its keys are the same
    asked.rightName = was.rightName;
    asked.secondLook = was.secondLook;
    return asked == was;
}

/// What the rows shown are of. The header may ask for something else already: until that was compared, names,
/// differences and plans go by the rows.
std::pair<CompareSide, CompareSide> CompareView::rowSides() const
{
    std::pair<CompareSide, CompareSide> asked(m_header->left(), m_header->right());
    if (!m_file)
        return asked;
    const jobs::CompareSpec was = m_file->spec();
    if (asked.first.info.target == was.left && asked.second.info.target == was.right)
        return asked;
    return {compareside::find(was.leftName, was.left, m_workspace),
            compareside::find(was.rightName, was.right, m_workspace)};
}

/// Why it cannot be compared, a sentence; empty: it can.
QString CompareView::whyNot() const
{
    const CompareSide &left = m_header->left();
    const CompareSide &right = m_header->right();
    if (left.isEmpty() || right.isEmpty())
        return tr("Choose both sides first.");
    if (compareside::areSame(left, right, m_workspace))
        return tr("Both sides are the same namespace, so there is nothing to compare.");
    for (const CompareSide *side : {&left, &right}) {
        if (side->vanished)
            return side->info.target.place == Place::Snapshot
                       ? tr("%1 is gone.").arg(QDir::toNativeSeparators(side->info.path))
                       : tr("%1 is not in the project any more.").arg(side->info.name);
    }
    return {};
}

/// The user changed the header.
void CompareView::edited()
{
    remember();
    m_question->clear();
    if (m_job && m_job->state() == State::Failed)
        m_failure->clear();
    m_leftStore.reset();
    m_rightStore.reset();
    if (namesRemote())
        m_workspace.cloudflare().start();
    sync();
}

void CompareView::pressed()
{
    if (!whyNot().isEmpty())
        return;
    if (isRunning()) {
        m_job->pause();
        return;
    }
    if (needsAccount()) {
        m_wantsAccount = true;
        m_workspace.cloudflare().start();
        sync();
        if (m_signIn && m_signIn->isVisible())
            m_signIn->focusFirst();
        return;
    }
    if (isFileOfHeader() && !isDone())
        goOn();
    else
        startNew();
}

/// A new file in place of the one that is shown.
void CompareView::startNew()
{
    const std::shared_ptr<ComparisonFile> old = takeFile();
    if (old) {
        const QString path = old->path();
        removeFile(path);
    }
    const QString place = folder(m_workspace);
    const QString path = QStringLiteral("%1/%2-%3.comparison")
                             .arg(place,
                                  QDateTime::fromMSecsSinceEpoch(m_clock(), Qt::UTC)
                                      .toString(QStringLiteral("yyyyMMdd-hhmmss")),
                                  QUuid::createUuid().toString(QUuid::Id128).left(8));
    QDir().mkpath(place);
    auto made = ComparisonFile::create(path, spec());
    if (!made) {
        m_failure->say(NoticeBar::Tone::Error,
                       tr("The comparison cannot be kept on this disk: %1").arg(errorText(made.error())),
                       {{tr("Retry"), QStringLiteral("compareRetryButton"), [this] { startNew(); }}},
                       errorDetails(made.error()));
        sync();
        return;
    }
    adoptFile(std::move(*made));
    goOn();
}

void CompareView::adoptFile(std::shared_ptr<ComparisonFile> file)
{
    m_job.reset();
    m_table->forgetCurrent();
    m_file = std::move(file);
    m_model->setFile(m_file);
}

void CompareView::setFile(std::shared_ptr<ComparisonFile> file)
{
    const jobs::CompareSpec spec = file->spec();
    m_header->setSides(compareside::find(spec.leftName, spec.left, m_workspace),
                       compareside::find(spec.rightName, spec.right, m_workspace));
    m_header->setDepth(spec.depth);
    m_header->setRules(spec.ignore);
    m_header->setPrefix(spec.prefix);
    adoptFile(std::move(file));
    sync();
}

std::shared_ptr<ComparisonFile> CompareView::takeFile()
{
    m_job.reset();
    m_failure->clear();
    m_question->clear();
    m_table->forgetCurrent();
    m_model->setFile(nullptr);
    return std::exchange(m_file, nullptr);
}

/// Both stores of the rows, opened when need be. False: Cloudflare cannot be asked.
bool CompareView::openStores()
{
    const auto [left, right] = rowSides();
    if (left.isEmpty() || right.isEmpty())
        return false;
    if (!m_leftStore || left.info.target.place == Place::Remote)
        m_leftStore = m_workspace.open(left.info.target);
    if (!m_rightStore || right.info.target.place == Place::Remote)
        m_rightStore = m_workspace.open(right.info.target);
    m_model->setStores(m_leftStore, m_rightStore);
    return m_leftStore && m_rightStore;
}

void CompareView::goOn()
{
    m_wantsAccount = false;
    m_failure->clear();
    m_question->clear();
    const auto left = m_leftStore;
    const auto right = m_rightStore;
    if (!openStores()) {
        m_wantsAccount = true;
        m_workspace.cloudflare().start();
        sync();
        return;
    }
    // After another credential was taken the old stores answer nothing any more.
    if (!m_job || m_job->isOver() || left != m_leftStore || right != m_rightStore)
        makeJob();
    m_job->start();
    sync();
}

void CompareView::makeJob()
{
    jobs::CompareOptions options;
    options.clock = m_clock;
    m_job = std::make_unique<CompareJob>(m_file, m_leftStore, m_rightStore, options);
    connect(m_job.get(), &CompareJob::rowsAppended, m_model, &items::CompareModel::appended);
    connect(m_job.get(), &CompareJob::rowsChanged, m_model, &items::CompareModel::changed);
    // Queued: what follows may destroy the job.
    connect(m_job.get(), &jobs::Job::stateChanged, this, &CompareView::jobChanged, Qt::QueuedConnection);
    connect(m_job.get(), &jobs::Job::progressed, this, &CompareView::syncProgress);
}

void CompareView::jobChanged()
{
    if (!m_job)
        return;
    if (m_job->state() == State::Failed) {
        const Error error = m_job->error().value_or(Error{});
        m_failure->say(
            NoticeBar::Tone::Error,
            tr("The comparison stopped: %1 What was compared so far is kept.").arg(errorText(error)),
            {{tr("Retry"), QStringLiteral("compareRetryButton"), [this] { goOn(); }}}, errorDetails(error));
    } else {
        m_failure->clear();
    }
    if (m_job->state() == State::Paused && m_job->wantsConsent())
        askConsent();
    else
        m_question->clear();
    if (m_job->state() == State::Finished) {
        const qint64 rows = m_file->rowCount();
        Q_EMIT message(tr("Compared %1 keys.").arg(text::countText(rows)));
    }
    sync();
}

void CompareView::askConsent()
{
    const jobs::Progress &progress = m_job->progress();
    const qint64 requests = std::max<qint64>(progress.requestsLeft, 0);
    const bool again = m_file->state().phase == jobs::CompareState::Phase::SecondLook;
    const QString words = again ? tr("Reading the rows that differ once more, since Cloudflare may still "
                                     "show older entries, takes "
                                     "%1 requests, %2.")
                                      .arg(text::countText(requests), comparewords::pace(requests))
                                : tr("Reading the values of %1 keys takes %2 requests, %3.")
                                      .arg(text::countText(m_file->wantingCount()), text::countText(requests),
                                           comparewords::pace(requests));
    m_question->say(NoticeBar::Tone::Info, words,
                    {{again ? tr("Read again") : tr("Read values"), QStringLiteral("readValuesButton"),
                      [this] { goOn(); }, true},
                     {tr("Leave it at that"), QStringLiteral("leaveUnreadButton"), [this] {
                          if (m_job)
                              m_job->finishWithoutValues();
                      }}});
    if (isAncestorOf(focusWidget()))
        m_question->focusFirst();
}

void CompareView::surroundingsChanged()
{
    // The project may name the sides otherwise by now, or hold them no more.
    const auto again = [this](const CompareSide &side) {
        if (side.isEmpty() || !side.folder.isEmpty() || m_workspace.isReading())
            return side;
        if (side.info.target.place == Place::Remote && side.binding.isEmpty())
            return side;
        return compareside::find(side.info.name, side.info.target, m_workspace);
    };
    m_header->setSides(again(m_header->left()), again(m_header->right()));
    sync();
}

void CompareView::remember() const
{
    const QString root = m_workspace.project().root;
    if (root.isEmpty())
        return;
    const jobs::IgnoreRules &rules = m_header->rules();
    QStringList prefixes;
    for (const QByteArray &prefix : rules.prefixes)
        prefixes << QString::fromUtf8(prefix);
    QVariantMap all = m_settings.value(rulesKey).toMap();
    all.insert(root, QVariantMap{{QStringLiteral("depth"), int(m_header->depth())},
                                 {QStringLiteral("seconds"), rules.expirationSeconds},
                                 {QStringLiteral("paths"), rules.jsonPaths},
                                 {QStringLiteral("prefixes"), prefixes},
                                 {QStringLiteral("formatting"), rules.jsonFormatting}});
    m_settings.setValue(rulesKey, all);
}

void CompareView::recall()
{
    const QVariantMap all = m_settings.value(rulesKey).toMap();
    const auto found = all.find(m_workspace.project().root);
    if (found == all.end())
        return;
    const QVariantMap was = found->toMap();
    jobs::IgnoreRules rules;
    rules.expirationSeconds = std::max<qint64>(0, was.value(QStringLiteral("seconds")).toLongLong());
    rules.jsonPaths = was.value(QStringLiteral("paths")).toStringList();
    for (const QString &prefix : was.value(QStringLiteral("prefixes")).toStringList())
        rules.prefixes << prefix.toUtf8();
    rules.jsonFormatting = was.value(QStringLiteral("formatting")).toBool();
    m_header->setRules(rules);
    m_header->setDepth(jobs::Depth(qBound(0, was.value(QStringLiteral("depth"), 2).toInt(), 2)));
}

} // namespace kv::ui
