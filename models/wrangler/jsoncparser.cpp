// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/jsoncparser.h"

#include <QHash>

#include <optional>

namespace kv::wrangler {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Recursive, but no deeper than Value::maxDepth.
class Parser
{
public:
    explicit Parser(QStringView text) : m_text(text) {}

    Result<Value> parse()
    {
        Value root;
        if (!skip())
            return fail(m_error);
        if (atEnd()) {
            error(m_text.isEmpty() ? QStringLiteral("the file is empty; wrangler expects an object")
                                   : QStringLiteral("the file holds no value; wrangler expects an object"));
            return fail(m_error);
        }
        if (!value(root, 0) || !skip())
            return fail(m_error);
        if (!atEnd()) {
            error(QStringLiteral("expected the end of the file, saw %1").arg(seen()));
            return fail(m_error);
        }
        return root;
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : QChar(u'\0');
    }
    Position here() const { return {m_line, m_column}; }

    void advance(qsizetype count = 1)
    {
        for (; count > 0 && !atEnd(); --count) {
            const QChar c = m_text.at(m_at++);
            if (c == u'\n' || (c == u'\r' && peek() != u'\n')) {
                ++m_line;
                m_column = 1;
            } else if (!c.isLowSurrogate()) {
                ++m_column;
            }
        }
    }

    bool error(const QString &detail, std::optional<Position> at = {},
               ErrorKind kind = ErrorKind::InvalidInput)
    {
        const Position p = at.value_or(here());
        m_error = {.kind = kind, .detail = detail, .line = p.line, .column = p.column};
        return false;
    }

    QString seen() const
    {
        if (atEnd())
            return QStringLiteral("the end of the file");
        const QChar c = peek();
        return c.isPrint() ? u'"' + QString(c) + u'"'
                           : QStringLiteral("U+%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
    }

    /// White space and comments.
    bool skip()
    {
        while (!atEnd()) {
            const QChar c = peek();
            if (c == u' ' || c == u'\t' || c == u'\n' || c == u'\r') {
                advance();
            } else if (c == u'/' && peek(1) == u'/') {
                while (!atEnd() && peek() != u'\n' && peek() != u'\r')
                    advance();
            } else if (c == u'/' && peek(1) == u'*') {
                const Position start = here();
                advance(2);
                while (!atEnd() && !(peek() == u'*' && peek(1) == u'/'))
                    advance();
                if (atEnd())
                    return error(QStringLiteral("this comment is never closed"), start);
                advance(2);
            } else {
                break;
            }
        }
        return true;
    }

    bool value(Value &out, int depth)
    {
        if (depth > Value::maxDepth)
            return error(QStringLiteral("nested deeper than %1 levels").arg(Value::maxDepth), {},
                         ErrorKind::TooLarge);
        if (++m_values > Value::maxValues)
            return error(QStringLiteral("more than %1 values").arg(Value::maxValues), {},
                         ErrorKind::TooLarge);
        out.position = here();
        const QChar c = peek();
        if (c == u'{')
            return object(out, depth);
        if (c == u'[')
            return array(out, depth);
        if (c == u'"') {
            out.kind = Value::Kind::String;
            return string(out.text);
        }
        if (c == u'-' || isDigit(c))
            return number(out);
        return word(out);
    }

    bool object(Value &out, int depth)
    {
        out.kind = Value::Kind::Object;
        advance();
        QHash<QString, size_t> known; // filled only once a walk over the members would be slow
        bool first = true;
        for (;; first = false) {
            if (!skip())
                return false;
            if (!first && peek() == u',') {
                advance();
                if (!skip())
                    return false;
            } else if (!first && peek() != u'}') {
                return error(QStringLiteral("expected \",\" or \"}\", saw %1").arg(seen()));
            }
            if (peek() == u'}') {
                advance();
                return true;
            }
            if (peek() != u'"')
                return error(QStringLiteral("expected a key in double quotes, saw %1").arg(seen()));
            Member member{.position = here()};
            if (!string(member.key) || !skip())
                return false;
            if (peek() != u':')
                return error(QStringLiteral("expected \":\", saw %1").arg(seen()));
            advance();
            if (!skip() || !value(member.value, depth + 1))
                return false;
            insert(out, known, std::move(member));
        }
    }

    /// The last of several equal keys counts, in the place of the first.
    static void insert(Value &object, QHash<QString, size_t> &known, Member member)
    {
        constexpr size_t few = 16;
        Member *same = nullptr;
        if (object.members.size() < few) {
            same = const_cast<Member *>(object.member(member.key));
        } else {
            if (known.isEmpty()) {
                for (size_t i = 0; i < object.members.size(); ++i)
                    known.insert(object.members[i].key, i);
            }
            if (const auto it = known.constFind(member.key); it != known.constEnd())
                same = &object.members[*it];
            else
                known.insert(member.key, object.members.size());
        }
        if (same)
            *same = std::move(member);
        else
            object.members.push_back(std::move(member));
    }

    bool array(Value &out, int depth)
    {
        out.kind = Value::Kind::Array;
        advance();
        bool first = true;
        for (;; first = false) {
            if (!skip())
                return false;
            if (!first && peek() == u',') {
                advance();
                if (!skip())
                    return false;
            } else if (!first && peek() != u']') {
                return error(QStringLiteral("expected \",\" or \"]\", saw %1").arg(seen()));
            }
            if (peek() == u']') {
                advance();
                return true;
            }
            Value item;
            if (!value(item, depth + 1))
                return false;
            out.items.push_back(std::move(item));
        }
    }

    bool string(QString &out)
    {
        const Position start = here();
        advance();
        for (;;) {
            if (atEnd() || peek() == u'\n' || peek() == u'\r')
                return error(QStringLiteral("this string is never closed"), start);
            const QChar c = peek();
            if (c == u'"') {
                advance();
                return true;
            }
            if (c.unicode() < 0x20)
                return error(QStringLiteral("a control character must be written as an escape in a string"));
            if (c != u'\\') {
                out += c;
                advance();
            } else if (!escape(out)) {
                return false;
            }
        }
    }

    bool escape(QString &out)
    {
        static constexpr QStringView names = u"\"\\/bfnrt";
        static constexpr QStringView meant = u"\"\\/\b\f\n\r\t";
        const QChar c = peek(1);
        if (c == u'u') {
            bool ok = m_at + 6 <= m_text.size();
            for (int i = 2; ok && i < 6; ++i)
                ok = isDigit(peek(i)) || (peek(i).toLower() >= u'a' && peek(i).toLower() <= u'f');
            if (!ok)
                return error(QStringLiteral("\\u needs four hexadecimal digits"));
            out += QChar(m_text.mid(m_at + 2, 4).toString().toUShort(nullptr, 16));
            advance(6);
            return true;
        }
        const qsizetype i = m_at + 1 < m_text.size() ? names.indexOf(c) : -1;
        if (i < 0)
            return error(QStringLiteral("no such escape in a JSON string"));
        out += meant.at(i);
        advance(2);
        return true;
    }

    bool number(Value &out)
    {
        const qsizetype start = m_at;
        const Position at = here();
        const auto digits = [this] {
            const qsizetype before = m_at;
            while (isDigit(peek()))
                advance();
            return m_at > before;
        };
        if (peek() == u'-')
            advance();
        if (peek() == u'0')
            advance();
        else if (!digits())
            return error(QStringLiteral("expected a digit after \"-\", saw %1").arg(seen()), at);
        if (isDigit(peek()))
            return error(QStringLiteral("a number cannot start with 0"), at);
        if (peek() == u'.') {
            advance();
            if (!digits())
                return error(QStringLiteral("expected a digit after \".\", saw %1").arg(seen()), at);
        }
        if (peek() == u'e' || peek() == u'E') {
            advance();
            if (peek() == u'+' || peek() == u'-')
                advance();
            if (!digits())
                return error(QStringLiteral("expected the digits of an exponent, saw %1").arg(seen()), at);
        }
        out.kind = Value::Kind::Number;
        out.text = jsNumber(m_text.mid(start, m_at - start).toDouble());
        return true;
    }

    bool word(Value &out)
    {
        const QStringView rest = m_text.mid(m_at);
        qsizetype length = 0;
        while (length < rest.size() && length < 32 &&
               (rest.at(length).isLetterOrNumber() || rest.at(length) == u'_'))
            ++length;
        const QStringView name = rest.left(length);
        if (name == u"true" || name == u"false") {
            out.kind = Value::Kind::Bool;
            out.boolean = name == u"true";
        } else if (name == u"null") {
            out.kind = Value::Kind::Null;
        } else if (name.isEmpty()) {
            return error(QStringLiteral("expected a value, saw %1").arg(seen()));
        } else {
            return error(QStringLiteral("expected a value, saw \"%1\"").arg(name));
        }
        advance(length);
        return true;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_column = 1;
    int m_values = 0;
    Error m_error;
};

} // namespace

Result<Value> parseJsonc(QStringView text)
{
    return Parser(text).parse();
}

} // namespace kv::wrangler
