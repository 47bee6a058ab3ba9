// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyviews.h"

#include "items/keytablemodel.h"
#include "items/keytreemodel.h"
#include "items/patternmodel.h"
#include "ui/keytable.h"
#include "ui/keytree.h"
#include "ui/patternview.h"

#include <QTableView>

namespace kv::ui {

using items::KeyTableModel;

namespace {

constexpr int sampleKeys = 400;
const auto shapeKey = QStringLiteral("shape");
const auto delimitersKey = QStringLiteral("delimiters");

} // namespace

KeyViews::KeyViews(KeyTableModel *model, ShapeLine *line, const Theme &theme, QWidget *parent)
    : QStackedWidget(parent),
      m_model(model),
      m_treeModel(new items::KeyTreeModel(model, this)),
      m_patternModel(new items::PatternModel(model, this)),
      m_line(line),
      m_table(new KeyTable(model, theme, this)),
      m_tree(new KeyTree(m_treeModel, theme, this)),
      m_patterns(new PatternView(m_patternModel, theme, this))
{
    setObjectName(QStringLiteral("keyViews"));
    addWidget(m_table);
    addWidget(m_tree);
    addWidget(m_patterns);
    connectViews();
}

void KeyViews::connectViews()
{
    connect(m_table, &KeyTable::keyChosen, this, [this](const QByteArray &key) {
        if (m_shape != KeyShape::Tree)
            Q_EMIT keyChosen(key);
    });
    connect(m_tree, &KeyTree::keyChosen, this, [this](const QByteArray &key) {
        if (m_shape != KeyShape::Tree)
            return;
        m_table->setCurrentKey(key);
        Q_EMIT keyChosen(key);
    });
    connect(m_table, &KeyTable::selectionCountChanged, this, [this] {
        if (m_shape == KeyShape::List)
            Q_EMIT selectionCountChanged();
    });
    connect(m_tree, &KeyTree::selectionCountChanged, this, [this] {
        if (m_shape == KeyShape::Tree)
            Q_EMIT selectionCountChanged();
    });
    connect(m_table, &QAbstractItemView::activated, this, &KeyViews::keyActivated);
    connect(m_tree, &KeyTree::keyActivated, this, &KeyViews::keyActivated);
    for (QAbstractItemView *view : QList<QAbstractItemView *>{m_table, m_tree})
        connect(view, &QWidget::customContextMenuRequested, this,
                [this, view](const QPoint &at) { Q_EMIT menuRequested(view->viewport()->mapToGlobal(at)); });
    connect(m_patterns, &PatternView::patternChosen, this, &KeyViews::patternChosen);

    connect(m_line, &ShapeLine::shapeChosen, this, &KeyViews::chooseShape);
    connect(m_line, &ShapeLine::delimitersChosen, this, [this](const text::Delimiters &delimiters) {
        m_chosen = delimiters;
        setDelimiters(delimiters);
        Q_EMIT shapeChanged();
    });
    connect(m_line, &ShapeLine::guessWanted, this, [this] {
        m_chosen.reset();
        guess();
        Q_EMIT shapeChanged();
    });
    connect(m_line, &ShapeLine::typingEnded, this, &KeyViews::focusShown);
    connect(m_model, &KeyTableModel::stateChanged, this, &KeyViews::guessIfDue);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &KeyViews::guessIfDue);
}

void KeyViews::chooseShape(KeyShape shape)
{
    if (shape == m_shape)
        return;
    setShape(shape);
    Q_EMIT selectionCountChanged();
    Q_EMIT shapeChanged();
}

void KeyViews::setShape(KeyShape shape)
{
    m_line->setShape(shape);
    if (shape == m_shape)
        return;
    const QByteArray key = currentKey();
    const QWidget *focus = focusWidget();
    const bool focused = focus && focus->hasFocus();
    m_shape = shape;
    m_patternModel->setActive(shape == KeyShape::Patterns);
    if (shape == KeyShape::Tree) {
        guessIfDue();
        m_treeModel->setActive(true);
        m_tree->setCurrentKey(key);
        setCurrentWidget(m_tree);
    } else {
        m_treeModel->setActive(false);
        if (m_table->currentKey() != key)
            m_table->setCurrentKey(key);
        setCurrentWidget(shape == KeyShape::List ? static_cast<QWidget *>(m_table) : m_patterns);
    }
    if (focused)
        focusShown();
}

QVariantMap KeyViews::state() const
{
    QVariantMap state{{shapeKey, int(m_shape)}};
    if (m_chosen)
        state.insert(delimitersKey, m_chosen->typed());
    return state;
}

void KeyViews::restore(const QVariantMap &state)
{
    m_chosen.reset();
    if (state.contains(delimitersKey))
        m_chosen = text::Delimiters::parse(state.value(delimitersKey).toByteArray());
    m_guessedFor.reset();
    if (m_chosen)
        setDelimiters(*m_chosen);
    setShape(KeyShape(qBound(0, state.value(shapeKey).toInt(), 2)));
    guessIfDue();
}

// Delimiters

void KeyViews::setDelimiters(const text::Delimiters &delimiters)
{
    m_treeModel->setDelimiters(delimiters);
    m_line->setDelimiters(delimiters, m_chosen.has_value());
}

void KeyViews::guess()
{
    QList<QByteArray> sample;
    const int rows = m_model->rowCount();
    for (int i = 0; i < sampleKeys && i < rows; ++i)
        sample << m_model->keyAt(rows <= sampleKeys ? i : int(qint64(i) * rows / sampleKeys));
    m_guessedFor = m_model->store();
    m_guessedWhole = m_model->showsAll();
    const QByteArray found = text::guessDelimiter(sample);
    setDelimiters(found.isEmpty() ? text::Delimiters() : text::Delimiters({found}));
}

/// With the first keys of another store, and once more when all of them are there. A filter changes nothing:
/// folders must not be others because one looks for something.
void KeyViews::guessIfDue()
{
    if (m_chosen || m_shape != KeyShape::Tree || m_model->rowCount() == 0)
        return;
    const bool same = m_guessedFor.lock() == m_model->store();
    if (!same || (!m_guessedWhole && m_model->showsAll() && m_model->filter().isEmpty()))
        guess();
}

// What is chosen

QByteArray KeyViews::currentKey() const
{
    return m_shape == KeyShape::Tree ? m_tree->currentKey() : m_table->currentKey();
}

void KeyViews::setCurrentKey(const QByteArray &key)
{
    m_table->setCurrentKey(key);
    if (m_shape == KeyShape::Tree)
        m_tree->setCurrentKey(key);
}

QList<QByteArray> KeyViews::selectedKeys() const
{
    if (m_shape == KeyShape::Patterns)
        return {};
    return m_shape == KeyShape::Tree ? m_tree->selectedKeys() : m_table->selectedKeys();
}

int KeyViews::selectedCount() const
{
    if (m_shape == KeyShape::Patterns)
        return 0;
    return m_shape == KeyShape::Tree ? m_tree->selectedCount() : m_table->selectedCount();
}

QList<QByteArray> KeyViews::selectedFolders() const
{
    return m_shape == KeyShape::Tree ? m_tree->selectedFolders() : QList<QByteArray>();
}

QByteArray KeyViews::keyAfterSelection() const
{
    return m_shape == KeyShape::Tree ? m_tree->keyAfterSelection() : m_table->keyAfterSelection();
}

void KeyViews::keepPlace()
{
    m_table->keepPlace();
    m_tree->keepPlace();
}

void KeyViews::setEditedKey(const QByteArray &key)
{
    m_table->setEditedKey(key);
    m_tree->setEditedKey(key);
}

void KeyViews::tick()
{
    m_table->tick();
    m_tree->tick();
}

QWidget *KeyViews::shownView() const
{
    switch (m_shape) {
    case KeyShape::List:
        return m_table;
    case KeyShape::Tree:
        return m_tree;
    case KeyShape::Patterns:
        break;
    }
    return m_patterns->table();
}

void KeyViews::focusShown()
{
    shownView()->setFocus();
}

} // namespace kv::ui
