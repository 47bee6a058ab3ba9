// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/narrowing.h"

#include "items/keytablemodel.h"
#include "text/units.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"

#include <QVBoxLayout>

namespace kv::ui {

using items::KeyFilter;
using items::KeyTableModel;
using text::KeyPattern;
using Mode = FilterSpec::Mode;

namespace {

constexpr int costPauseMs = 300; // of typing
constexpr int sayMs = 100;
constexpr int slowMs = 400; // what is through before that need not be told of
constexpr int leastRestMs = 1000;

/// PCRE2's words as a sentence of ours.
QString sentence(QString words)
{
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

} // namespace

Narrowing::Narrowing(KeyTableModel *model, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_bar(new NoticeBar(this))
{
    setObjectName(QStringLiteral("narrowing"));
    m_bar->setObjectName(QStringLiteral("narrowingBar"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_bar);
    for (QTimer *timer : {&m_walkSoon, &m_costSoon, &m_saySoon, &m_showSoon})
        timer->setSingleShot(true);
    m_costSoon.setInterval(costPauseMs);
    m_saySoon.setInterval(sayMs);
    m_showSoon.setInterval(slowMs);
    connect(&m_walkSoon, &QTimer::timeout, this, &Narrowing::walkSizes);
    connect(&m_costSoon, &QTimer::timeout, this, &Narrowing::askCost);
    connect(&m_saySoon, &QTimer::timeout, this, &Narrowing::apply);
    connect(&m_showSoon, &QTimer::timeout, this, &Narrowing::say);
    connect(&m_sizes, &items::SizeWalk::changed, this, &Narrowing::sizesChanged);
    connect(m_model, &KeyTableModel::stateChanged, this, [this] {
        if (wantsSizes() && !m_sizes.isRunning() && !m_walkSoon.isActive())
            m_walkSoon.start(0);
        if (m_searchSoon && !m_model->isFinding())
            search();
    });
    hide();
}

Narrowing::~Narrowing()
{
    endSearch(); // while there is somebody to be told
}

void Narrowing::setStore(std::shared_ptr<Store> store)
{
    if (store == m_store)
        return;
    if (m_store)
        disconnect(m_store.get(), nullptr, this, nullptr);
    m_store = std::move(store);
    m_sizes.clear();
    m_larger.reset();
    m_sizesAgreed = false;
    m_sizesStopped = false;
    m_sizesOld = false;
    m_walkSoon.stop();
    endSearch();
    m_hits.reset();
    m_largeHits.reset();
    if (m_store) {
        connect(m_store.get(), &Store::changed, this, [this] {
            m_sizesOld = true;
            m_valuesOld = m_hits != nullptr;
            say();
        });
        connect(m_store.get(), &Store::keysChanged, this, [this](const QList<KeyChange> &changes) {
            QList<QByteArray> keys;
            for (const KeyChange &change : changes)
                keys << change.key;
            m_sizes.outdate(keys);
            m_sizesOld = true;
            m_valuesOld = m_hits != nullptr;
            say();
        });
    }
    if (m_queries)
        m_costSoon.start(0);
    apply();
}

void Narrowing::setSpec(const FilterSpec &spec)
{
    const FilterSpec before = std::exchange(m_spec, spec);
    KeyFilter base;
    jobs::SearchQuery query;
    if (!compile(base) || !checkSearch(query)) {
        m_spec = before; // what the list shows
        return;
    }
    Q_EMIT problem({}, -1);
    m_queries = spec.readsValues();
    if (!m_queries || !base.narrows(m_base)) // else others were not searched
        endSearch();
    if (m_queries)
        turnToQuery(query);
    if (m_queries && m_hits && spec.largerThan != before.largerThan)
        sortOutLargeHits();
    if (!wantsSizes()) {
        m_sizes.stop();
        m_walkSoon.stop();
        m_larger.reset();
        m_sizesStopped = false;
        m_sizesAgreed = false;
    } else if (!sizesAreCheap() && !(base == m_base)) {
        m_sizes.stop(); // others are shown, and may be unknown
        m_larger.reset();
        m_sizesAgreed = false;
    } else if (m_sizes.done() > 0 && (m_larger || sizesAreCheap())) {
        m_larger = m_sizes.largerThan(spec.largerThan);
    }
    m_base = base;
    apply();
    if (wantsSizes())
        m_walkSoon.start(0);
}

/// The part of the filter that the model can tell by itself. False: it cannot be understood.
bool Narrowing::compile(KeyFilter &filter)
{
    filter.expiresWithin = m_spec.expiresWithin;
    filter.hasMetadata = m_spec.hasMetadata;
    if (m_spec.mode >= Mode::ValueContains)
        return true;
    auto matcher = text::KeyMatcher::compile(
        {KeyPattern::Mode(int(m_spec.mode)), m_spec.text.toUtf8(), m_spec.ignoreCase});
    if (!matcher) {
        const auto at = QString::fromUtf8(m_spec.text.toUtf8().left(matcher.error().offset)).size();
        const QString place = at >= m_spec.text.size() ? tr("at the end of the expression")
                                                       : tr("at character %1 of the expression").arg(at + 1);
        Q_EMIT problem(
            tr("%1, %2. The list shows the filter before.").arg(sentence(matcher.error().message), place),
            int(at));
        return false;
    }
    filter.matcher = *std::move(matcher);
    return true;
}

bool Narrowing::wantsSizes() const
{
    return m_store && m_spec.largerThan >= 0 && !m_queries; // a search of values tells their sizes by the way
}

bool Narrowing::sizesAreCheap() const
{
    return m_store && m_store->capabilities().sizesAreCheap;
}

bool Narrowing::isPartial() const
{
    if (m_queries)
        return m_search && m_search->state() != jobs::Job::State::Finished;
    return wantsSizes() && !m_sizes.isDone();
}

bool Narrowing::isReading() const
{
    return m_sizes.isRunning() || (m_search && m_search->state() == jobs::Job::State::Running);
}

/// Has the model show what is known so far.
void Narrowing::apply()
{
    flushHits();
    KeyFilter filter = m_base;
    if (m_queries)
        filter.among = m_spec.largerThan >= 0 ? m_largeHits : m_hits;
    else if (wantsSizes())
        filter.among = m_larger;
    m_model->setFilter(filter);
    say();
}

void Narrowing::say()
{
    if (m_queries)
        sayValues();
    else if (wantsSizes())
        saySizes();
    else
        sayOf(Topic::None, {}, {});
    Q_EMIT stateChanged();
}

void Narrowing::sayOf(Topic topic, NoticeBar::Tone tone, const QString &words,
                      const QList<NoticeBar::Button> &buttons, const QString &details)
{
    const bool same = topic == m_topic && !m_bar->isHidden();
    m_topic = topic;
    if (topic == Topic::None)
        m_bar->clear();
    else if (same)
        m_bar->setText(words);
    else
        m_bar->say(tone, words, buttons, details);
    setVisible(topic != Topic::None && m_store);
}

bool Narrowing::consent()
{
    if (m_queries) {
        if (!m_search || m_search->state() == jobs::Job::State::Paused || m_valuesOld)
            search();
        else
            return false;
    } else if (m_topic == Topic::SizesCost) {
        m_sizesAgreed = true;
        walkSizes();
    } else {
        return false;
    }
    return true;
}

// Sizes

/// Reads the sizes that are wanted and not known, where that was agreed to or costs nothing.
void Narrowing::walkSizes()
{
    if (!wantsSizes() || m_sizes.isRunning() || m_model->isLoading())
        return; // the model tells when it has come so far
    items::KeyRows rows = m_model->allRows();
    if (sizesAreCheap()) {
        // Every key is asked about, so that typing need not wait.
        if (m_sizesStopped || (m_sizes.isDone() && !m_sizesOld && m_sizesOf == rows.size()))
            return say();
        if (m_sizesOld && m_walking.isValid() && m_walking.elapsed() < leastRestMs) {
            m_walkSoon.start(leastRestMs); // what is written all the time must not keep the disk busy
            return;
        }
    } else {
        if (m_larger && m_sizesOf == rows.size())
            return say();
        // Those that the rest of the filter shows, and no others.
        m_larger.reset();
        m_model->setFilter(m_base);
        if (m_model->isFinding())
            return;
        m_sizesOf = rows.size();
        rows = m_model->rows();
        m_sizesMissing = m_sizes.missing(m_store, rows);
        if (m_sizesMissing > 0 && !m_sizesAgreed)
            return say();
        m_sizesAgreed = false; // to these
    }
    if (sizesAreCheap())
        m_sizesOf = rows.size();
    const bool keeps = !sizesAreCheap() || !m_sizesOld;
    m_sizesRenew = m_sizesOld && m_larger;
    m_sizesOld = false;
    m_walking.start();
    m_showSoon.start();
    m_sizes.start(m_store, rows, keeps);
    Q_EMIT stateChanged();
}

void Narrowing::sizesChanged()
{
    // What was known before a change stays until all is known again.
    if (wantsSizes() && (!m_sizes.isRunning() || !m_sizesRenew))
        m_larger = m_sizes.largerThan(m_spec.largerThan);
    apply();
}

void Narrowing::saySizes()
{
    const QString read = text::countText(m_sizes.done());
    const QString all = text::countText(m_sizes.total());
    const auto goOn = [this] {
        m_sizesStopped = false;
        m_sizesAgreed = true;
        m_sizes.start(m_store, sizesAreCheap() ? m_model->allRows() : m_model->rows(), true);
        say();
    };
    if (m_sizes.error()) {
        sayOf(Topic::SizesFailed, NoticeBar::Tone::Error, errorText(*m_sizes.error()),
              {{tr("Retry"), QStringLiteral("sizesRetryButton"), goOn}}, errorDetails(*m_sizes.error()));
    } else if (m_sizes.isRunning()) {
        if (m_showSoon.isActive())
            return;
        sayOf(Topic::SizesRun, NoticeBar::Tone::Info,
              tr("Reading the sizes of values: %1 of %2").arg(read, all),
              {{tr("Stop"), QStringLiteral("sizesStopButton"), [this] {
                    m_sizesStopped = true;
                    m_sizes.stop();
                    say();
                }}});
    } else if (m_sizesStopped) {
        sayOf(Topic::SizesStopped, NoticeBar::Tone::Info,
              tr("The sizes of %1 of %2 values were read; the list shows large ones among these.")
                  .arg(read, all),
              {{tr("Read on"), QStringLiteral("sizesGoOnButton"), goOn}});
    } else if (!sizesAreCheap() && !m_larger && m_sizesMissing > 0) {
        const QString keys = text::countText(m_sizesMissing);
        const int atOnce = m_store->capabilities().keysPerReadRequest;
        const QString cost =
            atOnce > 0 ? tr("Sizes are not in the listing. To know those of %1 keys, their values must be "
                            "read: %2 requests, of the 1,200 that Cloudflare allows in 5 minutes.")
                             .arg(keys, text::countText((m_sizesMissing + atOnce - 1) / atOnce))
                       : tr("To know the sizes of %1 keys, their values must be read.").arg(keys);
        sayOf(Topic::SizesCost, NoticeBar::Tone::Info, cost,
              {{tr("Read sizes"), QStringLiteral("sizesReadButton"),
                [this] {
                    m_sizesAgreed = true;
                    walkSizes();
                },
                true},
               {tr("Drop the condition"), QStringLiteral("sizesDropButton"),
                [this] { Q_EMIT dropSizeRequested(); }}});
    } else if (m_sizes.isDone() && m_sizes.unknown() > 0) {
        sayOf(Topic::SizesUnknown, NoticeBar::Tone::Info,
              tr("The sizes of %1 values could not be told: they are binary, very large, or gone.")
                  .arg(text::countText(m_sizes.unknown())));
    } else {
        sayOf(Topic::None, {}, {});
    }
}

} // namespace kv::ui
