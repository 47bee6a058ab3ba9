// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/project.h"
#include "core/result.h"

#include <QList>
#include <QObject>

#include <memory>

namespace kv {
class Workspace;
}

namespace kv::jobs {
class ComparisonFile;
}

namespace kv::ui {

class CompareView;
class Dialogs;
class Settings;
class Theme;
class WorkArea;

/// The comparisons that are open in the window's tabs. Those of a project are there again when it is opened
/// the next time; closing one forgets it, and the one closed last can be brought back until the program ends.
class Comparisons : public QObject
{
    Q_OBJECT

public:
    Comparisons(const Theme &theme, Workspace &workspace, Dialogs &dialogs, Settings &settings,
                const Clock &clock, WorkArea *area, QObject *parent = nullptr);
    ~Comparisons() override;

    /// Opens a comparison of a binding's targets, preview with production first. Without a binding the other
    /// side is to be chosen. Only keys that start with `prefix` are compared.
    void openFor(const TargetInfo &info, const Binding &binding, const QByteArray &prefix = {});
    /// Opens the comparisons that were kept of the workspace's project, in place of those that are open. They
    /// come when they have been opened, on the pool; but for those that another window has.
    void restore();
    /// Null when the browser is shown.
    CompareView *current() const;
    void close(CompareView *view);
    /// Whether reopen() has something to bring back.
    bool canReopen() const { return m_closed != nullptr; }
    void reopen();
    /// The project was read again, or the account's state is another.
    void surroundingsChanged();

Q_SIGNALS:
    void message(const QString &text);
    /// Another one is current, or what it tells reads otherwise.
    void changed();

private:
    /// Files by their names, or why they cannot be opened.
    using Opened = QList<std::pair<QString, Result<std::shared_ptr<jobs::ComparisonFile>>>>;

    CompareView *add();
    void show(const Opened &opened);
    void forgetClosed();

    const Theme &m_theme;
    Workspace &m_workspace;
    Dialogs &m_dialogs;
    Settings &m_settings;
    Clock m_clock;
    WorkArea *m_area;
    QList<CompareView *> m_views;
    std::shared_ptr<jobs::ComparisonFile> m_closed;
    quint64 m_generation = 0; ///< Of what restore() opens.
};

} // namespace kv::ui
