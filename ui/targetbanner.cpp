// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/targetbanner.h"

#include "ui/elidedlabel.h"
#include "ui/targetwords.h"

#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStyle>

namespace kv::ui {

TargetBanner::TargetBanner(QWidget *parent)
    : QFrame(parent),
      m_badge(new QLabel(this)),
      m_title(new QLabel(this)),
      m_which(new ElidedLabel(Qt::ElideRight, this)),
      m_usedBy(new ElidedLabel(Qt::ElideRight, this)),
      m_path(new ElidedLabel(Qt::ElideMiddle, this)),
      m_show(new QPushButton(tr("Show file"), this)),
      m_allow(new QPushButton(this))
{
    setObjectName(QStringLiteral("targetBanner"));
    m_badge->setObjectName(QStringLiteral("targetBadge"));
    m_badge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setTone("local", tr("LOCAL"));
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
    m_allow->setObjectName(QStringLiteral("allowChangesButton"));

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
    row->addWidget(m_allow, 0, Qt::AlignTop);
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT showFileRequested(m_file); });
    connect(m_allow, &QPushButton::clicked, this, [this] { Q_EMIT allowChangesRequested(!m_allowed); });
    clear();
}

void TargetBanner::clear()
{
    m_file.clear();
    hide();
}

void TargetBanner::setTone(const char *tone, const QString &badge)
{
    m_badge->setText(badge);
    if (property("tone") == QLatin1String(tone))
        return;
    setProperty("tone", QLatin1String(tone));
    m_badge->setProperty("badge", QLatin1String(tone));
    // A style sheet looks at properties only when it is put on.
    for (QWidget *widget : {static_cast<QWidget *>(this), static_cast<QWidget *>(m_badge)}) {
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

void TargetBanner::setTarget(const TargetInfo &info, const Binding &binding, const Facts &facts)
{
    const bool remote = info.target.place == Place::Remote;
    const bool snapshot = info.target.place == Place::Snapshot;
    m_title->setText(!binding.name.isEmpty() ? binding.name
                     : snapshot              ? QFileInfo(info.target.path).fileName()
                     : remote                ? tr("Namespace")
                                             : tr("Only on disk"));
    const QString environment = info.environment;
    QString which = QStringLiteral("· ");
    if (!environment.isEmpty())
        which += QStringLiteral("env.%1 · ").arg(environment);
    which = snapshot ? QString() : which + targetwords::which(info, binding);
    m_which->setFullText(which);
    m_which->setHint(info.target.namespaceId);

    QString words = snapshot ? tr("a file with the keys of a namespace") : targetwords::usedBy(info, binding);
    if (facts.production && facts.changesAllowed)
        words = tr("changes are allowed until the program ends · %1").arg(words);
    else if (!facts.readOnlyReason.isEmpty())
        words = tr("read-only: %1 · %2").arg(facts.readOnlyReason, words);
    m_usedBy->setFullText(words);
    m_usedBy->setHint(snapshot ? words : words + QStringLiteral("\n\n") + targetwords::usedByAll(info));

    m_allowed = facts.changesAllowed;
    m_allow->setVisible(facts.production && facts.isOpen);
    m_allow->setText(m_allowed ? tr("Lock again") : tr("Allow changes"));
    m_allow->setAccessibleName(m_allowed ? tr("Make production read-only again")
                                         : tr("Allow changes in production"));
    showPlace(info, !binding.name.isEmpty(), facts);
    show();
}

void TargetBanner::showPlace(const TargetInfo &info, bool isBound, const Facts &facts)
{
    m_file = info.path;
    m_show->setVisible(info.target.place != Place::Remote);
    m_show->setEnabled(!info.path.isEmpty());
    if (info.target.place == Place::Remote) {
        if (facts.production)
            setTone("production", isBound ? tr("PRODUCTION") : tr("REMOTE"));
        else if (info.kind == IdKind::Preview)
            setTone("preview", tr("PREVIEW"));
        else
            setTone("preview", tr("REMOTE"));
        const QString place = facts.account.isEmpty()
                                  ? tr("at Cloudflare")
                                  : tr("at Cloudflare, in the account %1").arg(facts.account);
        m_path->setFullText(place);
        m_path->setHint(place);
        return;
    }
    if (info.target.place == Place::Snapshot)
        setTone("snapshot", tr("SNAPSHOT"));
    else
        setTone("local", tr("LOCAL"));
    const QString path = QDir::toNativeSeparators(info.path);
    m_path->setFullText(info.exists ? path : tr("not on disk yet: %1").arg(path));
    m_path->setHint(path);
}

} // namespace kv::ui
