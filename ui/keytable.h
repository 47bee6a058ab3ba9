// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QTableView>

namespace kv::items {
class KeyTableModel;
}

namespace kv::ui {

class KeyDelegate;
class Theme;

/// The view on the keys: uniform rows, columns that share the width until the user sizes them, and a place
/// (current key, selection, scroll position) that survives resets of the model, because it is kept by key.
class KeyTable : public QTableView
{
    Q_OBJECT

public:
    KeyTable(items::KeyTableModel *model, const Theme &theme, QWidget *parent = nullptr);

    QByteArray currentKey() const { return m_currentKey; }
    /// Selects `key` and scrolls to it, now or when it has been read, without telling.
    void setCurrentKey(const QByteArray &key);
    QList<QByteArray> selectedKeys() const;
    int selectedCount() const;
    /// The key of the row behind the selection, else before it; empty: there is no other.
    QByteArray keyAfterSelection() const;
    /// Remembers the place and finds it again in what the model shows next.
    void keepPlace();
    /// The first key on screen; empty when there is none.
    QByteArray topKey() const;
    /// Scrolls so that `key` is the first on screen, now or when it has been read; an empty one to the top.
    void showFrom(const QByteArray &key);
    void setEditedKey(const QByteArray &key);
    /// Draws the relative times on screen anew.
    void tick();
    /// Column widths as the user left them; empty when they were never touched.
    QByteArray columnState() const;
    void restoreColumns(const QByteArray &state);

Q_SIGNALS:
    /// The user moved to another key; empty when nothing is current any more.
    void keyChosen(const QByteArray &key);
    void selectionCountChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    struct Place
    {
        QByteArray top; ///< the first key on screen
        int offset = 0; ///< pixels of it above the edge
        QList<QByteArray> selected;
        bool pending = false;
    };

    void findPlace();
    void markLostKey();
    void currentMoved(const QModelIndex &current);
    void shareWidth();

    items::KeyTableModel *m_model;
    KeyDelegate *m_delegate;
    QByteArray m_currentKey;
    Place m_place;
    bool m_awaitsKey = false; // m_currentKey is to be selected as soon as it is there
    bool m_lostKey = false;   // m_currentKey was in the list and was deleted
    bool m_quiet = false;
    bool m_sharing = false;
    bool m_userSized = false;
};

} // namespace kv::ui
