// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace kv::text {

/// A Perl-compatible regular expression that fits what Pattern fits for the same glob, in time that does not
/// explode. For where more is wanted than Pattern can, as ignoring case.
QByteArray regexOfGlob(QByteArrayView glob);

} // namespace kv::text
