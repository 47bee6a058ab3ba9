// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/classify.h"

#include <optional>

namespace kv::text {

struct PixelSize
{
    quint32 width = 0;
    quint32 height = 0;

    bool operator==(const PixelSize &) const = default;
};

/// What a picture's header says about its size, in pixels; nothing is decoded and nothing is believed about
/// it. Nothing when `head` does not reach that far, or `kind` is no bitmap.
std::optional<PixelSize> imageSize(ContentKind kind, QByteArrayView head);

} // namespace kv::text
