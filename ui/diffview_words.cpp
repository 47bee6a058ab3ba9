// SPDX-License-Identifier: GPL-3.0-or-later
// What a DiffView says: how both sides differ, and why one of them cannot be shown.
#include "text/units.h"
#include "ui/diffview.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"

namespace kv::ui {

namespace {

QString valueWords(const DiffResult &result)
{
    using Value = DiffResult::Value;
    switch (result.value) {
    case Value::Equal:
    case Value::OneSided:
        return {};
    case Value::Formatting:
        return DiffView::tr("same JSON, other bytes");
    case Value::Ignored:
        return DiffView::tr("the value differs only where it does not matter");
    case Value::Differs:
        break;
    }
    if (result.form == DiffForm::Json && result.fields > 0)
        return result.fields == 1
                   ? DiffView::tr("the value differs")
                   : DiffView::tr("%1 of %2 fields differ")
                         .arg(text::countText(result.fieldsDiffer), text::countText(result.fields));
    if (result.form == DiffForm::Lines && result.runs > 1)
        return DiffView::tr("the value differs in %1 places").arg(text::countText(result.runs));
    return DiffView::tr("the value differs");
}

} // namespace

QString DiffView::wordsOf(const DiffResult &result) const
{
    const DiffSide &left = reading(Side::Left).side;
    const DiffSide &right = reading(Side::Right).side;
    if (left.unread || right.unread)
        return tr("not compared");
    if (!left.entry || !right.entry)
        return tr("only in %1").arg(nameOf(left.entry ? Side::Left : Side::Right));
    QStringList parts;
    if (const QString words = valueWords(result); !words.isEmpty())
        parts << words;
    if (result.metadataDiffers)
        parts << tr("metadata differs");
    if (result.expirationDiffers && result.secondsApart >= 0)
        parts << tr("expiration %1 apart").arg(text::durationText(result.secondsApart, 2));
    else if (result.expirationDiffers)
        parts << tr("only one side expires");
    if (parts.isEmpty())
        return tr("identical");
    return parts.join(QStringLiteral(" · "));
}

/// A side that could not be read is said in a bar; the other is shown all the same.
void DiffView::showProblems()
{
    QStringList sentences;
    QStringList details;
    for (const Side side : {Side::Left, Side::Right}) {
        const Reading &one = reading(side);
        if (one.side.entry && one.side.entry->valueMissing)
            sentences << tr("The value is missing in %1: its file is gone.").arg(nameOf(side));
        if (!one.error)
            continue;
        sentences
            << (one.store
                    ? tr("Not read in %1: %2").arg(nameOf(side), errorText(*one.error))
                    : tr("Not read in %1: there is no connection to Cloudflare yet.").arg(nameOf(side)));
        details << errorDetails(*one.error);
    }
    if (sentences.isEmpty()) {
        m_problem->clear();
        return;
    }
    const auto again = [this] {
        if (!reading(Side::Left).store || !reading(Side::Right).store)
            return Q_EMIT storesWanted(); // only others know whether there is a connection by now
        const QByteArray key = m_key;
        setEntries(key, reading(Side::Left).store, reading(Side::Right).store, m_ignore);
    };
    m_problem->say(NoticeBar::Tone::Error, sentences.join(QLatin1Char('\n')),
                   {{tr("Retry"), QStringLiteral("diffRetryButton"), again}},
                   details.join(QLatin1Char('\n')));
}

} // namespace kv::ui
