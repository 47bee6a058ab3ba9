// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/plainjson.h"

#include "text/jsonreader.h"
#include "text/jsontext.h"

#include <QByteArray>
#include <QSet>

#include <algorithm>
#include <vector>

namespace kv::devserver {

namespace {

using Kind = text::JsonReader::Kind;

/// A double tells that many decimal digits apart, whatever they are.
constexpr qsizetype exactDigits = 15;
/// Deeper than anybody nests, and no strain on whoever walks it by recursion.
constexpr qsizetype mostDepth = 32;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Up to 15 digits name a double of their own, and JavaScript writes it with just these. Where it changes to
/// exponents, so does the canonical form.
bool isPlainNumber(QByteArrayView token)
{
    const auto end =
        std::find_if(token.begin(), token.end(), [](char c) { return !isDigit(c) && c != '-' && c != '.'; });
    if (end != token.end())
        return false;
    QByteArray digits;
    std::copy_if(token.begin(), token.end(), std::back_inserter(digits), isDigit);
    if (!token.contains('.')) {
        while (digits.endsWith('0'))
            digits.chop(1);
    }
    const auto first = std::find_if(digits.begin(), digits.end(), [](char c) { return c != '0'; });
    const QByteArray only = text::canonicalNumber(token);
    return digits.end() - first <= exactDigits && only == token && !only.contains('e');
}

bool isPlainString(QByteArrayView token)
{
    return !token.contains('\\') || text::canonicalString(text::decodedString(token)) == token;
}

bool isPlainScalar(QByteArrayView token)
{
    if (token.front() == '"')
        return isPlainString(token);
    return (token.front() != '-' && !isDigit(token.front())) || isPlainNumber(token);
}

/// Names of digits come first in JavaScript's objects, and the other one is no name like others there.
bool isPlainName(QByteArrayView token)
{
    if (!isPlainString(token) || token == "\"__proto__\"")
        return false;
    const QByteArrayView inner = token.sliced(1, token.size() - 2);
    return inner.isEmpty() || !std::all_of(inner.begin(), inner.end(), isDigit);
}

} // namespace

bool isPlainJson(QByteArrayView text)
{
    text::JsonReader reader(text);
    std::vector<QSet<QByteArray>> names; // of the open containers
    qsizetype at = 0;
    for (;;) {
        const text::JsonReader::Token token = reader.next();
        if (token.kind == Kind::End)
            return at == text.size();
        if (token.kind == Kind::Problem || token.begin != at || reader.depth() > mostDepth)
            return false;
        at = token.end;
        const QByteArrayView bytes = text.sliced(token.begin, token.end - token.begin);
        if (token.kind == Kind::Open) {
            names.emplace_back();
        } else if (token.kind == Kind::Close) {
            names.pop_back();
        } else if (token.kind == Kind::Name) {
            if (!isPlainName(bytes) || names.back().contains(bytes.toByteArray()))
                return false;
            names.back().insert(bytes.toByteArray());
        } else if (token.kind == Kind::Scalar && !isPlainScalar(bytes)) {
            return false;
        }
    }
}

} // namespace kv::devserver
