// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "items/entrydraft.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace kv::ui {

class EmptyState;
class EntryHeader;
class ExpirationEdit;
class MetadataEdit;
class NoticeBar;
class TheirsView;
class Theme;
class ValueView;

/// One whole entry, to read and to edit; also where a key is added, renamed and duplicated. All questions
/// about unsaved edits are asked here, in bars, never in a dialog.
class EntryPane : public QWidget
{
    Q_OBJECT

public:
    EntryPane(const Theme &theme, Clock clock, QWidget *parent = nullptr);
    ~EntryPane() override;

    // These drop edits; callers that must not go through leave().
    void load(std::shared_ptr<Store> store, const QByteArray &key);
    void clear();
    void startNew(std::shared_ptr<Store> store, const QByteArray &key = {});
    void startDuplicate();
    void startRename();

    /// Runs `go` when nothing would be lost by it: at once, or when the user has saved or discarded. When the
    /// user stays, or saving fails, `go` is forgotten. A second call replaces an unanswered first.
    void leave(std::function<void()> go);
    bool isDirty() const;
    bool canSave() const;
    /// An entry that is stored is shown, so that it can be renamed and duplicated.
    bool canRename() const;
    /// The key in the list that this pane shows; empty for a new entry.
    QByteArray listedKey() const;

    void save();
    void revert();
    void refresh();
    /// The user deleted these keys; an edit of one of them goes with it.
    void forget(const QList<QByteArray> &keys);
    void focusValue();
    items::EntryDraft *draft() const { return m_draft; }
    /// A widget of the caller's that is shown beneath the key, and above what there is to say of a key that
    /// is missing here; it becomes the pane's.
    void setStrip(QWidget *strip);

Q_SIGNALS:
    /// isDirty(), canSave() or canRename() may be another.
    void changed();
    /// Written under this key, which is new in the list when it was added or renamed.
    void saved(const QByteArray &key);
    void message(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Mode { View, New, Duplicate, Rename };

    void build(const Theme &theme);
    void connectAll();
    void setMode(Mode mode);
    void sync();
    void syncPage();
    void placeStrip();
    void syncFields();
    void syncBars();
    void syncProblems();
    void syncConflict();
    void askExpiration();
    void saveExpiring(const std::function<void()> &choose);
    void sayNote();
    void ask(const std::function<void()> &go);
    void rename();
    void dropEdits();
    bool fieldsAreFine() const;
    void takeSaved(const QByteArray &key);
    void takeFailed(const Error &error);
    void takeUnread(const Error &error);
    bool isWritable() const;
    QString facts() const;

    items::EntryDraft *m_draft;
    Clock m_clock;
    Mode m_mode = Mode::View;
    QByteArray m_renameTo;
    QByteArray m_before;            // the key that was shown when a new one was begun
    bool m_choseExpiration = false; // for one save, because its own would be refused
    bool m_renaming = false;        // a rename is under way
    bool m_saveWhenSettled = false; // what was typed into a large value is still becoming its bytes
    bool m_toldUnread = false;      // m_failure tells of a reading, not of a save
    std::function<void()> m_go;
    bool m_freshEntry = true;   // what is shown next is another entry
    bool m_freshFields = false; // what was typed into the fields is to be dropped
    Expiration m_givenExpiration;
    Metadata m_givenMetadata;

    QWidget *m_strip = nullptr;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    std::function<void()> m_emptyAction;
    QWidget *m_body;
    EntryHeader *m_header;
    NoticeBar *m_question;
    NoticeBar *m_conflict;
    NoticeBar *m_failure;
    NoticeBar *m_note;
    NoticeBar *m_unsettled;
    QSplitter *m_versions;
    ValueView *m_value;
    QLabel *m_mineTitle;
    TheirsView *m_theirs;
    QLabel *m_valueProblem;
    ExpirationEdit *m_expiration;
    MetadataEdit *m_metadata;
    QPushButton *m_revert;
    QPushButton *m_save;
    QTimer m_slow;
    QTimer m_tick;
};

} // namespace kv::ui
