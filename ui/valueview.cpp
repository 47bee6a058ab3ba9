// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/valueview.h"

#include "text/classify.h"
#include "text/json.h"
#include "text/lines.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/codeeditor.h"
#include "ui/hexview.h"
#include "ui/segments.h"
#include "ui/theme.h"

#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QtConcurrent>

namespace kv::ui {

namespace {

constexpr qsizetype headBytes = 64 * 1024;  // enough to tell what a value is
constexpr qsizetype largeText = 512 * 1024; // copying more than this at each key press would be felt
constexpr int pauseMs = 250;
constexpr qsizetype brokenLine = 2000; // what a line too long for the editor is shown in pieces of

text::ContentKind kindOf(const QByteArray &value)
{
    return text::classify(QByteArrayView(value).first(qMin(value.size(), headBytes)),
                          value.size() <= headBytes);
}

// Looks like it is meant to be JSON, whether or not it is without a mistake.
bool meantAsJson(const QByteArray &value)
{
    const QByteArray start = value.left(256).trimmed();
    return start.startsWith('{') || start.startsWith('[');
}

} // namespace

ValueView::ValueView(const QString &name, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_switch(new Segments(name + QStringLiteral("Switch"), tr("Show the value as"), {tr("Text"), tr("Hex")},
                            this)),
      m_format(new QPushButton(tr("Format"), this)),
      m_stack(new QStackedWidget(this)),
      m_editor(new CodeEditor(this)),
      m_hex(new HexView(this)),
      m_note(new QLabel(this)),
      m_position(new QLabel(this))
{
    setObjectName(name);
    m_editor->setObjectName(name + QStringLiteral("Editor"));
    m_editor->setName(tr("Value as text"));
    m_editor->setWordWrap(true);
    m_editor->setAttribute(Qt::WA_StyledBackground);
    m_editor->layout()->setContentsMargins(1, 1, 1, 1); // room for the border
    m_hex->setObjectName(name + QStringLiteral("Hex"));
    m_hex->setAccessibleName(tr("Value as hex"));
    m_format->setObjectName(name + QStringLiteral("Format"));
    m_format->setToolTip(
        tr("Write this JSON with one member on each line. Nothing is formatted unless you ask."));
    m_note->setObjectName(name + QStringLiteral("Note"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_position->setObjectName(name + QStringLiteral("Position"));
    for (QLabel *label : {m_note, m_position})
        label->setProperty("role", QStringLiteral("muted"));

    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_switch);
    top->addStretch(1);
    top->addWidget(m_format);
    auto *below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_note, 1);
    below->addWidget(m_position, 0, Qt::AlignRight | Qt::AlignTop);
    m_stack->setMinimumHeight(96); // the editors ask for more than a low window has
    m_stack->addWidget(m_editor);
    m_stack->addWidget(m_hex);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(m_stack, 1);
    column->addLayout(below);

    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &ValueView::flush);
    connect(m_editor, &CodeEditor::changed, this, [this] {
        // The first of a burst is told at once: from then on it is known that there is an edit to be kept.
        const bool begins = !m_pause.isActive();
        m_untold = true;
        if (begins || m_editor->byteCount() <= largeText)
            flush();
        m_pause.start();
    });
    connect(m_hex, &HexView::changed, this, [this] {
        m_value = m_hex->bytes();
        m_textual = text::isUtf8(m_value);
        showTextual();
        showNote();
        Q_EMIT edited();
    });
    connect(m_hex, &HexView::cursorMoved, this, [this](qsizetype offset, qsizetype selected) {
        m_position->setText(selected > 0 ? tr("byte %1, %2 selected").arg(offset).arg(selected)
                                         : tr("byte %1").arg(offset));
    });
    connect(m_hex, &HexView::refused, this, [this](const QString &why) {
        m_note->setText(why);
        m_note->show();
    });
    connect(m_editor, &CodeEditor::cursorMoved, this, [this](int line, int column) {
        m_position->setText(tr("line %1, column %2").arg(line).arg(column));
    });
    connect(m_switch, &Segments::chosen, this, [this](int index) {
        flush();
        setView(View(index));
    });
    connect(m_format, &QPushButton::clicked, this, &ValueView::format);
    connect(&theme, &Theme::changed, this, [this, &theme] { dress(theme); });
    dress(theme);
    setValue({}, true);
}

void ValueView::dress(const Theme &theme)
{
    m_editor->setColors(theme.codeColors());
}

void ValueView::setValue(const QByteArray &value, bool chooseView)
{
    m_pause.stop();
    m_untold = false;
    m_value = value;
    m_textual = text::isUtf8(value);
    const text::ContentKind kind = kindOf(value);
    showTextual();
    m_hex->setBytes(value);
    checkJson();
    View wanted = view();
    if (chooseView)
        wanted = text::isTextual(kind) || kind == text::ContentKind::Empty ? Text : Hex;
    setView(m_textual ? wanted : Hex);
}

void ValueView::showTextual()
{
    m_switch->setAvailable(
        Text, m_textual, tr("These bytes are not valid UTF-8; as text they could not be kept as they are."));
    m_editorStale = m_textual;
}

void ValueView::showText()
{
    m_editorStale = false;
    m_broken = CodeEditor::isUnwieldy(m_value);
    m_editor->setBytes(m_broken ? text::withBrokenLines(m_value, brokenLine) : m_value);
    m_editor->setReadOnly(m_readOnly || m_broken);
    const bool json = kindOf(m_value) == text::ContentKind::Json || meantAsJson(m_value);
    m_editor->setLanguage(json ? CodeEditor::Language::Json : CodeEditor::Language::Plain);
    checkJson();
}

ValueView::View ValueView::view() const
{
    return m_stack->currentWidget() == m_hex ? Hex : Text;
}

void ValueView::setView(View view)
{
    m_switch->setCurrent(view);
    if (view == Hex && m_hex->bytes() != m_value)
        m_hex->setBytes(m_value);
    if (view == Text && m_editorStale)
        showText();
    m_stack->setCurrentWidget(view == Hex ? static_cast<QWidget *>(m_hex) : m_editor);
    m_position->clear(); // the cursor tells with its next move
    showNote();
}

void ValueView::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_editor->setReadOnly(readOnly || m_broken);
    m_hex->setReadOnly(readOnly);
    offerFormat();
}

QString ValueView::kindText() const
{
    return text::kindText(kindOf(m_value));
}

void ValueView::flush()
{
    m_pause.stop();
    if (!std::exchange(m_untold, false))
        return;
    m_value = m_editor->bytes();
    checkJson();
    showNote();
    Q_EMIT edited();
}

void ValueView::checkJson()
{
    m_jsonNote.clear();
    std::optional<qsizetype> place;
    m_jsonValid = false;
    if (m_textual && meantAsJson(m_value) && m_value.size() <= largeText) {
        const auto problem = text::validate(m_value);
        m_jsonValid = !problem;
        if (problem) {
            place = problem->offset;
            m_jsonNote = tr("Not valid JSON, line %1: %2").arg(problem->line).arg(problem->message);
        }
    }
    if (!m_editorStale)
        m_editor->setProblem(m_broken ? std::nullopt : place);
    offerFormat();
}

void ValueView::offerFormat()
{
    // Whether a large text is JSON is found out when it is formatted.
    const bool maybe = m_jsonValid || (m_textual && m_value.size() > largeText && meantAsJson(m_value));
    m_format->setVisible(maybe && !m_readOnly);
}

void ValueView::showNote()
{
    if (!m_textual)
        m_note->setText(tr("Not valid UTF-8 from byte %1 on, so it is shown as hex only.")
                            .arg(text::countText(text::firstInvalidUtf8(m_value))));
    else if (view() == Text && m_broken)
        m_note->setText(
            tr("A line of this text has more than %1. It is shown in pieces and cannot be edited here; "
               "edit it as hex, or format it first if it is JSON. The stored bytes have no such breaks.")
                .arg(text::sizeText(CodeEditor::longestLine)));
    else if (view() == Text)
        m_note->setText(m_jsonNote);
    else
        m_note->clear();
    m_note->setVisible(!m_note->text().isEmpty());
    m_format->setEnabled(view() == Text);
}

void ValueView::format()
{
    flush();
    if (m_value.size() <= largeText)
        return takeFormatted(text::format(m_value));
    m_format->setEnabled(false);
    const QByteArray before = m_value;
    auto *watcher = new QFutureWatcher<QByteArray>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, before] {
        watcher->deleteLater();
        showNote();
        if (m_value != before || m_readOnly || watcher->future().resultCount() == 0)
            return; // another entry by now, or typed on
        takeFormatted(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run([before] { return text::format(before); }));
}

void ValueView::takeFormatted(const QByteArray &formatted)
{
    if (formatted == m_value) {
        if (m_broken)
            m_note->setText(tr("This is not valid JSON, or nested too deeply, so it stays as it is."));
        return;
    }
    if (m_broken) {
        // Not as an edit of what is shown: undoing that would bring the pieces back as if they were the text.
        m_value = formatted;
        showText();
        showNote();
        Q_EMIT edited();
    } else {
        m_editor->replaceAll(formatted);
    }
    m_editor->setFocus();
}

void ValueView::focusEditor()
{
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

} // namespace kv::ui
