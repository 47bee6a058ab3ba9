// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/itemparser.h"

#include "core/limits.h"
#include "snapshot/itemtext.h"
#include "store/checkput.h"
#include "text/json.h"
#include "text/jsonreader.h"
#include "text/utf8.h"

#include <algorithm>
#include <array>

namespace kv::snapshot {

namespace {

using text::JsonReader;
using Kind = JsonReader::Kind;
using Fault = JsonReader::Fault;

/// The members that we know, and where each one's value stands in the text.
enum Field { Key, Value, Base64, ExpirationAt, Ttl, MetadataOf, MetadataText, FieldCount };
constexpr std::array<QByteArrayView, FieldCount> names = {
    "key", "value", "base64", "expiration", "expiration_ttl", "metadata", "metadata_text"};

struct Range
{
    qsizetype begin = 0;
    qsizetype end = 0; // 0: the member is not there
};

/// Whether a fault leaves brackets and quotation marks as they were meant, so that the next item is found.
bool isLocal(Fault fault)
{
    switch (fault) {
    case Fault::ControlCharacter:
    case Fault::BadEscape:
    case Fault::BadNumber:
    case Fault::LeadingZero:
    case Fault::NotUtf8:
    case Fault::TrailingComma:
        return true;
    default:
        return false;
    }
}

/// One item while it is taken apart.
class Parser
{
public:
    Parser(QByteArrayView text, qint64 nowMs) : m_text(text), m_reader(text), m_nowMs(nowMs) {}

    tl::expected<ParsedItem, ItemFault> run()
    {
        if (readMembers() && takeKey() && takeValue() && takeExpiration() && takeMetadata()) {
            describeUnknown();
            return std::move(m_item);
        }
        if (!m_item.entry.key.isEmpty())
            m_fault.detail = QStringLiteral("Entry \"%1\": %2").arg(shownKey(), m_fault.detail);
        return tl::unexpected(std::move(m_fault));
    }

private:
    bool wrong(qsizetype at, const QString &detail, ErrorKind kind = ErrorKind::InvalidInput)
    {
        m_fault = {.kind = kind, .detail = detail, .at = at};
        return false;
    }
    bool noJson(const JsonReader::Token &token)
    {
        const auto problem = text::validate(m_text);
        m_fault = {.detail = problem ? problem->message : QString(),
                   .at = token.begin,
                   .structural = !isLocal(m_reader.fault()),
                   .endsEarly = token.begin >= m_text.size()};
        return false;
    }
    QByteArrayView slice(Range range) const { return m_text.sliced(range.begin, range.end - range.begin); }
    QByteArrayView inside(Range range) const
    {
        return m_text.sliced(range.begin + 1, range.end - range.begin - 2);
    }
    bool has(Field field) const { return m_fields[field].end > 0; }
    bool isString(Field field) const { return m_text[m_fields[field].begin] == '"'; }
    static QString quotedName(Field field) { return QString::fromLatin1(names[field]); }
    QString shownKey() const
    {
        const QString shown = text::displayKey(m_item.entry.key);
        return shown.size() <= 80 ? shown : shown.left(80) + QStringLiteral("\u2026");
    }

    bool readMembers();
    bool readMember(const JsonReader::Token &name);
    bool takeKey();
    bool takeValue();
    bool takeExpiration();
    bool takeMetadata();
    bool wholeField(Field field, qint64 *number);
    void describeUnknown();
    void remark(const QString &sentence)
    {
        m_item.remark += (m_item.remark.isEmpty() ? QString() : QStringLiteral(" ")) + sentence;
    }

    QByteArrayView m_text;
    JsonReader m_reader;
    qint64 m_nowMs;
    std::array<Range, FieldCount> m_fields{};
    QStringList m_unknown;
    int m_unknownCount = 0;
    ParsedItem m_item;
    ItemFault m_fault;
};

bool Parser::readMembers()
{
    JsonReader::Token token = m_reader.next();
    if (token.kind == Kind::Problem)
        return noJson(token);
    if (token.kind != Kind::Open || m_text[token.begin] != '{') {
        // Not an object; but whether it is JSON at all decides what may be read after it.
        const qsizetype begin = token.begin;
        while (token.kind != Kind::End && token.kind != Kind::Problem)
            token = m_reader.next();
        if (token.kind == Kind::Problem)
            return noJson(token);
        return wrong(begin, QStringLiteral("An item must be an object with \"key\" and \"value\"."));
    }
    // To the end before anything is judged, for the same reason.
    for (token = m_reader.next(); token.kind != Kind::End; token = m_reader.next()) {
        if (token.kind == Kind::Problem)
            return noJson(token);
        if (token.kind == Kind::Name && !readMember(token))
            return false;
    }
    return m_fault.detail.isEmpty();
}

/// False: it is no JSON.
bool Parser::readMember(const JsonReader::Token &name)
{
    JsonReader::Token token = m_reader.next(); // the colon
    if (token.kind == Kind::Colon)
        token = m_reader.next();
    Range range{token.begin, token.end};
    while (m_reader.depth() > 1 && token.kind != Kind::Problem)
        token = m_reader.next();
    if (token.kind == Kind::Problem)
        return noJson(token);
    range.end = token.end;

    const QByteArrayView written = inside({name.begin, name.end});
    const QByteArray decoded = unescaped(written).value_or(written.toByteArray());
    const auto *known = std::find(names.begin(), names.end(), QByteArrayView(decoded));
    if (known == names.end()) {
        if (++m_unknownCount <= 3)
            m_unknown << text::displayKey(
                QByteArrayView(decoded).first(std::min(decoded.size(), qsizetype(40))));
        return true;
    }
    Range &field = m_fields[size_t(known - names.begin())];
    if (field.end > 0 && m_fault.detail.isEmpty())
        wrong(name.begin, QStringLiteral("The item has \"%1\" twice.").arg(QLatin1String(decoded)));
    field = range;
    return true;
}

bool Parser::takeKey()
{
    if (!has(Key))
        return wrong(0, QStringLiteral("The item has no \"key\"."));
    const qsizetype at = m_fields[Key].begin;
    if (!isString(Key))
        return wrong(at, QStringLiteral("The \"key\" must be a string."));
    std::optional<QByteArray> key = unescaped(inside(m_fields[Key]));
    if (!key)
        return wrong(at, QStringLiteral("The key has half of a surrogate pair, which is no character."));
    if (const Result<> ok = checkNewKey(*key); !ok)
        return wrong(at, ok.error().detail, ok.error().kind);
    m_item.entry.key = std::move(*key);
    return true;
}

bool Parser::takeValue()
{
    if (!has(Value))
        return wrong(0, QStringLiteral("The item has no \"value\"."));
    const qsizetype at = m_fields[Value].begin;
    if (!isString(Value))
        return wrong(at, QStringLiteral("The \"value\" must be a string."));
    if (has(Base64)) {
        const QByteArrayView flag = slice(m_fields[Base64]);
        if (flag != QByteArrayView("true") && flag != QByteArrayView("false"))
            return wrong(m_fields[Base64].begin, QStringLiteral("\"base64\" must be true or false."));
        m_item.base64 = flag == QByteArrayView("true");
    }
    std::optional<QByteArray> value = unescaped(inside(m_fields[Value]));
    if (!value)
        return wrong(at, QStringLiteral("The value has half of a surrogate pair, which is no character."));
    if (m_item.base64) {
        value = fromBase64(*value);
        if (!value)
            return wrong(at, QStringLiteral("The value is said to be base64 and is not."));
    }
    if (const Result<> ok = checkValueSize(value->size()); !ok)
        return wrong(at, ok.error().detail, ok.error().kind);
    m_item.entry.value = std::move(*value);
    m_item.valueBegin = m_fields[Value].begin;
    m_item.valueEnd = m_fields[Value].end;
    return true;
}

bool Parser::wholeField(Field field, qint64 *number)
{
    const std::optional<qint64> whole = wholeNumber(slice(m_fields[field]));
    if (!whole || *whole < 0)
        return wrong(
            m_fields[field].begin,
            QStringLiteral("\"%1\" must be a whole number of seconds, 0 or more.").arg(quotedName(field)));
    *number = *whole;
    return true;
}

bool Parser::takeExpiration()
{
    qint64 seconds = 0;
    if (has(ExpirationAt)) {
        if (!wholeField(ExpirationAt, &seconds))
            return false;
        m_item.entry.expiration = seconds;
    }
    if (has(Ttl)) {
        if (!wholeField(Ttl, &seconds))
            return false;
        if (seconds > limits::latestExpiration)
            return wrong(m_fields[Ttl].begin, QStringLiteral("The \"expiration_ttl\" is too large."));
        m_item.entry.expiration = m_nowMs / 1000 + seconds;
        remark(QStringLiteral("\"expiration_ttl\" counts from now on: %1 seconds%2.")
                   .arg(seconds)
                   .arg(has(ExpirationAt) ? QStringLiteral("; it goes before \"expiration\"") : QString()));
    }
    return true;
}

bool Parser::takeMetadata()
{
    // Null alone is none, as for wrangler.
    if (has(MetadataOf) && (has(MetadataText) || slice(m_fields[MetadataOf]) != QByteArrayView("null")))
        m_item.entry.metadata = slice(m_fields[MetadataOf]).toByteArray();
    if (has(MetadataText)) {
        // Ours, for metadata that cannot stand in an item to the byte.
        const qsizetype at = m_fields[MetadataText].begin;
        if (!isString(MetadataText))
            return wrong(at, QStringLiteral("\"metadata_text\" must be a string."));
        std::optional<QByteArray> text = unescaped(inside(m_fields[MetadataText]));
        if (!text)
            return wrong(at, QStringLiteral("\"metadata_text\" has half of a surrogate pair."));
        if (const auto problem = text::validate(*text))
            return wrong(at, QStringLiteral("\"metadata_text\" must hold JSON: %1").arg(problem->message));
        if (!m_item.entry.metadata || text::compact(*m_item.entry.metadata) == text::compact(*text))
            m_item.entry.metadata = std::move(*text);
        else
            remark(QStringLiteral(
                "\"metadata_text\" says something else than \"metadata\" and was passed over."));
    }
    if (!m_item.entry.metadata)
        return true;
    if (const Result<> ok = checkMetadata(*m_item.entry.metadata); !ok)
        return wrong(m_fields[has(MetadataOf) ? MetadataOf : MetadataText].begin, ok.error().detail,
                     ok.error().kind);
    return true;
}

void Parser::describeUnknown()
{
    if (m_unknownCount == 0)
        return;
    QString fields = QStringLiteral("\"%1\"").arg(m_unknown.join(QStringLiteral("\", \"")));
    if (m_unknownCount > m_unknown.size())
        fields += QStringLiteral(" and %1 more").arg(m_unknownCount - m_unknown.size());
    remark(QStringLiteral("Unknown fields were passed over: %1.").arg(fields));
}

} // namespace

tl::expected<ParsedItem, ItemFault> parseItem(QByteArrayView text, qint64 nowMs)
{
    return Parser(text, nowMs).run();
}

std::optional<Head> parseHead(QByteArrayView line)
{
    // Only what follows the first name is looked at in full: lines that are entries pass quickly.
    JsonReader reader(line);
    if (reader.next().kind != Kind::Open)
        return std::nullopt;
    JsonReader::Token token = reader.next();
    const auto textOf = [&line](const JsonReader::Token &t) { return line.sliced(t.begin, t.end - t.begin); };
    if (token.kind != Kind::Name || textOf(token) != QByteArrayView("\"kvworkbench\""))
        return std::nullopt;
    Head head;
    while (token.kind == Kind::Name) {
        const QByteArrayView name = textOf(token);
        reader.next(); // the colon
        const JsonReader::Token value = reader.next();
        if (value.kind != Kind::Scalar)
            return std::nullopt;
        const QByteArrayView written = textOf(value);
        if (name == QByteArrayView("\"kvworkbench\"") && written.startsWith('"'))
            head.kind = unescaped(written.sliced(1, written.size() - 2)).value_or(QByteArray());
        else if (name == QByteArrayView("\"version\""))
            head.version = wholeNumber(written).value_or(-1);
        else if (name == QByteArrayView("\"entries\""))
            head.entries = wholeNumber(written);
        if (reader.next().kind != Kind::Comma)
            break;
        token = reader.next();
    }
    return head;
}

} // namespace kv::snapshot
