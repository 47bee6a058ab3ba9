// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/json.h"

#include "text/jsonreader.h"
#include "text/utf8.h"

#include <QCoreApplication>

namespace kv::text {
namespace {

using Kind = JsonReader::Kind;
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

JsonProblem describe(QByteArrayView bytes, qsizetype offset, Fault fault)
{
    JsonProblem problem{.offset = offset, .message = words(fault)};
    for (qsizetype i = 0; i < offset;) {
        const CodePoint c = codePointAt(bytes, i);
        i += c.length;
        if (c.value == '\r' && i < bytes.size() && bytes[i] == '\n')
            continue; // its LF ends the line
        if (c.value == '\n' || c.value == '\r') {
            ++problem.line;
            problem.column = 1;
        } else {
            ++problem.column;
        }
    }
    return problem;
}

// Indenting has a price that grows with the depth: 100,000 brackets, indented, are 20 GB.
constexpr qsizetype deepestIndented = 64;
constexpr qsizetype askEvery = 256 * 1024;
qsizetype budgetFor(qsizetype size)
{
    return size * 8 + 1024 * 1024;
}

} // namespace

std::optional<JsonProblem> validate(QByteArrayView bytes)
{
    JsonReader reader(bytes);
    for (;;) {
        const JsonReader::Token token = reader.next();
        if (token.kind == Kind::End)
            return {};
        if (token.kind == Kind::Problem)
            return describe(bytes, token.begin, reader.fault());
    }
}

QByteArray format(QByteArrayView bytes, int indent, const Stop &stop)
{
    QByteArray out;
    out.reserve(bytes.size() + bytes.size() / 2);
    const qsizetype budget = budgetFor(bytes.size());
    JsonReader reader(bytes);
    const auto breakLine = [&](qsizetype depth) {
        if (depth <= deepestIndented && out.size() <= budget)
            out.append('\n').append(depth * indent, ' ');
    };
    Kind before = Kind::End;
    qsizetype asked = 0;
    for (;;) {
        if (reader.at() - asked >= askEvery) {
            asked = reader.at();
            if (stop && stop())
                return bytes.toByteArray();
        }
        const JsonReader::Token token = reader.next();
        switch (token.kind) {
        case Kind::Problem:
            return bytes.toByteArray();
        case Kind::End:
            if (bytes.endsWith('\n'))
                out.append('\n');
            return out;
        case Kind::Close:
            if (before != Kind::Open && reader.depth() < deepestIndented)
                breakLine(reader.depth());
            break;
        case Kind::Open:
            if (before == Kind::Open || before == Kind::Comma)
                breakLine(reader.depth() - 1);
            break;
        case Kind::Name:
        case Kind::Scalar:
            if (before == Kind::Open || before == Kind::Comma)
                breakLine(reader.depth());
            break;
        case Kind::Colon:
        case Kind::Comma:
            break;
        }
        out.append(bytes.sliced(token.begin, token.end - token.begin));
        if (token.kind == Kind::Colon)
            out.append(' ');
        before = token.kind;
    }
}

QByteArray compact(QByteArrayView bytes, const Stop &stop)
{
    QByteArray out;
    out.reserve(bytes.size());
    JsonReader reader(bytes);
    qsizetype asked = 0;
    for (;;) {
        if (reader.at() - asked >= askEvery) {
            asked = reader.at();
            if (stop && stop())
                return bytes.toByteArray();
        }
        const JsonReader::Token token = reader.next();
        if (token.kind == Kind::Problem)
            return bytes.toByteArray();
        if (token.kind == Kind::End)
            return out;
        out.append(bytes.sliced(token.begin, token.end - token.begin));
    }
}

} // namespace kv::text
