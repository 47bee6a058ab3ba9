// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace kv::ui {

/// What the parts of JSON look like: a style for each byte of one line.
/// No token of JSON reaches over a line's end, so any line can be looked at without those before it; that is
/// why the end of a large text is coloured as soon as its beginning.
namespace jsonstyles {

enum Style : char { Plain, Name, String, Number, Keyword, Fault, count };

/// One style for each byte of `line`. A string that is not closed within the line is a Fault.
QByteArray of(QByteArrayView line);

} // namespace jsonstyles

} // namespace kv::ui
