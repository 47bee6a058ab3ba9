// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keyfilter.h"
#include "items/sizewalk.h"
#include "jobs/searchjob.h"
#include "ui/filterspec.h"
#include "ui/noticebar.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace kv::items {
class KeyTableModel;
}

namespace kv::ui {

/// Has a list of keys show what a FilterSpec asks for. What is known of the keys read is found by the model;
/// what needs values or their sizes is read here, after saying what that costs, and narrows the list as it
/// comes. A bar, hidden while there is nothing to say.
class Narrowing : public QWidget
{
    Q_OBJECT

public:
    /// `model` must outlive it.
    explicit Narrowing(items::KeyTableModel *model, QWidget *parent = nullptr);
    ~Narrowing() override;

    /// What cannot be understood is told by problem(), and the list stays as it was.
    void setSpec(const FilterSpec &spec);
    const FilterSpec &spec() const { return m_spec; }
    /// What was found in another store means nothing any more. The model turns to it by itself.
    void setStore(std::shared_ptr<Store> store);
    /// Does what the bar asks for: Enter was pressed in the filter's box. False: it asks for nothing.
    bool consent();
    /// Rows shown are fewer than fit: values or sizes were not all read.
    bool isPartial() const;
    /// The bar has something to say.
    bool hasWords() const { return m_topic != Topic::None; }
    /// Values or sizes are being read.
    bool isReading() const;

Q_SIGNALS:
    /// What is wrong with the text, from `at` on (UTF-16 units; -1: all of it); empty: nothing.
    void problem(const QString &words, int at);
    /// The condition on the size is to be taken away.
    void dropSizeRequested();
    /// isPartial() or isReading() is another.
    void stateChanged();

private:
    /// What the bar tells; its words alone change while that is the same.
    enum class Topic {
        None,
        SizesFailed,
        SizesRun,
        SizesStopped,
        SizesCost,
        SizesUnknown,
        ValuesCost,
        ValuesFailed,
        ValuesRun,
        ValuesStopped,
        ValuesDone,
        ValuesOld,
    };

    bool compile(items::KeyFilter &filter);
    bool checkSearch(jobs::SearchQuery &query);
    void apply();
    void say();
    void sayOf(Topic topic, NoticeBar::Tone tone, const QString &words,
               const QList<NoticeBar::Button> &buttons = {}, const QString &details = {});
    bool wantsSizes() const;
    bool sizesAreCheap() const;

    // Sizes
    void walkSizes();
    void sizesChanged();
    void saySizes();

    // Values
    void flushHits();
    void sortOutLargeHits();
    void turnToQuery(const jobs::SearchQuery &query);
    void askCost();
    void search();
    void endSearch();
    void takeHits(const QList<jobs::SearchHit> &hits);
    void sayValues();
    QString costWords() const;

    items::KeyTableModel *m_model;
    NoticeBar *m_bar;
    Topic m_topic = Topic::None;
    std::shared_ptr<Store> m_store;
    FilterSpec m_spec;
    items::KeyFilter m_base;

    items::SizeWalk m_sizes;
    bool m_sizesAgreed = false; // to what they cost
    bool m_sizesStopped = false;
    bool m_sizesOld = false; // the store has changed since
    std::shared_ptr<const items::KeyRows> m_larger;
    bool m_sizesRenew = false; // m_larger stays until all is known again
    int m_sizesMissing = 0;    // that would have to be read
    int m_sizesOf = 0;         // how many keys had been read then
    QTimer m_walkSoon;
    QElapsedTimer m_walking;

    jobs::SearchQuery m_query;
    bool m_queries = false;
    std::unique_ptr<jobs::SearchCostJob> m_cost;
    std::unique_ptr<jobs::SearchJob> m_search;
    std::shared_ptr<items::KeyRows> m_hits; // null: not searched yet
    std::shared_ptr<items::KeyRows> m_largeHits;
    std::vector<qint64> m_hitSizes; // of all hits, the new ones too
    KeyBlock::Builder m_newHits;    // not shown yet
    KeyBlock::Builder m_newLargeHits;
    bool m_valuesOld = false;
    bool m_searchSoon = false; // when its rows are found
    QTimer m_costSoon;
    QTimer m_saySoon;
    QTimer m_showSoon;
};

} // namespace kv::ui
