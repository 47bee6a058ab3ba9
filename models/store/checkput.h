// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/result.h"

#include <QByteArrayView>

/// KV's rules for what may be written, the same for every store and for an editor while one types.
/// Each answers the first rule that is broken: InvalidInput, or TooLarge, with a sentence in `detail`.
/// Pure functions, callable from any thread.
namespace kv {

/// Whether an entry may be given this name.
Result<> checkNewKey(QByteArrayView key);
/// Whether a value of this many bytes fits.
Result<> checkValueSize(qint64 bytes);
/// Whether this can be stored as metadata: JSON text of at most limits::metadataBytes bytes.
Result<> checkMetadata(QByteArrayView json);
/// Whether an expiration that is set anew (absolute, seconds) lies far enough ahead of `nowMs`
/// (milliseconds).
Result<> checkExpiration(qint64 seconds, qint64 nowMs);
/// All of these on the fields that `put` sets; kept fields are not looked at.
Result<> checkPut(const Put &put, qint64 nowMs);

} // namespace kv
