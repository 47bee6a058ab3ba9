// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/rowblock.h"

#include "core/keyorder.h"

#include <algorithm>
#include <cstring>

namespace kv::jobs {

namespace {

enum Flag : uchar {
    HasLeftExpiration = 1,
    HasRightExpiration = 2,
    SameExpiration = 4, // the right is as the left, and not written
    HasLeftSize = 8,
    HasRightSize = 16,
    SameSize = 32,
    Pending = 64,
};

void putNumber(QByteArray &out, quint64 number)
{
    char bytes[10];
    int n = 0;
    while (number >= 0x80) {
        bytes[n++] = char(number | 0x80);
        number >>= 7;
    }
    bytes[n++] = char(number);
    out.append(bytes, n);
}

/// Signed numbers so that small ones of either sign stay short.
quint64 folded(qint64 number)
{
    return (quint64(number) << 1) ^ quint64(number >> 63);
}
qint64 unfolded(quint64 number)
{
    return qint64(number >> 1) ^ -qint64(number & 1);
}

qsizetype sharedBytes(QByteArrayView a, QByteArrayView b)
{
    const qsizetype most = std::min(a.size(), b.size());
    return std::mismatch(a.begin(), a.begin() + most, b.begin()).first - a.begin();
}

/// Reads packed numbers and bytes, and does not read past the end.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes) : m_at(bytes.begin()), m_end(bytes.end()) {}

    bool atEnd() const { return m_at == m_end; }
    bool isGood() const { return m_good; }
    uchar byte()
    {
        if (m_at == m_end) {
            m_good = false;
            return 0;
        }
        return uchar(*m_at++);
    }
    quint64 number()
    {
        quint64 number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const uchar next = byte();
            number |= quint64(next & 0x7f) << shift;
            if (!(next & 0x80))
                return number;
        }
        m_good = false;
        return 0;
    }
    /// Makes `key` the next one, given that it is the one before.
    void nextKey(QByteArray &key)
    {
        const quint64 shared = number();
        const quint64 more = number();
        if (!m_good || shared > quint64(key.size()) || more > quint64(m_end - m_at)) {
            m_good = false;
            return;
        }
        key.truncate(qsizetype(shared));
        key.append(m_at, qsizetype(more));
        m_at += more;
    }
    /// What stands behind the key.
    void rest(CompareRow &row)
    {
        const uchar flags = byte();
        row.valuePending = flags & Pending;
        if (flags & HasLeftExpiration)
            row.leftExpiration = unfolded(number());
        if (flags & HasRightExpiration)
            row.rightExpiration =
                flags & SameExpiration ? row.leftExpiration : Expiration(unfolded(number()));
        if (flags & HasLeftSize)
            row.leftSize = qint64(number());
        if (flags & HasRightSize)
            row.rightSize = flags & SameSize ? row.leftSize : qint64(number());
    }

private:
    const char *m_at;
    const char *m_end;
    bool m_good = true;
};

tl::unexpected<Error> broken()
{
    return fail(ErrorKind::Corrupt, QStringLiteral("a block of rows is damaged"));
}

} // namespace

void PackedRows::add(QByteArrayView key, Status status, Reasons reasons, bool valuePending, Expiration left,
                     Expiration right, qint64 leftSize, qint64 rightSize)
{
    if (statuses.isEmpty()) {
        statuses.reserve(4096);
        content.reserve(4096 * 16);
        firstKey = key.toByteArray();
    }
    const qsizetype shared = statuses.isEmpty() ? 0 : sharedBytes(lastKey, key);
    const QByteArrayView more = key.sliced(shared);
    putNumber(content, quint64(shared));
    putNumber(content, quint64(more.size()));
    content.append(more.data(), more.size());
    const bool sameExpiration = left && left == right;
    const bool sameSize = leftSize >= 0 && leftSize == rightSize;
    content.append(char((left ? HasLeftExpiration : 0) | (right ? HasRightExpiration : 0) |
                        (sameExpiration ? SameExpiration : 0) | (leftSize >= 0 ? HasLeftSize : 0) |
                        (rightSize >= 0 ? HasRightSize : 0) | (sameSize ? SameSize : 0) |
                        (valuePending ? Pending : 0)));
    if (left)
        putNumber(content, folded(*left));
    if (right && !sameExpiration)
        putNumber(content, folded(*right));
    if (leftSize >= 0)
        putNumber(content, quint64(leftSize));
    if (rightSize >= 0 && !sameSize)
        putNumber(content, quint64(rightSize));
    statuses.append(statusByte(status, reasons));
    lastKey.truncate(shared);
    lastKey.append(more.data(), more.size());
    ++counts[size_t(status)];
    if (valuePending || (status == Status::Unread && !reasons.testFlag(Reason::Failed)))
        ++wanting;
}

void PackedRows::add(const CompareRow &row)
{
    add(row.key, row.status, row.reasons, row.valuePending, row.leftExpiration, row.rightExpiration,
        row.leftSize, row.rightSize);
}

void PackedRows::append(const PackedRows &more)
{
    if (more.size() == 0)
        return;
    if (size() == 0)
        firstKey = more.firstKey;
    // The first key of a run shares nothing with the key before, so that runs can be put together as they
    // are.
    statuses += more.statuses;
    content += more.content;
    lastKey = more.lastKey;
    for (size_t i = 0; i < counts.size(); ++i)
        counts[i] += more.counts[i];
    wanting += more.wanting;
}

PackedRows &RowRuns::next()
{
    if (m_runs.empty() || m_runs.back().size() == (m_runs.size() == 1 ? m_room : m_perBlock))
        m_runs.emplace_back();
    return m_runs.back();
}

Result<std::vector<CompareRow>> unpack(QByteArrayView statuses, QByteArrayView content)
{
    std::vector<CompareRow> rows(size_t(statuses.size()));
    Reader reader(content);
    QByteArray key;
    for (size_t i = 0; i < rows.size(); ++i) {
        CompareRow &row = rows[i];
        const char byte = statuses[qsizetype(i)];
        reader.nextKey(key);
        reader.rest(row);
        if (!reader.isGood() || int(statusOf(byte)) >= statusCount ||
            (i > 0 && compareKeys(rows[i - 1].key, key) >= 0))
            return broken();
        row.key = QByteArray(key.constData(), key.size()); // not shared: the next is made of it
        row.status = statusOf(byte);
        row.reasons = reasonsOf(byte);
    }
    if (!reader.atEnd())
        return broken();
    return rows;
}

Result<> walkKeys(QByteArrayView content, const std::function<bool(int, QByteArrayView)> &each)
{
    Reader reader(content);
    QByteArray key;
    CompareRow rest;
    for (int i = 0; !reader.atEnd(); ++i) {
        reader.nextKey(key);
        reader.rest(rest);
        if (!reader.isGood())
            return broken();
        if (!each(i, key))
            return {};
    }
    return {};
}

} // namespace kv::jobs
