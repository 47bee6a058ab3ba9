// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/imagelimits.h"

#include "text/units.h"

#include <QCoreApplication>

namespace kv::text {
namespace {

// A JPEG's passes each go over all of its pixels. Photographs have about ten.
constexpr qint64 mostPixelPasses = 2'000'000'000;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ImageLimits)
};

/// Not fewer than there are.
qint64 jpegPasses(QByteArrayView bytes)
{
    qint64 passes = 0;
    for (qsizetype at = bytes.indexOf("\xff\xda"); at >= 0; at = bytes.indexOf("\xff\xda", at + 2))
        ++passes;
    return passes;
}

QString pixelsText(const PixelSize &size)
{
    return Words::tr("%1 × %2 pixels").arg(countText(size.width), countText(size.height));
}

} // namespace

ImageVerdict judgeImage(ContentKind kind, QByteArrayView bytes)
{
    if (!isImage(kind) || kind == ContentKind::Svg)
        return {.reason = Words::tr("This is no picture that can be shown.")};
    ImageVerdict verdict{.size = imageSize(kind, bytes)};
    if (!verdict.size) {
        verdict.reason =
            Words::tr("The picture's header is damaged: it does not say how large the picture is.");
        return verdict;
    }
    const PixelSize &size = *verdict.size;
    const quint64 pixels = quint64(size.width) * size.height;
    if (pixels == 0)
        verdict.reason = Words::tr("The picture has no pixels: its header says %1.").arg(pixelsText(size));
    else if (size.width > longestSide || size.height > longestSide || pixels > quint64(mostPixels))
        verdict.reason =
            Words::tr("The picture is not decoded: its header says %1, and the limit is %2 pixels in all "
                      "and %3 a side.")
                .arg(pixelsText(size), countText(mostPixels), countText(longestSide));
    else if (kind == ContentKind::Jpeg && jpegPasses(bytes) * qint64(pixels) > mostPixelPasses)
        verdict.reason = Words::tr("The picture is not decoded: it would be drawn in %1 passes.")
                             .arg(countText(jpegPasses(bytes)));
    else
        verdict.mayDecode = true;
    return verdict;
}

} // namespace kv::text
