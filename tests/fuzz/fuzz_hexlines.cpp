// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes as lines of hex, and any text as typed hex.
#include "fuzz/require.h"
#include "text/hexlines.h"

using namespace kv::text;
using kv::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes = kv::fuzz::view(data, size);
    parseHex(QString::fromUtf8(bytes));
    require(parseHex(hexText(bytes)) == bytes.toByteArray(), "what is shown can be typed");
    const HexLines lines(bytes);
    QByteArray together;
    for (qint64 line = -1; line <= lines.count(); ++line) {
        together += lines.bytes(line);
        lines.offset(line);
        require(lines.ascii(line).size() == lines.bytes(line).size(), "a character a byte");
        require(parseHex(lines.hex(line)) == lines.bytes(line).toByteArray(), "a line is its bytes");
    }
    require(together == bytes, "the lines have all bytes");
    return 0;
}
