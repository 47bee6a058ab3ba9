// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"

#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace kv {
class Workspace;
}

namespace kv::ui {

class DiffView;
class ElidedLabel;
struct CompareSide;
class Theme;
class WorkArea;

/// One key of one target beside the same key of another, to read only: a page of the work area, made when it
/// is first wanted and there for one pair at a time. `workspace` must outlive it.
class KeyDifference : public QWidget
{
    Q_OBJECT

public:
    KeyDifference(const Theme &theme, Workspace &workspace, const Clock &clock, WorkArea *area);

    /// Reads both and brings the page to the front.
    void open(const QByteArray &key, const TargetInfo &left, const TargetInfo &right);
    /// Takes the page out of the work area; does nothing when it is not there.
    void close();
    bool isOpen() const { return m_open; }
    /// Reads both again.
    void refresh();
    DiffView *view() const { return m_view; }

private:
    struct Head
    {
        QLabel *badge;
        ElidedLabel *title;
    };
    Head makeHead(const QString &name, QHBoxLayout *row);
    CompareSide sideOf(const TargetInfo &info) const;
    void showSide(const Head &head, const CompareSide &side);

    WorkArea *m_area;
    QPointer<QWidget> m_from; ///< what was in front when it was opened
    Workspace &m_workspace;
    Head m_heads[2]; ///< which side is which
    DiffView *m_view;
    QByteArray m_key;
    TargetInfo m_left;
    TargetInfo m_right;
    bool m_open = false;
};

} // namespace kv::ui
