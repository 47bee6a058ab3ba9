// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

/// What a value seems to be, told from its first bytes. Never decodes, so hostile values are safe. Any
/// thread.
namespace kv::text {

enum class ContentKind { Empty, Json, Text, Svg, Png, Jpeg, Gif, Webp, Bmp, Gzip, Zlib, Binary };

/// The kind of a value that begins with `head`; `complete`: nothing comes after it. Json is an object, an
/// array or a string in quotes without a problem as far as it can be seen. A head that was cut inside a UTF-8
/// sequence is still text; invalid UTF-8 or a NUL makes it Binary.
ContentKind classify(QByteArrayView head, bool complete);

/// Whether the bytes are meant to be read by people: Json, Text or Svg.
bool isTextual(ContentKind kind);
/// Whether it is a picture that is told by its first bytes, or an SVG.
bool isImage(ContentKind kind);

/// The kind's name for people: "JSON", "PNG image".
QString kindText(ContentKind kind);

/// One line about a value for a list: the beginning of a text, cut at about 200 characters, with an ellipsis
/// when it goes on; `PNG image, 256 × 256`; `binary, starts 00 01 02 03`. `size`: the whole value's, in
/// bytes.
QString summary(ContentKind kind, QByteArrayView head, qint64 size);

} // namespace kv::text
