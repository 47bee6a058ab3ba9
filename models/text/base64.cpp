// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/utf8.h"

#include <QCoreApplication>

#include <array>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

// What a byte means, besides the numbers from 0 to 63.
constexpr uchar foreign = 0xff;
constexpr uchar space = 0xfe;
constexpr uchar padding = 0xfd;
constexpr uchar firstSpecial = padding;

constexpr char plainSigns[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char urlSigns[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Table = std::array<uchar, 256>;

constexpr Table tableOf(const char *signs)
{
    Table table = {};
    for (uchar &meaning : table)
        meaning = foreign;
    for (int i = 0; i < 64; ++i)
        table[uchar(signs[i])] = uchar(i);
    for (const char c : {' ', '\t', '\n', '\r', '\f'})
        table[uchar(c)] = space;
    table[uchar('=')] = padding;
    return table;
}

constexpr Table plainTable = tableOf(plainSigns);
constexpr Table urlTable = tableOf(urlSigns);

const Table &tableFor(Encoding encoding)
{
    return encoding == Encoding::Base64Url ? urlTable : plainTable;
}

QString foreignText(Encoding encoding, uchar byte)
{
    if (encoding == Encoding::Base64 && (byte == '-' || byte == '_'))
        return Words::tr("This sign belongs to base64url, not to base64.");
    if (encoding == Encoding::Base64Url && (byte == '+' || byte == '/'))
        return Words::tr("This sign belongs to base64, not to base64url.");
    return Words::tr("This is no sign of %1.").arg(encodingText(encoding));
}

/// How the lines end and how long they are, when all but the last are as long.
void readLines(QByteArrayView text, EncodingStyle &style)
{
    const qsizetype first = text.indexOf('\n');
    if (first <= 0)
        return;
    const bool crlf = text[first - 1] == '\r';
    const qsizetype length = first - (crlf ? 1 : 0);
    const qsizetype step = first + 1;
    if (length == 0 || length > 1000)
        return;
    for (qsizetype at = 0; at < text.size(); at += step) {
        const QByteArrayView line = text.sliced(at, std::min(length, text.size() - at));
        if (line.contains('\n') || line.contains('\r') || line.contains(' ') || line.contains('\t'))
            return;
        const QByteArrayView end =
            text.sliced(at + line.size(), std::min(step - length, text.size() - at - line.size()));
        if (!end.isEmpty() && end != (crlf ? QByteArrayView("\r\n") : QByteArrayView("\n")))
            return;
    }
    style.lineLength = int(length);
    style.crlf = crlf;
}

/// The numbers of four signs at a time; the odd ends are looked at by the caller.
class Reader
{
public:
    Reader(Encoding encoding, const DecodeInput &in, QByteArrayView text, qsizetype offset)
        : m_encoding(encoding),
          m_in(in),
          m_text(text),
          m_offset(offset),
          m_table(tableFor(encoding))
    {
    }

    void readInto(Layer &layer);

private:
    DecodeProblem problem(Kind kind, qsizetype at, const QString &message) const
    {
        return {.kind = kind, .offset = m_offset + at, .message = message};
    }
    void push(uchar number);
    std::optional<DecodeProblem> finish(Layer &layer, qsizetype at);

    Encoding m_encoding;
    const DecodeInput &m_in;
    QByteArrayView m_text;
    qsizetype m_offset;
    const Table &m_table;
    quint32 m_bits = 0;
    int m_count = 0; // signs in m_bits
    char *m_next = nullptr;
};

void Reader::push(uchar number)
{
    m_bits = m_bits << 6 | number;
    if (++m_count < 4)
        return;
    *m_next++ = char(m_bits >> 16);
    *m_next++ = char(m_bits >> 8);
    *m_next++ = char(m_bits);
    m_bits = 0;
    m_count = 0;
}

/// At the end of the signs, at `at`: what is left of the last four, and the padding.
std::optional<DecodeProblem> Reader::finish(Layer &layer, qsizetype at)
{
    const int left = m_count;
    if (left >= 2)
        *m_next++ = char(m_bits >> (left == 3 ? 10 : 4));
    if (left == 3)
        *m_next++ = char(m_bits >> 2);
    const bool stray = left >= 2 && (m_bits & (left == 3 ? 0x3u : 0xfu)) != 0;
    if (stray)
        layer.notes << Words::tr("The last sign has bits that stand for nothing; they are left out.");
    if (left == 1)
        return problem(Kind::CutShort, at, Words::tr("The last sign is only a part of a byte."));
    const int wanted = left == 0 ? 0 : 4 - left;
    int found = 0;
    qsizetype rest = at;
    for (; rest < m_text.size(); ++rest) {
        const uchar meaning = m_table[uchar(m_text[rest])];
        if (meaning == padding && found < wanted)
            ++found;
        else if (meaning != space)
            break;
    }
    layer.style.padded = wanted == 0 ? m_encoding == Encoding::Base64 : found > 0;
    if (rest < m_text.size() && m_table[uchar(m_text[rest])] == foreign)
        return problem(Kind::Invalid, rest, foreignText(m_encoding, uchar(m_text[rest])));
    if (rest < m_text.size())
        return problem(Kind::TrailingBytes, rest,
                       Words::tr("The padding ends the text, but something follows it."));
    if (found != 0 && found < wanted)
        return problem(Kind::CutShort, m_text.size(), Words::tr("A “=” is missing at the end."));
    return {};
}

void Reader::readInto(Layer &layer)
{
    const qsizetype size = std::min(m_text.size() / 4 * 3 + 3, m_in.most + 3);
    QByteArray out(size, Qt::Uninitialized);
    m_next = out.data();
    const char *const last = out.data() + m_in.most;
    qsizetype at = 0;
    qsizetype asked = 0;
    for (; at < m_text.size() && !layer.problem; ++at) {
        if (at - asked >= askEvery) {
            asked = at;
            if (m_in.stopped())
                layer.problem = problem(Kind::Cancelled, at, stoppedText());
        }
        const uchar meaning = m_table[uchar(m_text[at])];
        if (meaning < firstSpecial)
            push(meaning);
        else if (meaning == foreign)
            layer.problem = problem(Kind::Invalid, at, foreignText(m_encoding, uchar(m_text[at])));
        else if (meaning == padding)
            break;
        if (m_next > last)
            layer.problem = problem(Kind::TooLarge, at, tooLargeText(m_in.most));
    }
    if (!layer.problem)
        layer.problem = finish(layer, at);
    if (m_next > last && !layer.problem)
        layer.problem = problem(Kind::TooLarge, at, tooLargeText(m_in.most));
    out.truncate(std::min<qsizetype>(m_next - out.data(), m_in.most));
    layer.bytes = out;
}

QByteArray base64Of(QByteArrayView bytes, Encoding encoding, const EncodingStyle &style)
{
    QByteArray::Base64Options options =
        encoding == Encoding::Base64Url ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding;
    options |= style.padded ? QByteArray::KeepTrailingEquals : QByteArray::OmitTrailingEquals;
    // QByteArray::toBase64() is what there is; it wants an array, and is content with a borrowed one.
    const QByteArray flat = QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64(options);
    if (style.lineLength <= 0)
        return flat;
    QByteArray out;
    out.reserve(flat.size() + flat.size() / style.lineLength * 2);
    for (qsizetype at = 0; at < flat.size(); at += style.lineLength) {
        if (at > 0)
            out.append(style.crlf ? "\r\n" : "\n");
        out.append(QByteArrayView(flat).sliced(at, std::min<qsizetype>(style.lineLength, flat.size() - at)));
    }
    return out;
}

// A data URL's head: "data:", a type, perhaps ";base64", a comma. -1: it is none.
qsizetype headSize(QByteArrayView text)
{
    constexpr qsizetype longest = 1000;
    if (text.size() < 5 || text.first(5).compare("data:", Qt::CaseInsensitive) != 0)
        return -1;
    const qsizetype comma = text.first(std::min(text.size(), longest)).indexOf(',');
    return comma < 0 ? -1 : comma + 1;
}

bool saysBase64(QByteArrayView head)
{
    constexpr QByteArrayView mark = ";base64,";
    return head.size() >= mark.size() && head.last(mark.size()).compare(mark, Qt::CaseInsensitive) == 0;
}

} // namespace

Layer decodeBase64(Encoding encoding, const DecodeInput &in)
{
    const Trimmed trimmed(in.bytes);
    Layer layer{.encoding = encoding};
    layer.style.before = trimmed.before.toByteArray();
    layer.style.after = trimmed.after.toByteArray();
    readLines(trimmed.inner, layer.style);
    Reader(encoding, in, trimmed.inner, trimmed.before.size()).readInto(layer);
    return layer;
}

bool looksLikeBase64(QByteArrayView bytes, Encoding encoding)
{
    constexpr qsizetype shortest = 16;
    const QByteArrayView text = Trimmed(bytes).inner;
    if (text.size() < shortest)
        return false;
    const Table &table = tableFor(encoding);
    qsizetype signs = 0;
    qsizetype paddings = 0;
    for (const char c : text) {
        const uchar meaning = table[uchar(c)];
        if (meaning == foreign || c == ' ' || c == '\t' || c == '\f' ||
            (paddings > 0 && meaning < firstSpecial))
            return false;
        signs += meaning < firstSpecial ? 1 : 0;
        paddings += meaning == padding ? 1 : 0;
    }
    if (paddings > 2 || signs % 4 == 1)
        return false;
    return paddings == 0 || (signs + paddings) % 4 == 0;
}

bool looksLikeDataUrl(QByteArrayView bytes)
{
    const QByteArrayView text = Trimmed(bytes).inner;
    const qsizetype head = headSize(text);
    if (head < 0)
        return false;
    const QByteArrayView type = text.sliced(5, head - 6);
    return type.isEmpty() || type.startsWith(';') || (type.contains('/') && !type.contains(' '));
}

Layer decodeDataUrl(const DecodeInput &in)
{
    const Trimmed trimmed(in.bytes);
    const qsizetype head = headSize(trimmed.inner);
    if (head < 0)
        return refusal(Encoding::DataUrl, Kind::Invalid, trimmed.before.size(),
                       Words::tr("A data URL begins with “data:”, a type and a comma."));
    const qsizetype begin = trimmed.before.size() + head;
    const DecodeInput rest{trimmed.inner.sliced(head), in.most, in.stop};
    Layer layer = saysBase64(trimmed.inner.first(head)) ? decodeBase64(Encoding::Base64, rest)
                                                        : decodePercent(rest, false);
    layer.encoding = Encoding::DataUrl;
    layer.style.before = in.bytes.first(begin).toByteArray() + layer.style.before;
    layer.style.after += trimmed.after;
    if (layer.problem)
        layer.problem->offset += begin;
    const QByteArrayView type = trimmed.inner.sliced(5, head - 6);
    layer.notes.prepend(type.isEmpty() ? Words::tr("It does not say what it holds.")
                                       : Words::tr("It says that it holds “%1”.").arg(displayKey(type)));
    return layer;
}

Encoded encodeBase64(Encoding encoding, QByteArrayView bytes, const EncodingStyle &style)
{
    return style.before + base64Of(bytes, encoding, style) + style.after;
}

Encoded encodeDataUrl(QByteArrayView bytes, const EncodingStyle &style)
{
    const Trimmed head(style.before);
    if (!saysBase64(head.inner) && headSize(head.inner) == head.inner.size())
        return encodePercent(bytes,
                             {.before = style.before, .after = style.after, .lowerHex = style.lowerHex});
    EncodingStyle own = style;
    if (headSize(head.inner) != head.inner.size())
        own.before = "data:;base64,";
    return encodeBase64(Encoding::Base64, bytes, own);
}

} // namespace kv::text
