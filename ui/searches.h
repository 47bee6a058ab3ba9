// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"

#include <QObject>

namespace kv {
class Workspace;
}

namespace kv::ui {

class ClosedTabs;
class SearchView;
class Settings;
class Theme;
class WorkArea;

/// The search over all targets in the window's tabs: one page, made when it is wanted, gone when it is closed
/// or another project is opened.
class Searches : public QObject
{
    Q_OBJECT

public:
    Searches(const Theme &theme, Workspace &workspace, Settings &settings, const Clock &clock, WorkArea *area,
             ClosedTabs &closed, QObject *parent = nullptr);

    /// Shows the page, with the focus in its text.
    void open();
    /// Null when another page is in front.
    SearchView *current() const;
    void close();
    /// A target was opened; a snapshot file can be searched from then on.
    void noteOpened(const TargetInfo &info);
    /// The project was read again, or the account's state is another.
    void surroundingsChanged();

Q_SIGNALS:
    void openRequested(const kv::TargetInfo &info, const QByteArray &key);
    void message(const QString &text);
    /// What the page tells reads otherwise, or it is in front or not any more.
    void changed();

private:
    const Theme &m_theme;
    Workspace &m_workspace;
    Settings &m_settings;
    Clock m_clock;
    WorkArea *m_area;
    ClosedTabs &m_closed;
    SearchView *m_view = nullptr;
    QList<TargetInfo> m_snapshots; ///< opened while this project is
    QString m_root;
};

} // namespace kv::ui
