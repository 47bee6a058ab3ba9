// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/imagesize.h"

#include <QtEndian>

namespace kv::text {
namespace {

template <class T> T big(QByteArrayView bytes, qsizetype at)
{
    return qFromBigEndian<T>(bytes.data() + at);
}

template <class T> T little(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<T>(bytes.data() + at);
}

std::optional<PixelSize> pngSize(QByteArrayView head)
{
    if (head.size() < 24 || head.sliced(12, 4) != QByteArrayView("IHDR"))
        return {};
    return PixelSize{big<quint32>(head, 16), big<quint32>(head, 20)};
}

// Walks from segment to segment until one that starts a frame.
std::optional<PixelSize> jpegSize(QByteArrayView head)
{
    for (qsizetype at = 2; at + 9 <= head.size();) {
        if (uchar(head[at]) != 0xff)
            return {};
        const uchar marker = uchar(head[at + 1]);
        if (marker == 0xff) { // padding
            ++at;
            continue;
        }
        const bool frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frame)
            return PixelSize{big<quint16>(head, at + 7), big<quint16>(head, at + 5)};
        if (marker == 0xda || marker == 0xd9) // scan data or the end: no frame came before
            return {};
        at += 2 + qMax<qsizetype>(2, big<quint16>(head, at + 2));
    }
    return {};
}

std::optional<PixelSize> webpSize(QByteArrayView head)
{
    if (head.size() < 30)
        return {};
    const QByteArrayView chunk = head.sliced(12, 4);
    if (chunk == QByteArrayView("VP8X")) // two numbers of 24 bits, each one less than it means
        return PixelSize{(little<quint32>(head, 24) & 0xffffff) + 1, (little<quint32>(head, 26) >> 8) + 1};
    if (chunk == QByteArrayView("VP8L")) { // two numbers of 14 bits behind a signature byte
        const auto bits = little<quint32>(head, 21);
        return PixelSize{(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
    }
    if (chunk == QByteArrayView("VP8 "))
        return PixelSize{little<quint16>(head, 26) & 0x3fffu, little<quint16>(head, 28) & 0x3fffu};
    return {};
}

std::optional<PixelSize> bmpSize(QByteArrayView head)
{
    if (head.size() < 26)
        return {};
    if (little<quint32>(head, 14) == 12)
        return PixelSize{little<quint16>(head, 18), little<quint16>(head, 20)};
    const auto height = little<qint32>(head, 22); // negative: the first row is the topmost
    return PixelSize{little<quint32>(head, 18), height < 0 ? 0u - quint32(height) : quint32(height)};
}

} // namespace

std::optional<PixelSize> imageSize(ContentKind kind, QByteArrayView head)
{
    switch (kind) {
    case ContentKind::Png:
        return pngSize(head);
    case ContentKind::Jpeg:
        return jpegSize(head);
    case ContentKind::Gif:
        if (head.size() < 10)
            return {};
        return PixelSize{little<quint16>(head, 6), little<quint16>(head, 8)};
    case ContentKind::Webp:
        return webpSize(head);
    case ContentKind::Bmp:
        return bmpSize(head);
    default:
        return {};
    }
}

} // namespace kv::text
