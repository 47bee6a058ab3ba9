// SPDX-License-Identifier: GPL-3.0-or-later
// How a TargetStrip carries the shown entry over into another target: asks, with what would be overwritten as
// it is there right now, and writes only if it is still so.
#include "ui/targetstrip.h"

#include "items/entrydraft.h"
#include "store/store.h"
#include "store/workspace.h"
#include "text/utf8.h"
#include "ui/confirmbar.h"
#include "ui/errortext.h"
#include "ui/guard.h"
#include "ui/noticebar.h"
#include "ui/striptext.h"

#include <QPushButton>

namespace kv::ui {

using items::CarryOver;
using items::FourTargets;
using State = FourTargets::State;

QString TargetStrip::whyNotCarried(int index) const
{
    const FourTargets::Cell &cell = m_targets->cell(index);
    if (cell.state == State::None || cell.state == State::Here)
        return tr("There is no other target there.");
    if (!m_targets->entry())
        return tr("The key is not in the open target, so there is nothing to carry over.");
    if (m_targets->entry()->valueMissing)
        return tr("The value is missing on disk, so there is nothing whole to carry over.");
    if (cell.info.oldLayout)
        return tr("That store was written by wrangler 3.0 to 3.8 and is read-only.");
    if (cell.state == State::NoAccess)
        return tr("Cloudflare cannot be asked without a credential.");
    if (m_carry->state() == CarryOver::State::Writing)
        return tr("Another entry is just being carried over.");
    return {};
}

bool TargetStrip::canCarry(int index) const
{
    return whyNotCarried(index).isEmpty();
}

void TargetStrip::carry(int index)
{
    if (!canCarry(index))
        return;
    clearQuestions();
    m_carryTo = m_targets->cell(index).info;
    m_carryCell = index;
    if (!guard::isLocked(m_workspace, m_carryTo)) {
        beginCarrying();
        return;
    }
    m_question->say(NoticeBar::Tone::Warning,
                    tr("Production is locked. Allow changes there first; it stays allowed until the program "
                       "ends."),
                    {{tr("Allow changes"), QStringLiteral("carryAllowButton"),
                      [this] {
                          m_workspace.allowChanges(m_carryTo.target, true);
                          beginCarrying();
                      }},
                     {tr("Cancel"), QStringLiteral("carryCancelButton"), [this] { finishQuestion(); }}});
    m_question->focusFirst();
}

void TargetStrip::beginCarrying()
{
    const std::shared_ptr<Store> store = m_workspace.open(m_carryTo.target);
    if (!m_targets->entry())
        return finishQuestion(); // it was deleted while the question stood
    m_carry->setWhat(*m_targets->entry());
    if (!store)
        return notCarried({.kind = ErrorKind::Unauthorised});
    if (const Capabilities can = store->capabilities(); !can.writable)
        return notCarried({.kind = ErrorKind::ReadOnly, .detail = can.readOnlyReason});
    m_question->say(NoticeBar::Tone::Info,
                    tr("Reading what %1 has there…").arg(guard::shortName(m_workspace, m_carryTo)),
                    {{tr("Cancel"), QStringLiteral("carryCancelButton"), [this] { finishQuestion(); }}});
    m_carry->begin(store);
}

void TargetStrip::askCarrying()
{
    const Entry &what = m_carry->what();
    const QString key = text::displayKey(what.key);
    const QString name = guard::shortName(m_workspace, m_carryTo);
    const qint64 now = m_clock();
    QStringList words = {tr("Carry %1 over to %2?").arg(key, name)};
    if (m_carry->there())
        words << tr("What is there now is overwritten: %1.").arg(striptext::factsOf(*m_carry->there(), now));
    else
        words << tr("There is no such key there; it is added.");
    words << tr("It gets what is stored here: %1.").arg(striptext::factsOf(what, now));
    if (m_draft && m_draft->isDirty())
        words << tr("Your unsaved edit is not carried over.");
    const bool tooSoon = m_carry->expiresTooSoon();
    if (tooSoon)
        words << tr(
            "Its expiration is less than a minute away, or past, and cannot be written; it would stay "
            "there without one.");
    const QString action = tooSoon ? tr("Carry over without expiration") : tr("Carry over");
    const auto write = [this, tooSoon] {
        m_question->say(NoticeBar::Tone::Info,
                        tr("Carrying over to %1…").arg(guard::shortName(m_workspace, m_carryTo)));
        if (tooSoon)
            m_carry->writeWithoutExpiration();
        else
            m_carry->write();
    };
    const QString question = words.join(QLatin1Char(' '));
    if (m_workspace.isProduction(m_carryTo.target)) {
        m_question->clear();
        m_confirm->ask(question, guard::confirmWord(m_workspace, m_carryTo), action, write);
        return;
    }
    m_question->say(NoticeBar::Tone::Warning, question,
                    {{action, QStringLiteral("carryYesButton"), write, true},
                     {tr("Cancel"), QStringLiteral("carryCancelButton"), [this] { finishQuestion(); }}});
    m_question->focusFirst();
}

void TargetStrip::carried()
{
    const int cell = m_carryCell; // none when another key was chosen meanwhile
    finishQuestion();
    Q_EMIT message(tr("Carried %1 over to %2.")
                       .arg(text::displayKey(m_carry->what().key), guard::shortName(m_workspace, m_carryTo)));
    if (cell >= 0)
        m_targets->look(cell);
}

void TargetStrip::notCarried(const Error &error)
{
    const QString name = guard::shortName(m_workspace, m_carryTo);
    const QString key = text::displayKey(m_carry->what().key);
    const QString words =
        error.kind == ErrorKind::Conflict
            ? tr("%1 was not carried over: it was changed in %2 meanwhile. Nothing was written.")
                  .arg(key, name)
            : tr("%1 was not carried over to %2: %3").arg(key, name, errorText(error));
    m_question->say(NoticeBar::Tone::Error, words,
                    {{tr("Close"), QStringLiteral("carryCloseButton"), [this] { finishQuestion(); }}},
                    errorDetails(error));
    if (error.kind == ErrorKind::Conflict && m_carryCell >= 0)
        m_targets->look(m_carryCell);
}

void TargetStrip::clearQuestions()
{
    m_question->clear();
    m_confirm->clear();
    if (m_carry->state() != CarryOver::State::Writing)
        m_carry->cancel();
    m_carryCell = -1;
}

void TargetStrip::finishQuestion()
{
    const int cell = m_carryCell;
    clearQuestions();
    if (cell >= 0)
        m_cells[size_t(cell)]->setFocus(Qt::OtherFocusReason);
}

} // namespace kv::ui
