// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/globregex.h"

namespace kv::text {

namespace {

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c < 0;
}

/// As itself, in a class or out of it.
void appendLiteral(QByteArray &regex, char c)
{
    if (c == '\0') {
        regex += "\\x{0}";
        return;
    }
    if (!isWordByte(c))
        regex += '\\';
    regex += c;
}

/// Reads the class that begins at `at` in the same way as Pattern; gives what is behind it, or 0 when it has
/// no end.
qsizetype readClass(QByteArrayView glob, qsizetype at, QByteArray &regex)
{
    QByteArray text("[");
    ++at;
    if (at < glob.size() && (glob[at] == '!' || glob[at] == '^')) {
        text += '^';
        ++at;
    }
    const auto sign = [&] {
        if (glob[at] == '\\' && at + 1 < glob.size())
            ++at;
        QByteArray one(1, glob[at++]);
        while (one[0] < 0 && at < glob.size() && (uchar(glob[at]) & 0xc0) == 0x80)
            one += glob[at++];
        return one;
    };
    const auto literal = [](const QByteArray &bytes) {
        QByteArray escaped;
        for (const char c : bytes)
            appendLiteral(escaped, c);
        return escaped;
    };
    for (bool first = true; at < glob.size(); first = false) {
        if (glob[at] == ']' && !first) {
            regex += text + ']';
            return at + 1;
        }
        const QByteArray from = sign();
        if (at + 1 < glob.size() && glob[at] == '-' && glob[at + 1] != ']') {
            ++at;
            const QByteArray to = sign();
            if (from > to) { // holds nothing; an expression would be wrong with it
                if (text == "[" || text == "[^")
                    text += "\\x{0}"; // keys have none
                continue;
            }
            text += literal(from) + '-' + literal(to);
        } else {
            text += literal(from);
        }
    }
    return 0;
}

} // namespace

QByteArray regexOfGlob(QByteArrayView glob)
{
    // Between two stars the first place that fits is as good as any later one, so that nothing that was
    // passed need be tried again: that is what the atomic groups say.
    QByteArray regex("(?s)\\A");
    QByteArray piece;
    bool starred = false;
    bool classesEnd = true;
    const auto close = [&](bool last) {
        if (!starred)
            regex += piece;
        else if (last)
            regex += ".*" + piece;
        else if (!piece.isEmpty())
            regex += "(?>.*?" + piece + ')';
        piece.clear();
    };
    for (qsizetype at = 0; at < glob.size();) {
        const char c = glob[at];
        if (c == '*') {
            close(false);
            starred = true;
            ++at;
            continue;
        }
        if (c == '?') {
            piece += '.';
            ++at;
            continue;
        }
        if (c == '[' && classesEnd) {
            const qsizetype behind = readClass(glob, at, piece);
            classesEnd = behind > 0;
            if (classesEnd) {
                at = behind;
                continue;
            }
        }
        if (c == '\\' && at + 1 < glob.size())
            ++at;
        appendLiteral(piece, glob[at++]);
    }
    close(true);
    return regex + "\\z";
}

} // namespace kv::text
