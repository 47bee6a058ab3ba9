// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoded.h"

#include "text/classify.h"
#include "text/decoders.h"
#include "text/jsonreader.h"
#include "text/units.h"
#include "text/unpacked.h"
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

Layer decodeOne(Encoding encoding, const DecodeInput &in)
{
    switch (encoding) {
    case Encoding::Gzip:
        return decodeGzip(in);
    case Encoding::Zlib:
        return decodeZlib(in);
    case Encoding::Zstd:
        return decodeZstd(in);
    case Encoding::Base64:
    case Encoding::Base64Url:
        return decodeBase64(encoding, in);
    case Encoding::DataUrl:
        return decodeDataUrl(in);
    case Encoding::Percent:
        return decodePercent(in);
    case Encoding::Form:
        return decodeForm(in);
    case Encoding::JsonString:
        return decodeJsonString(in);
    case Encoding::Jwt:
        return decodeJwt(in);
    case Encoding::MessagePack:
        return decodeMessagePack(in);
    case Encoding::Timestamp:
        return decodeTimestamp(in);
    }
    return {};
}

bool isCancelled(const Layer &layer)
{
    return layer.problem && layer.problem->kind == Kind::Cancelled;
}

} // namespace

const QList<Encoding> &allEncodings()
{
    static const QList<Encoding> all = {Encoding::Gzip,    Encoding::Zlib,        Encoding::Zstd,
                                        Encoding::Base64,  Encoding::Base64Url,   Encoding::DataUrl,
                                        Encoding::Percent, Encoding::Form,        Encoding::JsonString,
                                        Encoding::Jwt,     Encoding::MessagePack, Encoding::Timestamp};
    return all;
}

QString encodingText(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Gzip:
        return Words::tr("gzip");
    case Encoding::Zlib:
        return Words::tr("zlib");
    case Encoding::Zstd:
        return Words::tr("Zstandard");
    case Encoding::Base64:
        return Words::tr("base64");
    case Encoding::Base64Url:
        return Words::tr("base64url");
    case Encoding::DataUrl:
        return Words::tr("data URL");
    case Encoding::Percent:
        return Words::tr("URL-encoded text");
    case Encoding::Form:
        return Words::tr("URL-encoded form");
    case Encoding::JsonString:
        return Words::tr("JSON string");
    case Encoding::Jwt:
        return Words::tr("JSON Web Token");
    case Encoding::MessagePack:
        return Words::tr("MessagePack");
    case Encoding::Timestamp:
        return Words::tr("timestamp");
    }
    return {};
}

QString stoppedText()
{
    return Words::tr("Stopped before the end.");
}

QString tooLargeText(qsizetype most)
{
    return Words::tr("There is more than %1 in this; only the beginning is shown.").arg(sizeText(most));
}

DecodeProblem Unpacked::tooLarge(qsizetype at) const
{
    const qint64 ratio = m_most / std::max<qsizetype>(at, 1);
    return {.kind = Kind::TooLarge,
            .offset = at,
            .message = Words::tr("There is more than %1 in this (%2:1 so far); only the beginning is shown.")
                           .arg(sizeText(m_most), countText(ratio))};
}

DecodeProblem trailingProblem(QByteArrayView bytes, qsizetype offset)
{
    const QByteArrayView rest = bytes.sliced(offset);
    const bool zeros = std::all_of(rest.begin(), rest.end(), [](char c) { return c == '\0'; });
    const QString size = sizeText(rest.size());
    return {.kind = Kind::TrailingBytes,
            .offset = offset,
            .message = zeros ? Words::tr("Zero bytes follow the end: %1.").arg(size)
                             : Words::tr("Something else follows the end: %1.").arg(size)};
}

Trimmed::Trimmed(QByteArrayView bytes)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; };
    qsizetype begin = 0;
    qsizetype end = bytes.size();
    while (begin < end && isSpace(bytes[begin]))
        ++begin;
    while (end > begin && isSpace(bytes[end - 1]))
        --end;
    before = bytes.first(begin);
    inner = bytes.sliced(begin, end - begin);
    after = bytes.sliced(end);
}

Layer decode(Encoding encoding, QByteArrayView bytes, const Stop &stop, const DecodeLimits &limits)
{
    return decodeOne(encoding, {bytes, std::min(limits.layerBytes, limits.totalBytes), stop});
}

Decoded decodeAs(const QList<Encoding> &chain, QByteArrayView bytes, const Stop &stop,
                 const DecodeLimits &limits)
{
    Decoded out;
    qsizetype left = limits.totalBytes;
    QByteArrayView inner = bytes;
    for (const Encoding encoding : chain) {
        if (out.layers.size() >= limits.layers) {
            out.deeper = true;
            break;
        }
        out.layers << decodeOne(encoding, {inner, std::min(limits.layerBytes, left), stop});
        const Layer &layer = out.layers.constLast();
        out.stopped = isCancelled(layer);
        if (layer.problem)
            break;
        left -= layer.bytes.size();
        inner = layer.bytes; // shared with the list, which may move what it holds but not its bytes
    }
    return out;
}

bool canEncode(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Form:
    case Encoding::Jwt:
    case Encoding::MessagePack:
    case Encoding::Timestamp:
        return false;
    default:
        return true;
    }
}

tl::expected<QByteArray, DecodeProblem> encode(Encoding encoding, QByteArrayView bytes,
                                               const EncodingStyle &style, const Stop &stop)
{
    switch (encoding) {
    case Encoding::Gzip:
        return encodeGzip(bytes, stop);
    case Encoding::Zlib:
        return encodeZlib(bytes, stop);
    case Encoding::Zstd:
        return encodeZstd(bytes, stop);
    case Encoding::Base64:
    case Encoding::Base64Url:
        return encodeBase64(encoding, bytes, style);
    case Encoding::DataUrl:
        return encodeDataUrl(bytes, style);
    case Encoding::Percent:
        return encodePercent(bytes, style);
    case Encoding::JsonString:
        return encodeJsonString(bytes, style);
    case Encoding::Form:
    case Encoding::Jwt:
    case Encoding::MessagePack:
    case Encoding::Timestamp:
        break;
    }
    return tl::unexpected<DecodeProblem>(DecodeProblem{
        .message = Words::tr("What was shown of this is made for reading; it cannot be written back as %1.")
                       .arg(encodingText(encoding))});
}

tl::expected<QByteArray, DecodeProblem> encodeAs(const QList<Layer> &layers, QByteArrayView bytes,
                                                 const Stop &stop)
{
    QByteArray out = bytes.toByteArray();
    for (auto layer = layers.crbegin(); layer != layers.crend(); ++layer) {
        auto next = encode(layer->encoding, out, layer->style, stop);
        if (!next)
            return next;
        out = *std::move(next);
    }
    return out;
}

} // namespace kv::text
