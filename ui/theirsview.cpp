// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theirsview.h"

#include "text/units.h"
#include "ui/theme.h"
#include "ui/valueview.h"

#include <QLabel>
#include <QVBoxLayout>

namespace kv::ui {

TheirsView::TheirsView(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_value(new ValueView(QStringLiteral("theirsValue"), theme, this)),
      m_expires(new QLabel(this)),
      m_metadata(new QLabel(this))
{
    setObjectName(QStringLiteral("theirsView"));
    auto *title = new QLabel(tr("Theirs, as it is stored now"), this);
    title->setProperty("role", QStringLiteral("section"));
    m_value->setReadOnly(true);
    m_expires->setObjectName(QStringLiteral("theirsExpires"));
    m_metadata->setObjectName(QStringLiteral("theirsMetadata"));
    for (QLabel *label : {m_expires, m_metadata}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(m_value, 1);
    column->addWidget(m_expires);
    column->addWidget(m_metadata);
}

void TheirsView::setEntry(const Entry &entry, qint64 nowMs)
{
    m_value->setValue(entry.value, true);
    m_expires->setText(entry.expiration ? tr("Expires %1 · %2")
                                              .arg(text::localText(*entry.expiration),
                                                   text::relativeTime(*entry.expiration, nowMs))
                                        : tr("Expires never"));
    m_metadata->setText(entry.metadata ? tr("Metadata %1").arg(QString::fromUtf8(*entry.metadata))
                                       : tr("No metadata"));
}

} // namespace kv::ui
