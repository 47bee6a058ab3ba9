// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/loadline.h"

#include "items/keytablemodel.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/noticebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace kv::ui {

using items::KeyTableModel;

LoadLine::LoadLine(KeyTableModel *model, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_question(new NoticeBar(this)),
      m_row(new QWidget(this)),
      m_label(new QLabel(this)),
      m_more(new QPushButton(tr("Read on"), this)),
      m_all(new QPushButton(tr("Load all"), this)),
      m_stop(new QPushButton(tr("Stop"), this))
{
    setObjectName(QStringLiteral("loadLine"));
    m_question->setObjectName(QStringLiteral("loadAllBar"));
    m_label->setObjectName(QStringLiteral("loadLabel"));
    m_label->setProperty("role", QStringLiteral("muted"));
    m_label->setTextFormat(Qt::PlainText);
    m_more->setObjectName(QStringLiteral("loadMoreButton"));
    m_more->setAccessibleName(tr("Read another page of keys"));
    m_more->setToolTip(tr("Another %1 keys, for one request").arg(text::countText(KeyTableModel::pageKeys)));
    m_all->setObjectName(QStringLiteral("loadAllButton"));
    m_all->setAccessibleName(tr("Load all keys"));
    m_stop->setObjectName(QStringLiteral("stopLoadingButton"));
    m_stop->setAccessibleName(tr("Stop loading keys"));

    auto *row = new QHBoxLayout(m_row);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(8);
    row->addWidget(m_label, 1);
    row->addWidget(m_more);
    row->addWidget(m_all);
    row->addWidget(m_stop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_question);
    column->addWidget(m_row);

    connect(m_more, &QPushButton::clicked, m_model, &KeyTableModel::loadMore);
    connect(m_all, &QPushButton::clicked, this, &LoadLine::askAll);
    connect(m_stop, &QPushButton::clicked, m_model, &KeyTableModel::stopLoading);
    connect(m_model, &KeyTableModel::stateChanged, this, &LoadLine::sync);
    connect(m_model, &KeyTableModel::reloaded, this, &LoadLine::sync);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &LoadLine::sync);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &LoadLine::sync);
    sync();
}

QString LoadLine::words() const
{
    const QString shown = text::countText(m_model->rowCount());
    if (!m_model->filter().isPrefix())
        return tr("%1 found in the %2 keys read so far").arg(shown, text::countText(m_model->totalCount()));
    const QByteArray &prefix = m_model->prefix();
    return prefix.isEmpty() ? tr("%1 keys so far").arg(shown)
                            : tr("%1 keys so far that start with %2").arg(shown, text::displayKey(prefix));
}

void LoadLine::sync()
{
    const bool loading = m_model->isLoadingAll();
    const bool open = m_model->canLoadMore();
    if (!open || loading)
        m_question->clear();
    m_row->setVisible(open);
    setVisible(open);
    if (!open)
        return;
    m_label->setText(m_model->isLoading() ? tr("%1, reading…").arg(words()) : words());
    // The focus must not jump to another pane when the button that has it makes room for the other.
    const bool hadFocus = m_all->hasFocus() || m_stop->hasFocus();
    m_more->setVisible(!loading && !m_model->filter().isPrefix());
    m_all->setVisible(!loading);
    m_all->setEnabled(m_question->isHidden());
    m_stop->setVisible(loading);
    if (hadFocus)
        (loading ? m_stop : m_all)->setFocus();
}

void LoadLine::askAll()
{
    m_question->say(
        NoticeBar::Tone::Info,
        tr("Every %1 keys cost one request, and Cloudflare allows 1,200 requests in 5 minutes. It does not "
           "tell "
           "how many keys there are. You can stop at any time and go on later.")
            .arg(text::countText(KeyTableModel::pageKeys)),
        {{tr("Load all"), QStringLiteral("loadAllYesButton"), [this] { m_model->loadAll(); }, true},
         {tr("Cancel"), QStringLiteral("loadAllNoButton"), [this] {
              sync();
              m_all->setFocus();
          }}});
    sync();
    m_question->focusFirst();
}

} // namespace kv::ui
