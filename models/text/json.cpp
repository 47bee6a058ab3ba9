// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/json.h"

#include "text/jsonoutput.h"
#include "text/jsonproblemmaker.h"
#include "text/jsonreader.h"

namespace kv::text {
namespace {

using Kind = JsonReader::Kind;

// Indenting has a price that grows with the depth: 100,000 brackets, indented, are 20 GB.
constexpr qsizetype deepestIndented = 64;
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
            return JsonProblemMaker(bytes).make(reader.fault(), token.begin);
    }
}

QByteArray format(QByteArrayView bytes, int indent, const Stop &stop)
{
    const qsizetype budget = budgetFor(bytes.size());
    JsonOutput out(bytes, bytes.size() + bytes.size() / 2);
    JsonReader reader(bytes);
    const auto breakLine = [&](qsizetype depth) {
        if (depth <= deepestIndented && out.size() <= budget)
            out.breakLine(depth * indent);
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
            return out.take();
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
        out.copy(token.begin, token.end);
        if (token.kind == Kind::Colon)
            out.append(' ');
        before = token.kind;
    }
}

QByteArray compact(QByteArrayView bytes, const Stop &stop)
{
    JsonOutput out(bytes, bytes.size());
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
            return out.take();
        out.copy(token.begin, token.end);
    }
}

} // namespace kv::text
