// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

/// What an account at Cloudflare holds, as plain data.
namespace kv {

struct Account
{
    QString id; ///< 32 hexadecimal digits
    QString name;

    bool operator==(const Account &) const = default;
};

/// A KV namespace of an account.
struct AccountNamespace
{
    QString id; ///< 32 hexadecimal digits
    QString title;

    bool operator==(const AccountNamespace &) const = default;
};

/// What is left of the requests that Cloudflare grants: 1,200 in 5 minutes for one user, all programs
/// together. Who goes over it is locked out of the whole API for the next 5 minutes.
struct Budget
{
    int limit = 1200;
    /// Requests that may still be made before `resetsAtMs`, by Cloudflare's own word where it gave one, else
    /// by our count; nullopt: nothing was asked yet.
    std::optional<int> remaining;
    qint64 resetsAtMs = 0; ///< milliseconds since 1970; 0: not known
    /// Cloudflare said wait: no request leaves before this moment (milliseconds since 1970). 0: none.
    qint64 blockedUntilMs = 0;
    int queued = 0; ///< requests that wait for their turn

    bool operator==(const Budget &) const = default;
};

} // namespace kv
