// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/tomllimits.h"

#include "wrangler/value.h"

#include <vector>

namespace kv::wrangler {

namespace {

/// A dotted key nests without a bracket, so the dots of headers and keys count as levels too.
class Scan
{
public:
    explicit Scan(QByteArrayView text) : m_text(text) {}

    Result<> run()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '#')
                skipComment();
            else if (c == '"' || c == '\'')
                skipString(c);
            else if (const auto ok = structure(c); !ok)
                return ok;
            else
                step();
        }
        return {};
    }

private:
    struct Scope
    {
        int dots;
        bool array;
    };

    void step()
    {
        const char c = m_text[m_at++];
        if (c == '\n') {
            ++m_line;
            m_column = 1;
        } else if ((c & 0xc0) != 0x80) {
            ++m_column;
        }
    }

    void skipComment()
    {
        while (m_at < m_text.size() && m_text[m_at] != '\n')
            step();
    }

    bool startsWith(char c, int count) const
    {
        for (int i = 0; i < count; ++i) {
            if (m_at + i >= m_text.size() || m_text[m_at + i] != c)
                return false;
        }
        return true;
    }

    void skipString(char quote)
    {
        const int width = startsWith(quote, 3) ? 3 : 1;
        for (int i = 0; i < width; ++i)
            step();
        while (m_at < m_text.size() && !startsWith(quote, width)) {
            if (width == 1 && m_text[m_at] == '\n')
                return;
            if (quote == '"' && m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                step();
            step();
        }
        for (int i = 0; i < width && m_at < m_text.size(); ++i)
            step();
        while (width == 3 && m_at < m_text.size() && m_text[m_at] == quote) // a string may end in quotes
            step();
    }

    Result<> structure(char c)
    {
        if (!m_inValue && ((c & 0x80) || c == '+'))
            return error(
                ErrorKind::InvalidInput,
                QStringLiteral("a key with other characters than A-Z, a-z, 0-9, _ and - needs quotes"));
        if (c & 0x80) // of which toml++ takes some for white space, and for others has no answer at all
            return error(ErrorKind::InvalidInput,
                         QStringLiteral("only strings and comments may have other characters than ASCII"));
        // toml++ reads hexadecimal floats, which TOML never had.
        const bool word =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (m_hex && (c == '.' || c == 'p' || c == 'P'))
            return error(ErrorKind::InvalidInput, QStringLiteral("illegal character in numeric literal"));
        m_hex = m_inValue && (m_hex ? word : (c == 'x' && m_at > 0 && m_text[m_at - 1] == '0'));
        switch (c) {
        case '\n':
            if (m_scopes.empty()) {
                m_dots = 0;
                m_inValue = m_inHeader = false;
            }
            return {};
        case '.':
            if (m_inHeader)
                ++m_headerDots;
            else if (!m_inValue)
                ++m_dots;
            else
                return {};
            break;
        case '=':
            m_inValue = true;
            break;
        case '[':
        case '{':
            if (m_inValue) {
                m_scopes.push_back({m_dots, c == '['});
                m_depth += m_dots + 1;
                m_dots = 0;
                m_inValue = c == '[';
            } else if (!m_inHeader) {
                m_inHeader = true;
                m_headerDots = 0;
            }
            break;
        case ',':
            if (!m_scopes.empty()) {
                m_dots = 0;
                m_inValue = m_scopes.back().array;
            }
            break;
        case ']':
        case '}':
            if (!m_scopes.empty()) {
                m_dots = m_scopes.back().dots;
                m_depth -= m_dots + 1;
                m_scopes.pop_back();
                m_inValue = true;
            }
            return {};
        default:
            return {};
        }
        if (++m_values > Value::maxValues)
            return error(ErrorKind::TooLarge, QStringLiteral("more than %1 values").arg(Value::maxValues));
        if (m_headerDots + m_depth + m_dots >= Value::maxDepth)
            return error(ErrorKind::TooLarge,
                         QStringLiteral("nested deeper than %1 levels").arg(Value::maxDepth));
        return {};
    }

    Result<> error(ErrorKind kind, const QString &detail) const
    {
        return fail(Error{.kind = kind, .detail = detail, .line = m_line, .column = m_column});
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_column = 1;
    int m_values = 0;
    std::vector<Scope> m_scopes;
    int m_depth = 0;
    int m_dots = 0;
    int m_headerDots = 0;
    bool m_inValue = false;
    bool m_inHeader = false;
    bool m_hex = false; // inside a number that began with 0x
};

} // namespace

Result<> checkTomlLimits(QByteArrayView text)
{
    return Scan(text).run();
}

} // namespace kv::wrangler
