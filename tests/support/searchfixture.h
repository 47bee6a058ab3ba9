// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/searchmodel.h"
#include "support/cloudflareproject.h"
#include "support/windowfixture.h"
#include "ui/searchview.h"

#include <QAction>
#include <QComboBox>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>

namespace kv::test {

/// The real window on the shop with all its targets, and what a user does with a search.
class SearchFixture : public WindowFixture
{
public:
    SearchFixture()
    {
        workspace.production = QStringList{*todoBinding().id};
        workspace.setProject(remoteShop());
    }

    std::shared_ptr<MemoryStore> production() { return workspace.remoteStore(*todoBinding().id); }
    std::shared_ptr<MemoryStore> localId() { return workspace.store(*todoBinding().id); }
    std::shared_ptr<MemoryStore> localPreview() { return workspace.store(*todoBinding().previewId); }

    QAction *action(const char *name) const { return window.findChild<QAction *>(QLatin1String(name)); }
    ui::SearchView *view() const { return find<ui::SearchView>("searchView"); }
    QLineEdit *text() const { return find<QLineEdit>("searchText"); }
    QTreeView *hits() const { return find<QTreeView>("searchHits"); }
    QTableView *targets() const { return find<QTableView>("searchTargetsView"); }
    QString button() const { return find<QAbstractButton>("searchButton")->text(); }
    QString line() const { return label("searchLine"); }

    /// Opens the page as Ctrl+Shift+F does.
    bool open() const
    {
        QTest::keyClick(window.focusWidget() ? window.focusWidget() : const_cast<ui::MainWindow *>(&window),
                        Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        return view() && view()->isVisible() && text()->hasFocus();
    }
    /// Types into the field that has the focus, and presses Enter.
    void typeAndGo(const QString &typed) const
    {
        text()->setFocus();
        text()->selectAll();
        text()->insert(typed); // QTest::keyClicks() knows ASCII only
        QTest::keyClick(text(), Qt::Key_Return);
    }
    bool finished() const
    {
        return QTest::qWaitFor([this] { return button() == QLatin1String("Search again"); }, 15'000);
    }
    bool searchFor(const QString &typed) const
    {
        typeAndGo(typed);
        return finished();
    }
    void choose(const char *combo, const QString &words) const
    {
        auto *box = find<QComboBox>(combo);
        box->setCurrentIndex(box->findText(words));
    }
    int rowOfTarget(const QString &words) const
    {
        for (int row = 0; row < targets()->model()->rowCount(); ++row) {
            if (targets()->model()->index(row, 0).data().toString().contains(words))
                return row;
        }
        return -1;
    }
    /// Ticks a target, or takes the tick away, with the space bar.
    bool tick(const QString &words) const
    {
        const int row = rowOfTarget(words);
        if (row < 0)
            return false;
        targets()->setFocus();
        targets()->setCurrentIndex(targets()->model()->index(row, 0));
        QTest::keyClick(targets(), Qt::Key_Space);
        return true;
    }
    bool isTicked(const QString &words) const
    {
        return targets()->model()->index(rowOfTarget(words), 0).data(Qt::CheckStateRole).toInt() ==
               Qt::Checked;
    }
    /// What a target's row says of what searching it reads.
    QString reads(const QString &words) const
    {
        return targets()->model()->index(rowOfTarget(words), 2).data().toString();
    }
    /// "LOCAL TODO…: 2 hits…" for each target, and below each its keys and what was found in them.
    QStringList shown() const
    {
        QStringList lines;
        const QAbstractItemModel *model = hits()->model();
        for (int group = 0; group < model->rowCount(); ++group) {
            const QModelIndex at = model->index(group, 0);
            lines << at.data().toString() + QStringLiteral(": ") + at.siblingAtColumn(1).data().toString();
            for (int row = 0; row < model->rowCount(at); ++row) {
                const QModelIndex hit = model->index(row, 0, at);
                lines << QStringLiteral("  ") + hit.data().toString() + QStringLiteral(" | ") +
                             hit.siblingAtColumn(1).data().toString() + QStringLiteral(" | ") +
                             hit.siblingAtColumn(2).data().toString();
            }
        }
        return lines;
    }
    /// The lines of shown() that are hits.
    QStringList found() const
    {
        QStringList lines;
        for (const QString &one : shown()) {
            if (one.startsWith(QLatin1String("  ")))
                lines << one.mid(2);
        }
        return lines;
    }
    QString emptyTitle() const { return sees("searchEmpty") ? label("searchEmptyTitle") : QString(); }
};

} // namespace kv::test
