// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picture.h"

#include "text/imagelimits.h"
#include "text/svgclean.h"
#include "text/units.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>

namespace kv::ui {

namespace {

using text::ContentKind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Picture)
};

constexpr int drawnSvg = 1024; // pixels of the longer side of an SVG without a size worth the name
constexpr int largestSvg = 4096;
constexpr int reducedTo = 2048;

QByteArray formatOf(ContentKind kind)
{
    switch (kind) {
    case ContentKind::Png:
        return "png";
    case ContentKind::Jpeg:
        return "jpeg";
    case ContentKind::Gif:
        return "gif";
    case ContentKind::Webp:
        return "webp";
    case ContentKind::Bmp:
        return "bmp";
    default:
        return {};
    }
}

QString factsOf(ContentKind kind, const QSize &size, qsizetype bytes)
{
    const QString kindText = text::kindText(kind);
    if (!size.isValid())
        return QStringLiteral("%1 · %2").arg(kindText, text::sizeText(bytes));
    return QStringLiteral("%1 · %2 × %3 · %4")
        .arg(kindText)
        .arg(size.width())
        .arg(size.height())
        .arg(text::sizeText(bytes));
}

Picture readBitmap(const QByteArray &value, ContentKind kind)
{
    Picture picture;
    picture.facts = factsOf(kind, {}, value.size());
    const text::ImageVerdict verdict = text::judgeImage(kind, value);
    if (verdict.size)
        picture.facts =
            factsOf(kind, QSize(int(verdict.size->width), int(verdict.size->height)), value.size());
    if (!verdict.mayDecode) {
        picture.problem = verdict.reason;
        return picture;
    }
    const QByteArray format = formatOf(kind);
    if (!QImageReader::supportedImageFormats().contains(format)) {
        picture.problem = Words::tr("This system has no plugin of Qt that reads this format.");
        return picture;
    }
    QBuffer buffer;
    buffer.setData(value);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    // The reader's own idea of the size counts, too: it is what it will make room for.
    const QSize size = reader.size();
    if (size.isValid() && qint64(size.width()) * size.height() > text::mostPixels) {
        picture.problem = Words::tr("Its parts do not agree on its size, and one is too large.");
        return picture;
    }
    if (!reader.read(&picture.image)) {
        picture.image = {};
        picture.problem = Words::tr("It could not be read: %1.").arg(reader.errorString());
        return picture;
    }
    picture.facts = factsOf(kind, picture.image.size(), value.size());
    if ((kind == ContentKind::Gif || kind == ContentKind::Webp) && reader.imageCount() > 1)
        picture.notes << Words::tr("Of an animation the first picture is shown.");
    return picture;
}

Picture drawSvg(const QByteArray &value)
{
    Picture picture;
    picture.facts = factsOf(ContentKind::Svg, {}, value.size());
    const text::CleanSvg clean = text::cleanSvg(value);
    if (!clean.leftOut.isEmpty())
        picture.notes << Words::tr("Not drawn: %1.").arg(clean.leftOut.join(QStringLiteral(", ")));
    if (clean.svg.isEmpty()) {
        picture.problem = clean.problem;
        return picture;
    }
    QSvgRenderer renderer;
    if (!renderer.load(clean.svg)) {
        picture.problem = Words::tr("It could not be drawn.");
        return picture;
    }
    QSizeF size = renderer.viewBoxF().size();
    if (!renderer.defaultSize().isEmpty())
        size = renderer.defaultSize();
    if (size.isEmpty())
        size = QSizeF(drawnSvg, drawnSvg);
    picture.facts = factsOf(ContentKind::Svg, size.toSize(), value.size());
    if (size.width() > largestSvg || size.height() > largestSvg)
        size.scale(largestSvg, largestSvg, Qt::KeepAspectRatio);
    picture.image = QImage(size.toSize().expandedTo(QSize(1, 1)), QImage::Format_ARGB32_Premultiplied);
    picture.image.fill(Qt::transparent);
    QPainter painter(&picture.image);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter);
    return picture;
}

} // namespace

Picture readPicture(const QByteArray &value, ContentKind kind)
{
    Picture picture;
    if (kind == ContentKind::Svg)
        picture = drawSvg(value);
    else if (text::isImage(kind))
        picture = readBitmap(value, kind);
    else
        picture.problem = Words::tr("This is no picture of a format that is known here.");
    picture.reduced = picture.image;
    if (picture.image.width() > reducedTo || picture.image.height() > reducedTo)
        picture.reduced =
            picture.image.scaled(reducedTo, reducedTo, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return picture;
}

} // namespace kv::ui
