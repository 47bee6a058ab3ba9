// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "store/async.h"
#include "store/store.h"
#include "ui/targetbanner.h"

#include <QTimer>
#include <QVariant>
#include <QWidget>

#include <functional>
#include <memory>

class QPushButton;
class QStackedWidget;

namespace kv {
struct Omissions;
}

namespace kv::items {
class KeyTableModel;
}

namespace kv::ui {

class ConfirmBar;
class EmptyState;
class FilterBar;
class FilterMemory;
class KeyTable;
class KeyViews;
class LoadLine;
class Narrowing;
class NoticeBar;
class OmissionsBar;
class ShapeLine;
class Theme;

/// The keys of the open target: which store it is, a filter, the list, and what there is to say when the list
/// is empty or something failed. Deleting is asked and answered here. Who shows the pane has its store
/// watched.
class KeysPane : public QWidget
{
    Q_OBJECT

public:
    KeysPane(const Theme &theme, Clock clock, QWidget *parent = nullptr);
    ~KeysPane() override;

    /// Shows another store; key, filter and scroll position stay where they can.
    void setTarget(const TargetInfo &info, const Binding &binding, std::shared_ptr<Store> store,
                   const TargetBanner::Facts &facts = {});
    /// The same target, as a newer reading of the project tells of it.
    void updateTarget(const TargetInfo &info, const Binding &binding, const TargetBanner::Facts &facts = {});
    /// Shows another widget in place of the list until it is told null: what must be done before the target
    /// can be opened. The widget stays the caller's to show and hide; the pane becomes its parent.
    void showInstead(QWidget *page);
    void clear();
    /// What of the store is not among the keys; said above them.
    void setOmissions(const Omissions &omissions);

    QByteArray currentKey() const;
    /// Selects a key without telling.
    void setCurrentKey(const QByteArray &key);
    /// The same, and shows all keys where the filter hides this one; the list gets the focus.
    void reveal(const QByteArray &key);
    QList<QByteArray> selectedKeys() const;
    KeyTable *table() const;
    /// The keys in their shapes; table() is one of them.
    KeyViews *views() const { return m_views; }
    items::KeyTableModel *model() const { return m_model; }
    /// Marks the key that has an unsaved edit; empty: none.
    void setEditedKey(const QByteArray &key);
    void focusFilter();
    /// What is typed and chosen to filter by; showing another filter is a matter of setting it there.
    FilterBar *filterBar() const { return m_filter; }
    /// Where filters are remembered; it must outlive the pane.
    void setFilterMemory(FilterMemory *memory);
    /// Shows only keys that start with these bytes, as if that had been typed.
    void setFilter(const QByteArray &prefix);
    /// Puts a bar above the keys, below those of the pane itself, whose it becomes.
    void insertBar(QWidget *bar);
    /// What the filter says, as a plain value for a setting; invalid when it lets everything through.
    QVariant filterState() const;
    /// Sets what filterState() told; anything else is taken as no filter.
    void setFilterState(const QVariant &state);
    void refresh();
    /// Asks whether to delete the selected keys, and does it when the answer is yes.
    void askDelete();
    /// "1,204 of 1,000,000", "… so far" while reading. Where the list is read page by page, the keys shown.
    QString countText() const;

Q_SIGNALS:
    void keyChosen(const QByteArray &key);
    /// filterState() is another.
    void filterChanged();
    void addRequested();
    void showFileRequested(const QString &path);
    void allowChangesRequested(bool allow);
    /// Del was pressed on a folder.
    void deleteFolderRequested();
    /// The list was right-clicked, at this place of the screen.
    void menuRequested(const QPoint &globalPos);
    /// Keys that are gone because the user deleted them here.
    void removed(const QList<QByteArray> &keys);
    void message(const QString &text);
    /// Counts, selection or the store's state may read otherwise now.
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void updateState();
    void showEmpty();
    void showNothingFits();
    void showExpense();
    void showWaiting(bool waits);
    void clearQuestions();
    void remove(const QList<QByteArray> &keys);
    void removeDone(const Result<RemoveReport> &result, const QList<QByteArray> &keys,
                    const QByteArray &next);
    void showPattern(const QByteArray &glob, const QByteArray &prefix);

    items::KeyTableModel *m_model;
    ShapeLine *m_shapeLine;
    KeyViews *m_views;
    TargetBanner *m_banner;
    OmissionsBar *m_omissions;
    NoticeBar *m_waiting;
    NoticeBar *m_failure; // of reading
    NoticeBar *m_refusal; // of deleting
    NoticeBar *m_question;
    ConfirmBar *m_confirm; // m_question in production
    FilterBar *m_filter;
    Narrowing *m_narrowing;
    QPushButton *m_add;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_instead = nullptr;
    LoadLine *m_loadLine;
    std::function<void()> m_emptyAction;
    TargetInfo m_info;
    Binding m_binding;
    TargetBanner::Facts m_facts;
    std::shared_ptr<Store> m_store;
    Pending<Result<RemoveReport>> m_removing;
    QTimer m_tick;
};

} // namespace kv::ui
