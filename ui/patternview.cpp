// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/patternview.h"

#include "items/patternmodel.h"
#include "text/units.h"
#include "ui/emptystate.h"
#include "ui/rowdelegate.h"
#include "ui/rowtable.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTableView>

namespace kv::ui {

using items::PatternModel;

PatternView::PatternView(PatternModel *model, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_words(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_table(new QTableView(this)),
      m_empty(new EmptyState(QStringLiteral("patternsEmpty"), this))
{
    setObjectName(QStringLiteral("patternView"));
    m_words->setObjectName(QStringLiteral("patternsLabel"));
    m_words->setProperty("role", QStringLiteral("muted"));
    m_words->setTextFormat(Qt::PlainText);
    m_progress->setObjectName(QStringLiteral("patternsProgress"));
    m_progress->setAccessibleName(tr("Keys looked at"));
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(120, 6);
    m_table->setObjectName(QStringLiteral("patternsTable"));
    m_table->setAccessibleName(tr("Patterns of the keys"));
    m_table->setModel(model);
    m_table->setItemDelegate(new RowDelegate(PatternModel::Pattern, m_table));
    lookLikeRows(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *heading = m_table->horizontalHeader();
    lookLikeNames(*heading);
    heading->setStretchLastSection(true);
    heading->setMinimumSectionSize(56);

    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(8);
    row->addWidget(m_words, 1);
    row->addWidget(m_progress);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);

    setFocusProxy(m_table);
    connect(m_table, &QAbstractItemView::activated, this, &PatternView::choose);
    connect(m_model, &PatternModel::stateChanged, this, &PatternView::sync);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    sync();
}

void PatternView::choose()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid())
        Q_EMIT patternChosen(index.data(PatternModel::GlobRole).toByteArray(),
                             index.data(PatternModel::PrefixRole).toByteArray());
}

void PatternView::sync()
{
    const bool busy = m_model->isBusy();
    const QString patterns = m_model->rowCount() == 1
                                 ? tr("1 pattern")
                                 : tr("%1 patterns").arg(text::countText(m_model->rowCount()));
    const QString keys = text::countText(m_model->counted());
    QString words =
        m_model->isFinal()
            ? tr("%1 in %2 keys. Enter shows the keys of one.").arg(patterns, keys)
            : tr("%1 in the %2 keys read so far. Enter shows the keys of one.").arg(patterns, keys);
    if (busy)
        words = tr("Looking at keys: %1 of %2")
                    .arg(text::countText(m_model->done()), text::countText(m_model->total()));
    m_words->setText(words);
    m_progress->setVisible(busy);
    m_progress->setRange(0, 1000);
    m_progress->setValue(m_model->total() > 0 ? int(m_model->done() * 1000 / m_model->total()) : 0);
    const bool nothing = m_model->rowCount() == 0 && !busy;
    m_empty->setWords(tr("No pattern"), tr("There are no keys to find patterns in."));
    m_empty->setVisible(nothing);
    m_table->setVisible(!nothing);
    if (!nothing && !m_table->currentIndex().isValid() && m_model->rowCount() > 0)
        m_table->selectRow(0);
}

void PatternView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const QFontMetrics metrics(font());
    constexpr int padding = 26; // as in KeyTable
    const int keys = metrics.horizontalAdvance(QStringLiteral("1,000,000")) + padding;
    const int share = metrics.horizontalAdvance(QStringLiteral("< 0.1 %")) + padding;
    m_table->setColumnWidth(PatternModel::Pattern, qMax(160, (width() - keys - share) * 55 / 100));
    m_table->setColumnWidth(PatternModel::Keys, keys);
    m_table->setColumnWidth(PatternModel::Share, share);
}

} // namespace kv::ui
