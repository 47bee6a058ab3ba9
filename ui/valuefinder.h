// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"
#include "text/valuefind.h"

#include <QObject>
#include <QTimer>

namespace kv::ui {

class CodeEditor;
class FindBar;
class HexView;

/// Finds and replaces in whichever of a text or of bytes is shown. All finds are looked for at once, away
/// from the GUI thread, so that they can be counted and gone through; after an edit they are looked for
/// again. GUI thread.
class ValueFinder : public QObject
{
    Q_OBJECT

public:
    /// `bar` must outlive it.
    explicit ValueFinder(FindBar *bar, QObject *parent = nullptr);

    /// Where to find from now on: one of them, or neither. `readOnlyWhy`: why nothing can be replaced there.
    void setPlace(CodeEditor *editor, HexView *hex, const QString &readOnlyWhy);
    /// What is shown there is another text.
    void contentChanged();
    /// Opens the bar; what is selected on one line becomes what is looked for.
    void open(bool replace);
    void next();
    void previous();
    bool canFind() const { return m_editor || m_hex; }
    /// How many were found; -1: not known yet.
    int count() const;

private:
    enum class Then { Nothing, Stay, Next, Previous, ReplaceOne, ReplaceAll };

    void search(Then then);
    void takeFinds(const text::Finds &finds);
    void go(bool forward, bool mayStay);
    void select(size_t index, bool wrapped);
    void replaceOne();
    void replaceAll();
    void applyAll(const std::vector<text::Edit> &edits, size_t count);
    void sayCount();
    QByteArray bytes() const;
    qsizetype selectionStart() const;
    qsizetype selectionLength() const;

    FindBar *m_bar;
    CodeEditor *m_editor = nullptr;
    HexView *m_hex = nullptr;
    QMetaObject::Connection m_watch;
    QString m_readOnlyWhy;
    QTimer m_pause;
    text::FindWhat m_what;
    text::Finds m_finds;
    bool m_fresh = false; // m_finds are those of m_what in what is shown
    Then m_then = Then::Nothing;
    quint64 m_round = 0;
    qsizetype m_from = 0; // where the typing of what to find began
    Pending<Result<text::Finds>> m_finding;
    Pending<Result<std::vector<text::Edit>>> m_editing;
};

} // namespace kv::ui
