// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <QWidget>

class QStackedWidget;
class QTreeView;

namespace kv::items {
class ProjectModel;
}

namespace kv::ui {

class EmptyState;
class Theme;

/// The project as a tree: workers, environments, bindings, and the stores that no binding names.
class NamespacesPane : public QWidget
{
    Q_OBJECT

public:
    explicit NamespacesPane(const Theme &theme, QWidget *parent = nullptr);
    /// `reading`: the first reading of the folder is still under way.
    void setProject(const Project &project, bool reading);
    /// Moves the selection to the node of a target without telling; an empty name selects nothing.
    /// Chooses the node of a target as a click would; false when there is none.
    bool chooseTarget(const QString &targetName);
    void setCurrentTarget(const QString &targetName);
    /// The side (id or preview_id) that opens when a binding has both.
    void setPreferredKind(IdKind kind) { m_preferred = kind; }
    QTreeView *view() const { return m_view; }

Q_SIGNALS:
    /// The user chose a binding (or a store without one: then `binding` has no name).
    void targetChosen(const kv::TargetInfo &info, const kv::Binding &binding);
    void openInEditorRequested(const QString &path, int line);
    void showFileRequested(const QString &path);
    void openFolderRequested();

private:
    void choose(const QModelIndex &index);
    void activate(const QModelIndex &index);
    void showMenu(const QPoint &at);
    void expandNew(const QModelIndex &parent, int first, int last);
    void showWords(const Project &project, bool reading);

    items::ProjectModel *m_model;
    QTreeView *m_view;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    IdKind m_preferred = IdKind::Id;
    bool m_quiet = false;
};

} // namespace kv::ui
