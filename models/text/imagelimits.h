// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/imagesize.h"

#include <QString>

namespace kv::text {

/// Whether a picture may be handed to what decodes pictures.
struct ImageVerdict
{
    bool mayDecode = false;
    /// As its header says; of an SVG in its own units, when it names them.
    std::optional<PixelSize> size;
    /// Why not: one translated sentence.
    QString reason;
};

/// What is decoded at most: 200 MB when each pixel takes four bytes.
inline constexpr qint64 mostPixels = 50'000'000;
inline constexpr quint32 longestSide = 30'000;

/// Looks at a picture without decoding it, and refuses what would take very much memory or time, whatever its
/// size in bytes: bitmaps with too many pixels, or none, or that do not say how many; JPEGs with too many
/// passes; SVGs that are deeply nested, multiply themselves, hold such a bitmap or point to other files.
/// `bytes`: the whole value. Any thread.
ImageVerdict judgeImage(ContentKind kind, QByteArrayView bytes);

/// The part of it that is about SVG.
ImageVerdict judgeSvg(QByteArrayView bytes);

} // namespace kv::text
