// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conditionspopup.h"

#include "ui/dropdown.h"
#include "ui/popupplace.h"
#include "ui/tickbox.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSpinBox>

namespace kv::ui {

namespace {

/// Shows `amount` in the largest of the box's units that it is a whole number of.
void showAmount(qint64 amount, QSpinBox *number, QComboBox *unit)
{
    for (int i = unit->count() - 1; i >= 0; --i) {
        const qint64 size = unit->itemData(i).toLongLong();
        if (amount % size != 0 || amount / size > number->maximum())
            continue;
        unit->setCurrentIndex(i);
        number->setValue(int(amount / size));
        return;
    }
}

qint64 amountIn(const QSpinBox *number, const QComboBox *unit)
{
    return number->value() * unit->currentData().toLongLong();
}

} // namespace

ConditionsPopup::ConditionsPopup(QWidget *parent)
    : QFrame(parent, Qt::Popup),
      m_expires(new TickBox(tr("&Expires within"), this)),
      m_within(new QSpinBox(this)),
      m_withinUnit(new DropDown(this)),
      m_metadata(new TickBox(tr("Has &metadata"), this)),
      m_larger(new TickBox(tr("Is &larger than"), this)),
      m_bytes(new QSpinBox(this)),
      m_bytesUnit(new DropDown(this))
{
    setObjectName(QStringLiteral("conditionsPopup"));
    setAccessibleName(tr("Only entries that meet conditions"));
    m_expires->setObjectName(QStringLiteral("expiresCondition"));
    m_expires->setAccessibleName(tr("Only entries that expire within"));
    m_within->setObjectName(QStringLiteral("expiresWithin"));
    m_within->setAccessibleName(tr("How soon they expire"));
    m_withinUnit->setObjectName(QStringLiteral("expiresUnit"));
    m_withinUnit->setAccessibleName(tr("Unit of how soon they expire"));
    m_metadata->setObjectName(QStringLiteral("metadataCondition"));
    m_metadata->setAccessibleName(tr("Only entries that have metadata"));
    m_larger->setObjectName(QStringLiteral("largerCondition"));
    m_larger->setAccessibleName(tr("Only entries whose values are larger than"));
    m_bytes->setObjectName(QStringLiteral("largerThan"));
    m_bytes->setAccessibleName(tr("How large values are at least"));
    m_bytesUnit->setObjectName(QStringLiteral("largerUnit"));
    m_bytesUnit->setAccessibleName(tr("Unit of how large values are"));
    m_withinUnit->addItem(tr("minutes"), 60);
    m_withinUnit->addItem(tr("hours"), 3600);
    m_withinUnit->addItem(tr("days"), 86400);
    m_withinUnit->setCurrentIndex(1);
    m_bytesUnit->addItem(tr("bytes"), 1);
    m_bytesUnit->addItem(tr("KiB"), 1024);
    m_bytesUnit->addItem(tr("MiB"), 1024 * 1024);
    m_bytesUnit->setCurrentIndex(1);
    m_within->setRange(0, 999'999);
    m_within->setValue(24);
    m_bytes->setRange(0, 99'999'999);
    m_bytes->setValue(100);
    for (QSpinBox *box : {m_within, m_bytes}) {
        box->setButtonSymbols(QAbstractSpinBox::NoButtons); // which a style sheet leaves without arrows
        box->setMinimumWidth(72);
    }

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    auto *title = new QLabel(tr("Only entries that meet all of these"), this);
    title->setProperty("role", QStringLiteral("title"));
    grid->addWidget(title, 0, 0, 1, 3);
    grid->addWidget(m_expires, 1, 0);
    grid->addWidget(m_within, 1, 1);
    grid->addWidget(m_withinUnit, 1, 2);
    grid->addWidget(m_metadata, 2, 0, 1, 3);
    grid->addWidget(m_larger, 3, 0);
    grid->addWidget(m_bytes, 3, 1);
    grid->addWidget(m_bytesUnit, 3, 2);

    for (QCheckBox *box : {m_expires, m_metadata, m_larger})
        connect(box, &QCheckBox::toggled, this, &ConditionsPopup::changed);
    // Whoever changes an amount means the condition.
    const auto amount = [this](QSpinBox *number, QComboBox *unit, QCheckBox *box) {
        const auto edited = [this, box] {
            if (m_quiet)
                return;
            {
                const QScopedValueRollback quiet(m_quiet, true);
                box->setChecked(true);
            }
            changed();
        };
        connect(number, &QSpinBox::valueChanged, this, edited);
        connect(unit, &QComboBox::currentIndexChanged, this, edited);
    };
    amount(m_within, m_withinUnit, m_expires);
    amount(m_bytes, m_bytesUnit, m_larger);
}

void ConditionsPopup::setSpec(const FilterSpec &spec)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_expires->setChecked(spec.expiresWithin >= 0);
    if (spec.expiresWithin >= 0)
        showAmount(spec.expiresWithin, m_within, m_withinUnit);
    m_metadata->setChecked(spec.hasMetadata);
    m_larger->setChecked(spec.largerThan >= 0);
    if (spec.largerThan >= 0)
        showAmount(spec.largerThan, m_bytes, m_bytesUnit);
}

void ConditionsPopup::fill(FilterSpec &spec) const
{
    spec.expiresWithin = m_expires->isChecked() ? amountIn(m_within, m_withinUnit) : -1;
    spec.hasMetadata = m_metadata->isChecked();
    spec.largerThan = m_larger->isChecked() ? amountIn(m_bytes, m_bytesUnit) : -1;
}

void ConditionsPopup::popup(QWidget *anchor)
{
    adjustSize();
    placePopup(*this, *anchor, anchor->mapToGlobal(QPoint(anchor->width() - width(), anchor->height() + 2)));
    show();
    m_expires->setFocus(Qt::PopupFocusReason);
}

void ConditionsPopup::changed()
{
    if (!m_quiet)
        Q_EMIT edited();
}

} // namespace kv::ui
