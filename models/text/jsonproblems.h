// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/json.h"
#include "text/stop.h"

#include <QList>

namespace kv::text {

/// The problems of a text that should be JSON, in order, the first being the one that validate() finds; at
/// most `most`. After each it goes on as if what was probably meant stood there: a missing comma, a name
/// without quotes, a comment. What comes behind the end of the JSON is one problem. Stopped, it has what it
/// found so far. Any thread, any depth.
QList<JsonProblem> problems(QByteArrayView bytes, qsizetype most = 100, const Stop &stop = {});

} // namespace kv::text
