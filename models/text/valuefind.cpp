// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/valuefind.h"

#include "text/utf8.h"

#include <QByteArrayMatcher>
#include <QCoreApplication>
#include <QRegularExpression>

namespace kv::text {

namespace {

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ValueFind)
};

constexpr qsizetype windowBytes = 1024 * 1024; // between two looks at whether to stop
constexpr qsizetype blockBytes = 256 * 1024;   // what one edit is joined up to

bool isAscii(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return uchar(c) < 0x80; });
}

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           uchar(c) >= 0x80;
}

bool isWhole(QByteArrayView bytes, qsizetype at, qsizetype length)
{
    return (at == 0 || !isWordByte(bytes[at - 1])) &&
           (at + length == bytes.size() || !isWordByte(bytes[at + length]));
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

Finds findBytes(QByteArrayView bytes, const FindWhat &what, const Stop &stop)
{
    Finds finds;
    const qsizetype length = what.needle.size();
    QByteArray needle = what.needle;
    if (!what.caseSensitive)
        std::transform(needle.begin(), needle.end(), needle.begin(), lower);
    const QByteArrayMatcher matcher(needle);
    QByteArray folded;
    qsizetype from = 0; // where the next find may begin
    for (qsizetype window = 0; window < bytes.size(); window += windowBytes) {
        if (stop && stop()) {
            finds.stopped = true;
            return finds;
        }
        // Finds that begin in this window; the last may end in the next.
        const qsizetype end = qMin(bytes.size(), window + windowBytes + length - 1);
        QByteArrayView view = bytes.sliced(window, end - window);
        if (!what.caseSensitive) {
            folded.resize(view.size());
            std::transform(view.begin(), view.end(), folded.begin(), lower);
            view = folded;
        }
        for (qsizetype i = qMax<qsizetype>(0, from - window);;) {
            i = matcher.indexIn(view.data(), view.size(), i);
            if (i < 0)
                break;
            const qsizetype at = window + i;
            if (what.wholeWord && !isWhole(bytes, at, length)) {
                ++i;
                continue;
            }
            if (finds.places.size() == mostFinds) {
                finds.more = true;
                return finds;
            }
            finds.places.push_back({at, length});
            i += length;
            from = at + length;
        }
    }
    return finds;
}

QRegularExpression expressionOf(const FindWhat &what)
{
    QString pattern = QString::fromUtf8(what.needle);
    if (!what.regex)
        pattern = QRegularExpression::escape(pattern);
    if (what.wholeWord)
        pattern = QStringLiteral("\\b(?:%1)\\b").arg(pattern);
    // What explodes is ended by the library at this many steps, long before one would think that it hangs. A
    // limit of the expression's own can only be lower: the last one counts, so ours comes behind those.
    qsizetype own = 0;
    while (what.regex && pattern.indexOf(QLatin1String("(*"), own) == own && pattern.indexOf(u')', own) > 0)
        own = pattern.indexOf(u')', own) + 1;
    pattern.insert(own, QStringLiteral("(*LIMIT_MATCH=200000)"));
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (!what.caseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    return QRegularExpression(pattern, options);
}

qsizetype lineEnd(QByteArrayView bytes, qsizetype at)
{
    while (at < bytes.size() && bytes[at] != '\n' && bytes[at] != '\r')
        ++at;
    return at;
}

/// Bytes as a text of which every unit's bytes can be told: one that is not UTF-8 becomes one replacement
/// character.
QString textOf(QByteArrayView bytes)
{
    if (isUtf8(bytes))
        return QString::fromUtf8(bytes);
    QString text;
    text.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();) {
        const CodePoint c = codePointAt(bytes, at);
        if (c.valid)
            text += QStringView(QChar::fromUcs4(c.value));
        else
            text += QChar(QChar::ReplacementCharacter);
        at += c.length;
    }
    return text;
}

/// Turns places in the text of some bytes into places in these; asked in ascending order.
class ByteOffsets
{
public:
    explicit ByteOffsets(QByteArrayView line) : m_line(line) {}
    qsizetype of(qsizetype unit)
    {
        while (m_unit < unit && m_at < m_line.size()) {
            const CodePoint c = codePointAt(m_line, m_at);
            m_unit += c.valid && QChar::requiresSurrogates(c.value) ? 2 : 1;
            m_at += c.length;
        }
        return m_at;
    }

private:
    QByteArrayView m_line;
    qsizetype m_unit = 0;
    qsizetype m_at = 0;
};

Finds findExpression(QByteArrayView bytes, const FindWhat &what, const Stop &stop)
{
    Finds finds;
    const QRegularExpression expression = expressionOf(what);
    if (!expression.isValid()) {
        finds.problem = Words::tr("This is no regular expression: %1.").arg(expression.errorString());
        return finds;
    }
    expression.optimize();
    qsizetype looked = 0;
    for (qsizetype begin = 0; begin < bytes.size();) {
        if (begin - looked >= windowBytes / 16) {
            looked = begin;
            if (stop && stop()) {
                finds.stopped = true;
                return finds;
            }
        }
        const qsizetype end = lineEnd(bytes, begin);
        const QByteArrayView lineBytes = bytes.sliced(begin, end - begin);
        const QString line = textOf(lineBytes);
        ByteOffsets offsets(lineBytes);
        for (auto each = expression.globalMatch(line); each.hasNext();) {
            const QRegularExpressionMatch match = each.next();
            if (match.capturedLength() == 0)
                continue;
            if (finds.places.size() == mostFinds) {
                finds.more = true;
                return finds;
            }
            const qsizetype from = offsets.of(match.capturedStart());
            finds.places.push_back({begin + from, offsets.of(match.capturedEnd()) - from});
        }
        begin = end + 1;
    }
    return finds;
}

QString expanded(const QString &with, const QRegularExpressionMatch &match)
{
    QString out;
    for (qsizetype i = 0; i < with.size(); ++i) {
        const QChar c = with[i];
        const QChar next = i + 1 < with.size() ? with[i + 1] : QChar();
        if (c != QLatin1Char('\\') && c != QLatin1Char('$')) {
            out += c;
            continue;
        }
        if (next.unicode() >= '0' && next.unicode() <= '9')
            out += match.captured(next.digitValue());
        else if (next == c)
            out += c;
        else if (c == QLatin1Char('\\') && next == QLatin1Char('n'))
            out += QLatin1Char('\n');
        else if (c == QLatin1Char('\\') && next == QLatin1Char('t'))
            out += QLatin1Char('\t');
        else {
            out += c;
            continue;
        }
        ++i;
    }
    return out;
}

/// Expands a replacement for finds that are asked in order, each line read once.
class Replacer
{
public:
    Replacer(QByteArrayView bytes, const FindWhat &what, const QByteArray &with)
        : m_bytes(bytes),
          m_with(with),
          m_isPlain(!what.regex || !(with.contains('\\') || with.contains('$')))
    {
        if (!m_isPlain) {
            m_expression = expressionOf(what);
            m_pattern = QString::fromUtf8(with);
        }
    }
    QByteArray of(const Found &found)
    {
        if (m_isPlain)
            return m_with;
        // Only what lies between this find and the last is looked at: a line may have a million of them.
        const qsizetype floor = found.at >= m_at ? m_at : 0;
        qsizetype begin = found.at;
        while (begin > floor && m_bytes[begin - 1] != '\n' && m_bytes[begin - 1] != '\r')
            --begin;
        if (begin > floor || floor == 0) {
            m_line = textOf(m_bytes.sliced(begin, lineEnd(m_bytes, begin) - begin));
            m_at = begin;
            m_unit = 0;
        }
        m_unit += textOf(m_bytes.sliced(m_at, found.at - m_at)).size();
        m_at = found.at;
        const QRegularExpressionMatch match = m_expression.match(m_line, m_unit);
        return match.hasMatch() ? expanded(m_pattern, match).toUtf8() : QByteArray();
    }

private:
    QByteArrayView m_bytes;
    QByteArray m_with;
    bool m_isPlain;
    QRegularExpression m_expression;
    QString m_pattern;
    QString m_line;
    qsizetype m_at = 0;   // a place in the line, in bytes
    qsizetype m_unit = 0; // the same place in UTF-16
};

} // namespace

Finds findAll(QByteArrayView bytes, const FindWhat &what, const Stop &stop)
{
    if (what.needle.isEmpty())
        return {};
    if (what.regex || (!what.caseSensitive && !isAscii(what.needle)))
        return findExpression(bytes, what, stop);
    return findBytes(bytes, what, stop);
}

QByteArray replacementFor(QByteArrayView bytes, const Found &found, const FindWhat &what,
                          const QByteArray &with)
{
    return Replacer(bytes, what, with).of(found);
}

std::vector<Edit> editsFor(QByteArrayView bytes, const std::vector<Found> &places, const FindWhat &what,
                           const QByteArray &with, const Stop &stop)
{
    std::vector<Edit> edits;
    Replacer replacer(bytes, what, with);
    qsizetype sinceLook = 0;
    for (const Found &found : places) {
        if (++sinceLook % 1024 == 0 && stop && stop())
            return {};
        const QByteArray replacement = replacer.of(found);
        const bool joins = !edits.empty() && found.at + found.length - edits.back().at <= blockBytes &&
                           edits.back().with.size() <= blockBytes;
        if (joins) {
            Edit &last = edits.back();
            const qsizetype behind = last.at + last.length;
            last.with.append(bytes.sliced(behind, found.at - behind));
            last.with.append(replacement);
            last.length = found.at + found.length - last.at;
        } else {
            edits.push_back({found.at, found.length, replacement});
        }
    }
    return edits;
}

QByteArray edited(QByteArrayView bytes, const std::vector<Edit> &edits)
{
    qsizetype size = bytes.size();
    for (const Edit &edit : edits)
        size += edit.with.size() - edit.length;
    QByteArray out;
    out.reserve(size);
    qsizetype at = 0;
    for (const Edit &edit : edits) {
        out.append(bytes.sliced(at, edit.at - at)).append(edit.with);
        at = edit.at + edit.length;
    }
    return out.append(bytes.sliced(at));
}

} // namespace kv::text
