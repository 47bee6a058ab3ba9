// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/index.h"

#include "snapshot/itemtext.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <numeric>
#include <unistd.h>

namespace kv::snapshot {

namespace {

using Blocks = std::vector<std::shared_ptr<const KeyBlock>>;

QByteArrayView keyAt(const Blocks &blocks, quint32 row)
{
    return blocks[row / Index::keysPerBlock]->key(int(row % Index::keysPerBlock));
}

/// The rows in key order, those of one key in the order of the file. Empty: stopped.
std::vector<quint32> sorted(const Blocks &blocks, size_t rows, const std::atomic_bool &stop)
{
    const auto before = [&blocks](quint32 a, quint32 b) {
        return compareKeys(keyAt(blocks, a), keyAt(blocks, b)) < 0;
    };
    std::vector<quint32> from(rows);
    std::iota(from.begin(), from.end(), 0u);
    // Runs first, then merges that can be stopped at any moment: std::stable_sort() could not be.
    constexpr size_t run = 4096;
    for (size_t begin = 0; begin < rows; begin += run) {
        if (stop)
            return {};
        std::stable_sort(from.begin() + qptrdiff(begin), from.begin() + qptrdiff(std::min(rows, begin + run)),
                         before);
    }
    std::vector<quint32> to(rows);
    for (size_t width = run; width < rows; width *= 2) {
        for (size_t begin = 0; begin < rows; begin += 2 * width) {
            const size_t middle = std::min(rows, begin + width);
            const size_t end = std::min(rows, begin + 2 * width);
            size_t left = begin;
            size_t right = middle;
            for (size_t at = begin; at < end; ++at) {
                if (at % run == 0 && stop)
                    return {};
                const bool second = left == middle || (right < end && before(from[right], from[left]));
                to[at] = from[second ? right++ : left++];
            }
        }
        from.swap(to);
    }
    return from;
}

/// Takes the entries in the order of the file and makes the index of them.
class IndexBuilder
{
public:
    void add(const ParsedItem &item, qint64 offset)
    {
        const Entry &entry = item.entry;
        if (m_sorted && m_rows > 0 && compareKeys(m_lastKey, entry.key) >= 0)
            m_sorted = false;
        m_lastKey = entry.key;
        addRow(m_builder, m_blocks, entry.key, entry.expiration, entry.metadata.has_value(),
               entry.metadata ? QByteArrayView(*entry.metadata) : QByteArrayView());
        ValuePlace place;
        place.offset = offset + item.valueBegin;
        place.length = quint32(item.valueEnd - item.valueBegin);
        place.size = quint32(entry.value.size()) & 0x7fff'ffffu;
        place.base64 = item.base64;
        m_index.values.push_back(place);
        ++m_rows;
    }
    size_t rows() const { return m_rows; }
    Index &index() { return m_index; }

    /// False: stopped.
    bool finish(const std::atomic_bool &stop)
    {
        close(m_builder, m_blocks);
        if (!m_sorted && !sort(stop))
            return false;
        for (const auto &block : m_blocks)
            m_index.keys.append(block);
        m_index.values.shrink_to_fit();
        return true;
    }

private:
    static void addRow(KeyBlock::Builder &builder, Blocks &blocks, QByteArrayView key, Expiration expiration,
                       bool hasMetadata, QByteArrayView metadata)
    {
        builder.add(key, expiration, hasMetadata, metadata);
        if (builder.size() == Index::keysPerBlock)
            close(builder, blocks);
    }
    static void close(KeyBlock::Builder &builder, Blocks &blocks)
    {
        if (builder.size() > 0)
            blocks.push_back(builder.build());
    }
    bool sort(const std::atomic_bool &stop)
    {
        const std::vector<quint32> rows = sorted(m_blocks, m_rows, stop);
        Blocks blocks;
        std::vector<ValuePlace> values;
        values.reserve(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) {
            if (i % Index::keysPerBlock == 0 && stop)
                return false;
            const QByteArrayView key = keyAt(m_blocks, rows[i]);
            if (i + 1 < rows.size() && keyAt(m_blocks, rows[i + 1]) == key) {
                if (++m_index.duplicates <= Index::mostNotes)
                    m_index.duplicateKeys << key.toByteArray();
                continue; // as with wrangler, which puts one after the other
            }
            const KeyBlock &block = *m_blocks[rows[i] / Index::keysPerBlock];
            const int row = int(rows[i] % Index::keysPerBlock);
            addRow(m_builder, blocks, key, block.expiration(row), block.hasMetadata(row),
                   block.metadata(row));
            values.push_back(m_index.values[rows[i]]);
        }
        close(m_builder, blocks);
        m_blocks.swap(blocks);
        m_index.values.swap(values);
        return !rows.empty();
    }

    Index m_index;
    Blocks m_blocks;
    KeyBlock::Builder m_builder;
    QByteArray m_lastKey;
    size_t m_rows = 0;
    bool m_sorted = true;
};

Result<QByteArray> readAt(int fd, qint64 offset, qint64 length)
{
    QByteArray bytes(length, Qt::Uninitialized);
    qint64 got = 0;
    while (got < length) {
        const ssize_t n = ::pread(fd, bytes.data() + got, size_t(length - got), off_t(offset + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(systemError(errno, QStringLiteral("reading a value"), QString()));
        if (n == 0)
            return fail(ErrorKind::Conflict, QStringLiteral("The file is shorter than it was."));
        got += n;
    }
    return bytes;
}

} // namespace

Result<Index> readIndex(Reader &reader, const std::atomic_bool &stop)
{
    IndexBuilder builder;
    Index &index = builder.index();
    for (;;) {
        if (stop)
            return fail(ErrorKind::Cancelled, QString());
        const Result<std::optional<Reader::Found>> found = reader.nextFound();
        if (!found)
            return fail(found.error());
        if (!*found)
            break;
        const Reader::Found &item = **found;
        if (!item.item) {
            if (++index.troubles <= Index::mostNotes)
                index.firstTroubles << item.item.error();
            continue;
        }
        if (!item.item->remark.isEmpty() && index.firstRemarks.size() < Index::mostNotes)
            index.firstRemarks << item.item->remark;
        if (builder.rows() >= size_t(std::numeric_limits<int>::max()))
            return fail(ErrorKind::TooLarge, QStringLiteral("The file has too many entries to be shown."));
        builder.add(*item.item, item.offset);
    }
    if (!builder.finish(stop))
        return fail(ErrorKind::Cancelled, QString());
    return std::move(index);
}

Result<QByteArray> readValue(int fd, const ValuePlace &place)
{
    const Result<QByteArray> text = readAt(fd, place.offset, place.length);
    if (!text)
        return fail(text.error());
    std::optional<QByteArray> value;
    if (text->size() >= 2 && text->startsWith('"') && text->endsWith('"'))
        value = unescaped(QByteArrayView(*text).sliced(1, text->size() - 2));
    if (value && place.base64)
        value = fromBase64(*value);
    if (!value || value->size() != qsizetype(place.size))
        return fail(ErrorKind::Conflict, QStringLiteral("The file is not what it was."));
    return *std::move(value);
}

Result<QByteArray> readValueHead(int fd, const ValuePlace &place, int most)
{
    const qint64 wanted = place.base64 ? (most + qint64(2)) / 3 * 4 : most;
    // An escape takes six bytes and may stand for one.
    const qint64 length = 1 + 6 * wanted + 12;
    if (length >= place.length || most < 0) {
        Result<QByteArray> value = readValue(fd, place);
        if (value && most >= 0)
            value->truncate(most);
        return value;
    }
    const Result<QByteArray> text = readAt(fd, place.offset, length);
    if (!text)
        return fail(text.error());
    QByteArray head = unescapedBeginning(QByteArrayView(*text).sliced(1), wanted);
    head.truncate(wanted);
    if (place.base64)
        head = fromBase64(QByteArrayView(head).first(head.size() / 4 * 4)).value_or(QByteArray());
    head.truncate(most);
    if (!text->startsWith('"') || head.size() != most)
        return fail(ErrorKind::Conflict, QStringLiteral("The file is not what it was."));
    return head;
}

} // namespace kv::snapshot
