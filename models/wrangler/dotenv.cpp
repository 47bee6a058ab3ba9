// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/dotenv.h"

#include <QHash>

namespace kv::wrangler {

namespace {

bool isNameCharacter(QChar c)
{
    const ushort u = c.unicode();
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_' ||
           u == '.' || u == '-';
}

/// White space as JavaScript counts it.
bool isSpace(QChar c)
{
    return c.isSpace() ? c.unicode() != 0x85 : c.unicode() == 0xfeff;
}

/// Goes through the text as wrangler's library does with one large regular expression, but without going
/// back: a space may be any white space, line ends too, so that a value in quotes may stand on the next line.
class Scanner
{
public:
    explicit Scanner(const QString &text) : m_text(text) {}

    QList<DotenvEntry> run()
    {
        for (qsizetype line = 0; line < m_text.size();) {
            const qsizetype start = skipSpace(line);
            const qsizetype end = assignment(start);
            // The next beginning of a line, which may be right here.
            if (end > 0 && m_text.at(end - 1) == QLatin1Char('\n')) {
                line = end;
                continue;
            }
            const qsizetype lineEnd = m_text.indexOf(QLatin1Char('\n'), end < 0 ? start : end);
            line = lineEnd < 0 ? m_text.size() : lineEnd + 1;
        }
        return m_entries;
    }

private:
    qsizetype skipSpace(qsizetype at) const
    {
        while (at < m_text.size() && isSpace(m_text.at(at)))
            ++at;
        return at;
    }

    /// Reads an assignment and answers where it ends, or -1.
    qsizetype assignment(qsizetype at)
    {
        static const QString word = QStringLiteral("export");
        if (QStringView(m_text).mid(at).startsWith(word)) {
            const qsizetype name = skipSpace(at + word.size());
            if (name > at + word.size()) {
                if (const qsizetype end = namedValue(name); end >= 0)
                    return end;
            }
        }
        return namedValue(at);
    }

    qsizetype namedValue(qsizetype start)
    {
        qsizetype end = start;
        while (end < m_text.size() && isNameCharacter(m_text.at(end)))
            ++end;
        if (end == start)
            return -1;
        const QString name = m_text.mid(start, end - start);
        const qsizetype sign = skipSpace(end);
        if (sign < m_text.size() && m_text.at(sign) == QLatin1Char('='))
            return value(name, sign + 1);
        if (end + 1 < m_text.size() && m_text.at(end) == QLatin1Char(':') && isSpace(m_text.at(end + 1)))
            return value(name, end + 2);
        return -1;
    }

    qsizetype value(const QString &name, qsizetype at)
    {
        const qsizetype first = skipSpace(at);
        if (first < m_text.size()) {
            if (const qsizetype close = closingQuote(first); close >= 0) {
                add(name, m_text.mid(first, close + 1 - first));
                return endOfRest(close + 1);
            }
        }
        qsizetype end = at;
        while (end < m_text.size() && m_text.at(end) != QLatin1Char('#') &&
               m_text.at(end) != QLatin1Char('\n'))
            ++end;
        add(name, m_text.mid(at, end - at));
        return endOfRest(end);
    }

    /// The quote that ends what begins with the quote at `open`, or -1. A quote after a backslash ends it
    /// only when no later one does; nothing but a comment may follow on its line.
    qsizetype closingQuote(qsizetype open) const
    {
        const QChar quote = m_text.at(open);
        if (quote != QLatin1Char('\'') && quote != QLatin1Char('"') && quote != QLatin1Char('`'))
            return -1;
        QList<qsizetype> candidates;
        for (qsizetype at = open + 1; (at = m_text.indexOf(quote, at)) >= 0; ++at) {
            candidates.append(at);
            if (m_text.at(at - 1) != QLatin1Char('\\'))
                break;
        }
        for (auto it = candidates.crbegin(); it != candidates.crend(); ++it) {
            if (endOfRest(*it + 1) >= 0)
                return *it;
        }
        return -1;
    }

    /// Where white space and a comment after a value end, which is at the end of a line; -1 when something
    /// else follows on the value's line.
    qsizetype endOfRest(qsizetype at) const
    {
        qsizetype lineEnd = -1; // the last one in the white space
        for (; at < m_text.size() && isSpace(m_text.at(at)); ++at) {
            if (m_text.at(at) == QLatin1Char('\n'))
                lineEnd = at;
        }
        if (at == m_text.size())
            return at;
        if (m_text.at(at) != QLatin1Char('#'))
            return lineEnd;
        const qsizetype end = m_text.indexOf(QLatin1Char('\n'), at);
        return end < 0 ? m_text.size() : end;
    }

    void add(const QString &name, const QString &raw)
    {
        qsizetype from = 0;
        qsizetype to = raw.size();
        while (from < to && isSpace(raw.at(from)))
            ++from;
        while (to > from && isSpace(raw.at(to - 1)))
            --to;
        QString value = raw.mid(from, to - from);
        const QChar first = value.isEmpty() ? QChar() : value.at(0);
        if (value.size() >= 2 && first == value.back() &&
            (first == QLatin1Char('\'') || first == QLatin1Char('"') || first == QLatin1Char('`')))
            value = value.mid(1, value.size() - 2);
        if (first == QLatin1Char('"')) {
            value.replace(QLatin1String("\\n"), QLatin1String("\n"));
            value.replace(QLatin1String("\\r"), QLatin1String("\r"));
        }
        const auto known = m_places.constFind(name);
        if (known != m_places.constEnd()) {
            m_entries[*known].value = value;
            return;
        }
        m_places.insert(name, m_entries.size());
        m_entries.append({name, value});
    }

    const QString m_text;
    QList<DotenvEntry> m_entries;
    QHash<QString, qsizetype> m_places; // of m_entries
};

} // namespace

QList<DotenvEntry> parseDotenv(const QString &text)
{
    QString lines = text;
    lines.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    lines.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    return Scanner(lines).run();
}

} // namespace kv::wrangler
