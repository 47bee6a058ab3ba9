// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/stop.h"

#include <QByteArray>

#include <optional>

/// JSON that is read in one layout and stored in another. Pure functions, any thread.
namespace kv::text {

/// How a JSON text is shown to be read.
struct JsonShown
{
    QByteArray text;
    /// `text` is the stored text itself: it has a line for each member already, or is no JSON. What is edited
    /// is then stored as typed; otherwise storedJson() says what is stored.
    bool asStored = true;
};

/// `stored` with a line for each member, unless its own layout has as many lines as that. When stopped, it is
/// shown as stored.
JsonShown shownJson(const QByteArray &stored, const Stop &stop = {});

/// What is to be stored when `stored` was shown in another layout and became `edited`: the tokens of `edited`
/// with the white space of `stored`. Where tokens only became others, one for one, all white space stays;
/// where there are more or fewer, it stays around all that is the same at the beginning and at the end, and
/// what is between is written like the rest when `stored` is on one line, as in `edited` otherwise. So an
/// edit that only moved white space gives `stored`. Nothing when either is not JSON, or when stopped.
std::optional<QByteArray> storedJson(const QByteArray &stored, const QByteArray &edited,
                                     const Stop &stop = {});

} // namespace kv::text
