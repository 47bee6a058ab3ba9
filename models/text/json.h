// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/stop.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

/// JSON as text, never as a tree: numbers, strings, order and duplicate names are kept as they were written.
namespace kv::text {

/// Where and why bytes are not JSON.
struct JsonProblem
{
    qsizetype offset = 0; ///< In bytes. The size of the text when it ends too early, and only then.
    int line = 1;         ///< From 1; LF, CR and CRLF each end a line.
    int column = 1;       ///< From 1, in code points.
    QString message;      ///< One translated sentence without a position.

    bool operator==(const JsonProblem &) const = default;
};

/// The first problem under RFC 8259, with UTF-8 held to be valid, or none. A byte order mark is a problem; a
/// single surrogate written as an escape is not. Any depth is fine. Any thread.
std::optional<JsonProblem> validate(QByteArrayView bytes);

/// The same tokens, one member or element per line, each level indented by `indent` spaces. A final newline
/// stays. What is nested very deeply, or would blow the text up, stays on its line. Bytes that are not JSON
/// come back unchanged; so do all when stopped.
QByteArray format(QByteArrayView bytes, int indent = 2, const Stop &stop = {});

/// The same tokens without white space between them. Bytes that are not JSON come back unchanged; so do all
/// when stopped.
QByteArray compact(QByteArrayView bytes, const Stop &stop = {});

} // namespace kv::text
