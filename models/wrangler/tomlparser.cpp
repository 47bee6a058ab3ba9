// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes toml++. Header-only, since the shared library of the distributions is built
// without the TOML 1.1 features that this program needs.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 1
#define TOML_ENABLE_WINDOWS_COMPAT 0
// Before it looks for what should not be there, toml++ asserts that it is not, and in a release tells the
// compiler so, which may then leave the looking out. Hostile files need the looking, and neither of the
// others.
#define TOML_ASSERT(expression) static_cast<void>(0)
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include "wrangler/tomlparser.h"

#include "wrangler/tomllimits.h"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace kv::wrangler {

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

Position positionOf(const toml::source_region &source)
{
    return {int(source.begin.line), int(source.begin.column)};
}

class Converter
{
public:
    Result<Value> convert(const toml::table &root)
    {
        Value value;
        if (!table(value, root))
            return fail(m_error);
        return value;
    }

private:
    bool node(Value &out, const toml::node &node)
    {
        out.position = positionOf(node.source());
        switch (node.type()) {
        case toml::node_type::table:
            return table(out, *node.as_table());
        case toml::node_type::array:
            out.kind = Value::Kind::Array;
            for (const toml::node &item : *node.as_array()) {
                out.items.emplace_back();
                if (!this->node(out.items.back(), item))
                    return false;
            }
            return true;
        case toml::node_type::string:
            out.kind = Value::Kind::String;
            out.text = toQString(node.as_string()->get());
            return true;
        case toml::node_type::integer:
            return integer(out, node.as_integer()->get());
        case toml::node_type::floating_point:
            out.kind = Value::Kind::Number;
            out.text = jsNumber(node.as_floating_point()->get());
            return true;
        case toml::node_type::boolean:
            out.kind = Value::Kind::Bool;
            out.boolean = node.as_boolean()->get();
            return true;
        default:
            return date(out, node);
        }
    }

    bool table(Value &out, const toml::table &table)
    {
        out.kind = Value::Kind::Object;
        out.members.reserve(table.size());
        for (auto &&[key, item] : table) {
            Member member{.key = toQString(key.str()), .position = positionOf(key.source())};
            if (!node(member.value, item))
                return false;
            if (member.value.position.line == 0) // a table that only a dotted name implies
                member.value.position = member.position;
            out.members.push_back(std::move(member));
        }
        // toml++ sorts by name; wrangler and people go by the file.
        std::stable_sort(out.members.begin(), out.members.end(), [](const Member &a, const Member &b) {
            return std::pair(a.position.line, a.position.column) <
                   std::pair(b.position.line, b.position.column);
        });
        return true;
    }

    bool integer(Value &out, qint64 number)
    {
        constexpr qint64 safe = (qint64(1) << 53) - 1; // what JavaScript's numbers hold exactly
        if (number > safe || number < -safe) {
            m_error = {.kind = ErrorKind::InvalidInput,
                       .detail = QStringLiteral("integer value cannot be represented losslessly"),
                       .line = out.position.line,
                       .column = out.position.column};
            return false;
        }
        out.kind = Value::Kind::Number;
        out.text = QString::number(number);
        return true;
    }

    bool date(Value &out, const toml::node &node)
    {
        std::ostringstream text;
        if (const auto *day = node.as_date())
            text << day->get();
        else if (const auto *time = node.as_time())
            text << time->get();
        else if (const auto *moment = node.as_date_time())
            text << moment->get();
        out.kind = Value::Kind::Number;
        out.text = u'"' + toQString(text.str()) + u'"';
        return true;
    }

    Error m_error;
};

} // namespace

Result<Value> parseToml(QByteArrayView utf8)
{
    if (const auto ok = checkTomlLimits(utf8); !ok)
        return fail(ok.error());
    const toml::parse_result parsed = toml::parse(std::string_view(utf8.data(), size_t(utf8.size())));
    if (!parsed) {
        const toml::parse_error &error = parsed.error();
        Position at = positionOf(error.source());
        // toml++ tells of a header that cannot stand there only after it has read the line's end.
        if (at.column == 1 && at.line > 1 &&
            error.description().find("cannot insert") != std::string_view::npos)
            --at.line;
        return fail(Error{.kind = ErrorKind::InvalidInput,
                          .detail = toQString(error.description()),
                          .line = at.line,
                          .column = at.column});
    }
    return Converter().convert(parsed.table());
}

} // namespace kv::wrangler
