// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

#include <QString>

#include <optional>

namespace kv::cli {

/// What a command looks like.
struct Shape
{
    const char *command;
    const char *usage;
    int least; ///< words, the command and the target among them
    int most;
    QByteArrayList options;
};

/// The shape of a command; null: there is none of that name.
const Shape *findShape(const QByteArray &command);

/// What is wrong with the options, or empty.
QString optionProblem(const Arguments &arguments, const Shape &shape);

std::optional<qint64> wholeNumber(const QByteArray &text);

} // namespace kv::cli
