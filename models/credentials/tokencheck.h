// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

namespace kv::credentials {

/// A token as it goes into a header: without spaces around it. InvalidInput when it is empty, very long, or
/// holds what no header can carry: spaces, controls, anything but ASCII (an ellipsis pasted along). `what`
/// names it in the error: "CLOUDFLARE_API_TOKEN in .env", "The token". The token itself is never in the
/// error.
Result<QByteArray> checkToken(const QString &token, const QString &what);

} // namespace kv::credentials
