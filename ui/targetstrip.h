// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "items/carryover.h"
#include "items/fourtargets.h"

#include <QFrame>
#include <QPointer>
#include <QTimer>

#include <array>

class QGridLayout;
class QLabel;
class QMenu;
class QPushButton;

namespace kv {
class Workspace;
}

namespace kv::items {
class EntryDraft;
}

namespace kv::ui {

class ConfirmBar;
class NoticeBar;

/// The shown key in the four targets of its binding, a sign and a word for each: the same, different,
/// missing, not looked at. From each cell one goes there, has the difference shown, or carries the entry
/// over, after a question asked here. `workspace` must outlive it.
class TargetStrip : public QFrame
{
    Q_OBJECT

public:
    TargetStrip(Workspace &workspace, const Clock &clock, QWidget *parent = nullptr);

    /// Whose entry is shown in the others; lives as long as the strip.
    void follow(items::EntryDraft *draft);
    void setTarget(const TargetInfo &here, const Binding &binding);
    items::FourTargets *targets() const { return m_targets; }
    /// Looks at the shown key at Cloudflare, having a credential looked for first where there is none yet.
    void lookAtCloudflare();
    bool canLookAtCloudflare() const;
    /// Reads again what was read.
    void refresh();
    /// Puts the focus on the first cell that is not the open target's.
    void focusFirst();
    bool hasFocusable() const;

Q_SIGNALS:
    void goRequested(const kv::TargetInfo &info, const kv::Binding &binding);
    /// The shown key, here and there.
    void differenceRequested(const QByteArray &key, const kv::TargetInfo &here, const kv::TargetInfo &there);
    void message(const QString &text);
    /// canLookAtCloudflare() or hasFocusable() may be another.
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void arrange();
    void takeDraft();
    void update();
    void updateCell(int index);
    void activate(int index);
    void openMenu(int index);
    QMenu *menuOf(int index);
    void look(int index);
    void takeAccount();

    // Carrying over
    bool canCarry(int index) const;
    QString whyNotCarried(int index) const;
    void carry(int index);
    void beginCarrying();
    void askCarrying();
    void carried();
    void notCarried(const Error &error);
    void clearQuestions();
    void finishQuestion();

    Workspace &m_workspace;
    Clock m_clock;
    items::FourTargets *m_targets;
    items::CarryOver *m_carry;
    QPointer<items::EntryDraft> m_draft;
    TargetInfo m_here;
    TargetInfo m_carryTo;
    int m_carryCell = -1;
    QTimer m_slow;
    bool m_wantsAccount = false; ///< Cloudflare is to be looked at as soon as it can be asked
    bool m_narrow = false;

    QGridLayout *m_grid;
    std::array<QLabel *, 2> m_columns; ///< "id", "preview_id"
    std::array<QLabel *, 2> m_rows;    ///< "Local", "Remote"
    std::array<QLabel *, items::FourTargets::count> m_names;
    std::array<QPushButton *, items::FourTargets::count> m_cells;
    NoticeBar *m_question;
    ConfirmBar *m_confirm;
};

} // namespace kv::ui
