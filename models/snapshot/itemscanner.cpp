// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/itemscanner.h"

#include <cstring>

namespace kv::snapshot {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Backslashes right before `at`, not looking before `from`.
qsizetype backslashesBefore(QByteArrayView bytes, qsizetype from, qsizetype at)
{
    qsizetype count = 0;
    while (at - count > from && bytes[at - count - 1] == '\\')
        ++count;
    return count;
}

} // namespace

qsizetype ValueEnd::in(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        if (m_inString) {
            const void *found = std::memchr(bytes.data() + at, '"', size_t(bytes.size() - at));
            const qsizetype quote = found ? static_cast<const char *>(found) - bytes.data() : bytes.size();
            const qsizetype slashes = backslashesBefore(bytes, at, quote);
            // Whether what stands at `quote` is escaped: a run of backslashes that reaches back to where we
            // began goes on what came before it.
            const bool goesOn = slashes == quote - at && m_escaped;
            const bool escaped = (slashes % 2 != 0) != goesOn;
            m_escaped = !found && escaped;
            m_inString = !found || escaped;
            at = quote + 1;
            if (!m_inString && m_depth == 0)
                return at;
            continue;
        }
        switch (bytes[at++]) {
        case '"':
            m_inString = true;
            break;
        case '{':
        case '[':
            ++m_depth;
            break;
        case '}':
        case ']':
            if (--m_depth <= 0)
                return at;
            break;
        default:
            break;
        }
    }
    return -1;
}

tl::unexpected<Error> ItemScanner::faulty(ErrorKind kind, const QString &detail)
{
    m_faultOffset = m_window.offset();
    return fail(kind, detail, m_window.path());
}

Result<std::optional<ItemScanner::Piece>> ItemScanner::next()
{
    m_window.drop(m_taken);
    m_taken = 0;
    return m_form == Form::Array ? nextElement() : nextLine();
}

/// The first byte that is no white space, which then is the window's first; -1 at the file's end.
Result<int> ItemScanner::firstByte()
{
    for (;;) {
        const QByteArrayView bytes = m_window.bytes();
        qsizetype at = 0;
        while (at < bytes.size() && isSpace(bytes[at]))
            ++at;
        m_window.drop(at);
        if (at < bytes.size())
            return uchar(bytes[at]);
        const Result<bool> more = m_window.more();
        if (!more)
            return fail(more.error());
        if (!*more)
            return -1;
    }
}

Result<std::optional<ItemScanner::Piece>> ItemScanner::nextElement()
{
    for (;;) {
        const Result<int> first = firstByte();
        if (!first)
            return fail(first.error());
        if (m_want == Want::Nothing) {
            if (*first < 0)
                return std::nullopt;
            return faulty(ErrorKind::InvalidInput, QStringLiteral("Something follows the end of the array."));
        }
        if (*first < 0)
            return faulty(ErrorKind::Corrupt, QStringLiteral("The file ends before its array does."));
        switch (m_want) {
        case Want::Open:
            if (*first != '[')
                return faulty(ErrorKind::InvalidInput, QStringLiteral("The file does not begin with \"[\"."));
            m_want = Want::FirstItem;
            break;
        case Want::FirstItem:
            if (*first != ']')
                return element();
            m_want = Want::Nothing;
            break;
        case Want::Item:
            if (*first == ']')
                return faulty(ErrorKind::InvalidInput,
                              QStringLiteral("After the comma another item should follow."));
            return element();
        case Want::CommaOrClose:
            if (*first != ',' && *first != ']')
                return faulty(ErrorKind::InvalidInput,
                              QStringLiteral("Between two items a comma should stand."));
            m_want = *first == ',' ? Want::Item : Want::Nothing;
            break;
        case Want::Nothing:
            break;
        }
        m_window.drop(1);
    }
}

Result<std::optional<ItemScanner::Piece>> ItemScanner::element()
{
    Piece piece{.offset = m_window.offset()};
    m_want = Want::CommaOrClose;
    const char first = m_window.bytes().front();
    const bool bracketed = first == '{' || first == '[' || first == '"';
    ValueEnd end;
    qsizetype seen = 0;
    for (;;) {
        const QByteArrayView fresh = m_window.bytes().sliced(seen);
        qsizetype length = -1;
        if (bracketed) {
            length = end.in(fresh);
        } else {
            // A number or a word, or what should be one.
            for (qsizetype i = 0; length < 0 && i < fresh.size(); ++i)
                if (isSpace(fresh[i]) || fresh[i] == ',' || fresh[i] == ']' || fresh[i] == '}')
                    length = i;
            if (length == 0 && seen == 0)
                return faulty(ErrorKind::InvalidInput, QStringLiteral("An item should stand here."));
        }
        if (length >= 0) {
            m_taken = seen + length;
            if (!piece.tooLong)
                piece.text = m_window.bytes().first(m_taken);
            return piece;
        }
        seen = m_window.bytes().size();
        if (piece.tooLong || seen > mostBytes) {
            piece.tooLong = true;
            m_window.drop(seen);
            seen = 0;
        }
        const Result<bool> more = m_window.more();
        if (!more)
            return fail(more.error());
        if (!*more) {
            m_faultOffset = m_window.offset() + seen;
            return fail(ErrorKind::Corrupt, QStringLiteral("The file ends in the middle of an item."),
                        m_window.path());
        }
    }
}

Result<std::optional<ItemScanner::Piece>> ItemScanner::nextLine()
{
    const Result<int> first = firstByte();
    if (!first)
        return fail(first.error());
    if (*first < 0)
        return std::nullopt;
    Piece piece{.offset = m_window.offset()};
    qsizetype seen = 0;
    for (;;) {
        const QByteArrayView bytes = m_window.bytes();
        const qsizetype end = bytes.indexOf('\n', seen);
        if (end >= 0) {
            m_taken = end + 1;
            if (!piece.tooLong)
                piece.text = bytes.first(end);
            return piece;
        }
        seen = bytes.size();
        if (piece.tooLong || seen > mostBytes) {
            piece.tooLong = true;
            m_window.drop(seen);
            seen = 0;
        }
        const Result<bool> more = m_window.more();
        if (!more)
            return fail(more.error());
        if (!*more) {
            piece.unended = true;
            m_taken = seen;
            if (!piece.tooLong)
                piece.text = m_window.bytes().first(seen);
            return piece;
        }
    }
}

} // namespace kv::snapshot
