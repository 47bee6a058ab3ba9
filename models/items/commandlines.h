// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <QByteArray>
#include <QString>

/// What one types in a terminal, or writes into a Worker, to read the keys of a target. Pure functions, any
/// thread.
namespace kv::items {

/// A line to paste, or why there is none.
struct PasteLine
{
    QString text;   ///< empty: see whyNot
    QString whyNot; ///< one sentence
};

/// The command lines and Worker code for the keys of one target.
class CommandLines
{
public:
    enum class ValueType { Text, Json, Bytes };

    /// `project` tells which wrangler file a binding stands in. `accountId`: the account that the program
    /// uses, for a namespace at Cloudflare that no binding names; may be empty.
    CommandLines(const Project &project, const TargetInfo &info, const Binding &binding,
                 const QString &accountId = {});

    /// `wrangler kv key get …`, which prints the value's bytes in whatever folder it is run. Written for a
    /// POSIX shell and wrangler 4.
    PasteLine wranglerGet(const QByteArray &key) const;
    /// `kvw get …`, the same.
    PasteLine kvwGet(const QByteArray &key) const;
    /// `await env.TODO.get("key", { type: "json" })`.
    PasteLine workerGet(const QByteArray &key, ValueType type) const;
    /// `const { value, metadata } = await env.TODO.getWithMetadata(…)`.
    PasteLine workerGetWithMetadata(const QByteArray &key, ValueType type) const;

private:
    PasteLine selector() const;
    PasteLine localPlace() const;
    PasteLine workerCall(const QString &before, const char *method, const QByteArray &key,
                         ValueType type) const;

    TargetInfo m_info;
    Binding m_binding;
    QString m_accountId;
    QString m_root;
    QString m_configPath;
    bool m_manyEnvironments = false;
};

} // namespace kv::items
