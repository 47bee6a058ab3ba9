// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/expirationedit.h"

#include "core/limits.h"
#include "text/expirationtext.h"
#include "text/units.h"
#include "ui/fieldstate.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace kv::ui {
namespace {

constexpr int hintParts = 2; // "in 3 h 2 min"

} // namespace

ExpirationEdit::ExpirationEdit(Clock clock, QWidget *parent)
    : QWidget(parent),
      m_clock(std::move(clock)),
      m_line(new QLineEdit(this)),
      m_quick(new QToolButton(this)),
      m_hint(new QLabel(this))
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_line, 0, 0);
    layout->addWidget(m_quick, 0, 1);
    layout->addWidget(m_hint, 1, 0, 1, 2);
    setFocusProxy(m_line);
    m_line->setPlaceholderText(tr("never"));
    m_line->setAccessibleName(tr("Expires"));
    m_line->setToolTip(
        tr("A date and time in local time, a span such as “in 3 h” or “7 days”, or nothing for never."));
    m_hint->setObjectName(QStringLiteral("hint"));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    m_hint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addQuickChoices();
    connect(m_line, &QLineEdit::textChanged, this, [this] {
        updateHint();
        emit changed();
    });
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const bool wasBad = m_wasBad;
        updateHint();
        if (m_wasBad != wasBad)
            emit changed();
    });
    updateHint();
}

void ExpirationEdit::addQuickChoices()
{
    auto *menu = new QMenu(this);
    const auto add = [&](const QString &label, const QString &text) {
        menu->addAction(label, m_line, [this, text] { m_line->setText(text); });
    };
    add(tr("In 1 hour"), QStringLiteral("in 1 h"));
    add(tr("In 1 day"), QStringLiteral("in 1 day"));
    add(tr("In 7 days"), QStringLiteral("in 7 days"));
    add(tr("In 30 days"), QStringLiteral("in 30 days"));
    menu->addSeparator();
    add(tr("Never"), QString());
    m_quick->setMenu(menu);
    m_quick->setPopupMode(QToolButton::InstantPopup);
    m_quick->setArrowType(Qt::DownArrow);
    m_quick->setAccessibleName(tr("Choose when it expires"));
}

void ExpirationEdit::setExpiration(const Expiration &expiration)
{
    m_stored = expiration;
    m_storedText = expiration ? text::localText(*expiration) : QString();
    const QSignalBlocker quiet(m_line);
    m_line->setText(m_storedText);
    m_line->setCursorPosition(0);
    updateHint();
}

bool ExpirationEdit::isEdited() const
{
    return m_line->text().trimmed() != m_storedText;
}

Expiration ExpirationEdit::typed(QString *problem) const
{
    const qint64 now = m_clock();
    const text::TypedExpiration parsed = text::parseExpiration(m_line->text(), now);
    *problem = parsed.problem;
    if (parsed.ok() && parsed.seconds && *parsed.seconds < now / 1000 + limits::minimumTtlSeconds) {
        *problem =
            *parsed.seconds <= now / 1000
                ? tr("That is in the past. KV wants at least %1 s ahead.").arg(limits::minimumTtlSeconds)
                : tr("KV wants at least %1 s ahead.").arg(limits::minimumTtlSeconds);
    }
    return parsed.seconds;
}

QString ExpirationEdit::problem() const
{
    QString problem;
    if (isEdited())
        typed(&problem);
    return problem;
}

Change<Expiration> ExpirationEdit::change() const
{
    if (!isEdited())
        return Change<Expiration>::keep();
    QString problem;
    const Expiration expiration = typed(&problem);
    return problem.isEmpty() ? Change<Expiration>(expiration) : Change<Expiration>::keep();
}

void ExpirationEdit::setReadOnly(bool readOnly)
{
    m_line->setReadOnly(readOnly);
    m_quick->setEnabled(!readOnly);
}

QString ExpirationEdit::hintFor(const Expiration &expiration) const
{
    if (!expiration)
        return tr("Never expires");
    const QString relative = text::relativeTime(*expiration, m_clock(), hintParts);
    if (!isEdited()) // the field itself shows the local time
        return tr("%1 · %2").arg(relative, text::utcText(*expiration));
    return tr("%1 · %2 local time; %3")
        .arg(relative, text::localText(*expiration), text::utcText(*expiration));
}

void ExpirationEdit::updateHint()
{
    QString problem;
    Expiration shown = m_stored;
    if (isEdited())
        shown = typed(&problem);
    m_wasBad = !problem.isEmpty();
    showFieldState(m_line, m_hint, hintFor(shown), problem);
}

void ExpirationEdit::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateHint();
    m_tick.start();
}

void ExpirationEdit::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

} // namespace kv::ui
