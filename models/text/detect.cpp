// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/classify.h"
#include "text/decoders.h"
#include "text/utf8.h"

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

// What unpacks to so much is no accident, even without a checksum at its end.
constexpr qsizetype noAccident = 64;

bool isReadable(QByteArrayView bytes)
{
    constexpr qsizetype shortest = 9;
    if (bytes.size() < shortest || !isUtf8(bytes))
        return false;
    return std::all_of(bytes.begin(), bytes.end(), [](char c) {
        const uchar b = uchar(c);
        return (b >= 0x20 && b != 0x7f) || b == '\n' || b == '\r' || b == '\t';
    });
}

/// Whether bytes are something by themselves, no matter what they stood in.
bool isSomething(QByteArrayView bytes)
{
    const ContentKind kind = classify(bytes, true);
    return kind == ContentKind::Json || isImage(kind) || isReadable(bytes);
}

bool isText(QByteArrayView bytes)
{
    return isTextual(classify(bytes.first(std::min<qsizetype>(bytes.size(), 1024)), bytes.size() <= 1024)) &&
           isUtf8(bytes);
}

/// The layers of a value from the outside inwards. Goes into itself for what is inside, at most as often as
/// there may be layers: what is inside decides about the outside, too.
class Detector
{
public:
    Detector(const Stop &stop, const DecodeLimits &limits) : m_stop(stop), m_limits(limits) {}

    QList<Layer> peel(QByteArrayView bytes, int most, qsizetype bytesLeft);
    bool stopped() const { return m_stopped; }

private:
    Layer take(Encoding encoding, QByteArrayView bytes, qsizetype bytesLeft);
    QList<Layer> withInner(Layer layer, int most, qsizetype bytesLeft);
    QList<Layer> ifInside(Layer layer, int most, qsizetype bytesLeft);
    QList<Layer> peelText(QByteArrayView bytes, int most, qsizetype bytesLeft);
    QList<Layer> peelBase64(QByteArrayView bytes, int most, qsizetype bytesLeft);
    bool isMeantAsZlib(QByteArrayView bytes, const Layer &layer) const;

    const Stop &m_stop;
    const DecodeLimits &m_limits;
    bool m_stopped = false;
};

Layer Detector::take(Encoding encoding, QByteArrayView bytes, qsizetype bytesLeft)
{
    DecodeLimits limits = m_limits;
    limits.totalBytes = bytesLeft;
    Layer layer = decode(encoding, bytes, m_stop, limits);
    m_stopped = m_stopped || (layer.problem && layer.problem->kind == Kind::Cancelled);
    return layer;
}

/// A layer that stands by itself, and what is inside it.
QList<Layer> Detector::withInner(Layer layer, int most, qsizetype bytesLeft)
{
    if (layer.refused() || m_stopped)
        return {};
    QList<Layer> layers;
    if (!layer.problem && !layer.rendition)
        layers = peel(layer.bytes, most - 1, bytesLeft - layer.bytes.size());
    layers.prepend(std::move(layer));
    return layers;
}

/// A layer that counts only when there is something inside.
QList<Layer> Detector::ifInside(Layer layer, int most, qsizetype bytesLeft)
{
    if (layer.problem)
        return {};
    const bool something = isSomething(layer.bytes);
    QList<Layer> layers = withInner(std::move(layer), most, bytesLeft);
    return something || layers.size() > 1 ? layers : QList<Layer>();
}

bool Detector::isMeantAsZlib(QByteArrayView bytes, const Layer &layer) const
{
    if (!layer.problem)
        return true;
    const Kind kind = layer.problem->kind;
    return (kind == Kind::CutShort || kind == Kind::TooLarge || kind == Kind::TrailingBytes) &&
           layer.bytes.size() >= noAccident && !isText(bytes);
}

QList<Layer> Detector::peelBase64(QByteArrayView bytes, int most, qsizetype bytesLeft)
{
    for (const Encoding encoding : {Encoding::Base64, Encoding::Base64Url}) {
        if (!looksLikeBase64(bytes, encoding))
            continue;
        QList<Layer> layers = ifInside(take(encoding, bytes, bytesLeft), most, bytesLeft);
        if (!layers.isEmpty() || m_stopped)
            return layers;
    }
    return {};
}

QList<Layer> Detector::peelText(QByteArrayView bytes, int most, qsizetype bytesLeft)
{
    const QByteArrayView text = Trimmed(bytes).inner;
    if (text.isEmpty() || text.startsWith('{') || text.startsWith('['))
        return {};
    if (looksLikeTimestamp(text))
        return withInner(take(Encoding::Timestamp, bytes, bytesLeft), most, bytesLeft);
    if (text.startsWith('"')) {
        const Layer layer = take(Encoding::JsonString, bytes, bytesLeft);
        if (layer.problem)
            return {};
        const QByteArrayView inner = Trimmed(layer.bytes).inner;
        QList<Layer> layers = withInner(layer, most, bytesLeft);
        const bool json = !inner.isEmpty() && (inner[0] == '{' || inner[0] == '[') &&
                          classify(inner, true) == ContentKind::Json;
        return json || layers.size() > 1 ? layers : QList<Layer>();
    }
    if (looksLikeDataUrl(text)) {
        const Layer layer = take(Encoding::DataUrl, bytes, bytesLeft);
        return layer.problem ? QList<Layer>() : withInner(layer, most, bytesLeft);
    }
    if (text.startsWith("ey") && text.contains('.')) {
        const Layer layer = take(Encoding::Jwt, bytes, bytesLeft);
        // A header that names an algorithm, and a payload that is an object: the rendition says so.
        if (!layer.problem && layer.bytes.contains("\"alg\":") && layer.bytes.contains(",\"payload\":{"))
            return withInner(layer, most, bytesLeft);
    }
    QList<Layer> layers = peelBase64(bytes, most, bytesLeft);
    if (layers.isEmpty() && !m_stopped && looksLikePercent(text)) {
        const Layer layer = take(Encoding::Percent, bytes, bytesLeft);
        if (!layer.problem && isUtf8(layer.bytes))
            layers = withInner(layer, most, bytesLeft);
    }
    if (layers.isEmpty() && !m_stopped && looksLikeForm(text))
        layers = withInner(take(Encoding::Form, bytes, bytesLeft), most, bytesLeft);
    return layers;
}

QList<Layer> Detector::peel(QByteArrayView bytes, int most, qsizetype bytesLeft)
{
    if (most <= 0 || bytesLeft <= 0 || bytes.isEmpty() || m_stopped)
        return {};
    if (m_stop && m_stop()) {
        m_stopped = true;
        return {};
    }
    if (bytes.startsWith("\x1f\x8b\x08"))
        return withInner(take(Encoding::Gzip, bytes, bytesLeft), most, bytesLeft);
    if (bytes.startsWith("\x28\xb5\x2f\xfd"))
        return withInner(take(Encoding::Zstd, bytes, bytesLeft), most, bytesLeft);
    const uchar head = uchar(bytes[0]);
    if (bytes.size() >= 8 && (head & 0x0f) == 8 && head <= 0x78 && (head * 256 + uchar(bytes[1])) % 31 == 0) {
        const Layer layer = take(Encoding::Zlib, bytes, bytesLeft);
        if (!layer.refused() && isMeantAsZlib(bytes, layer))
            return withInner(layer, most, bytesLeft);
    }
    if (isText(bytes))
        return peelText(bytes, most, bytesLeft);
    if (classify(bytes, true) != ContentKind::Binary || !looksLikeMessagePack(bytes, m_stop))
        return {};
    return withInner(take(Encoding::MessagePack, bytes, bytesLeft), most, bytesLeft);
}

} // namespace

Decoded detect(QByteArrayView bytes, const Stop &stop, const DecodeLimits &limits)
{
    Decoded out;
    Detector detector(stop, limits);
    out.layers = detector.peel(bytes, limits.layers + 1, limits.totalBytes);
    out.stopped = detector.stopped();
    if (out.layers.size() > limits.layers) {
        out.layers.removeLast();
        out.deeper = true;
    }
    return out;
}

} // namespace kv::text
