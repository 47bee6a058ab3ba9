// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/svgclean.h"

#include <QCoreApplication>
#include <QHash>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <vector>

namespace kv::text {

namespace {

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CleanSvg)
};

constexpr qsizetype mostBytes = 4 * 1024 * 1024;
constexpr int mostElements = 20'000; // also counting each use of a part
constexpr size_t deepest = 100;
constexpr qsizetype mostStyle = 64 * 1024;
constexpr int mostDigits = 6; // of a coordinate before its point

const QString svgNamespace = QStringLiteral("http://www.w3.org/2000/svg");

bool isOneOf(QStringView name, std::initializer_list<const char *> names)
{
    return std::any_of(names.begin(), names.end(),
                       [name](const char *one) { return name == QLatin1String(one); });
}

bool isDrawn(QStringView element)
{
    return isOneOf(
        element, {"svg",      "g",       "defs", "path",  "rect", "circle",         "ellipse",        "line",
                  "polyline", "polygon", "text", "tspan", "use",  "linearGradient", "radialGradient", "stop",
                  "symbol",   "switch",  "a",    "style"});
}

// Without a mark in the picture, so that nobody misses them.
bool isSilent(QStringView element)
{
    return isOneOf(element, {"title", "desc", "metadata"});
}

bool isDash(QStringView property)
{
    return property.startsWith(QLatin1String("stroke-dash"));
}

// A number with so many digits, or such an exponent, lies beyond any drawing.
bool isFarOut(QStringView numbers)
{
    int digits = 0;
    bool behindPoint = false;
    for (qsizetype i = 0; i < numbers.size(); ++i) {
        const char16_t c = numbers[i].unicode();
        if (c == '#') { // a colour or a name
            while (i + 1 < numbers.size() && numbers[i + 1].isLetterOrNumber())
                ++i;
            digits = 0;
        } else if (c >= '0' && c <= '9') {
            if (!behindPoint && (digits > 0 || c != '0') && ++digits > mostDigits)
                return true;
        } else if ((c == 'e' || c == 'E') && i > 0 && (numbers[i - 1].isDigit() || numbers[i - 1] == u'.')) {
            const qsizetype sign = i + 1 < numbers.size() && numbers[i + 1] == u'+' ? 2 : 1;
            if (i + sign < numbers.size() && numbers[i + sign].isDigit())
                return true;
            behindPoint = true; // of a negative one, the digits are of no account
        } else if (c == '.') {
            behindPoint = true;
        } else if (c != '-' || !behindPoint || (numbers[i - 1] != u'e' && numbers[i - 1] != u'E')) {
            digits = 0;
            behindPoint = false;
        }
    }
    return false;
}

// Whether a piece of style refers to nothing but parts of this document.
bool staysInside(QStringView style)
{
    for (qsizetype at = style.indexOf(QLatin1String("url"), 0, Qt::CaseInsensitive); at >= 0;
         at = style.indexOf(QLatin1String("url"), at + 3, Qt::CaseInsensitive)) {
        QStringView inside = style.sliced(at + 3).trimmed();
        if (!inside.startsWith(u'('))
            continue;
        inside = inside.sliced(1).trimmed();
        if (inside.startsWith(u'\'') || inside.startsWith(u'"'))
            inside = inside.sliced(1);
        if (!inside.startsWith(u'#'))
            return false;
    }
    return !style.contains(u'@') && !style.contains(u'\\');
}

class Cleaner
{
public:
    explicit Cleaner(QByteArrayView bytes) : m_reader(bytes.toByteArray()), m_writer(&m_out) {}

    CleanSvg clean()
    {
        while (m_problem.isEmpty() && !m_reader.atEnd())
            step(m_reader.readNext());
        if (m_problem.isEmpty() && m_reader.hasError())
            refuse(Words::tr("This SVG is not well-formed, line %1.").arg(m_reader.lineNumber()));
        if (m_parts.empty())
            refuse(Words::tr("There is no SVG in here."));
        checkUses();
        if (!m_problem.isEmpty())
            return {.problem = m_problem};
        return {.svg = m_out, .leftOut = m_leftOut};
    }

private:
    struct Part
    {
        int end = 0; // behind the last part inside of it
        QString uses;
    };

    void refuse(const QString &why)
    {
        if (m_problem.isEmpty())
            m_problem = why;
    }
    void leaveOut(const QString &what)
    {
        if (!m_leftOut.contains(what))
            m_leftOut << what;
    }

    void step(QXmlStreamReader::TokenType token)
    {
        switch (token) {
        case QXmlStreamReader::DTD:
            if (!m_reader.entityDeclarations().isEmpty())
                refuse(Words::tr("It declares entities of its own; no drawing needs them, and bombs are made "
                                 "of them."));
            break;
        case QXmlStreamReader::StartElement:
            begin();
            break;
        case QXmlStreamReader::EndElement:
            end();
            break;
        case QXmlStreamReader::Characters:
            characters();
            break;
        default:
            break;
        }
    }

    void begin()
    {
        if (++m_elements > mostElements)
            refuse(Words::tr("It has more than %1 parts.").arg(mostElements));
        if (m_open.size() + size_t(m_skipped) >= deepest)
            refuse(Words::tr("Its parts are nested more than %1 deep.").arg(deepest));
        const QString name = m_reader.name().toString();
        const bool foreign = !m_reader.namespaceUri().isEmpty() && m_reader.namespaceUri() != svgNamespace;
        if (m_open.empty() && m_skipped == 0 && (foreign || name != QLatin1String("svg")))
            refuse(Words::tr("There is no SVG in here."));
        if (!m_problem.isEmpty())
            return;
        if (m_skipped > 0 || foreign || !isDrawn(name)) {
            if (m_skipped++ == 0 && !foreign && !isSilent(name))
                leaveOut(name);
            return;
        }
        m_open.push_back(int(m_parts.size()));
        m_parts.emplace_back();
        m_isStyle = name == QLatin1String("style");
        if (m_parts.size() == 1) {
            m_writer.writeDefaultNamespace(svgNamespace);
            m_writer.writeNamespace(QStringLiteral("http://www.w3.org/1999/xlink"), QStringLiteral("xlink"));
        }
        m_writer.writeStartElement(svgNamespace, name);
        const QXmlStreamAttributes attributes = m_reader.attributes();
        for (const QXmlStreamAttribute &attribute : attributes)
            copy(attribute, name);
    }

    void end()
    {
        if (m_skipped > 0) {
            --m_skipped;
            return;
        }
        if (m_open.empty())
            return;
        m_parts[size_t(m_open.back())].end = int(m_parts.size());
        m_open.pop_back();
        m_isStyle = false;
        m_writer.writeEndElement();
    }

    void characters()
    {
        if (m_skipped > 0 || m_open.empty())
            return;
        const QStringView text = m_reader.text();
        const bool harmless = text.size() <= mostStyle && staysInside(text) && !isFarOut(text) &&
                              !text.contains(QLatin1String("stroke-dash"));
        if (!m_isStyle || harmless)
            m_writer.writeCharacters(text.toString());
        else if (!text.trimmed().isEmpty())
            leaveOut(Words::tr("a style sheet"));
    }

    void copy(const QXmlStreamAttribute &attribute, const QString &element)
    {
        const QString name = attribute.name().toString();
        const QString value = attribute.value().toString();
        if (name.startsWith(QLatin1String("on"), Qt::CaseInsensitive)) {
            leaveOut(Words::tr("scripts"));
        } else if (name == QLatin1String("href")) {
            copyReference(value, element);
        } else if (attribute.prefix() == QLatin1String("xml") && name == QLatin1String("space")) {
            m_writer.writeAttribute(QStringLiteral("xml:space"), value);
        } else if (!attribute.prefix().isEmpty()) {
            return; // what drawing programs keep for themselves
        } else if (name == QLatin1String("id")) {
            m_ids.insert(value, int(m_parts.size()) - 1);
            m_writer.writeAttribute(name, value);
        } else if (name == QLatin1String("style")) {
            m_writer.writeAttribute(name, cleanStyle(value));
        } else if (isDash(name)) {
            leaveOut(Words::tr("dashes"));
        } else if (!staysInside(value)) {
            leaveOut(Words::tr("outside references"));
        } else {
            if (name != QLatin1String("class") && name != QLatin1String("font-family") && isFarOut(value))
                refuse(Words::tr("Its coordinates lie too far out, line %1.").arg(m_reader.lineNumber()));
            m_writer.writeAttribute(name, value);
        }
    }

    void copyReference(const QString &value, const QString &element)
    {
        if (element == QLatin1String("a"))
            return; // a link: nothing to be seen
        if (!value.startsWith(QLatin1Char('#'))) {
            leaveOut(Words::tr("outside references"));
            return;
        }
        if (element == QLatin1String("use"))
            m_parts.back().uses = value.mid(1);
        m_writer.writeAttribute(QStringLiteral("xlink:href"), value);
    }

    QString cleanStyle(const QString &style)
    {
        QStringList kept;
        const QStringList properties = style.split(QLatin1Char(';'), Qt::SkipEmptyParts);
        for (const QString &property : properties) {
            if (isDash(QStringView(property).trimmed()))
                leaveOut(Words::tr("dashes"));
            else if (!staysInside(property))
                leaveOut(Words::tr("outside references"));
            else if (isFarOut(property))
                refuse(Words::tr("Its coordinates lie too far out, line %1.").arg(m_reader.lineNumber()));
            else
                kept << property;
        }
        return kept.join(QLatin1Char(';'));
    }

    // Parts that use parts that use others double with each step.
    void checkUses()
    {
        if (!m_problem.isEmpty())
            return;
        std::vector<int> usesBefore(m_parts.size() + 1, 0);
        for (size_t i = 0; i < m_parts.size(); ++i)
            usesBefore[i + 1] = usesBefore[i] + (m_parts[i].uses.isEmpty() ? 0 : 1);
        qint64 drawn = qint64(m_parts.size());
        for (const Part &part : m_parts) {
            const auto used = m_ids.constFind(part.uses);
            if (part.uses.isEmpty() || used == m_ids.cend())
                continue;
            const auto first = size_t(*used);
            const auto end = size_t(m_parts[first].end);
            if (usesBefore[end] > usesBefore[first])
                refuse(
                    Words::tr("Its parts use parts that use others; that is how a few lines become a drawing "
                              "without end."));
            drawn += qint64(end - first);
        }
        if (drawn > mostElements)
            refuse(Words::tr("It has more than %1 parts.").arg(mostElements));
    }

    QXmlStreamReader m_reader;
    QByteArray m_out;
    QXmlStreamWriter m_writer;
    QString m_problem;
    QStringList m_leftOut;
    std::vector<Part> m_parts;
    std::vector<int> m_open;
    QHash<QString, int> m_ids;
    int m_elements = 0;
    int m_skipped = 0; // depth inside of what is left out
    bool m_isStyle = false;
};

} // namespace

CleanSvg cleanSvg(QByteArrayView bytes)
{
    if (bytes.size() > mostBytes)
        return {.problem = Words::tr("It has more than 4 MiB, which is too much to draw.")};
    return Cleaner(bytes).clean();
}

} // namespace kv::text
