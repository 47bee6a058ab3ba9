// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonstring.h"

namespace kv::text {

QByteArray jsonString(QByteArrayView utf8)
{
    static constexpr char digits[] = "0123456789abcdef";
    // By hand and not through QString, which drops a byte order mark at the beginning and takes its time.
    QByteArray out;
    out.reserve(utf8.size() + utf8.size() / 8 + 2);
    out.append('"');
    qsizetype plain = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto c = uchar(utf8[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(utf8.data() + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\')
            out.append('\\').append(char(c));
        else if (c == '\n')
            out.append("\\n");
        else if (c == '\t')
            out.append("\\t");
        else if (c == '\r')
            out.append("\\r");
        else
            out.append("\\u00").append(digits[c >> 4]).append(digits[c & 15]);
    }
    out.append(utf8.data() + plain, utf8.size() - plain);
    out.append('"');
    return out;
}

} // namespace kv::text
