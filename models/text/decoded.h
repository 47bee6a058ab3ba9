// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/stop.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <optional>

/// What a value is behind its encodings: gzip of JSON, base64 of gzip of MessagePack. Pure functions, any
/// thread; none goes deeper into itself than there may be layers, and none believes what it reads.
namespace kv::text {

enum class Encoding {
    Gzip,
    Zlib,
    Zstd,
    Base64,
    Base64Url,
    DataUrl,     ///< `data:image/png;base64,…`
    Percent,     ///< `%7B%22a%22…`, as encodeURIComponent() writes it
    Form,        ///< `a=1&b=2`, as forms and query strings write it
    JsonString,  ///< a string of JSON that holds something, most often JSON
    Jwt,         ///< a JSON Web Token
    MessagePack, ///< see decode() for what JSON has no words for
    Timestamp,   ///< seconds, or parts of them, since 1970; ISO 8601
};

/// Every encoding, in the order in which one would look for it in a list.
const QList<Encoding> &allEncodings();

/// Its name for people: "gzip", "base64", "JSON Web Token".
QString encodingText(Encoding encoding);

/// Why decoding or encoding did not come to a good end.
struct DecodeProblem
{
    enum class Kind {
        Cancelled,     ///< The stop was asked and said so.
        TooLarge,      ///< There is more than the limit allows; what fits is there.
        CutShort,      ///< The bytes end too early.
        TrailingBytes, ///< All is decoded, but bytes follow that belong to nothing.
        Invalid,       ///< This is not the encoding, or is damaged from here on.
        BadChecksum,   ///< All is decoded, but the checksum does not agree.
    };
    Kind kind = Kind::Invalid;
    qsizetype offset = 0; ///< Where decoding stopped, in bytes of what was decoded.
    QString message;      ///< One or two translated sentences without the offset.

    bool operator==(const DecodeProblem &) const = default;
};

/// How something was written where an encoding leaves the choice, so that encode() can write it the same way
/// again.
struct EncodingStyle
{
    bool padded = true;       ///< base64: `=` at the end
    int lineLength = 0;       ///< base64: characters a line; 0: one line
    bool crlf = false;        ///< base64: how its lines end
    QByteArray before;        ///< what stands before: a data URL's head, white space
    QByteArray after;         ///< what stands behind: a line's end, white space
    bool lowerHex = false;    ///< percent: `%7b`, not `%7B`
    bool plusIsSpace = false; ///< percent: a space is written as `+`

    bool operator==(const EncodingStyle &) const = default;
};

/// One encoding taken off.
struct Layer
{
    Encoding encoding = Encoding::Gzip;
    /// What is inside: all of it, or as much as could be decoded when there is a problem. For Form, Jwt and
    /// MessagePack: JSON on one line, for text::format(). For Timestamp: one ISO 8601 moment in UTC.
    QByteArray bytes;
    /// The bytes are a text about what is inside, made for people; it cannot be encoded again.
    bool rendition = false;
    /// What is worth knowing besides, each one translated sentence: "The signature is not checked."
    QStringList notes;
    std::optional<DecodeProblem> problem;
    EncodingStyle style;

    /// Nothing at all could be decoded.
    bool refused() const
    {
        return problem && problem->kind != DecodeProblem::Kind::TrailingBytes && bytes.isEmpty();
    }
};

/// A value without its encodings.
struct Decoded
{
    QList<Layer> layers;  ///< Outermost first; empty: plain. Only the last one may have a problem.
    bool deeper = false;  ///< There are more layers than were to be taken off.
    bool stopped = false; ///< The stop ended it; what is here is what had been found.
};

struct DecodeLimits
{
    qsizetype layerBytes = 64 * 1024 * 1024;  ///< What one layer may yield.
    qsizetype totalBytes = 128 * 1024 * 1024; ///< What all layers may yield together.
    int layers = 8;
};

/// Takes one encoding off, chosen by hand: it does its best with whatever it is given, and says in the
/// layer's problem where it had to stop and why. White space around texts is overlooked.
///
/// MessagePack becomes JSON that keeps every number's value, the order and duplicates of keys. What JSON
/// cannot say becomes an object with a name that begins with a dollar sign:
///
///     {"$bin": base64}                 bytes
///     {"$str": base64}                 a text that is not UTF-8
///     {"$ext": type, "$bin": base64}   an extension
///     {"$time": ISO 8601}              the extension for moments
///     {"$float": text}                 "NaN", "Infinity", "-Infinity"
///     {"$map": [[key, value], ...]}    a map with a key that is not a text
///     {"$stream": [value, ...]}        several values, one behind the other
Layer decode(Encoding encoding, QByteArrayView bytes, const Stop &stop = {}, const DecodeLimits &limits = {});

/// Takes off what is there by all appearances, layer by layer, and rather too little than too much. What it
/// claims is never refused() by decode().
///
/// - gzip and Zstandard: by their magic, when something of them can be unpacked.
/// - zlib, which has next to no magic: when it unpacks to its end with the right checksum, or is no text
///   and gives 64 bytes at least.
/// - base64, base64url: when nothing else stands in there, 16 characters at least, and what is inside is
///   something by itself: JSON, text to read, a picture, one of the others here. A word is none of these.
/// - percent: when all but letters, digits and -_.!~*'() is escaped, twice at least. A URL is left alone.
/// - a form: when there are two names with values at least, or one with an escape, and no other signs.
/// - a data URL: when its type is one, and all of it can be decoded.
/// - a JSON string: when it holds an object, an array or one of the others here.
/// - a JSON Web Token: when its header is JSON that names an algorithm, and its payload is an object.
/// - MessagePack: when it is no text, is one map or list, used up to its last byte, each of whose keys is a
///   text and which has a text in it.
/// - a timestamp: when the whole is 10, 13, 16 or 19 digits between September 2001 and 2100, or ISO 8601.
Decoded detect(QByteArrayView bytes, const Stop &stop = {}, const DecodeLimits &limits = {});

/// Takes off the encodings of a chain that was chosen by hand or remembered, outermost first; ends early at
/// the first that has a problem.
Decoded decodeAs(const QList<Encoding> &chain, QByteArrayView bytes, const Stop &stop = {},
                 const DecodeLimits &limits = {});

/// Whether encode() can write it: all but Form, Jwt, MessagePack, Timestamp and what is a rendition.
bool canEncode(Encoding encoding);

/// The other way round. Decoding the result gives `bytes` again; the result itself need not be the bytes from
/// which a layer came:
///
/// - gzip: one member at the best compression, without the file name, time, comment and operating system
///   that the header may have had. A value of many members becomes one.
/// - zlib, Zstandard: as the libraries of this system write them, without a dictionary.
/// - base64, base64url: padding, line length and white space around it as in `style`; never a stray bit.
/// - percent: escaped as encodeURIComponent() does; what had been escaped without need is no longer.
/// - data URL: its head as it was, which `style` has.
/// - JSON string: with the fewest escapes.
///
/// Fails for those that canEncode() denies, for bytes that the encoding cannot hold (a JSON string holds
/// UTF-8), and when stopped.
tl::expected<QByteArray, DecodeProblem> encode(Encoding encoding, QByteArrayView bytes,
                                               const EncodingStyle &style = {}, const Stop &stop = {});

/// Puts what was taken off around `bytes` again, the last layer first.
tl::expected<QByteArray, DecodeProblem> encodeAs(const QList<Layer> &layers, QByteArrayView bytes,
                                                 const Stop &stop = {});

} // namespace kv::text
