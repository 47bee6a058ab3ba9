// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>

namespace kv::cli {

/// What kvw ends with.
enum ExitCode { Done = 0, Failed = 1, WrongUse = 2, NoSuchKey = 3 };

/// Writes bytes to standard output as they are. Says why when that fails, and answers false; silently when
/// nobody reads any more.
bool print(const QByteArray &bytes);

/// Sends off what print() may still hold back. The exit code of a command that has printed all it had.
int finish();

/// Text from a file or from Cloudflare as one line of output, with its end: it stays on its line and moves no
/// cursor.
QString plain(QString text);

/// Writes one line to standard error; control characters become spaces.
void say(const QString &line);

/// Says what went wrong and what to do, on one line, and answers the exit code for it.
int report(const Error &error);

/// A wrong command line: says why, and where the right ones are listed.
int wrongUse(const QString &why);

/// Text as a JSON string, quotes and all. Bytes that are not UTF-8 become replacement characters.
QByteArray jsonString(QByteArrayView utf8);

/// Stored metadata for embedding in JSON: its own text, or a string where it is not JSON.
QByteArray jsonMetadata(QByteArrayView metadata);

} // namespace kv::cli
