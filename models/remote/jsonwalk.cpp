// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/jsonwalk.h"

#include "text/jsontext.h"

namespace kv::remote {

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
    QByteArray out = text::decodedString(jsonString);
    // UTF-8 has no such bytes but those of a single surrogate, which are three as U+FFFD's are.
    for (qsizetype at = 0; (at = out.indexOf(char(0xed), at)) >= 0; ++at) {
        if (at + 2 < out.size() && uchar(out[at + 1]) >= 0xa0)
            out.replace(at, 3, "\xef\xbf\xbd");
    }
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
