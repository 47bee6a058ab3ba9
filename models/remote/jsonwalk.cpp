// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/jsonwalk.h"

namespace kv::remote {

namespace {

void appendUtf8(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out.append(char(c));
    } else if (c < 0x800) {
        out.append(char(0xc0 | c >> 6));
        out.append(char(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        out.append(char(0xe0 | c >> 12));
        out.append(char(0x80 | (c >> 6 & 0x3f)));
        out.append(char(0x80 | (c & 0x3f)));
    } else {
        out.append(char(0xf0 | c >> 18));
        out.append(char(0x80 | (c >> 12 & 0x3f)));
        out.append(char(0x80 | (c >> 6 & 0x3f)));
        out.append(char(0x80 | (c & 0x3f)));
    }
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
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

} // namespace

JsonWalk::JsonWalk(QByteArrayView container) : m_bytes(container), m_reader(container)
{
    const Token open = m_reader.next();
    if (open.kind == Kind::Open)
        m_first = m_bytes[open.begin];
    else
        stop(open);
}

bool JsonWalk::stop(const Token &token)
{
    m_endsEarly = token.kind == Kind::Problem && token.begin >= m_bytes.size();
    m_whole = token.kind == Kind::Close && m_reader.next().kind == Kind::End;
    m_first = 0;
    return false;
}

bool JsonWalk::next()
{
    if (m_first == 0)
        return false;
    Token token = m_reader.next();
    if (token.kind == Kind::Comma)
        token = m_reader.next();
    if (token.kind == Kind::Name) {
        m_name = token;
        if (token = m_reader.next(); token.kind != Kind::Colon)
            return stop(token);
        token = m_reader.next();
    }
    if (token.kind != Kind::Scalar && token.kind != Kind::Open)
        return stop(token);
    m_begin = token.begin;
    while (m_reader.depth() > 1) {
        token = m_reader.next();
        if (token.kind == Kind::Problem)
            return stop(token);
    }
    m_end = token.end;
    return true;
}

QByteArray JsonWalk::name() const
{
    return m_name.end > m_name.begin ? unquoted(m_bytes.sliced(m_name.begin, m_name.end - m_name.begin))
                                     : QByteArray();
}

QByteArray unquoted(QByteArrayView jsonString)
{
    if (jsonString.size() < 2 || jsonString.front() != '"' || jsonString.back() != '"')
        return {};
    const QByteArrayView s = jsonString.sliced(1, jsonString.size() - 2);
    QByteArray out;
    out.reserve(s.size());
    qsizetype at = 0;
    while (at < s.size()) {
        const qsizetype escape = s.indexOf('\\', at);
        const qsizetype plainEnd = escape < 0 ? s.size() : escape;
        out.append(s.data() + at, plainEnd - at);
        at = plainEnd;
        if (at + 1 >= s.size())
            break;
        int unit = unitAt(s, at);
        if (unit < 0) {
            out.append(simpleEscape(s[at + 1]));
            at += 2;
            continue;
        }
        at += 6;
        char32_t c = char32_t(unit);
        if (unit >= 0xd800 && unit <= 0xdfff) {
            const int low = unit < 0xdc00 ? unitAt(s, at) : -1;
            const bool pair = low >= 0xdc00 && low <= 0xdfff;
            c = pair ? 0x10000 + (char32_t(unit - 0xd800) << 10) + char32_t(low - 0xdc00) : 0xfffd;
            at += pair ? 6 : 0;
        }
        appendUtf8(out, c);
    }
    return out;
}

QByteArray quoted(QByteArrayView utf8)
{
    static constexpr char digits[] = "0123456789abcdef";
    QByteArray out;
    out.reserve(utf8.size() + 2);
    out.append('"');
    qsizetype plain = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto c = uchar(utf8[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(utf8.data() + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\') {
            out.append('\\').append(char(c));
        } else {
            out.append("\\u00").append(digits[c >> 4]).append(digits[c & 15]);
        }
    }
    out.append(utf8.data() + plain, utf8.size() - plain);
    out.append('"');
    return out;
}

bool readInteger(QByteArrayView text, qint64 *number)
{
    bool ok = false;
    const qint64 read = text.toByteArray().toLongLong(&ok);
    if (ok)
        *number = read;
    return ok;
}

} // namespace kv::remote
