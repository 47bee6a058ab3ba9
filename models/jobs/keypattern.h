// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace kv::jobs {

/// What a user types to find keys: with `*` (any bytes) or `?` (one character) in it, a pattern of the whole
/// key, else a part of it. Case counts, as in keys. Immutable.
class KeyPattern
{
public:
    explicit KeyPattern(const QByteArray &pattern);

    /// The empty pattern.
    bool matchesAll() const { return m_pattern.isEmpty(); }
    bool matches(QByteArrayView key) const;

private:
    bool matchesWhole(QByteArrayView key) const;

    QByteArray m_pattern;
    bool m_isGlob;
};

} // namespace kv::jobs
