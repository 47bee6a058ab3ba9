// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/json.h"
#include "text/jsonreader.h"
#include "text/jsontext.h"
#include "text/units.h"
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

constexpr qsizetype signedParts = 3;
constexpr qsizetype encryptedParts = 5;

/// A part between two dots.
struct Part
{
    QByteArrayView text;
    qsizetype offset = 0;
};

QList<Part> partsOf(const Trimmed &trimmed)
{
    QList<Part> parts;
    const QByteArrayView text = trimmed.inner;
    for (qsizetype at = 0; parts.size() <= encryptedParts;) {
        const qsizetype dot = text.indexOf('.', at);
        const qsizetype end = dot < 0 ? text.size() : dot;
        parts << Part{text.sliced(at, end - at), trimmed.before.size() + at};
        if (dot < 0)
            break;
        at = dot + 1;
    }
    return parts;
}

/// What a member at the top of an object has, as a token; the last one of this name.
QByteArrayView memberOf(QByteArrayView object, QByteArrayView name)
{
    QByteArrayView found;
    bool wanted = false;
    JsonReader reader(object);
    for (;;) {
        const JsonReader::Token token = reader.next();
        const QByteArrayView text = object.sliced(token.begin, token.end - token.begin);
        if (token.kind == JsonReader::Kind::End || token.kind == JsonReader::Kind::Problem)
            return found;
        if (token.kind == JsonReader::Kind::Name && reader.depth() == 1)
            wanted = decodedString(text) == name;
        else if (token.kind == JsonReader::Kind::Scalar && reader.depth() == 1 && wanted)
            found = text;
    }
}

void tellTimes(Layer &layer, QByteArrayView payload)
{
    const auto tell = [&](QByteArrayView name, auto sentence) {
        const QByteArrayView token = memberOf(payload, name);
        bool ok = false;
        const double seconds = token.toByteArray().toDouble(&ok);
        if (ok && qAbs(seconds) < double(farthestSecond))
            layer.notes << sentence(utcText(qint64(seconds)));
    };
    tell("iat", [](const QString &when) { return Words::tr("Issued %1.").arg(when); });
    tell("nbf", [](const QString &when) { return Words::tr("Not valid before %1.").arg(when); });
    tell("exp", [](const QString &when) { return Words::tr("Expires %1.").arg(when); });
}

void tellSignature(Layer &layer, QByteArrayView header, bool empty)
{
    const QByteArrayView token = memberOf(header, "alg");
    const QByteArray algorithm = token.startsWith('"') ? decodedString(token) : QByteArray();
    if (empty || algorithm.compare("none", Qt::CaseInsensitive) == 0)
        layer.notes << Words::tr("It is not signed.");
    else if (algorithm.isEmpty())
        layer.notes << Words::tr("The signature is not checked.");
    else
        layer.notes << Words::tr("Signed with %1 by its own word; the signature is not checked.")
                           .arg(displayKey(algorithm));
}

bool isObject(QByteArrayView json)
{
    return json.trimmed().startsWith('{') && !validate(json);
}

} // namespace

Layer decodeJwt(const DecodeInput &in)
{
    const Trimmed trimmed(in.bytes);
    const QList<Part> parts = partsOf(trimmed);
    if (parts.size() != signedParts && parts.size() != encryptedParts)
        return refusal(Encoding::Jwt, Kind::Invalid, trimmed.before.size(),
                       Words::tr("A JSON Web Token has three parts with dots between them, or five."));
    const auto decodePart = [&](const Part &part) {
        Layer inner = decodeBase64(Encoding::Base64Url, {part.text, in.most, in.stop});
        if (inner.problem)
            inner.problem->offset += part.offset;
        return inner;
    };
    const Layer header = decodePart(parts.at(0));
    if (header.problem)
        // Something behind a part's padding is no end of a token.
        return refusal(Encoding::Jwt,
                       header.problem->kind == Kind::TrailingBytes ? Kind::Invalid : header.problem->kind,
                       header.problem->offset, header.problem->message);
    if (!isObject(header.bytes))
        return refusal(Encoding::Jwt, Kind::Invalid, parts.at(0).offset,
                       Words::tr("The header, which is the first part, is no JSON object."));

    Layer layer{.encoding = Encoding::Jwt, .rendition = true};
    QByteArray out = "{\"header\":" + compact(header.bytes);
    bool lossy = false;
    if (parts.size() == encryptedParts) {
        layer.notes << Words::tr("It is encrypted: only its header can be read.");
    } else {
        const Layer payload = decodePart(parts.at(1));
        layer.problem = payload.problem;
        out += ",\"payload\":";
        if (!payload.problem && isObject(payload.bytes)) {
            out += compact(payload.bytes);
            tellTimes(layer, payload.bytes);
        } else {
            appendJsonText(out, payload.bytes, lossy);
            if (!payload.problem)
                layer.notes << Words::tr("The payload is no JSON object.");
        }
        out += ",\"signature\":";
        appendJsonText(out, parts.at(2).text, lossy);
        tellSignature(layer, header.bytes, parts.at(2).text.isEmpty());
        if (lossy)
            layer.notes << Words::tr("Bytes that are not UTF-8 are shown as \\xNN.");
    }
    out += '}';
    if (out.size() > in.most)
        return refusal(Encoding::Jwt, Kind::TooLarge, in.bytes.size(), tooLargeText(in.most));
    layer.bytes = out;
    return layer;
}

} // namespace kv::text
