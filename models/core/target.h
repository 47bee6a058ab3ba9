// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kv {

/// Where the keys of a target lie.
enum class Place { Local, Remote, Snapshot };

/// What can be opened: a place and a namespace in it. Plain data.
struct Target
{
    Place place = Place::Local;
    /// The namespace id, raw as in the wrangler file. For local targets any string, even an empty one.
    QString namespaceId;
    /// Remote: the account's id; empty: the one that the credential leads to.
    QString accountId;
    /// Local: the `v3` state folder (absolute) that holds this namespace's store.
    QString stateRoot;
    /// Local stores whose id is not known: the 64-digit name of the database file, without ".sqlite".
    /// Empty when namespaceId names the store.
    QString databaseName;
    /// With databaseName: the folder in kv/ that holds its values, where that was found out; else empty.
    QString valueFolder;
    /// Snapshot: the file, absolute; everything above is empty.
    QString path;

    bool operator==(const Target &) const = default;
};

} // namespace kv
