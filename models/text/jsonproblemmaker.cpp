// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonproblemmaker.h"

#include "text/utf8.h"

#include <QCoreApplication>

namespace kv::text {
namespace {

using Fault = JsonReader::Fault;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Json)
};

QString words(Fault fault)
{
    switch (fault) {
    case Fault::None:
        break;
    case Fault::NoValue:
        return Words::tr("A value is expected here: an object, array, string, number, true, false or null.");
    case Fault::NoName:
        return Words::tr("A name in double quotes is expected here.");
    case Fault::NoColon:
        return Words::tr("A “:” is expected here.");
    case Fault::NoCommaInArray:
        return Words::tr("A “,” or “]” is expected here.");
    case Fault::NoCommaInObject:
        return Words::tr("A “,” or “}” is expected here.");
    case Fault::TrailingText:
        return Words::tr("The JSON ends before this.");
    case Fault::TrailingComma:
        return Words::tr("JSON allows no comma after the last item.");
    case Fault::UnclosedString:
        return Words::tr("The text ends inside a string.");
    case Fault::ControlCharacter:
        return Words::tr(
            "A line break, tab or other control character in a string must be written as an escape.");
    case Fault::BadEscape:
        return Words::tr("JSON has no such escape.");
    case Fault::BadNumber:
        return Words::tr("A digit is expected here.");
    case Fault::LeadingZero:
        return Words::tr("A number cannot begin with a zero.");
    case Fault::NotUtf8:
        return Words::tr("This byte is not valid UTF-8.");
    case Fault::ByteOrderMark:
        return Words::tr("JSON cannot begin with a byte order mark.");
    }
    return {};
}

} // namespace

JsonProblem JsonProblemMaker::make(Fault fault, qsizetype offset)
{
    while (m_at < offset) {
        const CodePoint c = codePointAt(m_bytes, m_at);
        m_at += c.length;
        if (c.value == '\r' && m_at < m_bytes.size() && m_bytes[m_at] == '\n')
            continue; // its LF ends the line
        if (c.value == '\n' || c.value == '\r') {
            ++m_line;
            m_column = 1;
        } else {
            ++m_column;
        }
    }
    return {.offset = offset, .line = m_line, .column = m_column, .message = words(fault)};
}

} // namespace kv::text
