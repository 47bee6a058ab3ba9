// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plaintip.h"

#include "text/units.h"

#include <QCoreApplication>
#include <QTextDocument>

namespace kv::ui {

namespace {

// More than this nobody reads in a tool tip, and laying it out would be felt.
constexpr qsizetype mostCharacters = 2000;

} // namespace

QString plainTip(const QString &text)
{
    QString shown = text;
    if (text.size() > mostCharacters)
        shown = text.left(mostCharacters) + QCoreApplication::translate("kv::ui", "… (%1 characters in all)")
                                                .arg(text::countText(text.size()));
    return Qt::mightBeRichText(shown) ? Qt::convertFromPlainText(shown, Qt::WhiteSpaceNormal) : shown;
}

} // namespace kv::ui
