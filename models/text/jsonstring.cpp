// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/json.h"
#include "text/jsontext.h"
#include "text/utf8.h"

#include <QCoreApplication>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

bool isSurrogateAt(QByteArrayView bytes, qsizetype at, uchar from, uchar below)
{
    return bytes.size() - at >= 3 && uchar(bytes[at]) == 0xed && uchar(bytes[at + 1]) >= from &&
           uchar(bytes[at + 1]) < below && (uchar(bytes[at + 2]) & 0xc0) == 0x80;
}

/// Where bytes stop being what decodedString() may give, or -1: UTF-8, single surrogates included.
qsizetype firstNoText(QByteArrayView bytes)
{
    for (qsizetype at = firstInvalidUtf8(bytes); at >= 0 && at < bytes.size();) {
        const CodePoint c = codePointAt(bytes, at);
        if (c.valid) {
            at += c.length;
        } else if (isSurrogateAt(bytes, at, 0xa0, 0xc0)) {
            const bool high = isSurrogateAt(bytes, at, 0xa0, 0xb0);
            if (high && isSurrogateAt(bytes, at + 3, 0xb0, 0xc0)) // together they would be one character
                return at;
            at += 3;
        } else {
            return at;
        }
    }
    return -1;
}

} // namespace

Layer decodeJsonString(const DecodeInput &in)
{
    const Trimmed trimmed(in.bytes);
    const qsizetype begin = trimmed.before.size();
    if (!trimmed.inner.startsWith('"'))
        return refusal(Encoding::JsonString, Kind::Invalid, begin,
                       Words::tr("A JSON string begins with a double quote."));
    if (const auto problem = validate(trimmed.inner))
        return refusal(Encoding::JsonString,
                       problem->offset == trimmed.inner.size() ? Kind::CutShort : Kind::Invalid,
                       begin + problem->offset, problem->message);
    Layer layer{.encoding = Encoding::JsonString, .bytes = decodedString(trimmed.inner)};
    layer.style.before = trimmed.before.toByteArray();
    layer.style.after = trimmed.after.toByteArray();
    if (layer.bytes.size() > in.most) {
        layer.bytes.truncate(in.most);
        layer.problem = DecodeProblem{Kind::TooLarge, in.bytes.size(), tooLargeText(in.most)};
    }
    return layer;
}

Encoded encodeJsonString(QByteArrayView bytes, const EncodingStyle &style)
{
    if (const qsizetype at = firstNoText(bytes); at >= 0)
        return tl::unexpected<DecodeProblem>(DecodeProblem{
            Kind::Invalid, at, Words::tr("A JSON string cannot hold this byte: it is not valid UTF-8.")});
    return style.before + canonicalString(bytes) + style.after;
}

void appendJsonText(QByteArray &out, QByteArrayView text, bool &lossy)
{
    if (isUtf8(text)) {
        out.append(canonicalString(text));
        return;
    }
    lossy = true;
    QByteArray plain;
    plain.reserve(text.size() * 2);
    for (qsizetype at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        if (c.valid)
            plain.append(text.sliced(at, c.length));
        else
            plain.append("\\x").append(QByteArray::number(uint(c.value), 16).rightJustified(2, '0'));
        at += c.length;
    }
    out.append(canonicalString(plain));
}

} // namespace kv::text
