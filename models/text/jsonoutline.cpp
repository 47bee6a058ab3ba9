// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonoutline.h"

#include "text/jsonreader.h"

#include <algorithm>
#include <limits>

namespace kv::text {
namespace {

constexpr qsizetype markEvery = 64 * 1024;
constexpr quint32 none = std::numeric_limits<quint32>::max();

quint32 lineBreaks(QByteArrayView bytes, qsizetype begin, qsizetype end)
{
    quint32 count = 0;
    for (qsizetype at = begin; at < end; ++at) {
        const bool crlf = bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n';
        if ((bytes[at] == '\n' || bytes[at] == '\r') && !crlf)
            ++count;
    }
    return count;
}

} // namespace

/// Follows a reader through the text.
class JsonOutline::Builder
{
public:
    Builder(JsonOutline &outline, QByteArrayView bytes) : m_outline(outline), m_bytes(bytes), m_reader(bytes)
    {
    }

    void run(const Stop &stop);

private:
    struct Open
    {
        quint32 container;
        quint32 fold;
        quint32 values; // of an array that have begun
        bool array;
    };

    bool take(const JsonReader::Token &token);
    bool open(const JsonReader::Token &token);
    void close(qsizetype end);
    quint32 beginChild(qsizetype begin, bool name);
    void countLines(const JsonReader::Token &token);

    JsonOutline &m_outline;
    QByteArrayView m_bytes;
    JsonReader m_reader;
    std::vector<Open> m_open;
    quint32 m_name = 0; // where the last name of an object began
    quint32 m_line = 0;
    qsizetype m_counted = 0; // line breaks are, up to here
    qsizetype m_marked = 0;
};

void JsonOutline::Builder::run(const Stop &stop)
{
    qsizetype asked = 0;
    qsizetype readTo = m_bytes.size();
    for (;;) {
        if (m_reader.at() - asked >= askEvery) {
            asked = m_reader.at();
            if (stop && stop()) {
                readTo = asked;
                break;
            }
        }
        const JsonReader::Token token = m_reader.next();
        if (token.kind == JsonReader::Kind::End)
            break;
        if (token.kind == JsonReader::Kind::Problem) {
            if (m_reader.recover())
                continue;
            readTo = token.begin;
            break;
        }
        if (!take(token)) {
            readTo = token.begin;
            break;
        }
    }
    m_outline.m_readTo = readTo;
    if (!m_open.empty())
        m_line += lineBreaks(m_bytes, m_counted, readTo);
    while (!m_open.empty())
        close(readTo);
    auto &folds = m_outline.m_folds;
    folds.erase(std::remove_if(folds.begin(), folds.end(),
                               [](const Fold &fold) { return fold.firstLine == fold.lastLine; }),
                folds.end());
}

bool JsonOutline::Builder::take(const JsonReader::Token &token)
{
    switch (token.kind) {
    case JsonReader::Kind::Open:
        m_line += lineBreaks(m_bytes, m_counted, token.begin);
        m_counted = token.end;
        return open(token);
    case JsonReader::Kind::Close:
        m_line += lineBreaks(m_bytes, m_counted, token.begin);
        m_counted = token.end;
        close(token.end);
        break;
    case JsonReader::Kind::Name:
        m_name = beginChild(token.begin, true);
        break;
    case JsonReader::Kind::Scalar:
        beginChild(token.begin, false);
        break;
    default:
        break;
    }
    return true;
}

bool JsonOutline::Builder::open(const JsonReader::Token &token)
{
    auto &containers = m_outline.m_containers;
    if (containers.size() >= mostContainers)
        return false;
    const quint32 place = beginChild(token.begin, false);
    const quint32 parent = m_open.empty() ? none : m_open.back().container;
    m_open.push_back(
        {quint32(containers.size()), quint32(m_outline.m_folds.size()), 0, m_bytes[token.begin] == '['});
    containers.push_back({quint32(token.begin), none, parent, place});
    m_outline.m_folds.push_back({quint32(token.begin), none, m_line, m_line});
    return true;
}

void JsonOutline::Builder::close(qsizetype end)
{
    const Open open = m_open.back();
    m_open.pop_back();
    m_outline.m_containers[open.container].end = quint32(end);
    Fold &fold = m_outline.m_folds[open.fold];
    fold.end = quint32(end);
    fold.lastLine = m_line;
}

/// A value in an array or a name in an object begins: gives its place, and marks it when the last mark is
/// far.
quint32 JsonOutline::Builder::beginChild(qsizetype begin, bool name)
{
    if (m_open.empty())
        return 0;
    Open &open = m_open.back();
    if (!name && !open.array)
        return m_name;
    const quint32 place = open.array ? open.values++ : quint32(begin);
    if (begin - m_marked >= markEvery) {
        m_marked = begin;
        m_outline.m_marks.push_back({quint32(begin), open.container, place});
    }
    return place;
}

JsonOutline JsonOutline::read(const QByteArray &bytes, const Stop &stop)
{
    constexpr qsizetype longest = std::numeric_limits<quint32>::max() - 1;
    JsonOutline outline;
    outline.m_bytes = bytes;
    Builder(outline, QByteArrayView(bytes).first(std::min(bytes.size(), longest))).run(stop);
    return outline;
}

} // namespace kv::text
