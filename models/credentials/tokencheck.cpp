// SPDX-License-Identifier: GPL-3.0-or-later
#include "credentials/tokencheck.h"

#include <algorithm>

namespace kv::credentials {

Result<QByteArray> checkToken(const QString &token, const QString &what)
{
    constexpr int longest = 8192; // more than any server takes in a header
    const QString trimmed = token.trimmed();
    if (trimmed.isEmpty())
        return fail(ErrorKind::InvalidInput, QStringLiteral("%1 is empty").arg(what));
    if (trimmed.size() > longest)
        return fail(ErrorKind::InvalidInput, QStringLiteral("%1 is longer than any token: %2 characters")
                                                 .arg(what, QString::number(trimmed.size())));
    const auto isPlain = [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; };
    const auto odd = std::find_if_not(trimmed.cbegin(), trimmed.cend(), isPlain);
    if (odd != trimmed.cend())
        return fail(
            ErrorKind::InvalidInput,
            QStringLiteral("%1 has a character that no token has (U+%2 at position %3); was it copied "
                           "whole?")
                .arg(what, QString::number(odd->unicode(), 16).toUpper().rightJustified(4, QLatin1Char('0')),
                     QString::number(odd - trimmed.cbegin() + 1)));
    return trimmed.toLatin1();
}

} // namespace kv::credentials
