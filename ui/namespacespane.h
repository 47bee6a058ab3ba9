// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "items/savedplace.h"

#include <QStringList>
#include <QWidget>

#include <functional>

class QMenu;
class QStackedWidget;
class QTreeView;

namespace kv {
class Cloudflare;
}

namespace kv::items {
class ProjectModel;
}

namespace kv::ui {

class AccountActions;
class EmptyState;
class NamespaceForm;
class Theme;

/// The project as a tree: workers, environments, bindings, the stores that no binding names, and the account
/// at Cloudflare with its namespaces.
class NamespacesPane : public QWidget
{
    Q_OBJECT

public:
    explicit NamespacesPane(const Theme &theme, QWidget *parent = nullptr);
    /// `reading`: the first reading of the folder is still under way.
    void setProject(const Project &project, bool reading);
    /// Shows the account, and lets its namespaces be created, renamed and deleted. Once, before the pane is
    /// shown; `cloudflare` must outlive the pane.
    void setCloudflare(Cloudflare &cloudflare);
    /// Shows these above the project.
    void setFavourites(const QList<items::SavedPlace> &favourites);
    /// Where the pane asks how many keys a namespace has, before it is deleted; nullopt: not known.
    void setCountSource(std::function<std::optional<qint64>(const QString &namespaceId)> source);
    /// Chooses the node of a target as a click would; false when there is none.
    bool chooseTarget(const QString &targetName);
    /// Moves the selection to the node of a target without telling; an empty name selects nothing. Where two
    /// nodes lead to it, the one that is current stays so.
    void setCurrentTarget(const QString &targetName);
    /// The side (id or preview_id) that opens when a binding has both.
    void setPreferredKind(IdKind kind) { m_preferred = kind; }
    /// The place that opens when a binding has both.
    void setPreferredPlace(Place place) { m_preferredPlace = place; }
    QTreeView *view() const { return m_view; }

Q_SIGNALS:
    /// The user chose a binding, or a store or namespace without one: then `binding` has no name.
    void targetChosen(const kv::TargetInfo &info, const kv::Binding &binding);
    /// The same, in a tab of its own.
    void newTabRequested(const kv::TargetInfo &info, const kv::Binding &binding);
    /// The user chose a favourite, whether it is still there or not.
    void placeChosen(const kv::items::SavedPlace &place);
    /// The same, in a tab of its own.
    void placeInNewTabRequested(const kv::items::SavedPlace &place);
    /// The user wants it among the favourites, or there no more.
    void favouriteToggled(const kv::items::SavedPlace &place);
    /// The user wants a binding's targets, or a store or namespace, compared.
    void compareRequested(const kv::TargetInfo &info, const kv::Binding &binding);
    void openInEditorRequested(const QString &path, int line);
    void showFileRequested(const QString &path);
    void openFolderRequested();
    /// The user wants the account, which is not connected: start to look for a credential, or show what is
    /// missing.
    void accountRequested();
    /// Something to tell in passing: a namespace was created.
    void message(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool openInNewTab(const QModelIndex &index);
    void choose(const QModelIndex &index);
    void activate(const QModelIndex &index);
    void showMenu(const QPoint &at);
    void expandNew(const QModelIndex &parent, int first, int last);
    void showWords(const Project &project, bool reading);
    TargetInfo pick(const QList<TargetInfo> &targets) const;
    void accountChanged();
    void wantAccount();
    void updateActions();
    void addFavouriteActions(QMenu *menu, const QModelIndex &index);
    void addAccountActions(QMenu *menu, const QModelIndex &index);
    void startCreate();
    void startRename();
    void startDelete();

    items::ProjectModel *m_model;
    QTreeView *m_view;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    AccountActions *m_actions;
    Cloudflare *m_cloudflare = nullptr;
    NamespaceForm *m_form = nullptr;
    std::function<std::optional<qint64>(const QString &)> m_countOf;
    IdKind m_preferred = IdKind::Id;
    Place m_preferredPlace = Place::Local;
    bool m_accountWanted = false; ///< the user asked for the account, so it opens once it is there
    QString m_root;
    QList<items::SavedPlace> m_favourites;
    QStringList m_configFiles; ///< of the project, as people call them
    bool m_quiet = false;
};

} // namespace kv::ui
