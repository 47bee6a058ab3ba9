// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compareside.h"

#include <QHash>
#include <QWidget>

#include <functional>

class QStandardItemModel;
class QTableView;

namespace kv::ui {

class Theme;

/// A target that can be searched.
struct SearchPlace
{
    CompareSide side;
    Binding binding; ///< Without a name where no binding names it.
    QString owner;   ///< The Worker and environment that it belongs to, in words.

    /// The same for the same row of two readings of a project.
    QString key() const;
};

/// All targets of the project with a tick each: those on this disk are ticked at first, those at Cloudflare
/// are not. Space ticks, arrows walk.
class SearchTargets : public QWidget
{
    Q_OBJECT

public:
    SearchTargets(const Theme &theme, Workspace &workspace, QWidget *parent = nullptr);

    /// Reads the project anew; ticks stay.
    void refresh();
    /// A snapshot file that was opened; a target, too, while the project is open.
    void addSnapshot(const TargetInfo &info);
    const QList<SearchPlace> &places() const { return m_places; }
    bool isTicked(int place) const;
    QList<int> ticked() const;
    /// The place before this one that surely has the same keys, or -1.
    int sameAs(int place) const;
    /// What searching it reads, or why it cannot be searched.
    void setWords(int place, const QString &words);
    /// "LOCAL TODO · id 0677…64db"
    QString title(int place) const;

Q_SIGNALS:
    void ticksChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void add(const SearchPlace &place);
    void tickAll(const std::function<bool(const SearchPlace &)> &which);

    const Theme &m_theme;
    Workspace &m_workspace;
    QStandardItemModel *m_model;
    QTableView *m_view;
    QList<SearchPlace> m_places;
    QList<TargetInfo> m_snapshots;
    QString m_root;
    QHash<QString, bool> m_ticks; ///< by SearchPlace::key(), of what the user ticked or did not
    bool m_filling = false;
};

} // namespace kv::ui
