// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "jobs/comparison.h"
#include "store/async.h"
#include "store/store.h"
#include "ui/diffmaker.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QStackedWidget;
class QToolButton;

namespace kv::ui {

class DiffPane;
class ElidedLabel;
class EmptyState;
class NoticeBar;
class Segments;
class Theme;

/// One key on two sides: both values aligned line by line, as JSON, or as hex, and below them metadata and
/// expiration. Reads both entries itself; an answer that comes too late is dropped.
class DiffView : public QWidget
{
    Q_OBJECT

public:
    explicit DiffView(const Theme &theme, QWidget *parent = nullptr);
    ~DiffView() override;

    void setClock(Clock clock) { m_clock = std::move(clock); }
    /// What the sides are called in sentences: "Preview", "Production".
    void setSideNames(const QString &left, const QString &right);
    /// Shows `key` of both stores; a store that is null cannot be read just now.
    void setEntries(const QByteArray &key, std::shared_ptr<Store> left, std::shared_ptr<Store> right,
                    const jobs::IgnoreRules &ignore);
    void clear();

    const QByteArray &key() const { return m_key; }
    DiffPane *pane() const { return m_pane; }
    DiffForm form() const;
    /// What the title says beside the key: "2 of 5 fields differ · metadata differs".
    QString summary() const;
    /// Bytes of the value on a side, as it was read; -1: it was not, or there is none.
    qint64 sizeOf(Side side) const;
    /// Whether both sides were read, compared and are shown.
    bool isShown() const { return m_result.sheet != nullptr; }

public Q_SLOTS:
    void goToNext();
    void goToPrevious();

Q_SIGNALS:
    /// Another entry or form is shown, or it failed.
    void shown();
    /// A side had no store, and the user wants it tried again: setEntries() is waited for.
    void storesWanted();

private:
    struct Reading
    {
        std::shared_ptr<Store> store;
        Pending<Result<Entry>> pending;
        bool done = false;
        DiffSide side;
        std::optional<Error> error;
    };

    void build();
    void read(Side side);
    void take(Side side, const Result<Entry> &result);
    void compare();
    void showResult(const DiffResult &result);
    void showProblems();
    void showWords(const QString &title, const QString &text);
    void updateButtons();
    QString nameOf(Side side) const { return m_names[side == Side::Left ? 0 : 1]; }
    Reading &reading(Side side) { return m_readings[side == Side::Left ? 0 : 1]; }
    const Reading &reading(Side side) const { return m_readings[side == Side::Left ? 0 : 1]; }
    QString wordsOf(const DiffResult &result) const;
    void stop();

    Clock m_clock = systemClock();
    ElidedLabel *m_title;
    QLabel *m_summary;
    QToolButton *m_previous;
    QToolButton *m_next;
    Segments *m_forms;
    NoticeBar *m_problem;
    QLabel *m_note;
    QStackedWidget *m_stack;
    DiffPane *m_pane;
    EmptyState *m_empty;
    QTimer m_slow; // says that it is read when that takes a while
    QString m_names[2];
    QByteArray m_key;
    jobs::IgnoreRules m_ignore;
    Reading m_readings[2];
    std::optional<DiffForm> m_wanted; // what the user chose
    std::shared_ptr<std::atomic_bool> m_stop;
    quint64 m_generation = 0;
    DiffResult m_result;
};

} // namespace kv::ui
