// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonstyles.h"

namespace kv::ui::jsonstyles {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isSign(char c)
{
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
}

/// The offset behind the string that begins at `at`, or the line's end when it is not closed.
qsizetype stringEnd(QByteArrayView line, qsizetype at, bool &closed)
{
    closed = false;
    for (qsizetype i = at + 1; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"') {
            closed = true;
            return i + 1;
        }
    }
    return line.size();
}

Style wordStyle(QByteArrayView word)
{
    if (word == QByteArrayView("true") || word == QByteArrayView("false") || word == QByteArrayView("null"))
        return Keyword;
    return word.front() == '-' || (word.front() >= '0' && word.front() <= '9') ? Number : Fault;
}

} // namespace

QByteArray of(QByteArrayView line)
{
    QByteArray styles(line.size(), char(Plain));
    char *out = styles.data();
    for (qsizetype i = 0; i < line.size();) {
        const char c = line[i];
        if (isBlank(c) || isSign(c)) {
            ++i;
            continue;
        }
        qsizetype end = i;
        Style style = Fault;
        if (c == '"') {
            bool closed = false;
            end = stringEnd(line, i, closed);
            qsizetype next = end;
            while (next < line.size() && isBlank(line[next]))
                ++next;
            if (closed)
                style = next < line.size() && line[next] == ':' ? Name : String;
        } else {
            while (end < line.size() && !isBlank(line[end]) && !isSign(line[end]) && line[end] != '"')
                ++end;
            style = wordStyle(line.sliced(i, end - i));
        }
        std::fill(out + i, out + end, char(style));
        i = end;
    }
    return styles;
}

} // namespace kv::ui::jsonstyles
