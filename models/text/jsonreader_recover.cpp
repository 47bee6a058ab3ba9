// SPDX-License-Identifier: GPL-3.0-or-later
// How a reader goes on behind a mistake. Each way either reads a byte at least, or makes the next step do so.
#include "text/jsonreader.h"

namespace kv::text {
namespace {

bool isSpace(int b)
{
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
}

bool isQuote(int b)
{
    return b == '\'' || b == '`';
}

} // namespace

JsonReader::Token JsonReader::recovered()
{
    if (m_want == Want::RestOfString) {
        const qsizetype from = m_at;
        m_at = m_begin;
        return restOfString(m_kind, m_after, from);
    }
    m_want = m_after;
    m_at = m_end;
    return {m_kind, m_begin, m_end};
}

/// The next token is this one.
bool JsonReader::giveInstead(Kind kind, qsizetype begin, qsizetype end, Want want)
{
    m_kind = kind;
    m_begin = begin;
    m_end = end;
    m_after = want;
    m_want = Want::Recovered;
    return true;
}

bool JsonReader::recover()
{
    const Fault fault = m_fault;
    const int b = byte(m_at);
    if (fault == Fault::None)
        return true;
    if (b < 0 || fault == Fault::TrailingText)
        return false;
    m_fault = Fault::None;
    switch (fault) {
    case Fault::ByteOrderMark:
        m_at += 3;
        return true;
    case Fault::ControlCharacter:
    case Fault::BadEscape:
    case Fault::NotUtf8:
        return recoverString();
    case Fault::NoValue:
        return recoverValue(b);
    case Fault::NoName:
        return recoverName(b);
    case Fault::NoColon:
        return recoverColon(b);
    case Fault::NoCommaInArray:
    case Fault::NoCommaInObject:
        return recoverComma(b);
    case Fault::TrailingComma:
        m_want = Want::CommaOrClose;
        return true;
    case Fault::BadNumber:
    case Fault::LeadingZero:
        return giveInstead(Kind::Scalar, m_begin, behindWord(m_at), afterValue());
    case Fault::None:
    case Fault::TrailingText:
    case Fault::UnclosedString: // is always at the end
        break;
    }
    return false;
}

/// A line break ends a string: its quote was forgotten, and perhaps a comma with it. Anything else is left in
/// it.
bool JsonReader::recoverString()
{
    const int b = byte(m_at);
    if (b == '\n' || b == '\r') {
        m_brokenOff = m_at;
        return giveInstead(m_kind, m_begin, m_at, m_after);
    }
    ++m_at;
    m_want = Want::RestOfString;
    return true;
}

/// The comma is likely in the string that was broken off just before.
bool JsonReader::commaMayLack() const
{
    qsizetype at = m_brokenOff;
    if (at < 0 || !(byte(m_at) == '"' || byte(m_at) == '{' || byte(m_at) == '['))
        return false;
    while (at < m_at && isSpace(byte(at)))
        ++at;
    return at == m_at;
}

bool JsonReader::recoverValue(int b)
{
    if (skipComment())
        return true;
    const bool nothingOpen = m_open.isEmpty();
    if (b == ':' || (nothingOpen && (b == ',' || b == ']' || b == '}'))) {
        ++m_at;
        return true;
    }
    if (b == ',' || b == ']' || b == '}') { // the value is missing
        m_want = Want::CommaOrClose;
        return true;
    }
    return giveInstead(Kind::Scalar, m_at, behindWord(m_at), afterValue());
}

bool JsonReader::recoverName(int b)
{
    if (skipComment())
        return true;
    switch (b) {
    case ':':
        m_want = Want::Colon;
        return true;
    case ',':
        ++m_at;
        return true;
    case ']':
        m_want = Want::CommaOrClose;
        return true;
    case '{':
    case '[':
        m_want = Want::Value;
        return true;
    default:
        return giveInstead(Kind::Name, m_at, behindWord(m_at), Want::Colon);
    }
}

bool JsonReader::recoverColon(int b)
{
    if (skipComment())
        return true;
    if (b == '=')
        ++m_at;
    m_want = b == ',' || b == '}' || b == ']' ? Want::CommaOrClose : Want::Value;
    return true;
}

bool JsonReader::recoverComma(int b)
{
    if (skipComment())
        return true;
    if (b == ']' || b == '}') {
        // The other kind of bracket: either it closes what is around this, or it stands for the right one.
        const bool closesAround = m_open.size() > 1 && m_open.second() == (b == '}');
        m_open.pop();
        return giveInstead(Kind::Close, m_at, closesAround ? m_at : m_at + 1, afterValue());
    }
    if (b == ':') {
        ++m_at;
        m_want = Want::Value;
        return true;
    }
    m_want = m_open.top() ? Want::Name : Want::Value;
    return true;
}

bool JsonReader::skipComment()
{
    if (byte(m_at) != '/' || (byte(m_at + 1) != '/' && byte(m_at + 1) != '*'))
        return false;
    const QByteArrayView rest = m_bytes.sliced(m_at + 2);
    const bool line = byte(m_at + 1) == '/';
    const qsizetype end = line ? rest.indexOf('\n') : rest.indexOf("*/");
    m_at = end < 0 ? m_bytes.size() : m_at + 2 + end + (line ? 0 : 2);
    return true;
}

/// Behind a word that begins at `at`, which is read even if no word can begin so.
qsizetype JsonReader::behindWord(qsizetype at) const
{
    const int quote = byte(at);
    if (isQuote(quote)) {
        for (qsizetype end = at + 1; byte(end) >= 0 && byte(end) != '\n'; ++end) {
            if (byte(end) == quote)
                return end + 1;
        }
    }
    qsizetype end = at;
    const auto endsWord = [](int b) {
        return b < 0 || isSpace(b) || b == ',' || b == ':' || b == ']' || b == '}' || b == '[' || b == '{' ||
               b == '"';
    };
    while (!endsWord(byte(end)))
        ++end;
    return end;
}

} // namespace kv::text
