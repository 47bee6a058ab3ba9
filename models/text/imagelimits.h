// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/imagesize.h"

#include <QString>

namespace kv::text {

/// Whether a picture may be handed to what decodes pictures.
struct ImageVerdict
{
    bool mayDecode = false;
    /// As its header says.
    std::optional<PixelSize> size;
    /// Why not: one translated sentence.
    QString reason;
};

/// What is decoded at most: 256 MB when each pixel takes four bytes.
inline constexpr qint64 mostPixels = 64'000'000;
inline constexpr quint32 longestSide = 30'000;

/// Looks at a picture without decoding it, and refuses what would take very much memory or time, whatever its
/// size in bytes: too many pixels, or none, or a header that does not say how many; JPEGs with too many
/// passes. Not for SVGs, which have no pixels. `bytes`: the whole value. Any thread.
ImageVerdict judgeImage(ContentKind kind, QByteArrayView bytes);

} // namespace kv::text
