// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/decoded.h"

#include <algorithm>
#include <optional>

/// The decoders behind decoded.h, one for each encoding. Not for other rooms.
namespace kv::text {

/// What one decoder is given.
struct DecodeInput
{
    QByteArrayView bytes;
    qsizetype most = 0; ///< Bytes that may come out.
    const Stop &stop;

    bool stopped() const { return stop && stop(); }
};

/// The sentences that more than one decoder says.
QString stoppedText();
QString tooLargeText(qsizetype most);
DecodeProblem trailingProblem(QByteArrayView bytes, qsizetype offset);

inline Layer refusal(Encoding encoding, DecodeProblem::Kind kind, qsizetype offset, const QString &message)
{
    return {.encoding = encoding,
            .problem = DecodeProblem{.kind = kind, .offset = offset, .message = message}};
}

Layer decodeGzip(const DecodeInput &in);
Layer decodeZlib(const DecodeInput &in);
Layer decodeZstd(const DecodeInput &in);
/// Base64 and Base64Url.
Layer decodeBase64(Encoding encoding, const DecodeInput &in);
Layer decodeDataUrl(const DecodeInput &in);
/// A `+` is a space where no space is written as `%20`; in data URLs it never is.
Layer decodePercent(const DecodeInput &in, bool plusMayBeSpace = true);
Layer decodeForm(const DecodeInput &in);
Layer decodeJsonString(const DecodeInput &in);
Layer decodeJwt(const DecodeInput &in);
Layer decodeMessagePack(const DecodeInput &in);
Layer decodeTimestamp(const DecodeInput &in);

using Encoded = tl::expected<QByteArray, DecodeProblem>;

Encoded encodeGzip(QByteArrayView bytes, const Stop &stop);
Encoded encodeZlib(QByteArrayView bytes, const Stop &stop);
Encoded encodeZstd(QByteArrayView bytes, const Stop &stop);
Encoded encodeBase64(Encoding encoding, QByteArrayView bytes, const EncodingStyle &style);
Encoded encodeDataUrl(QByteArrayView bytes, const EncodingStyle &style);
Encoded encodePercent(QByteArrayView bytes, const EncodingStyle &style);
Encoded encodeJsonString(QByteArrayView bytes, const EncodingStyle &style);

/// What detect() asks before it tries; each may be wrong only in one direction: no means no.
bool looksLikeBase64(QByteArrayView bytes, Encoding encoding);
bool looksLikeDataUrl(QByteArrayView bytes);
bool looksLikePercent(QByteArrayView bytes);
bool looksLikeForm(QByteArrayView bytes);
bool looksLikeTimestamp(QByteArrayView bytes);
bool looksLikeMessagePack(QByteArrayView bytes, const Stop &stop);

/// Bytes without white space at both ends.
struct Trimmed
{
    explicit Trimmed(QByteArrayView bytes);

    QByteArrayView before;
    QByteArrayView inner;
    QByteArrayView after;
};

/// "2026-11-23T17:04:00.5Z": with as many digits behind the point as are needed. Nothing beyond the years 0
/// to 9999.
std::optional<QByteArray> isoText(qint64 seconds, int nanoseconds);

/// A text as a JSON string. What is no UTF-8 is written as `\xNN`, and `lossy` set.
void appendJsonText(QByteArray &out, QByteArrayView text, bool &lossy);

} // namespace kv::text
