// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/decodedview.h"

#include "text/units.h"
#include "ui/plaintip.h"
#include "ui/valueview.h"
#include "ui/viewpool.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace kv::ui {

DecodedView::DecodedView(const QString &name, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_chips(new QHBoxLayout),
      m_group(new QButtonGroup(this)),
      m_as(new QToolButton(this)),
      m_menu(new QMenu(this)),
      m_words(new QLabel(this)),
      m_yield(new ValueView(name + QStringLiteral("Yield"), theme, this, ValueView::Layers::Hidden))
{
    setObjectName(name);
    setAccessibleName(tr("Value without its encodings"));
    m_yield->setReadOnly(true);
    m_as->setObjectName(name + QStringLiteral("As"));
    m_as->setText(tr("As…"));
    m_as->setAccessibleName(tr("Decode as"));
    m_as->setToolTip(tr("Take an encoding off what is chosen here"));
    m_as->setPopupMode(QToolButton::InstantPopup);
    m_as->setFocusPolicy(Qt::TabFocus);
    m_as->setMenu(m_menu);
    m_menu->setObjectName(name + QStringLiteral("Menu"));
    m_words->setObjectName(name + QStringLiteral("Words"));
    m_words->setProperty("role", QStringLiteral("muted"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);

    m_chips->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addLayout(m_chips);
    row->addStretch(1);
    row->addWidget(m_as);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_words);
    column->addWidget(m_yield, 1);
    connect(m_group, &QButtonGroup::idClicked, this, &DecodedView::select);
    connect(m_menu, &QMenu::aboutToShow, this, &DecodedView::fillMenu);
}

void DecodedView::setValue(const QByteArray &value, const text::Decoded &found)
{
    m_value = value;
    m_found = found;
    decodeAsFound();
}

void DecodedView::setWaiting()
{
    ++m_round;
    m_working.cancel();
    m_waiting = true;
    m_decoded = {};
    m_value = {};
    m_selected = 0;
    makeChips();
    m_yield->setValue({}, true);
    say();
}

void DecodedView::decodeAsFound()
{
    ++m_round;
    m_working.cancel();
    m_overruled = false;
    take(m_found);
}

void DecodedView::decodeAs(const QList<text::Encoding> &chain)
{
    m_overruled = true;
    m_waiting = true;
    say();
    m_working = Pending(onViewPool<text::Decoded>(
        [chain, value = m_value](const Stop &stop) { return text::decodeAs(chain, value, stop); }));
    whenDone(m_working.future(), this, [this, round = ++m_round](const Result<text::Decoded> &decoded) {
        if (decoded && round == m_round)
            take(*decoded);
    });
}

QList<text::Encoding> DecodedView::chain() const
{
    QList<text::Encoding> chain;
    for (const text::Layer &layer : m_decoded.layers)
        chain << layer.encoding;
    return chain;
}

void DecodedView::take(const text::Decoded &decoded)
{
    m_waiting = false;
    m_decoded = decoded;
    makeChips();
    select(int(decoded.layers.size()));
    Q_EMIT layersChanged();
}

void DecodedView::makeChips()
{
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            if (auto *button = qobject_cast<QAbstractButton *>(widget))
                m_group->removeButton(button);
            widget->hide();
            widget->setObjectName({}); // nobody should find it any more
            widget->deleteLater();
        }
        delete item;
    }
    const auto add = [this](int id, const QString &words) {
        auto *chip = new QToolButton(this);
        chip->setObjectName(objectName() + QStringLiteral("Layer%1").arg(id));
        chip->setText(words);
        chip->setAccessibleName(id == 0 ? tr("The value itself") : tr("Layer %1: %2").arg(id).arg(words));
        chip->setCheckable(true);
        chip->setProperty("chip", true);
        chip->setFocusPolicy(Qt::TabFocus);
        m_group->addButton(chip, id);
        if (id > 0) {
            auto *arrow = new QLabel(QStringLiteral("›"), this);
            arrow->setProperty("role", QStringLiteral("muted"));
            m_chips->addWidget(arrow);
        }
        m_chips->addWidget(chip);
        chip->show();
    };
    add(0, tr("Value"));
    for (int i = 0; i < m_decoded.layers.size(); ++i) {
        const text::Layer &layer = m_decoded.layers[i];
        const QString name = text::encodingText(layer.encoding);
        add(i + 1, layer.problem ? tr("%1 !").arg(name) : name);
    }
}

void DecodedView::select(int layers)
{
    m_selected = qBound(0, layers, int(m_decoded.layers.size()));
    if (QAbstractButton *chip = m_group->button(m_selected))
        chip->setChecked(true);
    m_yield->setValue(m_selected == 0 ? m_value : m_decoded.layers[m_selected - 1].bytes, true);
    say();
}

void DecodedView::say()
{
    QStringList words;
    if (m_waiting) {
        words << tr("Decoding…");
    } else if (m_selected > 0) {
        const text::Layer &layer = m_decoded.layers[m_selected - 1];
        if (layer.problem)
            words << tr("Stopped at byte %1: %2")
                         .arg(text::countText(layer.problem->offset), layer.problem->message);
        words << layer.notes;
        words << tr("%1 inside, to read only.").arg(text::sizeText(layer.bytes.size()));
    } else if (m_decoded.layers.isEmpty()) {
        words << tr("No encoding was found; the menu takes one off all the same.");
    }
    if (!m_waiting && m_decoded.deeper && m_selected == m_decoded.layers.size())
        words << tr("There are more layers inside than are taken off at once.");
    m_words->setText(words.join(QLatin1Char(' ')));
    m_words->setVisible(!words.isEmpty());
}

void DecodedView::fillMenu()
{
    m_menu->clear();
    const QList<text::Encoding> whole = chain();
    const QList<text::Encoding> kept = whole.first(m_selected);
    for (const text::Encoding encoding : text::allEncodings()) {
        QAction *action = m_menu->addAction(text::encodingText(encoding), this, [this, kept, encoding] {
            decodeAs(kept + QList<text::Encoding>{encoding});
        });
        action->setObjectName(QStringLiteral("decodeAs%1").arg(int(encoding)));
    }
    m_menu->addSeparator();
    QAction *found = m_menu->addAction(tr("What was found by itself"), this, &DecodedView::decodeAsFound);
    found->setObjectName(QStringLiteral("decodeAsFound"));
    found->setEnabled(m_overruled);
}

void DecodedView::focusYield()
{
    m_yield->focusEditor();
}

} // namespace kv::ui
