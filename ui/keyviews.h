// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/delimiter.h"
#include "ui/shapeline.h"

#include <QStackedWidget>
#include <QVariantMap>

#include <memory>

namespace kv {
class Store;
}

namespace kv::items {
class KeyTableModel;
class KeyTreeModel;
class PatternModel;
} // namespace kv::items

namespace kv::ui {

class KeyTable;
class KeyTree;
class PatternView;
class Theme;

/// The keys as a list, as a tree or as patterns, one at a time; the current key is the same in all of them.
/// Only what is shown costs anything. `line` is where the user switches.
class KeyViews : public QStackedWidget
{
    Q_OBJECT

public:
    KeyViews(items::KeyTableModel *model, ShapeLine *line, const Theme &theme, QWidget *parent = nullptr);

    KeyTable *table() const { return m_table; }
    KeyTree *tree() const { return m_tree; }
    items::KeyTreeModel *treeModel() const { return m_treeModel; }
    KeyShape shape() const { return m_shape; }
    /// Without telling.
    void setShape(KeyShape shape);
    /// As the user does it.
    void chooseShape(KeyShape shape);
    /// Shape and delimiters as one thing to be kept in settings; restored without telling.
    QVariantMap state() const;
    void restore(const QVariantMap &state);

    QByteArray currentKey() const;
    void setCurrentKey(const QByteArray &key);
    /// Keys that are selected in what is shown; none while patterns are.
    QList<QByteArray> selectedKeys() const;
    /// Selected rows: keys, and folders in the tree.
    int selectedCount() const;
    /// Prefixes of selected folders.
    QList<QByteArray> selectedFolders() const;
    /// The key of the row behind the selection, else before it; or empty.
    QByteArray keyAfterSelection() const;
    void keepPlace();
    void setEditedKey(const QByteArray &key);
    void tick();
    /// Gives the focus to what is shown.
    void focusShown();
    /// What is shown and takes keys.
    QWidget *shownView() const;

Q_SIGNALS:
    void keyChosen(const QByteArray &key);
    /// Enter, or a double click, on a key.
    void keyActivated();
    void selectionCountChanged();
    void menuRequested(const QPoint &globalPos);
    /// The user wants the keys of a pattern.
    void patternChosen(const QByteArray &glob, const QByteArray &prefix);
    /// The user chose another shape or other delimiters.
    void shapeChanged();

private:
    void connectViews();
    void guess();
    void guessIfDue();
    void setDelimiters(const text::Delimiters &delimiters);

    items::KeyTableModel *m_model;
    items::KeyTreeModel *m_treeModel;
    items::PatternModel *m_patternModel;
    ShapeLine *m_line;
    KeyTable *m_table;
    KeyTree *m_tree;
    PatternView *m_patterns;
    KeyShape m_shape = KeyShape::List;
    std::optional<text::Delimiters> m_chosen; ///< none: found by itself
    std::weak_ptr<Store> m_guessedFor;
    bool m_guessedWhole = false; ///< The guess was made when all keys were there.
};

} // namespace kv::ui
