// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/jsonreader.h"

#include <QByteArray>

namespace kv::remote {

/// Goes through the members of a JSON object or the elements of an array, giving each as the range of text
/// that it is. What lies deeper is held to the grammar and skipped. The bytes must outlive the walk.
///
///     JsonWalk walk(json);
///     while (walk.next())
///         use(walk.name(), walk.value());
///     if (!walk.isWhole()) ...
class JsonWalk
{
public:
    explicit JsonWalk(QByteArrayView container);

    /// Whether it is an object, an array, or neither.
    bool isObject() const { return m_first == '{'; }
    bool isArray() const { return m_first == '['; }
    /// Steps to the next member or element. False at the end, or where it is no JSON.
    bool next();
    /// The member's name, decoded; empty in an array.
    QByteArray name() const;
    QByteArrayView value() const { return m_bytes.sliced(m_begin, m_end - m_begin); }
    qsizetype valueBegin() const { return m_begin; }
    qsizetype valueEnd() const { return m_end; }
    /// After next() was false: whether the container ended as it should, with nothing behind it.
    bool isWhole() const { return m_whole; }
    /// After next() was false: the text stops before its end.
    bool endsEarly() const { return m_endsEarly; }

private:
    using Token = text::JsonReader::Token;
    using Kind = text::JsonReader::Kind;
    bool stop(const Token &token);

    QByteArrayView m_bytes;
    text::JsonReader m_reader;
    char m_first = 0;
    Token m_name;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
    bool m_whole = false;
    bool m_endsEarly = false;
};

/// The bytes that a JSON string, quotes included, stands for; UTF-8. A single surrogate becomes U+FFFD.
QByteArray unquoted(QByteArrayView jsonString);

/// A JSON number without fraction or exponent; false: the text is something else, or out of range.
bool readInteger(QByteArrayView text, qint64 *number);

} // namespace kv::remote
