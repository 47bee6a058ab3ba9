// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/classify.h"

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QStringList>

namespace kv::ui {

/// A value as a picture.
struct Picture
{
    QImage image;      ///< Null when it could not be read, or is not to be.
    QImage reduced;    ///< The same, made smaller where it is large, so that fitting it takes no time.
    QString facts;     ///< "PNG image, 256 × 256, 8.1 KB". Told even when it is not shown, as far as known.
    QStringList notes; ///< What is to be known besides, each one sentence.
    QString problem;   ///< Why there is no picture, in one or two sentences.
};

/// Reads a picture in the format that its first bytes tell, never in another, and only when
/// text::judgeImage() has nothing against it. An SVG is drawn from what text::cleanSvg() leaves of it, so
/// that it can refer to nothing and hang nothing. Any thread.
Picture readPicture(const QByteArray &value, text::ContentKind kind);

} // namespace kv::ui
