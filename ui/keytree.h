// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QSet>
#include <QTreeView>

namespace kv::items {
class KeyTreeModel;
}

namespace kv::ui {

class KeyDelegate;
class Theme;

/// The view on keys as folders. Rows and columns look as in KeyTable, and the place (current key, selection,
/// what is open, scroll position) survives resets of the model in the same way, because it is kept by key and
/// prefix.
class KeyTree : public QTreeView
{
    Q_OBJECT

public:
    KeyTree(items::KeyTreeModel *model, const Theme &theme, QWidget *parent = nullptr);

    /// Empty also while a folder is current.
    QByteArray currentKey() const { return m_currentKey; }
    /// Opens the folders of `key`, selects it and scrolls to it, now or when it has been read, without
    /// telling.
    void setCurrentKey(const QByteArray &key);
    /// Keys that are selected themselves, not those in selected folders.
    QList<QByteArray> selectedKeys() const;
    /// Prefixes of the selected folders.
    QList<QByteArray> selectedFolders() const;
    /// Selected rows, keys and folders.
    int selectedCount() const;
    /// The key of the row below the selection, else above it; empty when that is a folder or nothing.
    QByteArray keyAfterSelection() const;
    /// Remembers the place and finds it again in what the model shows next.
    void keepPlace();
    void setEditedKey(const QByteArray &key);
    /// Draws the relative times on screen anew.
    void tick();
    /// Does not go through a million keys for a letter.
    void keyboardSearch(const QString &search) override;

Q_SIGNALS:
    /// The user moved to another key; empty when a folder or nothing is current.
    void keyChosen(const QByteArray &key);
    /// Enter, or a double click, on a key.
    void keyActivated();
    void selectionCountChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    /// A row by what it stands for.
    struct Spot
    {
        QByteArray name; ///< A key, or a folder's prefix.
        bool folder = false;
    };
    struct Place
    {
        Spot top;       ///< The first row on screen.
        int offset = 0; ///< Pixels of it above the edge.
        QList<Spot> selected;
        Spot current;
        bool pending = false;
    };

    Spot spotOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Spot &spot) const;
    void findPlace();
    void rowsCame(const QModelIndex &parent, int first);
    void open(const QModelIndex &folder);
    bool mayCome(const Spot &spot) const;
    void openAgain();
    void openOnly();
    bool reveal(const QByteArray &key);
    void select(const QModelIndex &index, bool scrolls);
    void currentMoved(const QModelIndex &current);
    void readOn();
    void shareWidth();

    items::KeyTreeModel *m_model;
    KeyDelegate *m_delegate;
    QByteArray m_currentKey;
    Place m_place;
    QSet<QByteArray> m_open;   ///< Prefixes of folders that were opened; they are again when they come.
    QSet<QByteArray> m_closed; ///< Of those that the user closed.
    QSet<QByteArray> m_toOpen; ///< Of m_open, those that are not there so far.
    bool m_awaitsKey = false;  ///< m_currentKey is to be selected as soon as it is there.
    bool m_lostKey = false;    ///< m_currentKey was there and was deleted.
    bool m_quiet = false;
    bool m_moving = false; ///< What opens and closes is not the user's doing.
    bool m_sharing = false;
    bool m_userSized = false;
};

} // namespace kv::ui
