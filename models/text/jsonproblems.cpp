// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonproblems.h"

#include "text/jsonproblemmaker.h"

namespace kv::text {

QList<JsonProblem> problems(QByteArrayView bytes, qsizetype most, const Stop &stop)
{
    QList<JsonProblem> found;
    JsonReader reader(bytes);
    JsonProblemMaker maker(bytes);
    qsizetype asked = 0;
    qsizetype last = -1; // what is wrong in two ways at one place is told once
    while (found.size() < most) {
        if (reader.at() - asked >= askEvery) {
            asked = reader.at();
            if (stop && stop())
                break;
        }
        const JsonReader::Token token = reader.next();
        if (token.kind == JsonReader::Kind::End)
            break;
        if (token.kind != JsonReader::Kind::Problem)
            continue;
        if (token.begin != last)
            found << maker.make(reader.fault(), token.begin);
        last = token.begin;
        if (!reader.recover())
            break;
    }
    return found;
}

} // namespace kv::text
