// SPDX-License-Identifier: GPL-3.0-or-later
// What a ValueView is made of, and how an edit becomes the value; how it is shown is in valueview_show.cpp.
#include "ui/valueview.h"

#include "text/jsonlayout.h"
#include "text/lines.h"
#include "ui/codeeditor.h"
#include "ui/decodedview.h"
#include "ui/findbar.h"
#include "ui/hexview.h"
#include "ui/imageview.h"
#include "ui/pathline.h"
#include "ui/segments.h"
#include "ui/theme.h"
#include "ui/valuefinder.h"
#include "ui/viewpool.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace kv::ui {

namespace {

constexpr qsizetype largeText = 512 * 1024; // copying more than this at each key press would be felt
constexpr qsizetype largeJson = 128 * 1024; // reading more than this at each key press would be felt
constexpr int pauseMs = 250;

} // namespace

ValueView::ValueView(const QString &name, const Theme &theme, QWidget *parent, Layers layers)
    : QWidget(parent),
      m_theme(theme),
      m_switch(new Segments(name + QStringLiteral("Switch"), tr("Show the value as"),
                            layers == Layers::Shown
                                ? QStringList{tr("Text"), tr("JSON"), tr("Hex"), tr("Image"), tr("Decoded")}
                                : QStringList{tr("Text"), tr("JSON"), tr("Hex"), tr("Image")},
                            this)),
      m_format(new QPushButton(tr("Format"), this)),
      m_stack(new QStackedWidget(this)),
      m_editor(new CodeEditor(this)),
      m_hex(new HexView(this)),
      m_image(new ImageView(name + QStringLiteral("Image"), this)),
      m_busy(new QLabel(this)),
      m_findBar(new FindBar(name + QStringLiteral("Find"), this)),
      m_finder(new ValueFinder(m_findBar, this)),
      m_note(new QLabel(this)),
      m_path(new PathLine(name + QStringLiteral("Path"), this)),
      m_position(new QLabel(this)),
      m_layers(layers)
{
    build(name);
    makeActions(name);
    connectAll(theme);
    dress(theme);
    setValue({}, true);
}

ValueView::~ValueView() = default;

void ValueView::build(const QString &name)
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
        tr("Store this JSON with one member on each line. Nothing is formatted unless you ask."));
    m_busy->setObjectName(name + QStringLiteral("Busy"));
    m_busy->setAlignment(Qt::AlignCenter);
    m_busy->setWordWrap(true);
    m_note->setObjectName(name + QStringLiteral("Note"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_position->setObjectName(name + QStringLiteral("Position"));
    for (QLabel *label : {m_busy, m_note, m_position})
        label->setProperty("role", QStringLiteral("muted"));

    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_switch);
    top->addStretch(1);
    for (int view = 0; view < (m_layers == Layers::Shown ? 5 : 4); ++view)
        m_switch->button(view)->setProperty("tight", true); // all of them stand in a narrow pane, too
    auto *below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_path, 1);
    below->addWidget(m_position, 0, Qt::AlignRight | Qt::AlignVCenter);
    below->addWidget(m_format);
    m_stack->setMinimumHeight(96); // the editors ask for more than a low window has
    for (QWidget *page : {static_cast<QWidget *>(m_editor), static_cast<QWidget *>(m_hex),
                          static_cast<QWidget *>(m_image), static_cast<QWidget *>(m_busy)})
        m_stack->addWidget(page);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(top);
    column->addWidget(m_stack, 1);
    column->addWidget(m_findBar);
    column->addLayout(below);
    column->addWidget(m_note);
}

void ValueView::connectAll(const Theme &theme)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        flush();
        if (!m_textFits && !m_lookingAgain.isRunning())
            lookAgain();
    });
    connect(m_editor, &CodeEditor::changed, this, &ValueView::takeTyping);
    connect(m_editor, &CodeEditor::loaded, this, &ValueView::takeLoaded);
    connect(m_editor, &CodeEditor::cursorMoved, this, [this](int line, int column, qsizetype offset) {
        m_position->setText(tr("line %1, column %2").arg(line).arg(column));
        if (m_textFits)
            m_path->setPath(m_text->outline.pathAt(offset));
    });
    m_editor->focusProxy()->installEventFilter(this);
    m_hex->installEventFilter(this);
    connect(m_hex, &HexView::changed, this, &ValueView::takeHex);
    connect(m_hex, &HexView::cursorMoved, this, [this](qsizetype offset, qsizetype selected) {
        m_position->setText(selected > 0 ? tr("byte %1, %2 selected").arg(offset).arg(selected)
                                         : tr("byte %1").arg(offset));
        if (!m_refusal.isEmpty()) {
            m_refusal.clear();
            showNote();
        }
    });
    connect(m_hex, &HexView::refused, this, [this](const QString &why) {
        m_refusal = why;
        showNote();
    });
    connect(m_switch, &Segments::chosen, this, [this](int index) { chooseByHand(View(index)); });
    connect(m_format, &QPushButton::clicked, this, &ValueView::format);
    connect(m_findBar, &FindBar::closed, this, [this] { focusEditor(); });
    connect(&theme, &Theme::changed, this, [this, &theme] { dress(theme); });
}

void ValueView::dress(const Theme &theme)
{
    m_editor->setColors(theme.codeColors());
}

void ValueView::setValue(const QByteArray &value, bool chooseView)
{
    m_pause.stop();
    m_untold = false;
    m_isSettling = false;
    m_looking.cancel();
    m_lookingAgain.cancel();
    m_settling.cancel();
    m_detecting.cancel();
    ++m_round;
    ++m_edition;
    m_value = m_given = value;
    m_kind = text::kindOfValue(value);
    m_looked = m_editorFits = m_textFits = m_imageFits = m_decodedFits = false;
    m_laidOut = false;
    m_look = std::make_shared<text::ValueLook>();
    m_text = std::make_shared<text::TextLook>();
    m_typed = {};
    m_refusal.clear();
    m_path->setPath({});
    m_image->clear();
    if (chooseView) {
        m_chosen = false;
        m_view = suitable();
    }
    detect();
    showView();
}

void ValueView::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_editor->setReadOnly(readOnly || m_look->broken);
    m_hex->setReadOnly(readOnly);
    offerFormat();
    aimFinder();
}

QString ValueView::kindText() const
{
    return text::kindText(m_kind);
}

void ValueView::takeTyping()
{
    // The first of a burst is told at once: from then on it is known that there is an edit to be kept.
    const bool begins = !m_pause.isActive();
    ++m_edition;
    m_untold = true;
    m_textFits = false;
    m_settling.cancel();
    if (m_laidOut && m_editor->byteCount() > largeJson) {
        if (begins) {
            m_isSettling = true;
            m_value = typed();
            Q_EMIT edited();
        }
    } else if (begins || m_editor->byteCount() <= largeText) {
        flush();
    }
    m_pause.start();
}

void ValueView::flush()
{
    m_editor->tellNow();
    m_pause.stop();
    if (!std::exchange(m_untold, false))
        return;
    // Here and not when typing pauses: whoever flushes ends the pause.
    if (m_laidOut && m_editor->byteCount() > largeJson) {
        lookAgain();
        return settle();
    }
    m_value = m_laidOut ? text::storedJson(m_base, typed()).value_or(typed()) : typed();
    m_isSettling = false;
    shareBytes();
    m_kind = text::kindOfValue(m_value);
    m_imageFits = m_decodedFits = false;
    lookAgain();
    showNote();
    Q_EMIT edited();
}

void ValueView::settle()
{
    m_isSettling = true;
    m_settling = Pending(onViewPool<QByteArray>([base = m_base, typed = typed()](const Stop &stop) {
        return text::storedJson(base, typed, stop).value_or(typed);
    }));
    whenDone(m_settling.future(), this, [this, edition = m_edition](const Result<QByteArray> &value) {
        if (!value || edition != m_edition)
            return;
        m_value = *value;
        shareBytes();
        m_kind = text::kindOfValue(m_value);
        m_isSettling = false;
        m_imageFits = m_decodedFits = false;
        showNote();
        Q_EMIT edited();
        Q_EMIT settled();
    });
}

// So that whoever compares it with what is stored need not read both to the end, again and again.
void ValueView::shareBytes()
{
    if (m_value == m_given)
        m_value = m_given;
}

const QByteArray &ValueView::typed()
{
    if (m_typed.isNull() || m_typedEdition != m_edition) {
        m_typed = m_editor->bytes();
        m_typedEdition = m_edition;
    }
    return m_typed;
}

void ValueView::takeHex()
{
    m_value = m_hex->bytes();
    m_kind = text::kindOfValue(m_value);
    m_editorFits = m_textFits = m_imageFits = m_decodedFits = false;
    m_looked = false;
    ++m_round;
    Q_EMIT edited();
    look();
    detect();
}

void ValueView::format()
{
    flush();
    if (m_laidOut && m_view == Json) {
        // What is shown is what is stored from now on.
        m_laidOut = false;
        m_settling.cancel();
        m_isSettling = false;
        m_value = typed();
        showNote();
        offerFormat();
        Q_EMIT edited();
        Q_EMIT settled();
        m_editor->setFocus();
        return;
    }
    if (m_value.size() <= largeText)
        return takeFormatted(text::format(m_value));
    m_format->setEnabled(false);
    auto formatting =
        onViewPool<QByteArray>([value = m_value](const Stop &stop) { return text::format(value, 2, stop); });
    whenDone(formatting, this,
             [this, round = m_round, edition = m_edition](const Result<QByteArray> &formatted) {
                 m_format->setEnabled(true);
                 if (formatted && round == m_round && edition == m_edition && !m_readOnly)
                     takeFormatted(*formatted);
             });
}

void ValueView::takeFormatted(const QByteArray &formatted)
{
    if (formatted == m_value) {
        if (!m_text->problems.isEmpty() || m_look->broken) {
            m_note->setText(tr("This is not valid JSON, or nested too deeply, so it stays as it is."));
            m_note->show();
        }
        return;
    }
    if (m_look->broken || formatted.size() > largeText) {
        // Not as an edit of what is shown: undoing that would bring the pieces back as if they were the text.
        ++m_round;
        ++m_edition;
        m_value = formatted;
        m_looked = m_editorFits = m_textFits = false;
        showView();
        Q_EMIT edited();
    } else {
        m_editor->replaceAll(formatted);
    }
    m_editor->setFocus();
}

} // namespace kv::ui
