// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsonpath.h"

#include <QByteArray>
#include <QByteArrayView>

namespace kv::text {

enum class JsonSame {
    Same,
    Different,
    NotJson, ///< At least one side is no JSON text, or is 4 GiB long or longer.
};

/// Whether two JSON texts mean the same: white space, the order of members and the escapes in strings make no
/// difference; numbers are exact, whatever their size; of members with the same name the last counts;
/// elements are compared by position. What `ignore` has is left out on both sides before that: an element
/// counted by its place in the text as it was. Any depth; takes time in proportion to the size (sorting
/// members apart), and memory of once or twice the texts' size, a dozen times where all is brackets. Any
/// thread.
///
/// A scalar alone is JSON too: to the caller's question whether "1" and "1.0" are the same value, the answer
/// here is yes, though a Worker that reads them as text sees a difference.
JsonSame compareJson(QByteArrayView a, QByteArrayView b, const JsonPathSet &ignore = {});

/// The one spelling of what a JSON text means: no white space, members sorted by their names' bytes, the last
/// of those with the same name, scalars as jsontext.h spells them. Two texts have the same exactly when
/// compareJson() calls them the same. Bytes that are no JSON come back unchanged.
QByteArray canonicalJson(QByteArrayView bytes);

} // namespace kv::text
