// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ignorepopup.h"

#include "text/jsonpath.h"
#include "ui/fieldstate.h"
#include "ui/popupplace.h"
#include "ui/theme.h"
#include "ui/tickbox.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

namespace kv::ui {

namespace {

QStringList linesIn(const QPlainTextEdit *edit)
{
    QStringList lines;
    for (const QString &line : edit->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty())
            lines << line.trimmed();
    }
    return lines;
}

} // namespace

IgnorePopup::IgnorePopup(QWidget *parent)
    : QFrame(parent, Qt::Popup),
      m_prefix(new QLineEdit(this)),
      m_seconds(new QSpinBox(this)),
      m_paths(new QPlainTextEdit(this)),
      m_pathsHint(new QLabel(this)),
      m_prefixes(new QPlainTextEdit(this)),
      m_formatting(new TickBox(tr("The same JSON in other bytes is the same"), this))
{
    setObjectName(QStringLiteral("ignorePopup"));
    setAccessibleName(tr("What does not matter"));
    m_prefix->setObjectName(QStringLiteral("onlyPrefix"));
    m_prefix->setAccessibleName(tr("Compare only keys that start with"));
    m_prefix->setPlaceholderText(tr("All keys"));
    m_prefix->setFont(Theme::monospace());
    m_prefix->setClearButtonEnabled(true);
    m_seconds->setObjectName(QStringLiteral("ignoreSeconds"));
    m_seconds->setAccessibleName(tr("Seconds that expirations may be apart"));
    m_seconds->setRange(0, std::numeric_limits<int>::max());
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setButtonSymbols(QAbstractSpinBox::NoButtons); // which a style sheet leaves without arrows
    m_paths->setObjectName(QStringLiteral("ignorePaths"));
    m_paths->setAccessibleName(tr("JSON paths to leave out, one on each line"));
    m_paths->setPlaceholderText(QStringLiteral("$.updatedAt\nmetadata:$.at"));
    m_prefixes->setObjectName(QStringLiteral("ignorePrefixes"));
    m_prefixes->setAccessibleName(tr("Key prefixes to leave out, one on each line"));
    m_prefixes->setPlaceholderText(QStringLiteral("cache:\nsession:"));
    for (QPlainTextEdit *edit : {m_paths, m_prefixes}) {
        edit->setFont(Theme::monospace());
        edit->setTabChangesFocus(true);
        edit->setLineWrapMode(QPlainTextEdit::NoWrap);
        edit->setFixedHeight(3 * edit->fontMetrics().lineSpacing() + 22);
        connect(edit, &QPlainTextEdit::textChanged, this, &IgnorePopup::changed);
    }
    m_pathsHint->setObjectName(QStringLiteral("ignorePathsHint"));
    m_pathsHint->setProperty("role", QStringLiteral("muted"));
    m_pathsHint->setWordWrap(true);
    m_pathsHint->setMinimumHeight(2 * fontMetrics().height() + 4);
    m_pathsHint->setAlignment(Qt::AlignTop);
    m_formatting->setObjectName(QStringLiteral("ignoreFormatting"));
    m_formatting->setAccessibleName(m_formatting->text());

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(4);
    const auto heading = [&](const QString &text, QWidget *field) {
        auto *label = new QLabel(text, this);
        label->setBuddy(field);
        column->addWidget(label);
        column->addWidget(field);
    };
    heading(tr("&Only keys that start with"), m_prefix);
    column->addSpacing(8);
    auto *title = new QLabel(tr("What does not matter"), this);
    title->setProperty("role", QStringLiteral("title"));
    column->addWidget(title);
    column->addSpacing(4);
    heading(tr("&Expirations no further apart than"), m_seconds);
    column->addSpacing(8);
    heading(tr("JSON &paths, one on each line"), m_paths);
    column->addWidget(m_pathsHint);
    column->addSpacing(4);
    heading(tr("&Keys that start with, one on each line"), m_prefixes);
    column->addSpacing(8);
    column->addWidget(m_formatting);
    setFixedWidth(360);
    connect(m_prefix, &QLineEdit::textEdited, this, &IgnorePopup::changed);
    connect(m_seconds, &QSpinBox::valueChanged, this, &IgnorePopup::changed);
    connect(m_formatting, &QCheckBox::toggled, this, &IgnorePopup::changed);
    check();
}

void IgnorePopup::setRules(const jobs::IgnoreRules &rules)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_seconds->setValue(int(std::min<qint64>(rules.expirationSeconds, m_seconds->maximum())));
    m_paths->setPlainText(rules.jsonPaths.join(u'\n'));
    QStringList prefixes;
    for (const QByteArray &prefix : rules.prefixes)
        prefixes << QString::fromUtf8(prefix);
    m_prefixes->setPlainText(prefixes.join(u'\n'));
    m_formatting->setChecked(rules.jsonFormatting);
    check();
}

jobs::IgnoreRules IgnorePopup::rules() const
{
    jobs::IgnoreRules rules;
    rules.expirationSeconds = m_seconds->value();
    for (const QString &path : linesIn(m_paths)) {
        if (text::JsonPlaces::parse({path}))
            rules.jsonPaths << path;
    }
    for (const QString &prefix : linesIn(m_prefixes))
        rules.prefixes << prefix.toUtf8();
    rules.jsonFormatting = m_formatting->isChecked();
    return rules;
}

void IgnorePopup::setPrefix(const QByteArray &prefix)
{
    m_typedPrefix = prefix;
    m_prefix->setText(QString::fromUtf8(prefix));
}

/// As it was set while nobody touched it: text may not hold every byte.
QByteArray IgnorePopup::prefix() const
{
    return m_prefix->text() == QString::fromUtf8(m_typedPrefix) ? m_typedPrefix : m_prefix->text().toUtf8();
}

int IgnorePopup::countOf(const jobs::IgnoreRules &rules)
{
    return (rules.expirationSeconds > 0 ? 1 : 0) + int(rules.jsonPaths.size()) + int(rules.prefixes.size()) +
           (rules.jsonFormatting ? 1 : 0);
}

void IgnorePopup::popup(QWidget *anchor)
{
    adjustSize();
    placePopup(*this, *anchor, anchor->mapToGlobal(QPoint(anchor->width() - width(), anchor->height() + 2)));
    show();
    m_seconds->setFocus(Qt::PopupFocusReason);
    m_seconds->selectAll();
}

void IgnorePopup::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    Q_EMIT closed();
}

void IgnorePopup::changed()
{
    if (m_quiet)
        return;
    check();
    Q_EMIT edited();
}

void IgnorePopup::check()
{
    QString problem;
    const QStringList lines = linesIn(m_paths);
    if (const auto places = text::JsonPlaces::parse(lines); !places) {
        const text::JsonPathProblem &bad = places.error();
        problem = tr("%1, at %2: %3").arg(lines.value(bad.path)).arg(bad.offset + 1).arg(bad.message);
    }
    showFieldState(m_paths, m_pathsHint, tr("In values; metadata:$.at is a place in metadata."), problem);
}

} // namespace kv::ui
