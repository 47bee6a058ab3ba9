// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/startpage.h"

#include "jobs/pool.h"
#include "store/async.h"
#include "ui/theme.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

constexpr int folderRole = Qt::UserRole;
constexpr int missingRole = Qt::UserRole + 1;
constexpr int widest = 640; // px; longer lines are tiring to read

QLabel *wrapped(const QString &text, const char *name, const char *role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setProperty("role", QString::fromLatin1(role));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QString words(const QString &folder, bool missing)
{
    const QString name = QDir(folder).dirName();
    const QString path = QDir::toNativeSeparators(folder);
    return missing ? StartPage::tr("%1   %2   (not there any more)").arg(name, path)
                   : StartPage::tr("%1   %2").arg(name, path);
}

} // namespace

StartPage::StartPage(QWidget *parent)
    : QScrollArea(parent),
      m_body(new QWidget(this)),
      m_column(new QVBoxLayout),
      m_open(new QPushButton(tr("Open folder…"), m_body)),
      m_sample(new QPushButton(m_body)),
      m_recentTitle(wrapped(tr("Opened before"), "startRecentTitle", "section", m_body)),
      m_recent(new QListWidget(m_body)),
      m_keys(wrapped({}, "startKeys", "muted", m_body))
{
    build();
    setPreparing(false);
    setRecent({});
    connect(m_open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(m_sample, &QPushButton::clicked, this, &StartPage::sampleRequested);
    connect(m_recent, &QListWidget::itemClicked, this,
            [this](QListWidgetItem *item) { choose(m_recent->row(item)); });
    m_recent->installEventFilter(this);
}

void StartPage::build()
{
    setObjectName(QStringLiteral("startPage"));
    setAccessibleName(tr("Start"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_body->setObjectName(QStringLiteral("startBody"));
    m_open->setObjectName(QStringLiteral("startOpenButton"));
    m_open->setProperty("accent", true);
    m_open->setAccessibleName(tr("Open folder"));
    m_sample->setObjectName(QStringLiteral("startSampleButton"));
    m_recent->setObjectName(QStringLiteral("startRecent"));
    m_recent->setAccessibleName(tr("Folders that were opened before"));
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->setUniformItemSizes(true);

    auto *title = wrapped(tr("KV Workbench"), "startTitle", "title", m_body);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setBold(true);
    title->setFont(large);
    auto *what = wrapped(
        tr("See, edit and compare the Workers KV data of a project: what `wrangler dev` keeps on this "
           "disk and what lies at Cloudflare, side by side."),
        "startWhat", "plain", m_body);
    auto *how = wrapped(
        tr("Open the folder of a Worker, or of a repository that holds several: every wrangler file in "
           "it is found. Nothing of it is run, and nothing is changed until you save. You can also "
           "drop a folder here."),
        "startHow", "muted", m_body);
    auto *sample =
        wrapped(tr("No project at hand? The sample is a small shop with keys of every kind, copied to your "
                   "own data folder: change what you like."),
                "startSampleWords", "muted", m_body);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_open);
    buttons->addWidget(m_sample);
    buttons->addStretch(1);

    m_column->setSpacing(8);
    m_column->addWidget(title);
    m_column->addWidget(what);
    m_column->addSpacing(8);
    m_column->addWidget(how);
    m_column->addLayout(buttons);
    m_column->addWidget(sample);
    m_column->addSpacing(16);
    m_column->addWidget(m_recentTitle);
    m_column->addWidget(m_recent);
    m_column->addSpacing(16);
    m_column->addWidget(m_keys);
    auto *inner = new QWidget(m_body);
    inner->setLayout(m_column);
    inner->setMaximumWidth(widest);
    auto *across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(inner, 100);
    across->addStretch(1);
    auto *down = new QVBoxLayout(m_body);
    down->setContentsMargins(24, 24, 24, 24);
    down->addStretch(1);
    down->addLayout(across);
    down->addStretch(2);
    setWidget(m_body);
}

void StartPage::setRecent(const QStringList &folders)
{
    ++m_generation;
    m_recent->clear();
    for (const QString &folder : folders) {
        auto *item = new QListWidgetItem(words(folder, false), m_recent);
        item->setData(folderRole, folder);
        item->setSizeHint({0, Theme::rowHeight() + 4});
    }
    const bool any = !folders.isEmpty();
    m_recentTitle->setVisible(any);
    m_recent->setVisible(any);
    m_recent->setFixedHeight(int(folders.size()) * (Theme::rowHeight() + 4) + 2 * m_recent->frameWidth());
    if (!any)
        return;
    m_recent->setCurrentRow(0);
    m_recent->clearSelection();
    // A folder may lie on a disk that takes its time, or never answers.
    const auto future = jobs::onPool<Result<QStringList>>([folders]() -> Result<QStringList> {
        QStringList missing;
        for (const QString &folder : folders) {
            if (!QFileInfo::exists(folder))
                missing << folder;
        }
        return missing;
    });
    whenDone(future, this, [this, generation = m_generation](const Result<QStringList> &missing) {
        if (missing && generation == m_generation)
            markMissing(*missing);
    });
}

void StartPage::markMissing(const QStringList &missing)
{
    for (int row = 0; row < m_recent->count(); ++row) {
        QListWidgetItem *item = m_recent->item(row);
        const QString folder = item->data(folderRole).toString();
        if (!missing.contains(folder))
            continue;
        item->setText(words(folder, true));
        item->setData(missingRole, true);
        item->setForeground(palette().color(QPalette::Disabled, QPalette::Text));
        item->setToolTip(tr("This folder is not there any more. Del takes it off the list."));
    }
}

void StartPage::setShortcuts(const QList<QAction *> &actions)
{
    QStringList lines;
    for (const QAction *action : actions) {
        QString text = action->text();
        text.remove(u'&').remove(QChar(0x2026));
        lines << tr("%1: %2").arg(action->shortcut().toString(QKeySequence::NativeText), text);
    }
    m_keys->setText(lines.join(QStringLiteral("   ·   ")));
    m_keys->setVisible(!lines.isEmpty());
}

void StartPage::setPreparing(bool preparing)
{
    m_sample->setEnabled(!preparing);
    m_sample->setText(preparing ? tr("Preparing the sample…") : tr("Try the sample project"));
    m_sample->setAccessibleName(m_sample->text());
}

void StartPage::focusFirst()
{
    m_open->setFocus(Qt::OtherFocusReason);
}

void StartPage::choose(int row)
{
    if (const QListWidgetItem *item = m_recent->item(row))
        Q_EMIT folderChosen(item->data(folderRole).toString());
}

bool StartPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_recent || event->type() != QEvent::KeyPress)
        return QScrollArea::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
        choose(m_recent->currentRow());
        return true;
    }
    if (key == Qt::Key_Delete && m_recent->currentItem()) {
        Q_EMIT forgetRequested(m_recent->currentItem()->data(folderRole).toString());
        return true;
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace kv::ui
