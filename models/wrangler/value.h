// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace kv::wrangler {

/// Where something stands in a file; lines and columns count characters from 1. 0: not known.
struct Position
{
    int line = 0;
    int column = 0;
    bool operator==(const Position &) const = default;
};

struct Member;

/// A value read from JSON or TOML, with the place where it stands. Never nested deeper than maxDepth, so
/// that code may walk it recursively.
struct Value
{
    enum class Kind { Null, Bool, Number, String, Array, Object };

    static constexpr int maxDepth = 500;
    static constexpr int maxValues = 500'000;

    Kind kind = Kind::Null;
    /// String: its content. Number: as JSON.stringify writes it.
    QString text;
    bool boolean = false;
    Position position;
    std::vector<Value> items;    ///< of an array
    std::vector<Member> members; ///< of an object, in order, each key once

    bool isString() const { return kind == Kind::String; }
    bool isArray() const { return kind == Kind::Array; }
    bool isObject() const { return kind == Kind::Object; }

    /// The member of that name of an object, or null. The pointer is good as long as this value is.
    const Member *member(QStringView key) const;
    /// The value of that member, or null.
    const Value *find(QStringView key) const;
    /// Compact JSON, as JSON.stringify writes it (wrangler quotes values so in its messages).
    QString toJson() const;
};

/// One key of an object and its value.
struct Member
{
    QString key;
    Position position; ///< of the key
    Value value;
};

/// A number as JavaScript writes it: 1e21 as "1e+21", 1.50 as "1.5", NaN and infinities as "null".
QString jsNumber(double number);

} // namespace kv::wrangler
