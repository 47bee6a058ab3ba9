// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/valuefinder.h"

#include "text/units.h"
#include "ui/codeeditor.h"
#include "ui/findbar.h"
#include "ui/hexview.h"
#include "ui/viewpool.h"

namespace kv::ui {

namespace {

constexpr int pauseMs = 200;             // of typing, before a large value is searched again
constexpr qsizetype atOnce = 256 * 1024; // searched without a pause
constexpr qsizetype longestTaken = 200;  // of a selection, as what to find

} // namespace

ValueFinder::ValueFinder(FindBar *bar, QObject *parent) : QObject(parent), m_bar(bar)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, [this] { search(m_then); });
    connect(bar, &FindBar::changed, this, [this] {
        if (!canFind())
            return;
        m_from = selectionStart();
        m_then = Then::Stay;
        const qsizetype size = m_editor ? m_editor->byteCount() : m_hex->bytes().size();
        if (size <= atOnce)
            search(Then::Stay);
        else
            m_pause.start();
    });
    connect(bar, &FindBar::nextRequested, this, &ValueFinder::next);
    connect(bar, &FindBar::previousRequested, this, &ValueFinder::previous);
    connect(bar, &FindBar::replaceRequested, this, &ValueFinder::replaceOne);
    connect(bar, &FindBar::replaceAllRequested, this, &ValueFinder::replaceAll);
    connect(bar, &FindBar::closed, this, [this] {
        m_pause.stop();
        if (m_editor)
            m_editor->setMatches({});
    });
}

void ValueFinder::setPlace(CodeEditor *editor, HexView *hex, const QString &readOnlyWhy)
{
    m_readOnlyWhy = readOnlyWhy;
    m_bar->setReplaceable(readOnlyWhy);
    if (m_editor == editor && m_hex == hex)
        return;
    disconnect(m_watch);
    if (m_editor)
        m_editor->setMatches({});
    m_editor = editor;
    m_hex = editor ? nullptr : hex;
    m_bar->setForBytes(m_hex != nullptr);
    if (m_editor)
        m_watch = connect(m_editor, &CodeEditor::changed, this, &ValueFinder::contentChanged);
    else if (m_hex)
        m_watch = connect(m_hex, &HexView::changed, this, &ValueFinder::contentChanged);
    contentChanged();
}

void ValueFinder::contentChanged()
{
    m_fresh = false;
    ++m_round;
    m_finding.cancel();
    m_editing.cancel();
    if (m_bar->isHidden())
        return;
    if (!canFind()) {
        m_bar->say(tr("Nothing can be found in this view."));
        return;
    }
    m_then = Then::Nothing;
    m_pause.start();
}

void ValueFinder::open(bool replace)
{
    if (!canFind())
        return;
    QString taken;
    if (m_editor && selectionLength() > 0 && selectionLength() <= longestTaken) {
        const QByteArray selected = m_editor->selectedBytes();
        if (!selected.contains('\n') && !selected.contains('\r') && !selected.contains('\0'))
            taken = QString::fromUtf8(selected);
    }
    const bool wasHidden = m_bar->isHidden();
    m_from = selectionStart();
    m_bar->open(replace, taken);
    if (wasHidden)
        search(Then::Nothing);
}

int ValueFinder::count() const
{
    return m_fresh ? int(m_finds.places.size()) : -1;
}

QByteArray ValueFinder::bytes() const
{
    return m_editor ? m_editor->bytes() : m_hex ? m_hex->bytes() : QByteArray();
}

qsizetype ValueFinder::selectionStart() const
{
    return m_editor ? m_editor->selectionStart() : m_hex ? m_hex->selectionStart() : 0;
}

qsizetype ValueFinder::selectionLength() const
{
    return m_editor ? m_editor->selectionLength() : m_hex ? m_hex->selectionLength() : 0;
}

void ValueFinder::search(Then then)
{
    m_pause.stop();
    m_then = then;
    m_fresh = false;
    ++m_round;
    if (m_editor)
        m_editor->setMatches({});
    m_what = m_bar->what();
    if (!canFind() || m_what.needle.isEmpty()) {
        m_finding.cancel();
        m_finds = {};
        m_bar->say(m_bar->problem(), !m_bar->problem().isEmpty());
        return;
    }
    m_bar->say(tr("Looking…"));
    m_finding = Pending(onViewPool<text::Finds>(
        [bytes = bytes(), what = m_what](const Stop &stop) { return text::findAll(bytes, what, stop); }));
    whenDone(m_finding.future(), this, [this, round = m_round](const Result<text::Finds> &result) {
        if (result && round == m_round) // else it was typed on, or another is shown
            takeFinds(*result);
    });
}

void ValueFinder::takeFinds(const text::Finds &finds)
{
    m_finds = finds;
    m_fresh = true;
    if (!m_finds.problem.isEmpty()) {
        m_bar->say(m_finds.problem, true);
        return;
    }
    if (m_editor)
        m_editor->setMatches(m_finds.places);
    sayCount();
    switch (std::exchange(m_then, Then::Nothing)) {
    case Then::Nothing:
        break;
    case Then::Stay:
        go(true, true);
        break;
    case Then::Next:
        go(true, false);
        break;
    case Then::Previous:
        go(false, false);
        break;
    case Then::ReplaceOne:
        replaceOne();
        break;
    case Then::ReplaceAll:
        replaceAll();
        break;
    }
}

void ValueFinder::next()
{
    if (m_fresh && m_what == m_bar->what())
        go(true, false);
    else
        search(Then::Next);
}

void ValueFinder::previous()
{
    if (m_fresh && m_what == m_bar->what())
        go(false, false);
    else
        search(Then::Previous);
}

// The first find behind the cursor, or before it; with `mayStay` the one that the typing began at is good,
// too.
void ValueFinder::go(bool forward, bool mayStay)
{
    const auto &places = m_finds.places;
    if (places.empty())
        return;
    const auto startsBefore = [](const text::Found &found, qsizetype at) { return found.at < at; };
    const qsizetype start = mayStay ? m_from : selectionStart();
    auto place = std::lower_bound(places.begin(), places.end(), start, startsBefore);
    bool wrapped = false;
    if (forward) {
        if (!mayStay && place != places.end() && place->at == start && selectionLength() > 0)
            ++place;
        wrapped = place == places.end();
        if (wrapped)
            place = places.begin();
    } else {
        wrapped = place == places.begin();
        if (wrapped)
            place = places.end();
        --place;
    }
    select(size_t(place - places.begin()), wrapped);
}

void ValueFinder::select(size_t index, bool wrapped)
{
    const text::Found &found = m_finds.places[index];
    if (m_editor) {
        m_editor->select(found.at, found.length);
    } else {
        m_hex->goTo(found.at);
        m_hex->goTo(found.at + found.length, true);
    }
    sayCount();
    const QString place = tr("%1 of %2").arg(text::countText(qint64(index) + 1), m_bar->said());
    m_bar->say(wrapped ? tr("%1, from the other end").arg(place) : place);
}

void ValueFinder::sayCount()
{
    const QString count = text::countText(qint64(m_finds.places.size()));
    if (m_finds.places.empty())
        m_bar->say(tr("Not found"));
    else
        m_bar->say(m_finds.more ? tr("the first %1").arg(count) : count);
}

void ValueFinder::replaceOne()
{
    if (!m_readOnlyWhy.isEmpty() || !canFind())
        return;
    if (!m_fresh || m_what != m_bar->what())
        return search(Then::ReplaceOne);
    const auto with = m_bar->replacement();
    if (!with) {
        m_bar->say(tr("What to replace with has no hex digits in pairs."), true);
        return;
    }
    const text::Found selected{selectionStart(), selectionLength()};
    const auto place = std::find(m_finds.places.begin(), m_finds.places.end(), selected);
    if (place == m_finds.places.end()) { // one sees what would be replaced before it is
        m_from = selectionStart();
        return go(true, true);
    }
    const QByteArray written = text::replacementFor(bytes(), selected, m_what, *with);
    if (m_editor)
        m_editor->replaceRange(selected.at, selected.length, written);
    else
        m_hex->replaceRange(selected.at, selected.length, written);
    search(Then::Next);
}

void ValueFinder::replaceAll()
{
    if (!m_readOnlyWhy.isEmpty() || !canFind())
        return;
    if (!m_fresh || m_what != m_bar->what())
        return search(Then::ReplaceAll);
    const auto with = m_bar->replacement();
    if (!with) {
        m_bar->say(tr("What to replace with has no hex digits in pairs."), true);
        return;
    }
    if (m_finds.places.empty())
        return;
    m_editing = Pending(onViewPool<std::vector<text::Edit>>(
        [bytes = bytes(), places = m_finds.places, what = m_what, with = *with](const Stop &stop) {
            return text::editsFor(bytes, places, what, with, stop);
        }));
    const size_t count = m_finds.places.size();
    m_bar->say(tr("Replacing…"));
    whenDone(m_editing.future(), this,
             [this, count, round = m_round](const Result<std::vector<text::Edit>> &edits) {
                 if (edits && round == m_round)
                     applyAll(*edits, count);
             });
}

void ValueFinder::applyAll(const std::vector<text::Edit> &edits, size_t count)
{
    const auto done = [this, count] {
        m_pause.stop();
        m_bar->say(tr("%1 replaced").arg(text::countText(qint64(count))));
    };
    if (m_editor) {
        m_editor->replaceMany(edits, done);
    } else if (m_hex) {
        m_hex->replaceRange(0, m_hex->bytes().size(), text::edited(m_hex->bytes(), edits));
        done();
    }
}

} // namespace kv::ui
