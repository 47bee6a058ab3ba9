// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QList>

namespace kv::cli {

/// kvw's command line, taken apart but not understood: keys and values are bytes, not text.
struct Arguments
{
    QList<QByteArray> words;                   ///< the command and what follows it, without options
    QHash<QByteArray, QByteArrayList> options; ///< by name without dashes; flags have one empty value
    QByteArray problem;                        ///< why the line cannot be understood; empty when it can

    bool has(const char *option) const
    {
        return options.contains(QByteArray::fromRawData(option, qstrlen(option)));
    }
    QByteArray value(const char *option) const { return options.value(QByteArray(option)).value(0); }
    /// Of an option that may be given several times.
    QByteArrayList values(const char *option) const { return options.value(QByteArray(option)); }
};

/// `--name value`, `--name=value` and flags in any order; `--` ends the options; `-` is a word.
Arguments parseArguments(const QList<QByteArray> &args);

} // namespace kv::cli
