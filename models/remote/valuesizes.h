// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace kv::remote {

/// How large the values of a namespace were that were read lately, so as not to ask for more than there is
/// room for. Pure.
class ValueSizes
{
public:
    /// So many keys were read, whose values hold so many bytes together.
    void note(int keys, qint64 bytes)
    {
        m_keys += keys;
        m_bytes += double(bytes);
        // What was read before fades: neighbours in the order of keys are alike, others need not be.
        if (m_keys > remembered) {
            m_bytes *= remembered / m_keys;
            m_keys = remembered;
        }
    }
    /// Bytes of a value on average; nullopt: nothing was read yet.
    std::optional<double> mean() const { return m_keys > 0 ? std::optional(m_bytes / m_keys) : std::nullopt; }

private:
    static constexpr double remembered = 200;

    double m_keys = 0;
    double m_bytes = 0;
};

} // namespace kv::remote
