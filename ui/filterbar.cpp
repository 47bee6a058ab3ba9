// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filterbar.h"

#include "ui/clearbutton.h"
#include "ui/conditionspopup.h"
#include "ui/dropdown.h"
#include "ui/fieldstate.h"
#include "ui/filtermemory.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QTextCharFormat>
#include <QToolButton>

namespace kv::ui {

namespace {

// Where the box and its buttons do not fit beside each other any more.
constexpr int narrowWidth = 640;

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent),
      m_mode(new DropDown(this)),
      m_edit(new QLineEdit(this)),
      m_case(new QToolButton(this)),
      m_filters(new QToolButton(this)),
      m_conditions(new QToolButton(this)),
      m_popup(new ConditionsPopup(this)),
      m_tools(new QWidget(this)),
      m_expiresChip(new QToolButton(this)),
      m_metadataChip(new QToolButton(this)),
      m_largerChip(new QToolButton(this)),
      m_problem(new QLabel(this)),
      m_naming(new QWidget(this)),
      m_name(new QLineEdit(this)),
      m_saveName(new QPushButton(tr("Save"), this)),
      m_menu(new QMenu(this))
{
    build();
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this] {
        showMode();
        tell();
    });
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::tell);
    connect(m_case, &QToolButton::toggled, this, &FilterBar::tell);
    connect(m_edit, &QLineEdit::returnPressed, this, [this] {
        remember();
        Q_EMIT submitted();
    });
    connect(m_menu, &QMenu::aboutToShow, this, &FilterBar::fillMenu);
    connect(m_conditions, &QToolButton::clicked, this, [this] {
        m_popup->setSpec(m_conditionsSpec);
        m_popup->popup(m_conditions);
    });
    connect(m_popup, &ConditionsPopup::edited, this, [this] {
        m_popup->fill(m_conditionsSpec);
        showChips();
        tell();
    });
    const auto drop = [this](QToolButton *chip, auto forget) {
        connect(chip, &QToolButton::clicked, this, [this, forget] {
            forget(m_conditionsSpec);
            showChips();
            tell();
            m_edit->setFocus();
        });
    };
    drop(m_expiresChip, [](FilterSpec &spec) { spec.expiresWithin = -1; });
    drop(m_metadataChip, [](FilterSpec &spec) { spec.hasMetadata = false; });
    drop(m_largerChip, [](FilterSpec &spec) { spec.largerThan = -1; });
    showMode();
    showChips();
}

void FilterBar::build()
{
    setObjectName(QStringLiteral("filterLine"));
    setAttribute(Qt::WA_StyledBackground);
    m_mode->setObjectName(QStringLiteral("filterMode"));
    m_mode->setAccessibleName(tr("How to filter"));
    for (int i = 0; i < FilterSpec::modeCount; ++i)
        m_mode->addItem(filterwords::mode(FilterSpec::Mode(i)), i);
    m_edit->setObjectName(QStringLiteral("filterEdit"));
    m_edit->setFont(Theme::monospace());
    addClearButton(m_edit);
    m_edit->setMinimumWidth(96);
    m_edit->installEventFilter(this);
    m_case->setObjectName(QStringLiteral("filterCaseButton"));
    m_case->setText(QStringLiteral("Aa"));
    m_case->setCheckable(true);
    m_case->setChecked(true);
    m_case->setProperty("segment", QStringLiteral("only")); // which shows whether it is on
    m_case->setAccessibleName(tr("Upper and lower case are different"));
    m_filters->setObjectName(QStringLiteral("filterMenuButton"));
    m_filters->setText(tr("Filters ▾"));
    m_filters->setAccessibleName(tr("Recent and saved filters"));
    m_filters->setToolTip(tr("Recent and saved filters (Alt+Down in the box)"));
    m_filters->setPopupMode(QToolButton::InstantPopup);
    m_filters->setMenu(m_menu);
    m_menu->setObjectName(QStringLiteral("filterMenu"));
    m_conditions->setObjectName(QStringLiteral("filterConditionsButton"));
    m_conditions->setText(tr("Conditions ▾"));
    m_conditions->setAccessibleName(tr("Conditions on expiration, metadata and size"));
    for (QToolButton *button : {m_case, m_filters, m_conditions})
        button->setFocusPolicy(Qt::TabFocus);
    m_problem->setObjectName(QStringLiteral("filterProblem"));
    m_problem->setProperty("role", QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();

    const auto chip = [](QToolButton *button, const char *name) {
        button->setObjectName(QString::fromLatin1(name));
        button->setProperty("chip", true);
        button->setFocusPolicy(Qt::TabFocus);
    };
    chip(m_expiresChip, "expiresChip");
    chip(m_metadataChip, "metadataChip");
    chip(m_largerChip, "largerChip");

    m_naming->setObjectName(QStringLiteral("filterNaming"));
    m_name->setObjectName(QStringLiteral("filterName"));
    m_name->setAccessibleName(tr("Name of the saved filter"));
    m_name->setPlaceholderText(tr("Name"));
    m_name->setMaxLength(80);
    m_saveName->setObjectName(QStringLiteral("filterSaveButton"));
    m_saveName->setAccessibleName(tr("Save the filter under this name"));
    auto *cancel = new QPushButton(tr("Cancel"), m_naming);
    cancel->setObjectName(QStringLiteral("filterSaveCancelButton"));
    cancel->setAccessibleName(tr("Do not save the filter"));
    auto *label = new QLabel(tr("Save this filter as"), m_naming);
    label->setBuddy(m_name);
    auto *naming = new QHBoxLayout(m_naming);
    naming->setContentsMargins(0, 0, 0, 0);
    naming->setSpacing(8);
    naming->addWidget(label);
    naming->addWidget(m_name, 1);
    naming->addWidget(m_saveName);
    naming->addWidget(cancel);
    m_naming->hide();
    connect(m_saveName, &QPushButton::clicked, this, &FilterBar::save);
    connect(m_name, &QLineEdit::returnPressed, this, &FilterBar::save);
    connect(m_name, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_saveName->setEnabled(!text.trimmed().isEmpty()); });
    connect(cancel, &QPushButton::clicked, this, &FilterBar::endNaming);
    new QShortcut(Qt::Key_Escape, m_naming, this, &FilterBar::endNaming, Qt::WidgetWithChildrenShortcut);

    m_toolRow = new QHBoxLayout(m_tools);
    m_toolRow->setContentsMargins(0, 0, 0, 0);
    m_toolRow->setSpacing(8);
    m_toolRow->addWidget(m_filters);
    m_toolRow->addWidget(m_conditions);
    m_toolRow->addStretch(1);
    m_chipLine = new QHBoxLayout;
    m_lastLine = new QHBoxLayout;
    m_chipLine->setSpacing(8);
    m_lastLine->setSpacing(8);
    m_chipLine->addWidget(m_expiresChip);
    m_chipLine->addWidget(m_metadataChip);
    m_chipLine->addStretch(1);
    m_lastLine->addWidget(m_largerChip);
    m_lastLine->addStretch(1);

    m_rows = new QGridLayout(this);
    m_rows->setContentsMargins(12, 8, 12, 6);
    m_rows->setHorizontalSpacing(8);
    m_rows->setVerticalSpacing(6);
    m_rows->setColumnStretch(1, 1);
    m_rows->addWidget(m_mode, 0, 0);
    m_rows->addWidget(m_edit, 0, 1);
    m_rows->addWidget(m_case, 0, 2);
    m_rows->addWidget(m_problem, 2, 0, 1, 4);
    m_rows->addWidget(m_naming, 3, 0, 1, 4);
    m_rows->addLayout(m_chipLine, 4, 0, 1, 4);
    m_rows->addLayout(m_lastLine, 5, 0, 1, 4);
    m_narrow = true;
    arrangeFor(0);

    auto *leave = new QShortcut(Qt::Key_Escape, m_edit, this, &FilterBar::clear, Qt::WidgetShortcut);
    leave->setObjectName(QStringLiteral("clearFilterShortcut"));
    new QShortcut(Qt::Key_Down, m_edit, this, &FilterBar::leaveRequested, Qt::WidgetShortcut);
    new QShortcut(Qt::ALT | Qt::Key_Down, m_edit, m_filters, &QToolButton::showMenu, Qt::WidgetShortcut);
}

void FilterBar::addButton(QPushButton *button)
{
    m_toolRow->addWidget(button);
}

void FilterBar::arrangeFor(int width)
{
    const bool narrow = width < narrowWidth;
    if (narrow == m_narrow && m_rows->indexOf(m_tools) >= 0)
        return;
    m_narrow = narrow;
    m_rows->removeWidget(m_tools);
    m_chipLine->removeWidget(m_largerChip);
    m_lastLine->removeWidget(m_largerChip);
    if (narrow) {
        m_rows->addWidget(m_tools, 1, 0, 1, 4);
        m_lastLine->insertWidget(0, m_largerChip);
    } else {
        m_rows->addWidget(m_tools, 0, 3);
        m_chipLine->insertWidget(2, m_largerChip);
    }
}

QSize FilterBar::minimumSizeHint() const
{
    const int box = m_mode->sizeHint().width() + m_edit->minimumWidth() + m_case->sizeHint().width();
    const int margins = 24 + 2 * m_rows->horizontalSpacing();
    return {qMax(box, m_tools->minimumSizeHint().width()) + margins, QWidget::minimumSizeHint().height()};
}

FilterSpec FilterBar::spec() const
{
    FilterSpec spec = m_conditionsSpec;
    spec.mode = FilterSpec::Mode(m_mode->currentData().toInt());
    spec.text = m_edit->text();
    spec.ignoreCase = !m_case->isChecked();
    return spec;
}

void FilterBar::setSpec(const FilterSpec &spec)
{
    {
        const QScopedValueRollback quiet(m_quiet, true);
        m_mode->setCurrentIndex(m_mode->findData(int(spec.mode)));
        m_edit->setText(spec.text);
        m_case->setChecked(!spec.ignoreCase);
        m_conditionsSpec = spec;
        showMode();
        showChips();
    }
    tell();
}

void FilterBar::clear()
{
    FilterSpec spec;
    spec.mode = FilterSpec::Mode(m_mode->currentData().toInt());
    spec.ignoreCase = !m_case->isChecked();
    endNaming();
    setSpec(spec);
}

void FilterBar::tell()
{
    if (!m_quiet)
        Q_EMIT changed();
}

void FilterBar::showMode()
{
    const auto mode = FilterSpec::Mode(m_mode->currentData().toInt());
    m_edit->setPlaceholderText(filterwords::placeholder(mode));
    m_edit->setAccessibleName(filterwords::fieldName(mode));
    const bool hasCase = mode != FilterSpec::Mode::JsonPath;
    m_case->setEnabled(hasCase);
    m_case->setToolTip(hasCase ? tr("On: upper and lower case are different letters")
                               : tr("JSON values are compared as they are"));
}

void FilterBar::showChips()
{
    const auto show = [](QToolButton *chip, bool visible, const QString &words) {
        chip->setVisible(visible);
        chip->setText(words + QStringLiteral("  ✕"));
        chip->setAccessibleName(tr("Take away the condition: %1").arg(words));
        chip->setToolTip(chip->accessibleName());
    };
    const FilterSpec &spec = m_conditionsSpec;
    show(m_expiresChip, spec.expiresWithin >= 0, filterwords::expires(spec.expiresWithin));
    show(m_metadataChip, spec.hasMetadata, filterwords::metadata());
    show(m_largerChip, spec.largerThan >= 0, filterwords::larger(spec.largerThan));
}

void FilterBar::focusEdit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::showProblem(const QString &words, int at)
{
    showFieldState(m_edit, m_problem, {}, words);
    m_problem->setVisible(!words.isEmpty());
    if (const int from = words.isEmpty() ? -1 : at; from >= 0 || m_marked)
        markFrom(from); // not otherwise: it ends what an input method is composing
}

/// Underlines the text from there on, as an editor marks what it cannot read.
void FilterBar::markFrom(int at)
{
    // A line edit has no formats of its own; an input method may give it some for the text that is there.
    m_marked = at >= 0;
    QList<QInputMethodEvent::Attribute> attributes;
    const int length = int(m_edit->text().size());
    if (at >= 0 && length > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(Qt::red);
        const int from = qMin(at, length - 1);
        attributes << QInputMethodEvent::Attribute(QInputMethodEvent::TextFormat,
                                                   from - m_edit->cursorPosition(), length - from, format);
    }
    QInputMethodEvent event(QString(), attributes);
    const QScopedValueRollback quiet(m_quiet, true);
    QCoreApplication::sendEvent(m_edit, &event);
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::FocusOut)
        remember();
    return QWidget::eventFilter(watched, event);
}

} // namespace kv::ui
