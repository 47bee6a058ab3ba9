// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diffmaker.h"

#include "text/classify.h"
#include "text/json.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/diffalign.h"
#include "ui/diffhexrows.h"
#include "ui/difftextrows.h"

#include <QCoreApplication>

namespace kv::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::ui::DiffMaker", text);
}

/// Larger texts are not compared by lines: they would take seconds, and hundreds of MiB.
constexpr qsizetype mostTextBytes = 8 * 1024 * 1024;

/// The values that are there; null for a side without.
struct Values
{
    const QByteArray *left = nullptr;
    const QByteArray *right = nullptr;

    qsizetype largest() const { return qMax(left ? left->size() : 0, right ? right->size() : 0); }
    template <class Test> bool all(Test test) const
    {
        return (!left || test(*left)) && (!right || test(*right));
    }
};

const QByteArray *valueOf(const DiffSide &side)
{
    return side.entry && !side.entry->valueMissing ? &side.entry->value : nullptr;
}

void judgeForms(const Values &values, DiffResult &result)
{
    const auto refuse = [&result](DiffForm form, const QString &why) {
        result.available[size_t(form)] = false;
        result.whyNot[size_t(form)] = why;
    };
    result.available = {true, true, true};
    const bool readable = values.all([](const QByteArray &value) { return text::isUtf8(value); });
    if (!readable) {
        const QString why = tr("Not valid UTF-8, so it is shown as hex only.");
        refuse(DiffForm::Lines, why);
        refuse(DiffForm::Json, why);
        return;
    }
    if (values.largest() > mostTextBytes) {
        const QString why = tr("Too large to be compared by lines (%1), so it is shown as hex.")
                                .arg(text::sizeText(values.largest()));
        refuse(DiffForm::Lines, why);
        refuse(DiffForm::Json, why);
        return;
    }
    const bool json = (values.left || values.right) && values.all([](const QByteArray &value) {
        return text::classify(value, true) == text::ContentKind::Json && !text::validate(value);
    });
    if (!json)
        refuse(DiffForm::Json, tr("Not JSON on both sides."));
}

DiffForm chooseForm(const DiffResult &result, std::optional<DiffForm> wanted)
{
    if (wanted && result.available[size_t(*wanted)])
        return *wanted;
    for (const DiffForm form : {DiffForm::Json, DiffForm::Lines}) {
        if (result.available[size_t(form)])
            return form;
    }
    return DiffForm::Hex;
}

QString expirationWords(const Expiration &expiration, qint64 nowMs)
{
    if (!expiration)
        return tr("never");
    return QStringLiteral("%1 · %2").arg(text::utcText(*expiration), text::relativeTime(*expiration, nowMs));
}

void judgeExpirations(const DiffRequest &request, DiffResult &result)
{
    const Expiration &left = request.left.entry->expiration;
    const Expiration &right = request.right.entry->expiration;
    if (left && right) {
        // Either may be any number: their difference must not overflow.
        const quint64 apart =
            *left > *right ? quint64(*left) - quint64(*right) : quint64(*right) - quint64(*left);
        result.secondsApart = qint64(qMin<quint64>(apart, quint64(std::numeric_limits<qint64>::max())));
        result.expirationDiffers = result.secondsApart > request.ignore.expirationSeconds;
    } else {
        result.expirationDiffers = left.has_value() != right.has_value();
    }
}

DiffCell missingCell()
{
    DiffCell cell;
    cell.present = false;
    return cell;
}

std::shared_ptr<DiffNotes> notesOf(const DiffRequest &request, const DiffResult &result)
{
    const auto cell = [](const DiffSide &side, auto make) {
        return side.entry ? make(*side.entry) : missingCell();
    };
    const bool oneSided = !request.left.entry || !request.right.entry;
    auto notes = std::make_shared<DiffNotes>();
    notes->addHeading(tr("metadata"));
    const auto metadata = [](const Entry &entry) {
        return entry.metadata ? cutCell(*entry.metadata, {}, {}, entry.metadata->size())
                              : wordCell(tr("none"));
    };
    DiffCell left = cell(request.left, metadata);
    DiffCell right = cell(request.right, metadata);
    if (result.metadataDiffers && !left.words && !right.words)
        align::markLine(left, right);
    notes->addLine(oneSided || result.metadataDiffers, left, right);
    notes->addHeading(tr("expiration"));
    const auto expiration = [&request](const Entry &entry) {
        DiffCell made = wordCell(expirationWords(entry.expiration, request.nowMs));
        made.words = !entry.expiration;
        return made;
    };
    notes->addLine(oneSided || result.expirationDiffers, cell(request.left, expiration),
                   cell(request.right, expiration));
    return notes;
}

std::shared_ptr<const DiffRows> rowsOf(const Values &values, const text::JsonPathSet &ignore,
                                       const std::atomic_bool &stop, DiffResult &result)
{
    const bool empty = (!values.left || values.left->isEmpty()) && (!values.right || values.right->isEmpty());
    if (empty) {
        auto notes = std::make_shared<DiffNotes>();
        const auto word = [](const QByteArray *value) {
            return value ? wordCell(tr("empty")) : missingCell();
        };
        if (values.left || values.right)
            notes->addLine(!values.left || !values.right, word(values.left), word(values.right));
        return notes;
    }
    if (result.form == DiffForm::Json) {
        if (const auto rows = DiffJsonRows::make(values.left, values.right, ignore, stop)) {
            result.coarse = rows->isCoarse();
            if (values.left && values.right) {
                result.fields = rows->values();
                result.fieldsDiffer = rows->differing();
            }
            return rows;
        }
        result.form = DiffForm::Lines; // stopped, or no JSON after all
    }
    if (result.form == DiffForm::Lines) {
        const auto rows = std::make_shared<DiffLineRows>(values.left, values.right, stop);
        result.coarse = rows->isCoarse();
        return rows;
    }
    return std::make_shared<DiffHexRows>(values.left, values.right, stop);
}

} // namespace

DiffResult makeDiff(const DiffRequest &request, const std::shared_ptr<std::atomic_bool> &stop)
{
    DiffResult result;
    const Values values{valueOf(request.left), valueOf(request.right)};
    judgeForms(values, result);
    result.form = chooseForm(result, request.form);
    const text::JsonPlaces places = align::placesOf(request.ignore);
    const bool both = request.left.entry && request.right.entry;
    if (both) {
        judgeExpirations(request, result);
        align::judgeMetadata(*request.left.entry, *request.right.entry, places, result);
        align::judgeValues(*request.left.entry, *request.right.entry, places, result);
    }

    auto sheet = std::make_shared<DiffSheet>();
    const std::shared_ptr<const DiffRows> rows = rowsOf(values, places.value, *stop, result);
    if (*stop)
        return {};
    sheet->add(rows);
    result.runs = qint64(rows->differences().size());
    sheet->add(notesOf(request, result));
    result.sheet = sheet;
    return result;
}

} // namespace kv::ui
