// SPDX-License-Identifier: GPL-3.0-or-later
// How a ValueView is shown: which view, what is looked at for it, and what is said about it.
#include "ui/valueview.h"

#include "text/lines.h"
#include "text/units.h"
#include "ui/codeeditor.h"
#include "ui/decodedview.h"
#include "ui/findbar.h"
#include "ui/hexview.h"
#include "ui/imageview.h"
#include "ui/pathline.h"
#include "ui/segments.h"
#include "ui/valuefinder.h"
#include "ui/viewpool.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

namespace kv::ui {

using text::ContentKind;

namespace {

constexpr qsizetype lookedAtOnce = 128 * 1024; // what is looked at on the spot, without being felt

bool hidesSomething(const text::Decoded &decoded)
{
    return !decoded.layers.isEmpty();
}

// A number or a word may be a moment, too, but is read and edited as it is; what nobody can read is not.
bool isBestDecoded(const text::Decoded &decoded, ContentKind kind)
{
    if (decoded.layers.isEmpty())
        return false;
    if (!text::isTextual(kind))
        return true;
    switch (decoded.layers.first().encoding) {
    case text::Encoding::Jwt:
    case text::Encoding::Base64:
    case text::Encoding::Base64Url:
    case text::Encoding::DataUrl:
        return true;
    default:
        return false;
    }
}

} // namespace

ValueView::View ValueView::suitable() const
{
    const auto remembered = m_remembered.constFind(m_kind);
    if (remembered != m_remembered.cend())
        return *remembered;
    if (m_kind == ContentKind::Json)
        return Json;
    if (text::isImage(m_kind))
        return Image;
    if (m_kind == ContentKind::Text || m_kind == ContentKind::Empty)
        return Text;
    const bool packed = m_kind == ContentKind::Gzip || m_kind == ContentKind::Zlib;
    return packed && m_layers == Layers::Shown ? Decoded : Hex;
}

bool ValueView::applies(View view) const
{
    switch (view) {
    case Text:
        return !m_looked || m_look->firstInvalid < 0;
    case Json:
        return text::isMeantAsJson(m_value) && applies(Text);
    case Hex:
        return true;
    case Image:
        return text::isImage(m_kind);
    case Decoded:
        return m_layers == Layers::Shown && !m_value.isEmpty();
    }
    return false;
}

void ValueView::chooseByHand(View view)
{
    flush();
    m_chosen = true;
    m_remembered.insert(m_kind, view);
    setView(view);
}

void ValueView::nextView()
{
    stepView(1);
}

void ValueView::previousView()
{
    stepView(-1);
}

void ValueView::stepView(int by)
{
    const int views = m_layers == Layers::Shown ? 5 : 4;
    for (int i = 1; i < views; ++i) {
        const auto view = View((int(m_view) + by * i + views * views) % views);
        if (!applies(view))
            continue;
        chooseByHand(view);
        focusEditor();
        return;
    }
}

void ValueView::setView(View view)
{
    flush();
    if (view == m_view && (m_editorFits || (view != Text && view != Json)))
        return showView();
    // What was typed into a large text may still be under way to its bytes.
    if (m_isSettling && view != m_view) {
        connect(
            this, &ValueView::settled, this, [this, view] { setView(view); }, Qt::SingleShotConnection);
        m_switch->setCurrent(m_view);
        return;
    }
    const bool textual = (view == Text || view == Json);
    if (textual)
        m_editorFits = m_textFits = m_looked = m_laidOut = false;
    m_view = view;
    showView();
}

void ValueView::showView()
{
    if (!applies(m_view))
        m_view = applies(Text) && m_view != Text ? Text : Hex;
    m_position->clear(); // the cursor tells with its next move
    m_path->setVisible(m_view == Json || m_view == Text);
    m_path->setPath({});
    switch (m_view) {
    case Text:
    case Json:
        if (m_editorFits)
            showPage(m_editor);
        else
            look();
        break;
    case Hex:
        if (m_hex->bytes() != m_value)
            m_hex->setBytes(m_value);
        showPage(m_hex);
        if (!m_looked)
            look();
        break;
    case Image:
        if (!std::exchange(m_imageFits, true))
            m_image->setValue(m_value, m_kind);
        showPage(m_image);
        if (!m_looked)
            look();
        break;
    case Decoded:
        if (!m_decoded) {
            m_decoded = new DecodedView(objectName() + QStringLiteral("Decoded"), m_theme, this);
            m_stack->addWidget(m_decoded);
        }
        if (m_detected && !std::exchange(m_decodedFits, true))
            m_decoded->setValue(m_value, m_found);
        if (!m_detected)
            m_decoded->setWaiting();
        showPage(m_decoded);
        if (!m_looked)
            look();
        break;
    }
    offerViews();
    showNote();
    offerFormat();
}

void ValueView::showPage(QWidget *page)
{
    m_stack->setCurrentWidget(page);
    aimFinder();
}

void ValueView::aimFinder()
{
    const bool text = m_stack->currentWidget() == m_editor;
    const bool hex = m_stack->currentWidget() == m_hex;
    QString why;
    if (m_readOnly)
        why = tr("Read-only");
    else if (text && m_look->broken)
        why = tr("Not here: shown in pieces");
    m_finder->setPlace(text ? m_editor : nullptr, hex ? m_hex : nullptr, why);
}

void ValueView::offerViews()
{
    m_switch->setCurrent(m_view);
    m_switch->setAvailable(
        Text, applies(Text),
        tr("These bytes are not valid UTF-8; as text they could not be kept as they are."));
    m_switch->setAvailable(Json, applies(Json), tr("This does not begin like JSON."));
    m_switch->setAvailable(Image, applies(Image), tr("This is no picture of a format that is known here."));
    if (m_layers == Layers::Shown)
        m_switch->setAvailable(Decoded, applies(Decoded), tr("There is nothing to decode."));
}

void ValueView::look()
{
    const auto what = m_view == Json   ? text::LookFor::LaidOut
                      : m_view == Text ? text::LookFor::Text
                                       : text::LookFor::Bytes;
    using Look = std::shared_ptr<const text::ValueLook>;
    const auto work = [value = m_value, what](const Stop &stop) -> Look {
        return std::make_shared<text::ValueLook>(
            text::lookAtValue(value, what, CodeEditor::longestLine, stop));
    };
    if (m_value.size() <= lookedAtOnce) {
        m_looking.cancel();
        return takeLook(work({}));
    }
    if (what != text::LookFor::Bytes) {
        m_busy->setText(tr("Reading %1…").arg(text::sizeText(m_value.size())));
        showPage(m_busy);
    }
    m_looking = Pending(onViewPool<Look>(work));
    whenDone(m_looking.future(), this, [this, round = m_round, view = m_view](const Result<Look> &look) {
        if (look && round == m_round && view == m_view)
            takeLook(*look);
    });
}

void ValueView::takeLook(const std::shared_ptr<const text::ValueLook> &look)
{
    m_look = look;
    m_text = std::shared_ptr<const text::TextLook>(look, &look->text);
    m_looked = true;
    const bool textual = m_view == Text || m_view == Json;
    if (!textual || !applies(m_view)) {
        if (textual)
            showView();
        offerViews();
        showNote();
        offerFormat();
        return;
    }
    loadEditor();
    showPage(m_editor);
    showNote();
    offerViews();
    offerFormat();
}

void ValueView::loadEditor()
{
    ++m_edition;
    m_untold = false;
    m_editorFits = true;
    m_textFits = true;
    m_allFolded = false;
    m_laidOut = !m_look->asStored;
    m_base = m_laidOut ? m_value : QByteArray();
    m_editor->setLanguage(m_look->json ? CodeEditor::Language::Json : CodeEditor::Language::Plain);
    m_editor->setName(m_view == Json ? tr("Value as JSON") : tr("Value as text"));
    m_editor->setReadOnly(m_readOnly || m_look->broken);
    m_editor->load(m_look->shown, m_text->lines);
}

void ValueView::takeLoaded()
{
    markText();
    m_finder->contentChanged();
}

void ValueView::markText()
{
    std::vector<qsizetype> places;
    if (!m_look->broken) {
        for (const text::JsonProblem &problem : std::as_const(m_text->problems))
            places.push_back(problem.offset);
    }
    m_editor->setProblems(places);
    m_editor->setFolds(m_view == Json ? m_text->folds : std::vector<quint16>());
    m_path->setPath(m_text->outline.pathAt(m_editor->cursorOffset()));
}

void ValueView::lookAgain()
{
    using Look = std::shared_ptr<const text::TextLook>;
    const auto work = [text = typed(), json = text::isMeantAsJson(m_value)](const Stop &stop) -> Look {
        return std::make_shared<text::TextLook>(text::lookAtText(text, json, stop));
    };
    if (m_editor->byteCount() <= lookedAtOnce) {
        m_lookingAgain.cancel();
        return takeText(work({}));
    }
    m_lookingAgain = Pending(onViewPool<Look>(work));
    whenDone(m_lookingAgain.future(), this, [this, edition = m_edition](const Result<Look> &look) {
        if (look && edition == m_edition)
            takeText(*look);
    });
}

void ValueView::takeText(const std::shared_ptr<const text::TextLook> &look)
{
    m_text = look;
    m_textFits = true;
    markText();
    offerViews();
    showNote();
    offerFormat();
}

void ValueView::detect()
{
    m_detected = m_layers == Layers::Hidden || m_value.isEmpty();
    m_found = {};
    if (m_detected) {
        m_detecting.cancel();
        return;
    }
    m_detecting = Pending(
        onViewPool<text::Decoded>([value = m_value](const Stop &stop) { return text::detect(value, stop); }));
    whenDone(m_detecting.future(), this, [this, round = m_round](const Result<text::Decoded> &decoded) {
        if (decoded && round == m_round)
            takeDecoded(*decoded);
    });
}

void ValueView::takeDecoded(const text::Decoded &decoded)
{
    m_found = decoded;
    m_detected = true;
    m_decodedFits = false;
    const bool edited = m_untold || m_isSettling;
    const bool byItself = !m_chosen && !m_remembered.contains(m_kind) && !edited && !m_editor->isModified();
    if (byItself && m_view != Decoded && isBestDecoded(decoded, m_kind))
        m_view = Decoded;
    if (m_view == Decoded)
        showView();
    else
        showNote();
}

bool ValueView::isBusy() const
{
    const bool textual = m_view == Text || m_view == Json;
    return !m_looked || (textual && !(m_editorFits && m_textFits)) || m_isSettling || !m_detected ||
           m_editor->isLoading() || m_pause.isActive();
}

QString ValueView::jsonNote() const
{
    const auto &problems = m_text->problems;
    if (m_text->json && !problems.isEmpty()) {
        const text::JsonProblem &first = problems.first();
        QString words = tr("Not valid JSON, line %1: %2").arg(first.line).arg(first.message);
        if (problems.size() > 1)
            words += QLatin1Char(' ') + tr("%1 places in all, F8 goes through them.").arg(problems.size());
        if (m_laidOut)
            words += QLatin1Char(' ') + tr("Until it is, it is stored as typed, with the line breaks shown.");
        return words;
    }
    if (m_layers == Layers::Hidden)
        return {}; // nothing is stored from here
    if (m_laidOut && m_isSettling)
        return tr("Laid out to be read. Working out what is stored…");
    if (m_laidOut)
        return tr("Laid out to be read; stored in its own layout, %1.").arg(text::sizeText(m_value.size()));
    return {};
}

QString ValueView::noteText() const
{
    if (!m_refusal.isEmpty() && m_view == Hex)
        return m_refusal;
    if (m_looked && m_look->firstInvalid >= 0 && m_view == Hex)
        return tr("Not valid UTF-8 from byte %1 on, so it is shown as hex only.")
            .arg(text::countText(m_look->firstInvalid));
    const bool textual = (m_view == Text || m_view == Json) && m_editorFits;
    if (textual && m_look->broken)
        return tr("A line of this text has more than %1. It is shown in pieces and cannot be edited here; "
                  "edit it as hex, or format it first if it is JSON. The stored bytes have no such breaks.")
            .arg(text::sizeText(CodeEditor::longestLine));
    if (textual && !jsonNote().isEmpty())
        return jsonNote();
    if (m_view != Decoded && m_detected && hidesSomething(m_found))
        return tr("There is something inside, by way of %1: see Decoded.")
            .arg(text::encodingText(m_found.layers.first().encoding));
    return {};
}

void ValueView::showNote()
{
    m_note->setText(noteText());
    m_note->setVisible(!m_note->text().isEmpty());
}

void ValueView::offerFormat()
{
    const bool textual = m_view == Text || m_view == Json;
    const bool maybe = m_text->json && (m_text->problems.isEmpty() || m_value.size() > lookedAtOnce);
    m_format->setVisible(textual && m_editorFits && maybe && !m_readOnly);
}

} // namespace kv::ui
