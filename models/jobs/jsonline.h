// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

/// One JSON object in one line, as plans, reports and progress files are made of. Any thread.
namespace kv::jobs {

/// The bytes that a JSON string stands for, a token as membersOf() gives it; nullopt: it is no string, or has
/// half of a surrogate pair, which stands for nothing.
std::optional<QByteArray> stringOf(QByteArrayView json);

/// A JSON number without fraction or exponent; nullopt: something else, or out of range.
std::optional<qint64> integerOf(QByteArrayView json);

/// `true` or `false`.
std::optional<bool> boolOf(QByteArrayView json);

/// One member of an object, its value as it is written.
struct JsonMember
{
    QByteArray name;
    QByteArrayView value; ///< lies in the line
};

/// The members of an object in the order of the line; nullopt: the line is no JSON object, or names a member
/// twice.
std::optional<QList<JsonMember>> membersOf(QByteArrayView line);

} // namespace kv::jobs
