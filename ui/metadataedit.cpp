// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/metadataedit.h"

#include "core/limits.h"
#include "text/json.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/fieldstate.h"

#include <QGridLayout>
#include <QLabel>

namespace kv::ui {
namespace {

constexpr int visibleLines = 4;

} // namespace

MetadataEdit::MetadataEdit(QWidget *parent)
    : QWidget(parent),
      m_editor(new CodeEditor(this)),
      m_hint(new QLabel(this)),
      m_counter(new QLabel(this))
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_editor, 0, 0, 1, 2);
    layout->addWidget(m_hint, 1, 0);
    layout->addWidget(m_counter, 1, 1, Qt::AlignTop);
    layout->setColumnStretch(0, 1);
    setFocusProxy(m_editor);
    m_editor->setName(tr("Metadata"));
    m_editor->setLanguage(CodeEditor::Language::Json);
    m_editor->setLineNumbersVisible(false);
    m_editor->setWordWrap(true);
    m_editor->setFixedHeight(visibleLines * m_editor->fontMetrics().lineSpacing() + 12);
    for (QLabel *label : {m_hint, m_counter})
        label->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    m_hint->setObjectName(QStringLiteral("hint"));
    m_counter->setObjectName(QStringLiteral("counter"));
    connect(m_editor, &CodeEditor::changed, this, [this] {
        updateHint();
        emit changed();
    });
    updateHint();
}

void MetadataEdit::setMetadata(const Metadata &metadata)
{
    m_shown = metadata.value_or(QByteArray());
    m_readable = text::isUtf8(m_shown);
    m_editor->setBytes(m_readable ? m_shown : text::displayKey(m_shown).toUtf8());
    setReadOnly(m_readOnly);
    updateHint();
}

void MetadataEdit::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_editor->setReadOnly(readOnly || !m_readable);
}

bool MetadataEdit::isEdited() const
{
    return m_readable && m_editor->bytes() != m_shown;
}

QString MetadataEdit::problemOf(const QByteArray &bytes, std::optional<qsizetype> *offset) const
{
    if (bytes.isEmpty())
        return {};
    if (const auto problem = text::validate(bytes)) {
        *offset = problem->offset;
        return tr("Not JSON, line %1, column %2: %3")
            .arg(problem->line)
            .arg(problem->column)
            .arg(problem->message);
    }
    if (bytes.size() > limits::metadataBytes)
        return tr("Too long: KV takes at most %1 bytes of metadata.")
            .arg(text::countText(limits::metadataBytes));
    return {};
}

QString MetadataEdit::problem() const
{
    std::optional<qsizetype> offset;
    return isEdited() ? problemOf(m_editor->bytes(), &offset) : QString();
}

Change<Metadata> MetadataEdit::change() const
{
    if (!isEdited() || !problem().isEmpty())
        return Change<Metadata>::keep();
    const QByteArray bytes = m_editor->bytes();
    return Metadata(bytes.isEmpty() ? Metadata() : Metadata(bytes));
}

void MetadataEdit::updateHint()
{
    std::optional<qsizetype> offset;
    QString hint;
    QString problem;
    const QByteArray bytes = m_readable ? m_editor->bytes() : m_shown;
    if (!m_readable)
        hint = tr("Stored metadata is not valid UTF-8. It is shown with escapes and kept as it is.");
    else if (isEdited())
        problem = problemOf(bytes, &offset);
    else if (const QString stored = problemOf(bytes, &offset); !stored.isEmpty())
        hint = tr("Stored like this: %1").arg(stored); // kept as it is, so nothing is in the way
    else if (bytes.isEmpty())
        hint = tr("No metadata");
    m_editor->setProblem(m_readable ? offset : std::nullopt);
    showFieldState(m_editor, m_hint, hint, problem);
    m_counter->setText(
        tr("%1 of %2 B").arg(text::countText(bytes.size()), text::countText(limits::metadataBytes)));
}

} // namespace kv::ui
