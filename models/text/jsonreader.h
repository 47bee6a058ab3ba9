// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <vector>

namespace kv::text {

/// Steps through JSON text token by token, holding it to the grammar. Keeps one bit per open bracket and does
/// not recurse, so no depth can harm it. The bytes must outlive the reader.
class JsonReader
{
public:
    enum class Kind { Open, Close, Colon, Comma, Name, Scalar, End, Problem };
    enum class Fault {
        None,
        NoValue,
        NoName,
        NoColon,
        NoCommaInArray,
        NoCommaInObject,
        TrailingText,
        TrailingComma,
        UnclosedString,
        ControlCharacter,
        BadEscape,
        BadNumber,
        LeadingZero,
        NotUtf8,
        ByteOrderMark,
    };
    /// One token: bytes [begin, end). For Problem, `begin` is where it shows.
    struct Token
    {
        Kind kind = Kind::End;
        qsizetype begin = 0;
        qsizetype end = 0;
    };

    explicit JsonReader(QByteArrayView bytes) : m_bytes(bytes) {}

    /// The next token. After End or Problem the same comes again.
    Token next();
    /// Why the last token was a Problem.
    Fault fault() const { return m_fault; }
    /// Bytes read.
    qsizetype at() const { return m_at; }
    /// Brackets open after the last token.
    qsizetype depth() const { return qsizetype(m_open.size()); }

private:
    enum class Want { Value, FirstValue, FirstName, Name, Colon, CommaOrClose, Nothing };

    int byte(qsizetype at) const { return at < m_bytes.size() ? uchar(m_bytes[at]) : -1; }
    Token take(Kind kind, qsizetype end, Want want);
    Token problem(Fault fault, qsizetype at);
    Token value(bool mayClose);
    Token name(bool mayClose);
    Token string(Kind kind, Want want);
    Token number();
    Token literal(QByteArrayView word);
    Token close();
    Want afterValue() const { return m_open.empty() ? Want::Nothing : Want::CommaOrClose; }

    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    std::vector<bool> m_open; // true: an object
    Want m_want = Want::Value;
    Fault m_fault = Fault::None;
};

} // namespace kv::text
