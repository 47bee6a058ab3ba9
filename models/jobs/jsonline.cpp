// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jsonline.h"

#include "text/jsonreader.h"
#include "text/jsontext.h"

#include <algorithm>

namespace kv::jobs {

namespace {

using Kind = text::JsonReader::Kind;
using Token = text::JsonReader::Token;

/// Steps over a value that began with `token`; the token it ends with.
Token endOfValue(text::JsonReader &reader, Token token)
{
    while (reader.depth() > 1 && token.kind != Kind::Problem)
        token = reader.next();
    return token;
}

} // namespace

std::optional<QByteArray> stringOf(QByteArrayView json)
{
    if (json.size() < 2 || json.front() != '"' || json.back() != '"')
        return {};
    QByteArray out = text::decodedString(json);
    return out.isValidUtf8() ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<qint64> integerOf(QByteArrayView json)
{
    if (json.isEmpty() || json.size() > 20 ||
        !std::all_of(json.begin(), json.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); }))
        return {};
    bool ok = false;
    const qint64 number = json.toByteArray().toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<bool> boolOf(QByteArrayView json)
{
    if (json == QByteArrayView("true"))
        return true;
    if (json == QByteArrayView("false"))
        return false;
    return {};
}

std::optional<QList<JsonMember>> membersOf(QByteArrayView line)
{
    text::JsonReader reader(line);
    Token token = reader.next();
    if (token.kind != Kind::Open || line[token.begin] != '{')
        return {};
    QList<JsonMember> members;
    for (token = reader.next(); token.kind != Kind::Close; token = reader.next()) {
        if (token.kind == Kind::Comma)
            token = reader.next();
        if (token.kind != Kind::Name)
            return {};
        const auto name = stringOf(line.sliced(token.begin, token.end - token.begin));
        if (!name || reader.next().kind != Kind::Colon ||
            std::any_of(members.begin(), members.end(),
                        [&](const JsonMember &member) { return member.name == *name; }))
            return {};
        token = reader.next();
        const qsizetype begin = token.begin;
        if (token.kind != Kind::Scalar && token.kind != Kind::Open)
            return {};
        token = endOfValue(reader, token);
        if (token.kind == Kind::Problem)
            return {};
        members.append({*name, line.sliced(begin, token.end - begin)});
        constexpr qsizetype mostMembers = 64; // each is looked for among the others
        if (members.size() > mostMembers)
            return {};
    }
    if (reader.next().kind != Kind::End)
        return {};
    return members;
}

} // namespace kv::jobs
