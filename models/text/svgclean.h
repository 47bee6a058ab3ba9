// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

namespace kv::text {

/// An SVG that can do no harm to whoever draws it.
struct CleanSvg
{
    QByteArray svg;  ///< Empty when it cannot be drawn.
    QString problem; ///< Why not, in one or two translated sentences.
    QStringList
        leftOut; ///< What was there and is no more, each a few words: "scripts", "3 outside references".
};

/// Writes an SVG anew with only what shapes, colours and text need. Nothing is left that refers to anything
/// outside (files, the network, other documents), runs, moves, or costs more time than it is worth: scripts,
/// embedded pictures and documents, filters, dashes, references that multiply. Refused as a whole: what is no
/// well-formed XML, declares entities, has a depth, number of elements or coordinates beyond any drawing. Any
/// bytes; any thread; no recursion.
CleanSvg cleanSvg(QByteArrayView bytes);

} // namespace kv::text
