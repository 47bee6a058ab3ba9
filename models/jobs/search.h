// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/store.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>

/// What a search looks for, what it costs and what it finds: plain data, any thread.
namespace kv::jobs {

struct SearchQuery
{
    enum class What {
        KeyContains,   ///< The key has `text` somewhere.
        KeyGlob,       ///< The whole key fits `text`, a pattern of text/pattern.h.
        ValueContains, ///< The value has the bytes of `text` somewhere.
        JsonPath,      ///< The value is JSON, and what lies at `path` means the same as `text`.
    };
    What what = What::ValueContains;
    /// What is looked for, as bytes. For JsonPath JSON text, compared by meaning: numbers exactly, members in
    /// any order; what is no JSON stands for the string of these characters.
    QByteArray text;
    /// JsonPath: one path as text/jsonpath.h reads it; with a `*` any of its places will do.
    QString path;
    /// Upper and lower case are the same, as text/needle.h says. Not for JsonPath.
    bool ignoreCase = false;
    /// Only keys that begin with these bytes.
    QByteArray prefix;

    bool readsValues() const { return what == What::ValueContains || what == What::JsonPath; }
    bool operator==(const SearchQuery &) const = default;
};

/// Why nothing can be looked for so (no text, a path that cannot be read), or nothing.
/// ErrorKind::InvalidInput; `column` counts UTF-16 units of the path from 1, where it is the path's fault.
Result<> checkQuery(const SearchQuery &query);

/// Certain keys of a store, in their order. `at(i)` is called on the job's thread, for 0 to size - 1 in
/// order, some hundreds in a row; it may be asked for the same again.
struct SearchKeys
{
    qint64 size = 0;
    std::function<QByteArray(qint64)> at;
};

/// An entry that fits. Plain data.
struct SearchHit
{
    QByteArray key;
    bool isInKey = false; ///< The key fits, and not the value.
    /// Bytes of the whole value; -1: not known, since nothing asked for it.
    qint64 size = -1;
    /// Where the first place that fits is, in bytes: of the value, or of the key when keys are searched.
    qint64 offset = 0;
    qint64 length = 0;
    /// Bytes of the value from `excerptAt` on, with that place (or its beginning, when it is long) in it;
    /// never more than a line's worth, whole UTF-8 sequences where the value has such. When keys are
    /// searched: the value's first bytes, where they come cheaply; else empty.
    QByteArray excerpt;
    qint64 excerptAt = 0;

    bool operator==(const SearchHit &) const = default;
};

/// What a search has looked at. All that was listed is in one of these.
struct SearchReport
{
    qint64 looked = 0; ///< Keys, or values, that were matched.
    qint64 hits = 0;
    qint64 gone = 0;   ///< Were listed, and deleted before they were read.
    qint64 unread = 0; ///< Could not be read; SearchJob::troubles() says why.
    qint64 bytes = 0;  ///< Of the values that were matched.
    /// False: there is no store at this target yet, which is searched like an empty one.
    bool storeExists = true;

    bool operator==(const SearchReport &) const = default;
};

/// What a search will read, told before it reads any value.
struct SearchCost
{
    qint64 keys = -1;     ///< To be looked at; -1: not known without asking Cloudflare.
    qint64 bytes = -1;    ///< Of the values to be read; 0: none are; -1: not known.
    qint64 unsized = 0;   ///< Values among them whose sizes cannot be told.
    bool isSoFar = false; ///< It is still being counted: `keys` and `bytes` are at least this.
    /// Requests of Cloudflare's budget, as far as `keys` is known; at least this much where it is not. 0 and
    /// both figures below 0: nothing is counted.
    qint64 requests = 0;
    int keysPerListRequest = 0; ///< Keys that one request lists; 0: listing is free, or not needed.
    int keysPerReadRequest = 0; ///< Keys whose values one request reads; 0: free, or not read.

    bool countsRequests() const { return keysPerListRequest > 0 || keysPerReadRequest > 0; }
    bool operator==(const SearchCost &) const = default;
};

} // namespace kv::jobs
