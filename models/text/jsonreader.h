// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <vector>

namespace kv::text {

/// Bits, the last one set first. Any number of them.
class BitStack
{
public:
    void push(bool bit)
    {
        if (m_size % bitsPerWord == 0 && m_size > 0)
            m_below.push_back(m_top);
        m_top = m_top << 1 | quint64(bit);
        ++m_size;
    }
    /// Not when it is empty; nor is top().
    void pop()
    {
        m_top >>= 1;
        if (--m_size % bitsPerWord == 0 && m_size > 0) {
            m_top = m_below.back();
            m_below.pop_back();
        }
    }
    bool top() const { return (m_top & 1) != 0; }
    /// The one below top(). Not when there is none.
    bool second() const
    {
        return ((m_size - 1) % bitsPerWord == 0 ? m_below.back() & 1 : m_top >> 1 & 1) != 0;
    }
    bool isEmpty() const { return m_size == 0; }
    qsizetype size() const { return m_size; }

private:
    static constexpr qsizetype bitsPerWord = 64;

    std::vector<quint64> m_below; // full words
    quint64 m_top = 0;
    qsizetype m_size = 0;
};

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
    /// After a Problem: goes on as if what was probably meant stood there, so that next() gives what comes
    /// behind it. A name or scalar that is none comes as a token all the same, and a bracket that closes
    /// nothing of its kind as one that does. False when there is nothing to go on with.
    bool recover();
    /// Why the last token was a Problem.
    Fault fault() const { return m_fault; }
    /// Bytes read.
    qsizetype at() const { return m_at; }
    /// Brackets open after the last token.
    qsizetype depth() const { return m_open.size(); }

private:
    enum class Want {
        Value,
        FirstValue,
        FirstName,
        Name,
        Colon,
        CommaOrClose,
        Nothing,
        RestOfString,
        Recovered
    };

    int byte(qsizetype at) const { return at < m_bytes.size() ? uchar(m_bytes[at]) : -1; }
    Token take(Kind kind, qsizetype end, Want want);
    Token problem(Fault fault, qsizetype at);
    Token value(bool mayClose);
    Token name(bool mayClose);
    Token string(Kind kind, Want want);
    Token restOfString(Kind kind, Want want, qsizetype at);
    Token recovered();
    bool giveInstead(Kind kind, qsizetype begin, qsizetype end, Want want);
    bool recoverString();
    bool recoverValue(int b);
    bool recoverName(int b);
    bool recoverColon(int b);
    bool recoverComma(int b);
    bool commaMayLack() const;
    bool skipComment();
    qsizetype behindWord(qsizetype at) const;
    qsizetype behindEscape(qsizetype at, Fault &fault) const;
    Token number();
    Token literal(QByteArrayView word);
    Token close();
    Want afterValue() const { return m_open.isEmpty() ? Want::Nothing : Want::CommaOrClose; }

    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    BitStack m_open; // true: an object
    Want m_want = Want::Value;
    Fault m_fault = Fault::None;
    // For recover(), where a string was broken off or a token is made up:
    qsizetype m_begin = 0; // of the string, or of the token
    qsizetype m_end = 0;
    Kind m_kind = Kind::End;
    Want m_after = Want::Nothing;
    qsizetype m_brokenOff = -1; // where a string without its closing quote ended
};

} // namespace kv::text
