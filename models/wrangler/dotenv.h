// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace kv::wrangler {

/// One assignment of a `.env` file.
struct DotenvEntry
{
    QString name;
    QString value; ///< Without quotes; `$` references still in it.

    bool operator==(const DotenvEntry &) const = default;
};

/// Reads the text of a `.env` file as wrangler does: `NAME=value` and `NAME: value`, `export`, comments,
/// values in ', " or ` that may span lines; \n and \r count within " only. What cannot be understood is
/// passed over without a word, as wrangler does. Names in the order in which they first stand, each once,
/// with the value given last. Costs time in proportion to the text, whatever it holds.
QList<DotenvEntry> parseDotenv(const QString &text);

} // namespace kv::wrangler
