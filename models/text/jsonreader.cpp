// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonreader.h"

#include "text/jsonscan.h"
#include "text/utf8.h"

namespace kv::text {
namespace {

bool isDigit(int b)
{
    return b >= '0' && b <= '9';
}

bool isHexDigit(int b)
{
    return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
}

} // namespace

JsonReader::Token JsonReader::take(Kind kind, qsizetype end, Want want)
{
    const Token token{kind, m_at, end};
    m_at = end;
    m_want = want;
    return token;
}

JsonReader::Token JsonReader::problem(Fault fault, qsizetype at)
{
    m_fault = fault;
    m_at = at;
    return {Kind::Problem, at, at};
}

JsonReader::Token JsonReader::next()
{
    if (m_fault != Fault::None)
        return {Kind::Problem, m_at, m_at};
    if (m_at == 0 && m_bytes.startsWith("\xef\xbb\xbf"))
        return problem(Fault::ByteOrderMark, 0);
    if (m_want >= Want::RestOfString)
        return recovered();
    while (byte(m_at) == ' ' || byte(m_at) == '\n' || byte(m_at) == '\t' || byte(m_at) == '\r')
        ++m_at;
    const int b = byte(m_at);
    switch (m_want) {
    case Want::Value:
    case Want::FirstValue:
        return value(m_want == Want::FirstValue);
    case Want::Name:
    case Want::FirstName:
        return name(m_want == Want::FirstName);
    case Want::Colon:
        return b == ':' ? take(Kind::Colon, m_at + 1, Want::Value) : problem(Fault::NoColon, m_at);
    case Want::CommaOrClose:
        if (b == ',')
            return take(Kind::Comma, m_at + 1, m_open.top() ? Want::Name : Want::Value);
        if (b == (m_open.top() ? '}' : ']'))
            return close();
        if (commaMayLack()) {
            m_want = m_open.top() ? Want::Name : Want::Value;
            return next();
        }
        return problem(m_open.top() ? Fault::NoCommaInObject : Fault::NoCommaInArray, m_at);
    case Want::Nothing:
    case Want::RestOfString:
    case Want::Recovered:
        break;
    }
    return b < 0 ? Token{Kind::End, m_at, m_at} : problem(Fault::TrailingText, m_at);
}

JsonReader::Token JsonReader::close()
{
    m_open.pop();
    return take(Kind::Close, m_at + 1, afterValue());
}

JsonReader::Token JsonReader::value(bool mayClose)
{
    const int b = byte(m_at);
    switch (b) {
    case '{':
    case '[':
        m_open.push(b == '{');
        return take(Kind::Open, m_at + 1, b == '{' ? Want::FirstName : Want::FirstValue);
    case '"':
        return string(Kind::Scalar, afterValue());
    case 't':
        return literal("true");
    case 'f':
        return literal("false");
    case 'n':
        return literal("null");
    case ']':
        if (mayClose)
            return close();
        return problem(!m_open.isEmpty() && !m_open.top() ? Fault::TrailingComma : Fault::NoValue, m_at);
    default:
        if (b == '-' || isDigit(b))
            return number();
        return problem(Fault::NoValue, m_at);
    }
}

JsonReader::Token JsonReader::name(bool mayClose)
{
    const int b = byte(m_at);
    if (b == '"')
        return string(Kind::Name, Want::Colon);
    if (b == '}')
        return mayClose ? close() : problem(Fault::TrailingComma, m_at);
    return problem(Fault::NoName, m_at);
}

JsonReader::Token JsonReader::literal(QByteArrayView word)
{
    for (qsizetype i = 0; i < word.size(); ++i) {
        if (byte(m_at + i) != word[i])
            return problem(Fault::NoValue, byte(m_at + i) < 0 ? m_at + i : m_at);
    }
    return take(Kind::Scalar, m_at + word.size(), afterValue());
}

JsonReader::Token JsonReader::number()
{
    qsizetype at = m_at + (byte(m_at) == '-' ? 1 : 0);
    const auto digits = [&] {
        const qsizetype from = at;
        while (isDigit(byte(at)))
            ++at;
        return at > from;
    };
    m_begin = m_at;
    if (byte(at) == '0' && isDigit(byte(at + 1)))
        return problem(Fault::LeadingZero, at);
    if (!digits())
        return problem(Fault::BadNumber, at);
    if (byte(at) == '.') {
        ++at;
        if (!digits())
            return problem(Fault::BadNumber, at);
    }
    if (byte(at) == 'e' || byte(at) == 'E') {
        ++at;
        if (byte(at) == '+' || byte(at) == '-')
            ++at;
        if (!digits())
            return problem(Fault::BadNumber, at);
    }
    return take(Kind::Scalar, at, afterValue());
}

JsonReader::Token JsonReader::string(Kind kind, Want want)
{
    return restOfString(kind, want, m_at + 1);
}

/// The string that begins at m_at, from `at` on.
JsonReader::Token JsonReader::restOfString(Kind kind, Want want, qsizetype at)
{
    const char *const begin = m_bytes.data();
    const char *const end = begin + m_bytes.size();
    const auto broken = [&](Fault fault, qsizetype where) {
        m_begin = m_at;
        m_kind = kind;
        m_after = want;
        return problem(fault, where);
    };
    for (;;) {
        at = endOfPlain(begin + at, end) - begin;
        const int b = byte(at);
        if (b == '"')
            return take(kind, at + 1, want);
        if (b == '\\') {
            Fault fault = Fault::BadEscape;
            const qsizetype behind = behindEscape(at, fault);
            if (fault != Fault::None)
                return broken(fault, behind);
            at = behind;
        } else if (b >= 0x80) {
            const CodePoint c = codePointAt(m_bytes, at);
            if (!c.valid)
                return broken(Fault::NotUtf8, at);
            at += c.length;
        } else {
            return broken(b < 0 ? Fault::UnclosedString : Fault::ControlCharacter, at);
        }
    }
}

/// Behind the escape at `at`, a backslash; or where its fault shows.
qsizetype JsonReader::behindEscape(qsizetype at, Fault &fault) const
{
    const int letter = byte(at + 1);
    fault = letter < 0 ? Fault::UnclosedString : Fault::BadEscape;
    if (letter < 0)
        return at + 1;
    if (letter == 'u') {
        for (int i = 2; i < 6; ++i) {
            if (byte(at + i) < 0) {
                fault = Fault::UnclosedString;
                return at + i;
            }
            if (!isHexDigit(byte(at + i)))
                return at;
        }
        fault = Fault::None;
        return at + 6;
    }
    switch (letter) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        fault = Fault::None;
        return at + 2;
    default:
        return at;
    }
}

} // namespace kv::text
