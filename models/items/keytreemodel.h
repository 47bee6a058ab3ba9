// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/keylist.h"
#include "text/delimiter.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <memory>
#include <vector>

namespace kv::items {

class KeyTableModel;

/// The rows of a KeyTableModel as folders and keys, parted by delimiters.
///
/// A folder is all keys that begin with the same bytes up to a delimiter, that of its own name included, so
/// that it is a run of rows and its count the difference of two of them: nothing is counted by going through
/// keys. What a folder holds is looked at when it is opened, in pieces that never hold up the event loop;
/// keys that follow each other without a folder between them are one run, however many.
///
/// Rows that come and go in the source come and go here, so that views keep what is expanded, selected and
/// on screen; a reset of the source is one of this model, and the view then finds its place by prefix and
/// key. `source` must outlive it. Nothing blocks; one thread.
class KeyTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    /// Besides all roles of KeyTableModel, which hold for keys; a folder answers invalid to those.
    enum Role {
        FolderRole = Qt::UserRole + 100, ///< bool
        PrefixRole,                      ///< QByteArray; what every key of the folder begins with
        CountRole,                       ///< int; keys in the folder
        CountIsFinalRole,                ///< bool; false: "so far", since more may be read
    };

    explicit KeyTreeModel(KeyTableModel *source, QObject *parent = nullptr);
    ~KeyTreeModel() override;

    /// Follows the source. At first it does not, has no rows and costs nothing.
    void setActive(bool active);
    bool isActive() const { return m_active; }
    /// Without any, all keys are at the top. Resets the model.
    void setDelimiters(const text::Delimiters &delimiters);
    const text::Delimiters &delimiters() const { return m_delimiters; }
    KeyTableModel *source() const { return m_source; }

    bool isFolder(const QModelIndex &index) const;
    /// The key of a row; empty for a folder.
    QByteArray keyOf(const QModelIndex &index) const;
    /// What all keys of a folder begin with; empty for a key.
    QByteArray prefixOf(const QModelIndex &index) const;
    /// The rows of the source that an index stands for.
    KeyList::Range rowsOf(const QModelIndex &index) const;
    /// Prefixes of the folders that a key lies in, the outermost first.
    QList<QByteArray> foldersOf(const QByteArray &key) const;
    /// The key's row here, invalid while a folder above it was not opened or not looked through so far.
    QModelIndex indexOfKey(const QByteArray &key) const;
    /// The same for a folder.
    QModelIndex indexOfFolder(const QByteArray &prefix) const;
    /// Whether more rows of a folder (invalid: the top) are coming by themselves. Those of a very large one
    /// come only so far, since a view lays out all there are: lookOn() brings more, lookFor() what is wanted.
    bool isGrowing(const QModelIndex &folder) const;
    void lookOn(const QModelIndex &folder);
    /// Looks through the innermost opened folder that holds `key` until the key is there.
    void lookFor(const QByteArray &key);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// For a folder that was not opened before. More of the same comes by itself.
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    /// Around every reset that the source or the delimiters are the reason of.
    void aboutToReload();
    void reloaded();

private:
    struct Node;
    /// Children that follow each other: a folder, or as many keys as there are rows.
    struct Run
    {
        int first = 0; ///< Number of the first child.
        int row = 0;   ///< The first row, counted from the node's first.
        int rows = 0;
        bool folder = false;
        std::unique_ptr<Node> node; ///< Of a folder that was opened.

        int end() const { return row + rows; }
        int children() const { return folder ? 1 : rows; }
    };
    /// What was looked at and is not shown yet.
    struct Piece
    {
        std::vector<Run> runs; ///< `first` counts from the piece's first child.
        int children = 0;
        int end = 0; ///< Looked at up to this row, counted from the node's first.
    };
    struct Node
    {
        Node *parent = nullptr;
        int offset = 0; ///< Its first row, counted from the parent's first.
        int rows = 0;
        int prefixLength = 0;
        int scanned = 0; ///< Rows that the runs are about: the first so many.
        int children = 0;
        std::vector<Run> runs;
        Piece piece;
        int most = 0;               ///< Children that are looked for without being asked for more.
        int wanted = 0;             ///< Rows that are looked through in any case, counted from the first.
        mutable size_t lastRun = 0; ///< That was asked for last: a view goes along the rows.
    };

    int beginOf(const Node &node) const;
    Node *nodeOf(const QModelIndex &parent) const;
    QModelIndex indexOf(const Node &node) const;
    size_t runWithChild(const Node &node, int child) const;
    size_t runAfter(const Node &node, int row) const;
    const Run &runOf(const QModelIndex &index) const;
    QByteArrayView prefixOfRun(const Node &node, const Run &run) const;
    int endOfPrefix(QByteArrayView prefix, int row, int end) const;
    bool isFinal(int end) const;
    QVariant folderData(const QModelIndex &index, int role) const;
    QString keyText(const Node &node, int row) const;
    QString countWords(int count, bool final) const;

    // Looking through, keytreemodel_growing.cpp
    void scan(const Node &node, Piece &piece, int end, int mostChildren, qint64 forNs) const;
    void look(Node &node, int mostChildren, qint64 forNs);
    void showPiece(Node &node);
    void showPieces();
    void showMore(Node &node);
    static bool isWanting(const Node &node);
    void grow();
    void growLater(Node *node);
    void rebuild();

    // The source's changes, keytreemodel_changes.cpp
    void follow();
    void takeRows(int row, int count);
    void insertInto(Node &node, int row, int count);
    void insertRuns(Node &node, size_t at, Piece piece);
    void removeFrom(Node &node, int first, int last);
    void closeGap(Node &node, int from, int to);
    void join(Node &node, size_t at);
    void tellCounts(int row);
    void tellData(const Node &node, int first, int last, int firstColumn, int lastColumn,
                  const QList<int> &roles);
    void stateChanged();

    KeyTableModel *m_source;
    text::Delimiters m_delimiters;
    bool m_active = false;
    bool m_resetting = false;
    bool m_final = false;
    std::unique_ptr<Node> m_root;
    quint64 m_build = 0;           ///< Of m_root.
    std::vector<Node *> m_growing; ///< The last is looked at first.
    QTimer m_growTimer;
};

} // namespace kv::items
