// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"

namespace kv::limits {

KeyProblem checkKey(QByteArrayView key)
{
    if (key.isEmpty())
        return KeyProblem::Empty;
    if (key == QByteArrayView(".") || key == QByteArrayView(".."))
        return KeyProblem::Dot;
    if (key.size() > keyBytes)
        return KeyProblem::TooLong;
    if (!key.isValidUtf8())
        return KeyProblem::NotUtf8;
    return KeyProblem::None;
}

} // namespace kv::limits
