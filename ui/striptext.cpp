// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/striptext.h"

#include "text/units.h"
#include "text/utf8.h"
#include "ui/errortext.h"
#include "ui/targetwords.h"

#include <QCoreApplication>

namespace kv::ui::striptext {

using items::FourTargets;
using State = FourTargets::State;

namespace {

constexpr qsizetype mostMetadata = 120; // characters of it in a question

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::TargetStrip", text);
}

QString differenceWords(const FourTargets::Cell &cell)
{
    if (cell.value && cell.metadata && cell.expiration)
        return tr("≠ all three");
    QStringList words;
    if (cell.value)
        words << tr("value");
    if (cell.metadata)
        words << tr("metadata");
    if (cell.expiration)
        words << tr("expires"); // as the field is called
    return tr("≠ %1").arg(words.join(QStringLiteral(", ")));
}

QString noTarget(IdKind kind)
{
    return kind == IdKind::Preview ? tr("– no preview_id") : tr("– no id");
}

} // namespace

QString nameOf(int index)
{
    switch (index) {
    case 0:
        return tr("Local id");
    case 1:
        return tr("Local preview_id");
    case 2:
        return tr("Remote id");
    default:
        return tr("Remote preview_id");
    }
}

QString cellText(const FourTargets &targets, int index, bool asStored)
{
    const FourTargets::Cell &cell = targets.cell(index);
    switch (cell.state) {
    case State::None:
        return noTarget(FourTargets::kindOf(index));
    case State::Here:
        if (!targets.entry())
            return tr("– missing here");
        return asStored ? tr("● here, as stored") : tr("● open here");
    case State::NotLookedAt:
        return tr("○ not looked at");
    case State::NoAccess:
        return tr("○ no credential");
    case State::Reading:
        return tr("… reading");
    case State::Same:
        return tr("= same");
    case State::Different:
        return differenceWords(cell);
    case State::There:
        return tr("+ is there");
    case State::Missing:
        return tr("– missing");
    case State::Failed:
        return tr("! not readable");
    }
    return {};
}

QStringList everyCellText()
{
    FourTargets::Cell two;
    two.metadata = two.expiration = true;
    return {noTarget(IdKind::Preview), tr("● here, as stored"), tr("– missing here"), tr("○ not looked at"),
            tr("○ no credential"),     differenceWords(two),    tr("! not readable")};
}

QString cellTip(const FourTargets &targets, int index)
{
    const FourTargets::Cell &cell = targets.cell(index);
    const Binding &binding = targets.binding();
    if (cell.state == State::None) {
        const QString id = FourTargets::kindOf(index) == IdKind::Preview ? QStringLiteral("preview_id")
                                                                         : QStringLiteral("id");
        return FourTargets::placeOf(index) == Place::Remote
                   ? tr("%1 has no %2 in its wrangler file, so there is nothing at Cloudflare.")
                         .arg(binding.name, id)
                   : tr("%1 has no %2 in its wrangler file, so it has no such side.").arg(binding.name, id);
    }
    QStringList lines = {targetwords::which(cell.info, binding), targetwords::usedBy(cell.info, binding)};
    switch (cell.state) {
    case State::NotLookedAt:
        lines << tr("Not looked at: press to read this key at Cloudflare, with 2 requests.");
        break;
    case State::NoAccess:
        lines << tr("Cloudflare cannot be asked without a credential. Go there to sign in.");
        break;
    case State::Failed:
        lines << (cell.error ? errorText(*cell.error) : QString());
        break;
    default:
        break;
    }
    return lines.join(QLatin1Char('\n'));
}

QString toneOf(State state)
{
    switch (state) {
    case State::Here:
        return QStringLiteral("here");
    case State::Same:
        return QStringLiteral("same");
    case State::Different:
    case State::There:
        return QStringLiteral("different");
    case State::Failed:
        return QStringLiteral("failed");
    default:
        return QStringLiteral("plain");
    }
}

QString factsOf(const Entry &entry, qint64 nowMs)
{
    QStringList facts;
    facts << (entry.valueMissing ? tr("its value missing on disk") : text::sizeText(entry.value.size()));
    facts << (entry.expiration
                  ? tr("expiration %1 (%2)")
                        .arg(text::utcText(*entry.expiration), text::relativeTime(*entry.expiration, nowMs))
                  : tr("no expiration"));
    if (entry.metadata) {
        QString metadata = text::displayKey(*entry.metadata);
        if (metadata.size() > mostMetadata)
            metadata = metadata.left(mostMetadata) + QChar(0x2026);
        facts << tr("metadata %1").arg(metadata);
    } else {
        facts << tr("no metadata");
    }
    return facts.join(QStringLiteral(", "));
}

} // namespace kv::ui::striptext
