// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jsonline.h"

#include "text/jsonreader.h"

#include <algorithm>

namespace kv::jobs {

namespace {

using Kind = text::JsonReader::Kind;
using Token = text::JsonReader::Token;

void appendUtf8(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out.append(char(c));
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr char leads[] = {0, char(0xc0), char(0xe0), char(0xf0)};
    out.append(char(leads[more] | char(c >> (6 * more))));
    for (int i = more - 1; i >= 0; --i)
        out.append(char(0x80 | (c >> (6 * i) & 0x3f)));
}

/// The code unit of a `\uXXXX` that begins at `at`, or -1.
int unitAt(QByteArrayView s, qsizetype at)
{
    if (at + 6 > s.size() || s[at] != '\\' || s[at + 1] != 'u')
        return -1;
    bool ok = false;
    const int unit = s.sliced(at + 2, 4).toByteArray().toInt(&ok, 16);
    return ok ? unit : -1;
}

char simpleEscape(char c)
{
    constexpr QByteArrayView names = "bfnrt";
    constexpr QByteArrayView stands = "\b\f\n\r\t";
    const qsizetype at = names.indexOf(c);
    return at < 0 ? c : stands[at];
}

/// Reads the escape at `at` and steps behind it; false: half of a surrogate pair.
bool readEscape(QByteArrayView s, qsizetype &at, QByteArray &out)
{
    const int unit = unitAt(s, at);
    if (unit < 0) {
        out.append(simpleEscape(s[at + 1]));
        at += 2;
        return true;
    }
    at += 6;
    if (unit < 0xd800 || unit > 0xdfff) {
        appendUtf8(out, char32_t(unit));
        return true;
    }
    const int low = unit < 0xdc00 ? unitAt(s, at) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return false;
    at += 6;
    appendUtf8(out, 0x10000 + (char32_t(unit - 0xd800) << 10) + char32_t(low - 0xdc00));
    return true;
}

/// Steps over a value that began with `token`; the token it ends with.
Token endOfValue(text::JsonReader &reader, Token token)
{
    while (reader.depth() > 1 && token.kind != Kind::Problem)
        token = reader.next();
    return token;
}

} // namespace

QByteArray jsonString(QByteArrayView utf8)
{
    static constexpr char digits[] = "0123456789abcdef";
    QByteArray out;
    out.reserve(utf8.size() + utf8.size() / 8 + 2);
    out.append('"');
    qsizetype plain = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto c = uchar(utf8[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(utf8.data() + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\')
            out.append('\\').append(char(c));
        else if (c == '\n')
            out.append("\\n");
        else
            out.append("\\u00").append(digits[c >> 4]).append(digits[c & 15]);
    }
    out.append(utf8.data() + plain, utf8.size() - plain);
    out.append('"');
    return out;
}

std::optional<QByteArray> stringOf(QByteArrayView json)
{
    if (json.size() < 2 || json.front() != '"' || json.back() != '"')
        return {};
    const QByteArrayView s = json.sliced(1, json.size() - 2);
    QByteArray out;
    out.reserve(s.size());
    for (qsizetype at = 0; at < s.size();) {
        const qsizetype escape = s.indexOf('\\', at);
        const qsizetype plainEnd = escape < 0 ? s.size() : escape;
        out.append(s.data() + at, plainEnd - at);
        at = plainEnd;
        if (at < s.size() && (at + 1 >= s.size() || !readEscape(s, at, out)))
            return {};
    }
    return out;
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
