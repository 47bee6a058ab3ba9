// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/classify.h"
#include "text/json.h"
#include "text/jsonoutline.h"
#include "text/lines.h"
#include "text/stop.h"

#include <QList>

#include <vector>

/// All that has to be known of a value before it is shown, found out in one go and on any thread, since a
/// value may have 25 MiB.
namespace kv::text {

/// What a text has to be shown with.
struct TextLook
{
    bool json = false;           ///< Meant to be JSON, whether or not it is without a mistake.
    QList<JsonProblem> problems; ///< Of JSON: the first hundred.
    JsonOutline outline;         ///< Of JSON.
    /// Of JSON with several lines, for each line: how many parts that can be folded its beginning lies in, at
    /// most maxFoldDepth, and whether one begins there (foldHeader).
    std::vector<quint16> folds;
    Lines lines;

    static constexpr quint16 foldHeader = 0x8000;
    static constexpr quint16 maxFoldDepth = 2000;
};

/// What a value is looked at for.
enum class LookFor {
    Bytes,   ///< What it is, and whether it is a text.
    Text,    ///< And to show it as the text that it is.
    LaidOut, ///< And to show it, if it is JSON, with a line for each member.
};

/// What is shown of a value.
struct ValueLook
{
    ContentKind kind = ContentKind::Empty;
    qsizetype firstInvalid = -1; ///< Where it is no UTF-8 any more; -1: it is.
    bool json = false;           ///< Meant to be JSON.
    QByteArray shown;            ///< The text to show. Empty when it is no UTF-8.
    bool asStored = true;        ///< `shown` has the layout of the value itself.
    bool broken = false;         ///< `shown` has line breaks put into lines that are too long to be shown.
    TextLook text;               ///< Of `shown`; without problems' places, outline and folds when broken.
};

/// The kind that the first bytes of a value tell, in no time. Any size.
ContentKind kindOfValue(QByteArrayView value);
/// Whether a value looks like it is meant to be JSON: an object, an array or a string in quotes.
bool isMeantAsJson(QByteArrayView value);

TextLook lookAtText(const QByteArray &utf8, bool json, const Stop &stop = {});
/// `longestLine`: what a line may have in bytes before it is broken.
ValueLook lookAtValue(const QByteArray &value, LookFor what, qsizetype longestLine, const Stop &stop = {});

} // namespace kv::text
