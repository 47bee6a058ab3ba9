// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/classify.h"

#include "text/imagesize.h"
#include "text/json.h"
#include "text/utf8.h"

#include <QCoreApplication>
#include <QtEndian>

namespace kv::text {
namespace {

constexpr int previewCharacters = 200;
constexpr int shownBytes = 4;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Content)
};

bool isSpace(char32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

QByteArrayView readable(QByteArrayView head, bool complete)
{
    return complete ? head : head.first(lengthWithoutCutSequence(head));
}

bool looksLikeText(QByteArrayView head)
{
    if (!isUtf8(head) || head.contains('\0'))
        return false;
    qsizetype controls = 0;
    for (const char b : head) {
        if ((uchar(b) < 0x20 && !(b >= '\t' && b <= '\r') && b != '\x1b') || b == '\x7f')
            ++controls;
    }
    return controls * 32 <= head.size(); // a separator here and there does not make a text binary
}

bool looksLikeJson(QByteArrayView head, bool complete)
{
    const QByteArrayView trimmed = head.trimmed();
    if (trimmed.isEmpty() || !QByteArrayView("{[\"").contains(trimmed[0]))
        return false;
    const auto problem = validate(head);
    return !problem || (!complete && problem->offset == head.size());
}

bool looksLikeSvg(QByteArrayView head)
{
    if (head.startsWith("\xef\xbb\xbf"))
        head = head.sliced(3);
    head = head.trimmed();
    if (head.startsWith("<svg"))
        return true;
    return (head.startsWith("<?xml") || head.startsWith("<!--") || head.startsWith("<!DOCTYPE svg")) &&
           head.first(qMin<qsizetype>(head.size(), 1024)).contains("<svg");
}

bool looksLikeZlib(QByteArrayView head)
{
    return head.size() >= 2 && head[0] == 0x78 && (uchar(head[0]) * 256 + uchar(head[1])) % 31 == 0 &&
           (uchar(head[1]) & 0x20) == 0;
}

bool looksLikeBmp(QByteArrayView head)
{
    if (head.size() < 26 || !head.startsWith("BM") || head.sliced(6, 4) != QByteArrayView("\0\0\0\0", 4))
        return false;
    const auto header = qFromLittleEndian<quint32>(head.data() + 14); // the size of the header that follows
    return header == 12 || header == 40 || header == 52 || header == 56 || header == 64 || header == 108 ||
           header == 124;
}

// Line breaks become signs in a text; in JSON, where they only lay it out, they become spaces.
QString firstLine(QByteArrayView head, qint64 size, bool json)
{
    head = readable(head, head.size() >= size);
    QString out;
    int characters = 0;
    qsizetype i = head.startsWith("\xef\xbb\xbf") ? 3 : 0;
    while (i < head.size() && characters < previewCharacters) {
        CodePoint c = codePointAt(head, i);
        i += c.length;
        ++characters;
        if (!c.valid) {
            out += QChar::ReplacementCharacter;
        } else if (isSpace(c.value)) {
            bool newline = false;
            for (;;) { // a run of white space is shown as one
                newline = newline || c.value == '\n' || c.value == '\r';
                if (i >= head.size() || !isSpace(char32_t(uchar(head[i]))))
                    break;
                c = codePointAt(head, i++);
            }
            if (newline && !json && i < head.size())
                out += QStringLiteral(" ↵ ");
            else if (!out.isEmpty())
                out += QLatin1Char(' ');
        } else if (needsEscape(c.value)) {
            out += escaped(c.value);
        } else {
            out += QChar::fromUcs4(c.value);
        }
    }
    while (out.endsWith(QLatin1Char(' ')))
        out.chop(1);
    if (i < head.size() || head.size() < size)
        out += QStringLiteral("…");
    return out;
}

} // namespace

ContentKind classify(QByteArrayView head, bool complete)
{
    if (head.isEmpty())
        return ContentKind::Empty;
    if (head.startsWith("\x89PNG\r\n\x1a\n"))
        return ContentKind::Png;
    if (head.startsWith("\xff\xd8\xff"))
        return ContentKind::Jpeg;
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a"))
        return ContentKind::Gif;
    if (head.size() >= 12 && head.startsWith("RIFF") && head.sliced(8).startsWith("WEBP"))
        return ContentKind::Webp;
    if (looksLikeBmp(head))
        return ContentKind::Bmp;
    if (head.startsWith("\x1f\x8b\x08"))
        return ContentKind::Gzip;
    const QByteArrayView text = readable(head, complete);
    if (!text.isEmpty() && looksLikeText(text)) {
        if (looksLikeJson(text, complete))
            return ContentKind::Json;
        return looksLikeSvg(text) ? ContentKind::Svg : ContentKind::Text;
    }
    return looksLikeZlib(head) ? ContentKind::Zlib : ContentKind::Binary;
}

bool isTextual(ContentKind kind)
{
    return kind == ContentKind::Json || kind == ContentKind::Text || kind == ContentKind::Svg;
}

bool isImage(ContentKind kind)
{
    return kind == ContentKind::Png || kind == ContentKind::Jpeg || kind == ContentKind::Gif ||
           kind == ContentKind::Webp || kind == ContentKind::Bmp || kind == ContentKind::Svg;
}

QString kindText(ContentKind kind)
{
    switch (kind) {
    case ContentKind::Empty:
        return Words::tr("(empty)");
    case ContentKind::Json:
        return Words::tr("JSON");
    case ContentKind::Text:
        return Words::tr("text");
    case ContentKind::Svg:
        return Words::tr("SVG image");
    case ContentKind::Png:
        return Words::tr("PNG image");
    case ContentKind::Jpeg:
        return Words::tr("JPEG image");
    case ContentKind::Gif:
        return Words::tr("GIF image");
    case ContentKind::Webp:
        return Words::tr("WebP image");
    case ContentKind::Bmp:
        return Words::tr("BMP image");
    case ContentKind::Gzip:
        return Words::tr("gzip");
    case ContentKind::Zlib:
        return Words::tr("zlib");
    case ContentKind::Binary:
        return Words::tr("binary");
    }
    return {};
}

QString summary(ContentKind kind, QByteArrayView head, qint64 size)
{
    if (kind == ContentKind::Text || kind == ContentKind::Json)
        return firstLine(head, size, kind == ContentKind::Json);
    if (kind == ContentKind::Binary && !head.isEmpty()) {
        const QByteArray hex = head.first(qMin<qsizetype>(head.size(), shownBytes)).toByteArray().toHex(' ');
        return Words::tr("binary, starts %1").arg(QString::fromLatin1(hex));
    }
    if (const auto pixels = imageSize(kind, head))
        return Words::tr("%1, %2 × %3").arg(kindText(kind)).arg(pixels->width).arg(pixels->height);
    return kindText(kind);
}

} // namespace kv::text
