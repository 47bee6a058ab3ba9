// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "core/result.h"

#include <QList>
#include <QObject>

#include <memory>

class QWidget;

namespace kv {
class Workspace;
}

namespace kv::jobs {
class ComparisonFile;
}

namespace kv::ui {

class ClosedTabs;
class CompareView;
class Dialogs;
class Settings;
class Theme;
class WorkArea;

/// The comparisons that are open in the window's tabs. Those of a project are there again when it is opened
/// the next time; closing one forgets it, but for the last ones closed, which `closed` can bring back while
/// the project is open.
class Comparisons : public QObject
{
    Q_OBJECT

public:
    Comparisons(const Theme &theme, Workspace &workspace, Dialogs &dialogs, Settings &settings,
                const Clock &clock, WorkArea *area, ClosedTabs &closed, QObject *parent = nullptr);

    /// Opens a comparison of a binding's targets, preview with production first. Without a binding the other
    /// side is to be chosen. Only keys that start with `prefix` are compared.
    void openFor(const TargetInfo &info, const Binding &binding, const QByteArray &prefix = {});
    /// Opens the comparisons that were kept of the workspace's project, in place of those that are open. They
    /// come when they have been opened, on the pool; but for those that another window has.
    void restore();
    /// Null when the browser is shown.
    CompareView *current() const;
    void close(CompareView *view);
    /// Whether those that restore() asked for have not come yet.
    bool isRestoring() const { return m_restoring; }
    /// The name of the file that a page keeps its comparison in; empty for one that keeps none.
    static QString fileNameOf(const QWidget *page);
    /// The project was read again, or the account's state is another.
    void surroundingsChanged();

Q_SIGNALS:
    void message(const QString &text);
    /// Another one is current, or what it tells reads otherwise.
    void changed();
    /// What restore() asked for is there, as far as it could be opened.
    void restored();

private:
    /// Files by their names, or why they cannot be opened.
    using Opened = QList<std::pair<QString, Result<std::shared_ptr<jobs::ComparisonFile>>>>;

    CompareView *add();
    void show(const Opened &opened);
    void reopen(std::shared_ptr<jobs::ComparisonFile> file);

    const Theme &m_theme;
    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Settings &m_settings;
    Clock m_clock;
    WorkArea *m_area;
    QList<CompareView *> m_views;
    ClosedTabs &m_closed;
    bool m_restoring = false;
    quint64 m_generation = 0; ///< Of what restore() opens.
};

} // namespace kv::ui
