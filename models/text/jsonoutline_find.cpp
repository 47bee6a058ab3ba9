// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonoutline.h"

#include "text/json.h"
#include "text/jsonscan.h"
#include "text/jsontext.h"
#include "text/utf8.h"

#include <algorithm>
#include <limits>

namespace kv::text {
namespace {

constexpr quint32 none = std::numeric_limits<quint32>::max();

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Behind the scalar or name at `at`, mistakes and all, the way in which JsonReader::recover() sees them;
/// always more than `at`.
qsizetype behindToken(QByteArrayView bytes, qsizetype at)
{
    const char *const begin = bytes.data();
    const char *const end = begin + bytes.size();
    const char *next = begin + at + 1;
    if (begin[at] == '"') {
        while (next < end) {
            next = endOfPlain(next, end);
            if (next == end || *next == '\n' || *next == '\r')
                break;
            if (*next == '"')
                return next + 1 - begin;
            const bool escape = *next == '\\' && end - next > 1 && next[1] != '\n' && next[1] != '\r';
            next += escape ? 2 : 1;
        }
        return next - begin;
    }
    while (next < end && !isSpace(*next) && !QByteArrayView(",:[]{}\"").contains(*next))
        ++next;
    return next - begin;
}

/// The name at `at` as decodedString() gives it; one that is not JSON as it is written.
QByteArray nameAt(QByteArrayView bytes, qsizetype at)
{
    const QByteArrayView token = bytes.sliced(at, behindToken(bytes, at) - at);
    return token.startsWith('"') && !validate(token) ? decodedString(token) : token.toByteArray();
}

bool isNameSign(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '$' || c == '@' || (c >= 0x80 && !needsEscape(c));
}

QString unitText(char16_t unit)
{
    return QStringLiteral("\\u%1").arg(uint(unit), 4, 16, QLatin1Char('0'));
}

/// What stands in a path for a member.
QString memberStep(QByteArrayView name)
{
    QString inner;
    bool plain = !name.isEmpty();
    for (qsizetype at = 0; at < name.size();) {
        const CodePoint c = codePointAt(name, at);
        if (!c.valid && uchar(name[at]) == 0xed && name.size() - at >= 3) { // a single surrogate
            inner += unitText(char16_t(0xd000 | (name[at + 1] & 0x3f) << 6 | (name[at + 2] & 0x3f)));
            plain = false;
            at += 3;
            continue;
        }
        at += c.length;
        plain = plain && c.valid && isNameSign(c.value);
        if (!c.valid) {
            inner += QChar::ReplacementCharacter;
        } else if (c.value == '\'' || c.value == '\\') {
            inner += QLatin1Char('\\');
            inner += QChar(char16_t(c.value));
        } else if (needsEscape(c.value)) {
            for (const char16_t unit : QChar::fromUcs4(c.value))
                inner += unitText(unit);
        } else {
            inner += QChar::fromUcs4(c.value);
        }
    }
    return plain ? QLatin1Char('.') + inner : QStringLiteral("['") + inner + QStringLiteral("']");
}

QString elementStep(quint32 place)
{
    return QLatin1Char('[') + QString::number(place) + QLatin1Char(']');
}

} // namespace

/// What stands at an offset, besides objects and arrays.
struct JsonOutline::Child
{
    quint32 container = none; // that holds it; none: the whole text
    bool isThere = false;     // otherwise the container itself is meant
    quint32 place = 0;
    Range value; // of a member that is an object or array: only its name
};

JsonOutline::Child JsonOutline::childAt(quint32 offset) const
{
    const auto beginsBehind = [](quint32 at, const auto &what) { return at < what.begin; };
    const auto behind = std::upper_bound(m_containers.begin(), m_containers.end(), offset, beginsBehind);
    if (behind == m_containers.begin())
        return Child();
    const auto last = quint32(behind - m_containers.begin()) - 1;
    quint32 container = last;
    while (container != none && m_containers[container].end <= offset)
        container = m_containers[container].parent;
    if (container == none)
        return Child();
    Child child{.container = container};
    // Where to begin to look: behind the last object or array in it, or at a mark.
    const bool array = m_bytes[m_containers[container].begin] == '[';
    quint32 at = m_containers[container].begin + 1;
    quint32 place = 0;
    for (quint32 inner = last; inner != container; inner = m_containers[inner].parent) {
        at = m_containers[inner].end;
        place = m_containers[inner].place + 1;
    }
    const auto mark = std::upper_bound(m_marks.begin(), m_marks.end(), offset, beginsBehind);
    if (mark != m_marks.begin() && (mark - 1)->container == container && (mark - 1)->begin >= at) {
        at = (mark - 1)->begin;
        place = (mark - 1)->place;
    }
    const QByteArrayView bytes = m_bytes;
    const qsizetype end = std::min<qsizetype>(m_containers[container].end, m_readTo);
    bool name = !array;
    for (qsizetype next = at; next <= offset && next < end;) {
        if (child.isThere && child.value.end == offset) // right behind it is still at it
            break;
        const char c = bytes[next];
        if (isSpace(c) || c == ',' || c == ':') {
            name = name || (c == ',' && !array);
            child.isThere = child.isThere && c != ',';
            ++next;
            continue;
        }
        if (c == ']' || c == '}' || c == '[' || c == '{') {
            child.isThere = false;
            break;
        }
        const qsizetype begin = next;
        next = behindToken(bytes, next);
        child.isThere = true;
        child.value = {begin, next};
        child.place = array ? place++ : name ? quint32(begin) : child.place;
        name = false;
    }
    if (array && child.value.end < offset) // between two values
        child.isThere = false;
    return child;
}

QString JsonOutline::pathAt(qsizetype offset) const
{
    if (offset < 0 || offset > m_readTo || m_bytes.isEmpty())
        return {};
    const Child child = childAt(quint32(std::min<qsizetype>(offset, none - 1)));
    const auto step = [this](quint32 container, quint32 place) {
        return m_bytes[m_containers[container].begin] == '[' ? elementStep(place)
                                                             : memberStep(nameAt(m_bytes, place));
    };
    std::vector<quint32> chain; // from the innermost outwards
    for (quint32 at = child.container; at != none && m_containers[at].parent != none;
         at = m_containers[at].parent)
        chain.push_back(at);
    const size_t steps = chain.size() + (child.isThere ? 1 : 0);
    QString path = QStringLiteral("$");
    for (size_t i = chain.size(), n = 0; i-- > 0; ++n) {
        if (steps > mostSteps && n >= mostSteps / 2 && n < steps - mostSteps / 2) {
            if (n == mostSteps / 2)
                path += QStringLiteral("…");
            continue;
        }
        path += step(m_containers[chain[i]].parent, m_containers[chain[i]].place);
    }
    if (child.isThere)
        path += step(child.container, child.place);
    return path;
}

std::optional<JsonOutline::Range> JsonOutline::valueAt(qsizetype offset) const
{
    if (offset < 0 || offset > m_readTo || m_bytes.isEmpty())
        return {};
    const Child child = childAt(quint32(std::min<qsizetype>(offset, none - 1)));
    const auto whole = [this](quint32 container) {
        return Range{m_containers[container].begin, m_containers[container].end};
    };
    if (child.container == none) {
        if (!m_containers.empty())
            return whole(0);
        qsizetype begin = 0;
        while (begin < m_readTo && isSpace(m_bytes[begin]))
            ++begin;
        return begin < m_readTo ? std::optional(Range{begin, behindToken(m_bytes, begin)}) : std::nullopt;
    }
    if (!child.isThere)
        return whole(child.container);
    return valueBehind(child.container, child.place, child.value);
}

/// The value of a member of which its name is known, or its value already.
JsonOutline::Range JsonOutline::valueBehind(quint32 container, quint32 place, Range token) const
{
    if (m_bytes[m_containers[container].begin] == '[' || token.begin != qsizetype(place))
        return token;
    qsizetype at = token.end;
    while (at < m_readTo && (isSpace(m_bytes[at]) || m_bytes[at] == ':'))
        ++at;
    if (at >= m_readTo || m_bytes[at] == ',' || m_bytes[at] == '}' || m_bytes[at] == ']')
        return token; // it has none
    return valueFrom(at);
}

std::optional<JsonOutline::Range> JsonOutline::find(const JsonPathSet &paths) const
{
    if (paths.hasRoot() || m_containers.empty())
        return paths.hasRoot() ? valueAt(0) : std::nullopt;
    struct Level
    {
        quint32 container;
        JsonPathSet::Places places;
        qsizetype at;
        quint32 next;   // the container that comes next, or a later one
        qint64 element; // that comes next
    };
    std::vector<Level> levels; // as many as the longest path has steps, at most
    levels.push_back({0, paths.root(), qsizetype(m_containers.front().begin) + 1, 1, 0});
    JsonPathSet::Places below;
    while (!levels.empty()) {
        Level &level = levels.back();
        const Container &container = m_containers[level.container];
        const bool array = m_bytes[container.begin] == '[';
        const qsizetype end = std::min<qsizetype>(container.end, m_readTo);
        while (level.at < end &&
               (isSpace(m_bytes[level.at]) || m_bytes[level.at] == ',' || m_bytes[level.at] == ':'))
            ++level.at;
        if (level.at >= end || m_bytes[level.at] == ']' || m_bytes[level.at] == '}' || level.places.empty()) {
            levels.pop_back();
            continue;
        }
        bool named = false;
        below.clear();
        Range token{level.at, level.at};
        if (array) {
            named = paths.element(level.places.data(), level.places.size(), level.element++, below);
        } else if (m_bytes[level.at] != '[' && m_bytes[level.at] != '{') {
            named = paths.member(level.places.data(), level.places.size(), nameAt(m_bytes, level.at), below);
            token.end = behindToken(m_bytes, level.at);
        }
        const Range value =
            array ? valueFrom(level.at) : valueBehind(level.container, quint32(level.at), token);
        if (named)
            return value;
        level.at = std::max(value.end, token.end);
        const auto inner =
            std::lower_bound(m_containers.begin() + level.next, m_containers.end(), quint32(value.begin),
                             [](const Container &c, quint32 offset) { return c.begin < offset; });
        level.next = quint32(inner - m_containers.begin());
        if (!below.empty() && inner != m_containers.end() && inner->begin == value.begin)
            levels.push_back({level.next, below, value.begin + 1, level.next + 1, 0});
    }
    return {};
}

/// The value that begins at an offset.
JsonOutline::Range JsonOutline::valueFrom(qsizetype at) const
{
    const auto inner = std::lower_bound(m_containers.begin(), m_containers.end(), quint32(at),
                                        [](const Container &c, quint32 offset) { return c.begin < offset; });
    if (inner != m_containers.end() && inner->begin == at)
        return {inner->begin, inner->end};
    return {at, std::max(at + 1, behindToken(m_bytes, at))};
}

} // namespace kv::text
