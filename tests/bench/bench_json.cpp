// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to lay out 25 MiB of JSON beside RapidJSON's reader and pretty writer, which do less: they
// round numbers to doubles and do not hold strings to UTF-8.
#include "bench/table.h"
#include "text/json.h"
#include "text/jsonoutline.h"
#include "text/jsonproblems.h"

#include <QElapsedTimer>

#include <rapidjson/document.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>

using namespace kv;
using namespace kv::bench;

namespace {

/// Seconds of `work`, the best of `rounds`: whatever else runs here only ever adds to it.
template <class Work> double best(int rounds, Work work)
{
    double least = 1e9;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        work();
        least = std::min(least, double(timer.nsecsElapsed()) / 1e9);
    }
    return least;
}

QByteArray recordOf(int n)
{
    return "{\"id\":" + QByteArray::number(n) + ",\"name\":\"Zo\xc3\xab " + QByteArray::number(n) +
           "\",\"email\":\"user" + QByteArray::number(n) +
           "@example.com\",\"active\":" + (n % 2 ? "true" : "false") +
           ",\"balance\":" + QByteArray::number(n * 37 % 100000) + "." + QByteArray::number(10 + n % 90) +
           ",\"tags\":[\"alpha\",\"beta\",\"gamma\"],\"address\":{\"street\":\"Long Street " +
           QByteArray::number(n % 300) + "\",\"city\":\"Somewhere\",\"geo\":[52.37" +
           QByteArray::number(n % 1000) + ",4.89" + QByteArray::number(n % 977) +
           "]},\"note\":\"He said \\\"yes\\\" and left.\\nThat was all that is known.\"}";
}

QByteArray listOf(qsizetype size, QByteArray (*item)(int))
{
    QByteArray out = "[";
    for (int n = 0; out.size() < size; ++n)
        out += (n > 0 ? "," : "") + item(n);
    return out + ']';
}

QByteArray paragraphOf(int n)
{
    return "\"Paragraph " + QByteArray::number(n) + ": " + QByteArray(900, 'x') +
           " \xe2\x82\xac \\u00e9 end\"";
}

QByteArray numberOf(int n)
{
    return QByteArray::number(double(n % 100003) / 7.0, 'g', 15);
}

QByteArray emptyOf(int n)
{
    return n % 2 ? "{}" : "[0]";
}

double rapidPretty(QByteArrayView json, qsizetype &size)
{
    QElapsedTimer timer;
    timer.start();
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(json.data(), size_t(json.size()));
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.SetIndent(' ', 2);
    if (!reader.Parse(stream, writer))
        wrong("RapidJSON does not take it");
    size = qsizetype(buffer.GetSize());
    return double(timer.nsecsElapsed()) / 1e9;
}

double rapidCompact(QByteArrayView json)
{
    QElapsedTimer timer;
    timer.start();
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(json.data(), size_t(json.size()));
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    if (!reader.Parse(stream, writer))
        wrong("RapidJSON does not take it");
    return double(timer.nsecsElapsed()) / 1e9;
}

void benchText(const Table &table, const char *name, const QByteArray &json, int rounds, bool judged)
{
    double ours = 1e9;
    double theirs = 1e9;
    double oursCompact = 1e9;
    double theirsCompact = 1e9;
    QByteArray pretty;
    for (int round = 0; round < rounds; ++round) {
        qsizetype size = 0;
        theirs = std::min(theirs, rapidPretty(json, size));
        pretty = QByteArray();
        ours = std::min(ours, best(1, [&] { pretty = text::format(json); }));
        if (pretty.size() < size / 2 || pretty.count('\n') < 2)
            wrong("nothing was laid out");
        QByteArray compact;
        oursCompact = std::min(oursCompact, best(1, [&] { compact = text::compact(pretty); }));
        if (compact != json)
            wrong("formatting and compacting did not give the same tokens");
        theirsCompact = std::min(theirsCompact, rapidCompact(pretty));
    }
    const auto line = [&](const char *what) { return QByteArray(name) + ": " + what; };
    table.ratio(line("pretty, beside RapidJSON").constData(), ours * 1e3, theirs * 1e3, "ms",
                judged ? 1.5 : 0);
    table.ratio(line("compact, beside RapidJSON").constData(), oursCompact * 1e3, theirsCompact * 1e3, "ms");
    table.alone(line("checked").constData(),
                1e3 * best(rounds,
                           [&] {
                               if (text::validate(json))
                                   wrong("it is not JSON");
                           }),
                "ms");
    table.alone(line("outline of the pretty text").constData(),
                1e3 * best(rounds,
                           [&] {
                               if (text::JsonOutline::read(pretty).folds().empty())
                                   wrong("the outline ends early");
                           }),
                "ms");
    table.alone(line("all problems of the pretty text").constData(),
                1e3 * best(rounds,
                           [&] {
                               if (!text::problems(pretty).isEmpty())
                                   wrong("there is no problem in it");
                           }),
                "ms");
}

/// RapidJSON's writer alone, from a tree that is there already: what it would be if reading cost nothing.
void benchWriterAlone(const Table &table, const QByteArray &json, int rounds)
{
    rapidjson::Document document;
    document.Parse(json.constData(), size_t(json.size()));
    if (document.HasParseError())
        wrong("RapidJSON does not take it");
    double ours = 1e9;
    double theirs = 1e9;
    for (int round = 0; round < rounds; ++round) {
        theirs = std::min(theirs, best(1, [&] {
                              rapidjson::StringBuffer buffer;
                              rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
                              document.Accept(writer);
                          }));
        ours = std::min(ours, best(1, [&] { text::format(json); }));
    }
    table.ratio("records: pretty, beside the writer without a reader", ours * 1e3, theirs * 1e3, "ms");
}

void benchPlaces(const Table &table, const QByteArray &json, int rounds)
{
    const text::JsonOutline outline = text::JsonOutline::read(json);
    double worst = 0;
    for (int i = 0; i < 1000; ++i) {
        const qsizetype offset = json.size() / 1000 * i;
        worst = std::max(worst, best(rounds, [&] { outline.pathAt(offset); }));
    }
    table.alone("the slowest of 1000 paths", worst * 1e3, "ms", 2);
}

} // namespace

int main(int argc, char **argv)
{
    const bool smoke = isSmoke(argc, argv);
    const qsizetype size = smoke ? 64 * 1024 : 25 * 1024 * 1024;
    const int rounds = smoke ? 1 : 7;
    const Table table("JSON, 25 MiB each", !smoke);
    const QByteArray records = listOf(size, recordOf);
    benchText(table, "records", records, rounds, true);
    benchText(table, "long strings", listOf(size, paragraphOf), rounds, true);
    benchText(table, "numbers", listOf(size, numberOf), rounds, true);
    benchText(table, "brackets", listOf(size, emptyOf), rounds, true);
    benchWriterAlone(table, records, rounds);
    benchPlaces(table, listOf(size, numberOf), smoke ? 1 : 3);
    return 0;
}
