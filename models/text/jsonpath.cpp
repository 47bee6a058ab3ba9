// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonpath.h"

#include "text/jsontext.h"

#include <QCoreApplication>

#include <algorithm>

namespace kv::text {
namespace {

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(JsonPath)
};

bool isNameUnit(QChar c)
{
    const char16_t u = c.unicode();
    return u >= 0x80 || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') ||
           u == '_' || u == '-' || u == '$' || u == '@';
}

bool isSpace(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r';
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// As decodedString() would give it.
QByteArray nameBytes(QStringView name)
{
    QByteArray out;
    for (qsizetype i = 0; i < name.size(); ++i) {
        if (name[i].isHighSurrogate() && i + 1 < name.size() && name[i + 1].isLowSurrogate()) {
            appendCodePoint(out, QChar::surrogateToUcs4(name[i], name[i + 1]));
            ++i;
        } else {
            appendCodePoint(out, name[i].unicode());
        }
    }
    return out;
}

} // namespace

struct JsonPathSet::Step
{
    enum class Kind { Any, Name, Index };
    Kind kind = Kind::Any;
    QByteArray name;
    qint64 index = 0;
};

/// Reads one path. After a problem, `message` is not empty and `at` is where it shows.
class JsonPathSet::Parser
{
public:
    explicit Parser(QStringView text) : m_text(text) {}

    std::vector<Step> steps()
    {
        std::vector<Step> steps;
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
        while (!m_text.isEmpty() && isSpace(m_text.back()))
            m_text.chop(1);
        if (!take(u'$')) {
            fail(Words::tr("A path begins with “$”, which stands for the whole document."));
            return {};
        }
        while (m_message.isEmpty() && m_at < m_text.size()) {
            if (take(u'.'))
                steps.push_back(afterDot());
            else if (take(u'['))
                steps.push_back(afterBracket());
            else
                fail(Words::tr(
                    "A “.” or “[” is expected here. Names with other signs than letters, digits, “_” "
                    "and “-” are written in brackets and quotes: $['odd name']."));
        }
        return steps;
    }

    qsizetype at() const { return m_at; }
    QString message() const { return m_message; }

private:
    QChar unit() const { return m_at < m_text.size() ? m_text[m_at] : QChar(); }

    bool take(QChar c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    void fail(const QString &message)
    {
        if (m_message.isEmpty())
            m_message = message;
    }

    Step afterDot()
    {
        if (take(u'*'))
            return {};
        if (unit() == u'.')
            fail(Words::tr("“..” is not understood here: each level must be named, or be a “*”."));
        const qsizetype from = m_at;
        while (m_at < m_text.size() && isNameUnit(m_text[m_at]))
            ++m_at;
        if (m_at == from)
            fail(Words::tr("A name or “*” is expected here."));
        return {.kind = Step::Kind::Name, .name = nameBytes(m_text.sliced(from, m_at - from))};
    }

    Step afterBracket()
    {
        Step step;
        if (unit() == u'\'' || unit() == u'"')
            step = {.kind = Step::Kind::Name, .name = quotedName(m_text[m_at++])};
        else if (isDigit(unit()))
            step = {.kind = Step::Kind::Index, .index = index()};
        else if (unit() == u'-')
            fail(Words::tr("Elements are counted from the first, which is 0."));
        else if (!take(u'*'))
            fail(Words::tr("A name in quotes, a number or “*” is expected here."));
        if (m_message.isEmpty() && !take(u']'))
            fail(Words::tr("A “]” is expected here."));
        return step;
    }

    qint64 index()
    {
        const qsizetype from = m_at;
        while (isDigit(unit()))
            ++m_at;
        bool ok = false;
        const qint64 number = m_text.sliced(from, m_at - from).toLongLong(&ok);
        if (!ok || (m_text[from] == u'0' && m_at - from > 1)) {
            m_at = from;
            fail(ok ? Words::tr("A number cannot begin with a zero.")
                    : Words::tr("No array has as many elements."));
        }
        return number;
    }

    QByteArray quotedName(QChar quote)
    {
        QString name;
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c == quote) {
                ++m_at;
                return nameBytes(name);
            }
            if (c == u'\\') {
                if (!readEscape(name))
                    return {};
            } else {
                name.append(c);
                ++m_at;
            }
        }
        fail(Words::tr("The closing quote is missing."));
        return {};
    }

    bool readEscape(QString &name)
    {
        static constexpr QStringView letters = u"\"'\\/bfnrt";
        static constexpr QStringView meanings = u"\"'\\/\b\f\n\r\t";
        const QChar letter = m_at + 1 < m_text.size() ? m_text[m_at + 1] : QChar();
        if (const qsizetype i = letter.isNull() ? -1 : letters.indexOf(letter); i >= 0) {
            name.append(meanings[i]);
            m_at += 2;
            return true;
        }
        bool ok = false;
        const QStringView digits = m_text.sliced(std::min(m_at + 2, m_text.size())).left(4);
        const ushort code = digits.toUShort(&ok, 16);
        // toUShort() would take signs and white space, too.
        for (const QChar digit : digits)
            ok = ok && (isDigit(digit) || (digit.toLower() >= u'a' && digit.toLower() <= u'f'));
        if (letter != u'u' || digits.size() != 4 || !ok) {
            fail(Words::tr("JSON has no such escape."));
            return false;
        }
        name.append(QChar(code));
        m_at += 6;
        return true;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    QString m_message;
};

tl::expected<JsonPathSet, JsonPathProblem> JsonPathSet::parse(const QStringList &paths)
{
    JsonPathSet set;
    for (qsizetype i = 0; i < paths.size(); ++i) {
        if (auto problem = set.add(paths.at(i))) {
            problem->path = i;
            return tl::unexpected<JsonPathProblem>(*problem);
        }
    }
    return set;
}

std::optional<JsonPathProblem> JsonPathSet::add(QStringView path)
{
    Parser parser(path);
    const std::vector<Step> steps = parser.steps();
    if (!parser.message().isEmpty())
        return JsonPathProblem{.offset = parser.at(), .message = parser.message()};
    quint32 at = 0;
    for (const Step &step : steps) {
        if (next(at, step) == 0) {
            const auto made = quint32(m_nodes.size());
            m_nodes.emplace_back();
            next(at, step) = made;
        }
        at = next(at, step);
    }
    m_nodes[at].ends = true;
    return {};
}

quint32 &JsonPathSet::next(quint32 node, const Step &step)
{
    switch (step.kind) {
    case Step::Kind::Name:
        return m_nodes[node].names[step.name];
    case Step::Kind::Index:
        return m_nodes[node].indexes[step.index];
    case Step::Kind::Any:
        break;
    }
    return m_nodes[node].any;
}

bool JsonPathSet::arrive(quint32 node, Places &below) const
{
    if (node == 0)
        return false;
    below.push_back(node);
    return m_nodes[node].ends;
}

bool JsonPathSet::member(const quint32 *from, size_t count, const QByteArray &name, Places &below) const
{
    below.clear();
    bool has = false;
    for (size_t i = 0; i < count; ++i) {
        const Node &node = m_nodes[from[i]];
        has |= arrive(node.any, below);
        has |= arrive(node.names.value(name), below);
    }
    return has;
}

bool JsonPathSet::element(const quint32 *from, size_t count, qint64 index, Places &below) const
{
    below.clear();
    bool has = false;
    for (size_t i = 0; i < count; ++i) {
        const Node &node = m_nodes[from[i]];
        has |= arrive(node.any, below);
        has |= arrive(node.indexes.value(index), below);
    }
    return has;
}

bool JsonPathSet::countsElements(const Places &places) const
{
    return std::any_of(places.begin(), places.end(),
                       [this](quint32 place) { return !m_nodes[place].indexes.isEmpty(); });
}

tl::expected<JsonPlaces, JsonPathProblem> JsonPlaces::parse(const QStringList &places)
{
    static const QString mark = QStringLiteral("metadata:");
    JsonPlaces out;
    for (qsizetype i = 0; i < places.size(); ++i) {
        const bool metadata = places.at(i).startsWith(mark);
        const qsizetype skipped = metadata ? mark.size() : 0;
        auto problem = (metadata ? out.metadata : out.value).add(QStringView(places.at(i)).sliced(skipped));
        if (problem) {
            problem->path = i;
            problem->offset += skipped;
            return tl::unexpected<JsonPathProblem>(*problem);
        }
    }
    return out;
}

} // namespace kv::text
