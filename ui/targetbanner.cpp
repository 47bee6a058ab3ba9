// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/targetbanner.h"

#include "ui/elidedlabel.h"
#include "ui/targetwords.h"

#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace kv::ui {

TargetBanner::TargetBanner(QWidget *parent)
    : QFrame(parent),
      m_badge(new QLabel(tr("LOCAL"), this)),
      m_title(new QLabel(this)),
      m_which(new ElidedLabel(Qt::ElideRight, this)),
      m_usedBy(new ElidedLabel(Qt::ElideRight, this)),
      m_path(new ElidedLabel(Qt::ElideMiddle, this)),
      m_show(new QPushButton(tr("Show file"), this))
{
    setObjectName(QStringLiteral("targetBanner"));
    setProperty("tone", QStringLiteral("local"));
    m_badge->setProperty("badge", QStringLiteral("local"));
    m_badge->setObjectName(QStringLiteral("targetBadge"));
    m_badge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_title->setProperty("role", QStringLiteral("title"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setObjectName(QStringLiteral("targetTitle"));
    m_which->setObjectName(QStringLiteral("targetWhich"));
    m_usedBy->setProperty("role", QStringLiteral("muted"));
    m_usedBy->setObjectName(QStringLiteral("targetUsedBy"));
    m_path->setProperty("role", QStringLiteral("muted"));
    m_path->setObjectName(QStringLiteral("targetPath"));
    m_show->setObjectName(QStringLiteral("showFileButton"));
    m_show->setAccessibleName(tr("Show the store's file in the file manager"));

    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(m_badge);
    first->addWidget(m_title);
    first->addWidget(m_which, 1);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addLayout(first);
    words->addWidget(m_usedBy);
    words->addWidget(m_path);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(12);
    row->addLayout(words, 1);
    row->addWidget(m_show, 0, Qt::AlignTop);
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT showFileRequested(m_file); });
    clear();
}

void TargetBanner::clear()
{
    m_file.clear();
    hide();
}

void TargetBanner::setTarget(const TargetInfo &info, const Binding &binding, const QString &readOnlyReason)
{
    m_file = info.path;
    m_title->setText(binding.name.isEmpty() ? tr("Only on disk") : binding.name);
    const QString environment = info.environment;
    QString which = QStringLiteral("· ");
    if (!environment.isEmpty())
        which += QStringLiteral("env.%1 · ").arg(environment);
    which += targetwords::which(info, binding);
    m_which->setFullText(which);
    m_which->setHint(info.target.namespaceId);

    QString words = targetwords::usedBy(info, binding);
    if (!readOnlyReason.isEmpty())
        words = tr("read-only: %1 · %2").arg(readOnlyReason, words);
    m_usedBy->setFullText(words);
    m_usedBy->setHint(words + QStringLiteral("\n\n") + targetwords::usedByAll(info));
    m_path->setFullText(info.exists ? QDir::toNativeSeparators(info.path)
                                    : tr("not on disk yet: %1").arg(QDir::toNativeSeparators(info.path)));
    m_path->setHint(QDir::toNativeSeparators(info.path));
    m_show->setEnabled(!info.path.isEmpty());
    show();
}

} // namespace kv::ui
