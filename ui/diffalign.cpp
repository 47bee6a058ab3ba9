// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diffalign.h"

#include "text/jsonsame.h"

namespace kv::ui::align {

text::JsonPlaces placesOf(const jobs::IgnoreRules &ignore)
{
    // Rules that cannot be read were refused where they were typed; here they ignore nothing.
    return text::JsonPlaces::parse(ignore.jsonPaths).value_or(text::JsonPlaces());
}

void judgeValues(const Entry &left, const Entry &right, const text::JsonPlaces &places, DiffResult &result)
{
    using Value = DiffResult::Value;
    if (left.value == right.value) {
        result.value = Value::Equal;
        return;
    }
    result.value = Value::Differs;
    if (text::compareJson(left.value, right.value) == text::JsonSame::Same)
        result.value = Value::Formatting;
    else if (!places.value.isEmpty() &&
             text::compareJson(left.value, right.value, places.value) == text::JsonSame::Same)
        result.value = Value::Ignored;
}

void judgeMetadata(const Entry &left, const Entry &right, const text::JsonPlaces &places, DiffResult &result)
{
    if (!left.metadata || !right.metadata) {
        result.metadataDiffers = left.metadata.has_value() != right.metadata.has_value();
        return;
    }
    result.metadataDiffers =
        *left.metadata != *right.metadata &&
        text::compareJson(*left.metadata, *right.metadata, places.metadata) != text::JsonSame::Same;
}

void markLine(DiffCell &left, DiffCell &right)
{
    const text::ChangedSpans spans = text::changedSpans(left.text, right.text);
    left.marks = spans.left;
    right.marks = spans.right;
}

} // namespace kv::ui::align
