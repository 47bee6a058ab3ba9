// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/reader.h"

#include "core/keyorder.h"
#include "local/rowfinder.h"
#include "local/valuefiles.h"
#include "local/valuereading.h"

#include <algorithm>
#include <span>
#include <sqlite3.h>
#include <vector>

namespace kv::local {

namespace {

constexpr int keysPerPage = 16'384;
/// Key and metadata; a page of longer ones makes room as it goes.
constexpr qsizetype usualBytesPerKey = 40;
/// Hostile rows can hold up to a gigabyte each; a page stays within what a block can address.
constexpr qsizetype bytesPerPage = qsizetype(1) << 28;

/// Rows that are looked up together, before their values are read.
constexpr size_t rowsAtOnce = 512;

/// Eight literals, so that each is prepared once. The names alone come out of the key's index.
const char *listStatement(bool namesOnly, bool resumed, bool bounded)
{
#define KV_LIST(columns, from, to)                                                                           \
    "SELECT " columns " FROM _mf_entries WHERE key " from " ?1" to " ORDER BY key LIMIT ?2"
#define KV_RANGES(columns)                                                                                   \
    {                                                                                                        \
        {KV_LIST(columns, ">=", ""), KV_LIST(columns, ">=", " AND key < ?3")},                               \
        {                                                                                                    \
            KV_LIST(columns, ">", ""), KV_LIST(columns, ">", " AND key < ?3")                                \
        }                                                                                                    \
    }
    static constexpr const char *statements[2][2][2] = {KV_RANGES("key, expiration, metadata"),
                                                        KV_RANGES("key")};
#undef KV_RANGES
#undef KV_LIST
    return statements[namesOnly][resumed][bounded];
}

tl::unexpected<Error> noSuchKey(const NamespaceFile &file)
{
    return fail(ErrorKind::NotFound, QStringLiteral("no such key"), file.location().databasePath);
}

/// The rows of some keys, as they are at one moment: a lock for all of them together. No database: no row.
Result<std::vector<std::optional<Row>>> rowsOf(Database *db, std::span<const QByteArray> keys)
{
    std::vector<std::optional<Row>> rows(keys.size());
    if (!db)
        return rows;
    if (const Result<> begun = db->execute("BEGIN"); !begun)
        return fail(begun.error());
    Result<> found;
    {
        RowFinder finder(*db);
        for (size_t i = 0; found && i < keys.size(); ++i) {
            Result<std::optional<Row>> row = finder.find(keys[i]);
            if (row)
                rows[i] = std::move(*row);
            else
                found = fail(row.error());
        }
    }
    if (const Result<> ended = db->execute("COMMIT"); found && !ended)
        found = ended;
    return found ? Result<std::vector<std::optional<Row>>>(std::move(rows)) : fail(found.error());
}

/// Size and first bytes of a value; when none are wanted, it is not opened.
Result<ValueFiles::Head> readHead(const ValueFiles &values, const QByteArray &blobId, int headBytes)
{
    if (headBytes > 0)
        return values.read(blobId, headBytes);
    const Result<qint64> size = values.size(blobId);
    return size ? Result<ValueFiles::Head>({.size = *size, .bytes = {}}) : fail(size.error());
}

/// Gives the keys and their rows, some hundreds at a time, to `take(keys, rows, location)` until that answers
/// false.
template <class Take> Result<> eachRows(NamespaceFile &file, const QList<QByteArray> &keys, Take take)
{
    const std::span<const QByteArray> all(keys.constData(), size_t(keys.size()));
    for (size_t from = 0; from < all.size(); from += rowsAtOnce) {
        // Anew each time: what `take` looked for again may have come from another file.
        const Result<Database *> db = file.openForReading();
        if (!db)
            return fail(db.error());
        const auto some = all.subspan(from, std::min(rowsAtOnce, all.size() - from));
        const Result<std::vector<std::optional<Row>>> rows = rowsOf(*db, some);
        if (!rows)
            return fail(rows.error());
        if (!take(some, std::span(*rows), file.location()))
            return {};
    }
    return {};
}

} // namespace

Result<KeyPage> readPage(NamespaceFile &file, const ListQuery &query)
{
    KeyPage page;
    page.last = true;
    const Result<Database *> db = file.openForReading(&page.storeExists);
    if (!db)
        return fail(db.error());
    // Kept by the thread: room that is asked for and given back for each page costs as much as filling it.
    static thread_local KeyBlock::Builder builder;
    builder.clear();
    if (!*db) {
        page.keys = builder.build();
        return page;
    }
    const bool namesOnly = query.detail == ListDetail::Names;
    const bool resumed = !query.cursor.isEmpty();
    const std::optional<QByteArray> end = endOfPrefix(query.prefix);
    Result<Statement> rows = (*db)->prepare(listStatement(namesOnly, resumed, end.has_value()));
    if (!rows)
        return fail(rows.error());
    const int limit = query.pageSize > 0 ? query.pageSize : keysPerPage;
    builder.reserve(std::min(limit, keysPerPage), qsizetype(std::min(limit, keysPerPage)) * usualBytesPerKey);
    rows->bindText(1, resumed ? query.cursor : query.prefix);
    rows->bindInteger(2, qint64(limit) + 1); // one more than is taken, when the empty key comes first
    if (end)
        rows->bindText(3, *end);
    int code = SQLITE_OK;
    while ((code = rows->step()) == SQLITE_ROW) {
        const std::optional<QByteArrayView> text = rows->text(0);
        if (!text)
            return fail(ErrorKind::Corrupt, QStringLiteral("a key that is not text"),
                        file.location().databasePath);
        const QByteArrayView key = *text;
        // All that stands on this list counts on the order, which a damaged or hostile index need not have.
        const bool isFirst = builder.size() == 0;
        if ((!isFirst || resumed) && compareKeys(isFirst ? query.cursor : builder.lastKey(), key) >= 0)
            return fail(ErrorKind::Corrupt, QStringLiteral("keys that are out of order"),
                        file.location().databasePath);
        if (namesOnly)
            builder.add(key, {}, false, {});
        else
            builder.add(key, rows->isNull(1) ? Expiration() : expirationSeconds(rows->integer(1)),
                        !rows->isNull(2), rows->bytes(2));
        // An empty cursor would begin anew; KV has no empty key, but a file may.
        if (!key.isEmpty() && (builder.size() >= limit || builder.bytes() > bytesPerPage)) {
            page.cursor = key.toByteArray();
            page.last = false;
            break;
        }
    }
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        return fail((*db)->error(code));
    page.keys = builder.build();
    return page;
}

Result<std::optional<qint64>> countEntries(NamespaceFile &file)
{
    bool exists = false;
    const Result<Database *> db = file.openForReading(&exists);
    if (!db)
        return fail(db.error());
    if (!*db)
        return exists ? std::optional<qint64>(0) : std::nullopt;
    Result<Statement> row = (*db)->prepare("SELECT count(*) FROM _mf_entries");
    if (!row)
        return fail(row.error());
    if (const int code = row->step(); code != SQLITE_ROW)
        return fail((*db)->error(code));
    return std::optional<qint64>(row->integer(0));
}

Result<Entry> readEntry(NamespaceFile &file, const QByteArray &key)
{
    // A Worker may replace the value between our reading its name and opening it: then the row names another.
    for (int attempt = 0;; ++attempt) {
        const Result<Database *> db = file.openForReading();
        if (!db)
            return fail(db.error());
        if (!*db)
            return noSuchKey(file);
        Result<std::optional<Row>> row = NamespaceFile::find(**db, key);
        if (!row)
            return fail(row.error());
        if (!*row)
            return noSuchKey(file);
        Result<Entry> entry = entryOf(key, std::move(**row), ValueFiles(file.location()));
        if (!entry || !entry->valueMissing || attempt == 2)
            return entry;
    }
}

Result<QList<Fetched>> readEntries(NamespaceFile &file, const QList<QByteArray> &keys, qint64 mostBytes,
                                   const MayGoOn &mayGoOn)
{
    QList<Fetched> fetched;
    fetched.reserve(keys.size());
    qint64 bytes = 0;
    const auto take = [&](std::span<const QByteArray> some, std::span<const std::optional<Row>> rows,
                          const Location &location) {
        ValueReading reading(location, some, rows, mostBytes - bytes);
        reading.run(mayGoOn);
        if (!reading.isWhole())
            return false;
        for (size_t i = 0; i < some.size(); ++i) {
            std::optional<Result<Entry>> read = reading.take(i);
            // Not begun, since others had filled the room; but those that come first have a right to it.
            if (!read && rows[i])
                read = readEntry(file, some[i]);
            Result<Entry> entry = read ? std::move(*read) : noSuchKey(file);
            // Replaced since its row was read, maybe with all of the store: that is looked for.
            if (entry && entry->valueMissing)
                entry = readEntry(file, some[i]);
            bytes += entry ? entry->value.size() : 0;
            if (bytes > mostBytes && !fetched.isEmpty())
                return false;
            fetched.append({some[i], std::move(entry)});
        }
        return true;
    };
    if (const Result<> done = eachRows(file, keys, take); !done)
        return fail(done.error());
    return fetched;
}

Result<QList<Peek>> readHeads(NamespaceFile &file, const QList<QByteArray> &keys, int headBytes,
                              const MayGoOn &mayGoOn)
{
    QList<Peek> peeks;
    peeks.reserve(keys.size());
    const auto take = [&](std::span<const QByteArray> some, std::span<const std::optional<Row>> rows,
                          const Location &location) {
        const ValueFiles values(location);
        for (size_t i = 0; i < some.size(); ++i) {
            if (mayGoOn && !mayGoOn())
                return false;
            Peek peek;
            peek.key = some[i];
            // Why a value cannot be read is told when its entry is opened; the list shows that there is none.
            if (rows[i]) {
                if (Result<ValueFiles::Head> head = readHead(values, rows[i]->blobId, headBytes)) {
                    peek.size = head->size;
                    peek.head = std::move(head->bytes);
                }
            }
            peeks.append(std::move(peek));
        }
        return true;
    };
    if (const Result<> done = eachRows(file, keys, take); !done)
        return fail(done.error());
    return peeks;
}

} // namespace kv::local
