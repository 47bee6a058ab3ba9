// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/lines.h"

#include <cstring>

namespace kv::text {

Lines linesOf(QByteArrayView text)
{
    Lines lines;
    if (text.isEmpty())
        return lines;
    const char *const end = text.data() + text.size();
    const auto find = [end](const char *from, char c) {
        const auto *found = static_cast<const char *>(std::memchr(from, c, size_t(end - from)));
        return found ? found : end;
    };
    // Each is looked for again only when it lies behind: every byte is looked at twice at most.
    const char *line = text.data();
    const char *lf = find(line, '\n');
    const char *cr = find(line, '\r');
    for (;;) {
        const char *const stop = qMin(lf, cr);
        lines.longest = qMax<qsizetype>(lines.longest, stop - line);
        if (stop == end)
            return lines;
        const bool both = stop == cr && lf != end && lf == stop + 1;
        ++(both ? lines.crlf : stop == cr ? lines.cr : lines.lf);
        line = stop + (both ? 2 : 1);
        if (cr < line)
            cr = find(line, '\r');
        if (lf < line)
            lf = find(line, '\n');
    }
}

QByteArray withBrokenLines(QByteArrayView text, qsizetype longest)
{
    QByteArray broken;
    broken.reserve(text.size() + text.size() / longest + 1);
    qsizetype line = 0; // where the present line began
    qsizetype taken = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || text[i] == '\r') {
            line = i + 1;
            continue;
        }
        if (i - line < longest)
            continue;
        qsizetype cut = i;
        while (cut > line + 1 && (uchar(text[cut]) & 0xc0) == 0x80)
            --cut;
        broken.append(text.sliced(taken, cut - taken)).append('\n');
        taken = line = cut;
    }
    return broken.append(text.sliced(taken));
}

} // namespace kv::text
