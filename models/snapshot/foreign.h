// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

/// Files that are no snapshot, and what they are instead. Each answers a sentence or two that say what to do,
/// or nothing when it recognises nothing. Pure functions, any thread.
namespace kv::snapshot {

/// By a file's first bytes, before it is looked at as text.
QString foreignFile(QByteArrayView beginning);
/// By the beginning of a file whose first object goes on over several lines or is its only one; nothing for
/// an entry.
QString foreignObject(QByteArrayView beginning);
/// By the first element of an array.
QString foreignElement(QByteArrayView element);

} // namespace kv::snapshot
