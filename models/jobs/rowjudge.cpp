// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/rowjudge.h"

#include "core/limits.h"
#include "text/jsonsame.h"

namespace kv::jobs {

namespace {

/// What kind of JSON begins so: `{`, `[`, `"`, `1` for a number, `t`, `f`, `n`; ' ' cannot be told yet; 0
/// none.
char kindOfJson(QByteArrayView head)
{
    for (const char c : head) {
        switch (c) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            continue;
        case '{':
        case '[':
        case '"':
        case 't':
        case 'f':
        case 'n':
            return c;
        default:
            return c == '-' || (c >= '0' && c <= '9') ? '1' : '\0';
        }
    }
    return head.isEmpty() ? '\0' : ' ';
}

bool isThere(const SideRead &side, qint64 nowMs)
{
    return side.entry && !(side.entry->expiration && limits::isExpired(*side.entry->expiration, nowMs));
}

} // namespace

Result<RowJudge> RowJudge::make(const CompareSpec &spec)
{
    RowJudge judge(spec);
    auto places = text::JsonPlaces::parse(spec.ignore.jsonPaths);
    if (!places)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("%1: %2").arg(spec.ignore.jsonPaths.value(places.error().path),
                                                 places.error().message));
    judge.m_places = std::move(*places);
    return judge;
}

void RowJudge::addLone(PackedRows &rows, QByteArrayView key, const Listed &listed, bool isLeft) const
{
    // Where names alone are compared, nothing else is told of.
    const Expiration expiration = m_depth == Depth::Names ? Expiration() : listed.expiration;
    rows.add(key, isLeft ? Status::OnlyLeft : Status::OnlyRight, {}, false,
             isLeft ? expiration : Expiration(), isLeft ? Expiration() : expiration);
}

void RowJudge::addPair(PackedRows &rows, QByteArrayView key, const Listed &left, const Listed &right) const
{
    if (m_depth == Depth::Names) {
        rows.add(key, Status::Same, {}, false, {}, {});
        return;
    }
    Reasons reasons;
    if (!sameExpiration(left.expiration, right.expiration))
        reasons |= Reason::Expiration;
    if (!sameMetadata(left.metadata, left.hasMetadata, right.metadata, right.hasMetadata))
        reasons |= Reason::Metadata;
    const bool readsValues = m_depth == Depth::Values;
    const Status status = reasons ? Status::Different : readsValues ? Status::Unread : Status::Same;
    rows.add(key, status, reasons, reasons && readsValues, left.expiration, right.expiration);
}

bool RowJudge::sameExpiration(const Expiration &left, const Expiration &right) const
{
    if (left == right)
        return true;
    if (!left || !right)
        return false;
    // A damaged store may hold any number.
    const quint64 apart =
        *left > *right ? quint64(*left) - quint64(*right) : quint64(*right) - quint64(*left);
    return m_ignore.expirationSeconds > 0 && apart <= quint64(m_ignore.expirationSeconds);
}

bool RowJudge::sameMetadata(QByteArrayView left, bool hasLeft, QByteArrayView right, bool hasRight) const
{
    // A Worker cannot tell no metadata from the metadata `null`.
    if (!hasLeft)
        return !hasRight || right.trimmed() == "null";
    if (!hasRight)
        return left.trimmed() == "null";
    return left == right || text::compareJson(left, right, m_places.metadata) == text::JsonSame::Same;
}

RowJudge::Values RowJudge::compareValues(QByteArrayView left, QByteArrayView right) const
{
    if (left == right)
        return Values::Same;
    if (!mayBeSameJson(left, right))
        return Values::Different;
    if (text::compareJson(left, right) == text::JsonSame::Same)
        return m_ignore.jsonFormatting ? Values::Same : Values::Formatting;
    // What differs may be nothing but what does not matter.
    const bool same =
        !m_places.value.isEmpty() && text::compareJson(left, right, m_places.value) == text::JsonSame::Same;
    return same ? Values::Same : Values::Different;
}

bool RowJudge::mayBeSameJson(QByteArrayView leftHead, QByteArrayView rightHead) const
{
    const char left = kindOfJson(leftHead);
    const char right = kindOfJson(rightHead);
    return left && right && (left == right || left == ' ' || right == ' ' || m_places.value.hasRoot());
}

void RowJudge::settle(CompareRow &row)
{
    row.valuePending = false;
    const Reasons why = row.reasons & ~Reasons(Reason::Failed);
    row.status = why                                    ? Status::Different
                 : row.reasons.testFlag(Reason::Failed) ? Status::Unread
                                                        : Status::Same;
}

void RowJudge::judge(CompareRow &row, const SideRead &left, const SideRead &right, qint64 nowMs) const
{
    if (!left.problem.isEmpty() || !right.problem.isEmpty()) {
        // What was known of the row is all that is known.
        if (row.status == Status::Unread || row.valuePending) {
            row.reasons |= Reason::Failed;
            settle(row);
        }
        return;
    }
    const bool hasLeft = isThere(left, nowMs);
    const bool hasRight = isThere(right, nowMs);
    const bool tellsMore = m_depth != Depth::Names;
    row.reasons = {};
    row.valuePending = false;
    row.leftExpiration = hasLeft && tellsMore ? left.entry->expiration : Expiration();
    row.rightExpiration = hasRight && tellsMore ? right.entry->expiration : Expiration();
    const bool tellsSizes = m_depth == Depth::Values;
    row.leftSize = hasLeft && tellsSizes ? left.entry->value.size() : -1;
    row.rightSize = hasRight && tellsSizes ? right.entry->value.size() : -1;
    if (!hasLeft || !hasRight) {
        row.status = hasLeft ? Status::OnlyLeft : hasRight ? Status::OnlyRight : Status::Same;
        return;
    }
    if (tellsMore) {
        const Metadata &l = left.entry->metadata;
        const Metadata &r = right.entry->metadata;
        if (!sameExpiration(row.leftExpiration, row.rightExpiration))
            row.reasons |= Reason::Expiration;
        if (!sameMetadata(l.value_or(QByteArray()), l.has_value(), r.value_or(QByteArray()), r.has_value()))
            row.reasons |= Reason::Metadata;
    }
    if (tellsSizes) {
        switch (compareValues(left.entry->value, right.entry->value)) {
        case Values::Same:
            break;
        case Values::Formatting:
            row.reasons |= Reason::Formatting;
            break;
        case Values::Different:
            row.reasons |= Reason::Value;
            break;
        }
    }
    settle(row);
}

void RowJudge::judgeBySize(CompareRow &row, qint64 leftSize, qint64 rightSize) const
{
    row.leftSize = leftSize;
    row.rightSize = rightSize;
    row.reasons |= Reason::Value;
    settle(row);
}

} // namespace kv::jobs
